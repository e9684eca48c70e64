"""Incidents per 1,000 transits of a strait, with the exact Poisson interval (Garwood 1936, doi 10.1093/biomet/28.3-4.437)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from analytics.coverage.constant_sources import Listener, common_spans
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.situation.overview import period
from warehouse.exposure import Strait

PER: Final = 1000
FEWEST_DAYS: Final = 30
COVER: Final = 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """Incidents in a strait on the days that were both watched and counted; `low` and `high` per 1,000 transits, 95%."""

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


def garwood(incidents: int, cover: float = COVER) -> tuple[float, float]:
    """Exact interval of the mean of a Poisson count."""
    tail = (1 - cover) / 2
    low = float(stats.chi2.ppf(tail, 2 * incidents)) / 2 if incidents else 0.0
    return low, float(stats.chi2.ppf(1 - tail, 2 * incidents + 2)) / 2


def rate(strait: Strait, watching: Sequence[Listener], incident_days: npt.NDArray[np.int64], first: date, last: date) -> Rate | None:
    """The rate over the days from `first` to `last` on which the strait's transits are known and all of `watching` watch.

    `incident_days` (since 1970) of the incidents that they report in the strait, one entry each. None where fewer than
    FEWEST_DAYS such days or no transits are known: days without watcher say nothing, and count on neither side.
    """
    spans = common_spans(watching, first, last) if watching else []
    known = {when: transits for when, transits in zip(strait.days, strait.transits, strict=True) if any(a <= when <= b for a, b in spans)}
    total = sum(known.values())
    if len(known) < FEWEST_DAYS or not total:
        return None
    counted = {(when - date(1970, 1, 1)).days for when in known}
    incidents = sum(int(when) in counted for when in incident_days)
    low, high = garwood(incidents)
    scale = PER / total
    return Rate(
        strait.code, strait.title, min(known), max(known), len(known), incidents, total, incidents * scale, low * scale, high * scale
    )  # fmt: skip


def chart(rates: Sequence[Rate], source: str) -> Chart:
    """The rates of several straits."""
    when = period((min(one.first for one in rates), max(one.last for one in rates))) if rates else ""
    said = ", ".join(f"{one.title} {one.rate:.2f}" for one in rates)
    return Chart(
        name="risk_transits",
        title=f"Incidents per 1,000 transits, {when}",
        unit="incidents per 1,000 transits",
        place_title="Strait",
        places=tuple(one.title for one in rates),
        series=(
            Series(
                "Rate, with 95% interval", "dot", tuple(one.rate for one in rates), ("#2B7FBA",),
                tuple(one.low for one in rates), tuple(one.high for one in rates), "rate", 2,
            ),
            Series("Incidents", "number", tuple(float(one.incidents) for one in rates), (NEUTRAL,), label="incidents"),
            Series("Transits", "number", tuple(float(one.transits) for one in rates), (NEUTRAL,), label="transits"),
        ),
        alt=f"Dots of incidents per 1,000 transits with intervals: {said or 'none'}.",
        across=True,
        footnotes=(
            "Exact Poisson interval (Garwood). Only days that were both watched by the same sources and counted are taken: "
            + "; ".join(f"{one.title} {one.days} days" for one in rates) + ".",
            f"Transits: {source}.",
            "Incidents at berth and at anchor count too, though such ships may not be in the transits.",
        ),
        height=height_of_rows(len(rates)),
    )  # fmt: skip
