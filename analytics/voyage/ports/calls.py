"""Incidents per 1,000 calls at a port, where calls are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from analytics.describe.words import span_in_words
from analytics.risk.patterns.transit_rates import FEWEST_DAYS, PER, garwood_interval
from analytics.voyage.ports.picture import NEAR_NM, PortPicture

NOT_COUNTED: Final = (
    "Ships that call here are not counted, so the port's place among others is all that can be said: it is no chance per call."
)


@dataclass(frozen=True, slots=True)
class CallRate:
    """Incidents nearest to the port and within NEAR_NM per 1,000 calls, with a 95% interval, over the days on which calls are known."""

    first: date
    last: date
    days: int
    incidents: int
    calls: int
    rate: float
    low: float
    high: float


def call_rate(picture: PortPicture, calls: Mapping[date, int]) -> CallRate | None:
    """The rate; None where too few days are counted, or the port's waters were not watched on all of them."""
    days = {day: count for day, count in calls.items() if picture.first <= day <= picture.last}
    total = sum(days.values())
    if len(days) < FEWEST_DAYS or not total or not picture.watch.whole:
        return None
    near = picture.near
    incidents = int((near["occurred_on"].isin(list(days)) & (near["nearest"] == picture.port.locode)).sum())
    low, high = garwood_interval(incidents)
    scale = PER / total
    return CallRate(min(days), max(days), len(days), incidents, total, incidents * scale, low * scale, high * scale)


def rate_in_words(rate: CallRate) -> str:
    """`0.42 incidents within 12 nm per 1,000 calls (95% interval 0.20 to 0.77): 9 over 21,400 calls, 1 Jan 2023 to ...`"""
    return (
        f"{rate.rate:.2f} incidents within {NEAR_NM:.0f} nm per 1,000 calls (95% interval {rate.low:.2f} to {rate.high:.2f}): "
        f"{rate.incidents:,} over {rate.calls:,} calls on {rate.days:,} days, {span_in_words((rate.first, rate.last))}."
    )
