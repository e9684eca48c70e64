"""The back-test's figures as they are kept in `backtest.json` and shown on the page *How good is this?*."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson

from analytics.risk.groups import ALL, CODES
from analytics.risk.predictive import pooled
from analytics.risk.quality.backtest import Made, Replay, group_rows
from analytics.risk.quality.scores import SIZES, Rival, histogram, reliability, rival, summary
from analytics.risk.records import Cells

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FILE: Final = Path(__file__).parent / "backtest.json"
RIVALS: Final[dict[str, str]] = {
    "last_year": "the same days of last year",
    "five_years": "the mean of the same days of five years",
    "five_years_flat": "the mean rate of five years, without season",
}
EDGES: Final = (0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 1e9)
PERIOD: Final = 5
LARGER: Final = 1.0
"""Expected number from which calibration is also shown by itself: below it nearly every count is 0."""
FIXED: Final = (
    ("gulf_of_aden", "piracy", date(2010, 6, 1)),
    ("singapore_strait", "piracy", date(2015, 3, 1)),
    ("red_sea", "militant", date(2024, 2, 1)),
)
"""Forecasts that the file keeps one by one, so that a test can compute them again."""


@cache
def saved() -> dict[str, Any] | None:
    """The figures that are kept; None when none are."""
    if not FILE.exists():
        return None
    found: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return found


def figures(replayed: Replay, made: Made, cells: Cells, first: date) -> dict[str, Any]:
    """All scores of one horizon over the origins from `first` on; rivals are fitted on those before."""
    tested = np.array([origin >= first for origin in replayed.origins])
    counts = replayed.counts[:, tested]
    training = np.broadcast_to(~tested, replayed.counts.shape)
    rivals = tuple(_cut(rival(name, past, replayed.counts, training), tested) for name, past in _pasts(replayed).items())
    every = np.ones(counts.shape, dtype=np.bool_)
    years = np.array([origin.year for origin in made.origins])

    def said(chosen: Mask) -> dict[str, Any]:
        return summary(counts, made.mean, made.shape, rivals, chosen)

    larger = made.mean >= LARGER
    return {
        "first_origin": made.origins[0].isoformat(),
        "last_origin": made.origins[-1].isoformat(),
        "rivals": {one.name: {"floor": float(np.nanmin(one.mean)), "shape": float(one.shape.flat[0])} for one in rivals},
        "overall": said(every),
        "groups": {code: said(_rows(every, cells, code)) for code in CODES},
        "all_kinds": _totals(counts, made, cells),
        "sizes": [{"from": low, "to": min(high, 1e9), **said((made.mean >= low) & (made.mean < high))} for low, high in SIZES],
        "periods": [
            {"from": int(year), "to": int(min(year + PERIOD - 1, years.max())), **said(every & (years >= year) & (years < year + PERIOD))}
            for year in range(int(years.min()), int(years.max()) + 1, PERIOD)
        ],
        "pit": histogram(counts, made.mean, made.shape, every),
        "pit_larger": histogram(counts, made.mean, made.shape, larger),
        "reliability": reliability(counts, made.mean, every, EDGES),
        "fixed": _fixed(counts, made, cells),
    }


def _pasts(replayed: Replay) -> dict[str, Array]:
    """The expected numbers of the simple forecasts; not a number where some of their days were not watched."""
    together = np.mean(np.stack(list(replayed.past.values())), axis=0)
    return {"last_year": replayed.past[1], "five_years": together, "five_years_flat": replayed.flat}


def _cut(one: Rival, tested: Mask) -> Rival:
    return Rival(one.name, one.mean[:, tested], one.shape[:, tested])


def _rows(every: Mask, cells: Cells, group: str) -> Mask:
    chosen = np.zeros_like(every)
    chosen[group_rows(cells, group)] = True
    return chosen


def _totals(counts: Array, made: Made, cells: Cells) -> dict[str, Any]:
    """The regions' totals over all groups, with the intervals that the page shows for ALL."""
    size = (len(cells.regions), len(CODES), counts.shape[1])
    mean, shape = pooled(made.mean.reshape(size), made.shape.reshape(size), 1)
    total = counts.reshape(size).sum(axis=1)
    return {"group": ALL, **summary(total, mean, shape, (), np.ones(total.shape, dtype=np.bool_))}


def _fixed(counts: Array, made: Made, cells: Cells) -> list[dict[str, Any]]:
    found = []
    for region, group, origin in FIXED:
        if origin in made.origins:
            cell, place = cells.number(region, group), made.origins.index(origin)
            numbers = {
                "expected": float(made.mean[cell, place]),
                "shape": float(made.shape[cell, place]),
                "recorded": float(counts[cell, place]),
            }
            found.append({"region": region, "group": group, "origin": origin.isoformat(), **numbers})
    return found
