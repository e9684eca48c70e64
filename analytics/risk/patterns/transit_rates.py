"""Incidents per 1,000 transits of a strait, with the exact Poisson interval (Garwood 1936, doi 10.1093/biomet/28.3-4.437)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from analytics.coverage.constant_sources import common_spans
from analytics.coverage.source_watch import SourceWatch
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.words import span_in_words
from warehouse.exposure import StraitTransits

PER: Final = 1000
# With fewer days the rate would say more about those days than about the strait.
FEWEST_DAYS: Final = 30
COVER: Final = 0.95


@dataclass(frozen=True, slots=True)
class TransitRate:
    """Incidents in a strait on the days that were both watched and counted; `rate` and its 95% interval are per 1,000 transits."""

    strait: str
    title: str
    first: date
    last: date
    days: int
    incidents: int
    transits: int
    rate: float
    low: float
    high: float


def garwood_interval(incidents: int, cover: float = COVER) -> tuple[float, float]:
    """Exact interval of the mean of a Poisson count (Garwood 1936)."""
    tail = (1 - cover) / 2
    low = float(stats.chi2.ppf(tail, 2 * incidents)) / 2 if incidents else 0.0
    return low, float(stats.chi2.ppf(1 - tail, 2 * incidents + 2)) / 2


def transit_rate(
    strait: StraitTransits, watching: Sequence[SourceWatch], incident_days: npt.NDArray[np.int64], first: date, last: date
) -> TransitRate | None:
    """The rate over the days from `first` to `last` on which the strait's transits are known and all of `watching` watch.

    `incident_days` (since 1970) are those of the incidents that they report in the strait, one entry each. None where there are
    fewer than FEWEST_DAYS such days or no transits: days that nobody watches say nothing, and count on neither side.
    """
    spans = common_spans(watching, first, last)
    transits_by_day = {
        when: transits for when, transits in zip(strait.days, strait.transits, strict=True) if any(when in span for span in spans)
    }
    total = sum(transits_by_day.values())
    if len(transits_by_day) < FEWEST_DAYS or not total:
        return None
    counted = {(when - date(1970, 1, 1)).days for when in transits_by_day}
    # Only incidents of those same days: events and exposure must cover the same time.
    incidents = sum(int(when) in counted for when in incident_days)
    low, high = garwood_interval(incidents)
    scale = PER / total
    days = len(transits_by_day)
    first, last = min(transits_by_day), max(transits_by_day)
    return TransitRate(strait.code, strait.title, first, last, days, incidents, total, incidents * scale, low * scale, high * scale)


def transit_chart(rates: Sequence[TransitRate], source: str) -> Chart:
    """The rates of several straits; `source` names where the transits come from."""
    span = span_in_words((min(rate.first for rate in rates), max(rate.last for rate in rates))) if rates else ""
    rates_in_words = ", ".join(f"{rate.title} {rate.rate:.2f}" for rate in rates)
    return Chart(
        name="risk_transits",
        title=f"Incidents per 1,000 transits, {span}",
        unit="incidents per 1,000 transits",
        place_title="Strait",
        places=tuple(rate.title for rate in rates),
        series=(
            Series(
                "Rate, with 95% interval", "dot", tuple(rate.rate for rate in rates), ("#2B7FBA",),
                tuple(rate.low for rate in rates), tuple(rate.high for rate in rates), "rate", 2,
            ),
            Series("Incidents", "number", tuple(float(rate.incidents) for rate in rates), (NEUTRAL,), label="incidents"),
            Series("Transits", "number", tuple(float(rate.transits) for rate in rates), (NEUTRAL,), label="transits"),
        ),
        alt=f"Dots of incidents per 1,000 transits with intervals: {rates_in_words or 'none'}.",
        across=True,
        footnotes=(
            "Exact Poisson interval (Garwood). Only days that were both watched by the same sources and counted are used: "
            + "; ".join(f"{rate.title} {rate.days} days" for rate in rates) + ".",
            f"Transits: {source}.",
            "Incidents at berth and at anchor count too, although such ships may not be among the transits.",
        ),
        height=height_of_rows(len(rates)),
    )  # fmt: skip
