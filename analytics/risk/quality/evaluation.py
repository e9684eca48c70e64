"""The back-test's figures, as stored in `backtest.json` and shown on the page *How good is this?*."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson

from analytics.risk.groups import ALL_KINDS, GROUP_CODES
from analytics.risk.predictive import sum_of_cells
from analytics.risk.quality.backtest import BacktestForecasts, Replay, group_rows
from analytics.risk.quality.scores import SIZES, Rival, fit_rival, pit_histogram, reliability_table, score_summary
from analytics.risk.records import ModelCells

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FILE: Final = Path(__file__).parent / "backtest.json"
RIVALS: Final[dict[str, str]] = {
    "last_year": "the same days of last year",
    "five_years": "the mean of the same days of five years",
    "five_years_flat": "the mean rate of five years, without season",
}
EDGES: Final = (0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 1e9)
# Years to a period: enough windows in each for a coverage to mean something.
PERIOD: Final = 5
LARGER: Final = 1.0
"""Expected number from which calibration is also shown separately: below it nearly every count is 0."""
FIXED: Final = (
    ("gulf_of_aden", "piracy", date(2010, 6, 1)),
    ("singapore_strait", "piracy", date(2015, 3, 1)),
    ("red_sea", "militant", date(2024, 2, 1)),
)
"""Forecasts that the file stores one by one, so that a test can compute them again."""


@cache
def stored_figures() -> dict[str, Any] | None:
    """The stored figures; None when there are none."""
    if not FILE.exists():
        return None
    figures: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return figures


def backtest_figures(replayed: Replay, forecasts: BacktestForecasts, cells: ModelCells, first: date) -> dict[str, Any]:
    """All scores of one horizon over the origins from `first` on; the simple forecasts are fitted on those before."""
    tested = np.array([origin >= first for origin in replayed.origins])
    counts = replayed.counts[:, tested]
    training = np.broadcast_to(~tested, replayed.counts.shape)
    rivals = tuple(
        _select_origins(fit_rival(name, past, replayed.counts, training), tested) for name, past in _simple_forecasts(replayed).items()
    )
    every = np.ones(counts.shape, dtype=np.bool_)
    years = np.array([origin.year for origin in forecasts.origins])

    def scores_of(chosen: Mask) -> dict[str, Any]:
        return score_summary(counts, forecasts.mean, forecasts.shape, rivals, chosen)

    larger = forecasts.mean >= LARGER
    return {
        "first_origin": forecasts.origins[0].isoformat(),
        "last_origin": forecasts.origins[-1].isoformat(),
        "rivals": {rival.name: {"floor": float(np.nanmin(rival.mean)), "shape": float(rival.shape.flat[0])} for rival in rivals},
        "overall": scores_of(every),
        "groups": {code: scores_of(_group_mask(every, cells, code)) for code in GROUP_CODES},
        "all_kinds": _region_totals(counts, forecasts, cells),
        # JSON has no infinity: the last class ends at a number beyond any expected one.
        "sizes": [
            {"from": low, "to": min(high, 1e9), **scores_of((forecasts.mean >= low) & (forecasts.mean < high))} for low, high in SIZES
        ],
        "periods": [
            {
                "from": int(year),
                "to": int(min(year + PERIOD - 1, years.max())),
                **scores_of(every & (years >= year) & (years < year + PERIOD)),
            }
            for year in range(int(years.min()), int(years.max()) + 1, PERIOD)
        ],
        "pit": pit_histogram(counts, forecasts.mean, forecasts.shape, every),
        "pit_larger": pit_histogram(counts, forecasts.mean, forecasts.shape, larger),
        "reliability": reliability_table(counts, forecasts.mean, every, EDGES),
        "fixed": _fixed_forecasts(counts, forecasts, cells),
    }


def _simple_forecasts(replayed: Replay) -> dict[str, Array]:
    """The expected numbers of the simple forecasts; NaN where some of their days were not watched."""
    together = np.mean(np.stack(list(replayed.past.values())), axis=0)
    return {"last_year": replayed.past[1], "five_years": together, "five_years_flat": replayed.flat}


def _select_origins(rival: Rival, tested: Mask) -> Rival:
    return Rival(rival.name, rival.mean[:, tested], rival.shape[:, tested])


def _group_mask(every: Mask, cells: ModelCells, group: str) -> Mask:
    chosen = np.zeros_like(every)
    chosen[group_rows(cells, group)] = True
    return chosen


def _region_totals(counts: Array, forecasts: BacktestForecasts, cells: ModelCells) -> dict[str, Any]:
    """The regional totals over all groups, with the intervals that the page shows for ALL_KINDS."""
    size = (len(cells.regions), len(GROUP_CODES), counts.shape[1])
    mean, shape = sum_of_cells(forecasts.mean.reshape(size), forecasts.shape.reshape(size), 1)
    total = counts.reshape(size).sum(axis=1)
    return {"group": ALL_KINDS, **score_summary(total, mean, shape, (), np.ones(total.shape, dtype=np.bool_))}


def _fixed_forecasts(counts: Array, forecasts: BacktestForecasts, cells: ModelCells) -> list[dict[str, Any]]:
    kept_forecasts = []
    for region, group, origin in FIXED:
        if origin in forecasts.origins:
            cell, place = cells.number(region, group), forecasts.origins.index(origin)
            numbers = {
                "expected": float(forecasts.mean[cell, place]),
                "shape": float(forecasts.shape[cell, place]),
                "recorded": float(counts[cell, place]),
            }
            kept_forecasts.append({"region": region, "group": group, "origin": origin.isoformat(), **numbers})
    return kept_forecasts
