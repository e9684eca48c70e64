"""The rolling-origin back-test: what the model would have forecast on the first of every month, and what was then recorded.

Every forecast uses only what happened before its origin; the parameters used in a year were estimated on windows that had
ended before it. Who watched where is taken from all the data (a source that stopped is found by its silence), so that
outcomes are counted over the same sources as the forecast: those that watch throughout the window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.coverage.constant_sources import LEAST_DAYS, SourceBasis, constant_set
from analytics.coverage.source_watch import SourceWatch
from analytics.risk.groups import GROUP_CODES
from analytics.risk.history import KnownHistory, counts_in_window, known_before
from analytics.risk.model import SLOW, Parameters, join_origins, model_inputs, predict_from, select_origins
from analytics.risk.quality.estimate import HALF_LIVES, START, Ready, candidate_grid, estimate_parameters
from analytics.risk.records import ModelCells, count_history, first_covered_day

Array = npt.NDArray[np.float64]

YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class Replay:
    """All origins of one horizon: `counts` recorded in each window, and `past[years back]` on the same days of earlier years,
    each [cell, origin]; NaN where the basis did not watch. `flat` is the mean rate of the last five years over the horizon."""

    horizon: int
    origins: tuple[date, ...]
    ready: Ready
    counts: Array
    past: dict[int, Array]
    flat: Array

    def before(self, day: date) -> npt.NDArray[np.bool_]:
        """The origins whose window had ended before a day."""
        return np.array([origin + timedelta(days=self.horizon) <= day for origin in self.origins])


@dataclass(frozen=True, slots=True)
class BacktestForecasts:
    """The forecasts for the test origins: mean and shape [cell, origin], and the parameters of each year."""

    origins: tuple[date, ...]
    mean: Array
    shape: Array
    parameters: dict[int, Parameters]


def month_starts(first: date, last: date) -> list[date]:
    """The first of every month from `first` to `last`."""
    months = np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)
    return [day for day in months.astype("datetime64[D]").astype(object).tolist() if first <= day <= last]


def replay_origins(
    daily: pd.DataFrame, cells: ModelCells, watchers: Mapping[str, Sequence[SourceWatch]], origins: Sequence[date], horizon: int
) -> Replay:
    """What was known before each origin, and what was then recorded."""
    # Origins with the same sources in all regions share one history: months of them are worked out together.
    origins_by_basis: dict[tuple[tuple[str, ...], ...], list[date]] = {}
    for origin in origins:
        bases = _bases_at(cells, watchers, origin, horizon)
        origins_by_basis.setdefault(tuple(basis_here.sources for basis_here in bases.values()), []).append(origin)
    parts = [_replay_part(daily, cells, watchers, same_bases, horizon) for same_bases in origins_by_basis.values()]
    order = np.argsort([origin.toordinal() for same_bases in origins_by_basis.values() for origin in same_bases], kind="stable")
    ready = {choice: select_origins(join_origins([part.ready[choice] for part in parts]), order) for choice in candidate_grid()}
    past = {back: np.hstack([part.past[back] for part in parts])[:, order] for back in parts[0].past}
    counts = np.hstack([part.counts for part in parts])[:, order]
    return Replay(horizon, tuple(sorted(origins)), ready, counts, past, np.hstack([part.flat for part in parts])[:, order])


def _bases_at(cells: ModelCells, watchers: Mapping[str, Sequence[SourceWatch]], origin: date, horizon: int) -> dict[str, SourceBasis]:
    last = origin - timedelta(days=1)
    return {region: constant_set(watchers[region], last, last + timedelta(days=horizon)) for region in cells.regions}


def _replay_part(
    daily: pd.DataFrame, cells: ModelCells, watchers: Mapping[str, Sequence[SourceWatch]], origins: list[date], horizon: int
) -> Replay:
    bases = _bases_at(cells, watchers, origins[-1], horizon)
    until = origins[-1] + timedelta(days=horizon - 1)
    counted = count_history(daily, cells, bases, watchers, first_covered_day(bases, origins[0]), until)
    before = known_before(counted, origins, (SLOW, *HALF_LIVES))
    enough = np.stack([counted.watched[:, : last + 1].sum(axis=1) >= LEAST_DAYS for last in before.last_known], axis=1)
    counts = np.where(enough, counts_in_window(counted, origins, horizon), np.nan)
    past = {back: counts_in_window(counted, origins, horizon, back) for back in range(1, YEARS + 1)}
    ready = {choice: model_inputs(before, horizon, *choice) for choice in candidate_grid()}
    return Replay(horizon, tuple(origins), ready, counts, past, _five_year_rate(before, horizon))


def _five_year_rate(before: KnownHistory, horizon: int) -> Array:
    """Daily incidents over the last five years times the horizon; NaN where those years were not (nearly) all watched."""
    span = 365 * YEARS
    rates = np.full((len(before.history.counts), len(before.last_known)), np.nan)
    for place, last in enumerate(before.last_known):
        if last + 1 >= span:
            days = slice(last + 1 - span, last + 1)
            fully_watched = before.history.watched[:, days].sum(axis=1) >= span * 0.95
            rates[:, place] = np.where(fully_watched, before.history.counts[:, days].sum(axis=1) / span * horizon, np.nan)
    return rates


def run_backtest(replayed: Replay, years: Sequence[int]) -> BacktestForecasts:
    """The forecasts for the origins in `years`, each year with parameters estimated on windows that ended before it."""
    origin_years = np.array([origin.year for origin in replayed.origins])
    start, parameters, means, shapes = START, {}, [], []
    for year in years:
        past = replayed.before(date(year, 1, 1))
        inputs_before = {choice: select_origins(inputs, past) for choice, inputs in replayed.ready.items()}
        # Every year starts from the last one's parameters: they move little, and the search is shorter.
        start, _ = estimate_parameters(inputs_before, replayed.counts[:, past], replayed.horizon, start)
        parameters[year] = start
        now = select_origins(replayed.ready[start.half_life, start.season_prior], origin_years == year)
        prediction = predict_from(now, replayed.horizon, start)
        means.append(prediction.mean)
        shapes.append(prediction.shape)
    tested = tuple(origin for origin in replayed.origins if origin.year in years)
    return BacktestForecasts(tested, np.hstack(means), np.hstack(shapes), parameters)


def group_rows(cells: ModelCells, group: str) -> npt.NDArray[np.int64]:
    """Numbers of the cells of one group."""
    return np.arange(len(cells.regions), dtype=np.int64) * len(GROUP_CODES) + GROUP_CODES.index(group)
