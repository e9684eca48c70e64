"""The back-test by rolling origin: what the model would have said on the first of every month, and what was then recorded.

Every forecast uses only what happened before its origin; the parameters used in a year were estimated on windows that
had ended before it. Who watched where is known from the whole data (a source that stopped is found by its silence), so
that outcomes are counted over the same sources as the forecast: those that watch through the whole window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.coverage.constant_sources import LEAST_DAYS, Basis, Listener, basis
from analytics.risk.groups import CODES
from analytics.risk.history import Known, known, outcome
from analytics.risk.model import SLOW, Parameters, forecast, joined, origins_of, seasoned
from analytics.risk.quality.estimate import HALF_LIVES, START, Ready, estimate, grid
from analytics.risk.records import Cells, first_day, history

Array = npt.NDArray[np.float64]

YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything of one horizon: `counts` recorded in each window, and `past[years back]` on the same days before, each
    [cell, origin]; not a number where the basis did not watch. `flat` is the mean of the last five years' days."""

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
class Made:
    """The forecasts of the test origins: mean and shape [cell, origin], and the parameters of each year."""

    origins: tuple[date, ...]
    mean: Array
    shape: Array
    parameters: dict[int, Parameters]


def months(first: date, last: date) -> list[date]:
    """The first of every month from `first` to `last`."""
    found = np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)
    return [one for one in found.astype("datetime64[D]").astype(object).tolist() if first <= one <= last]


def replay(daily: pd.DataFrame, cells: Cells, there: Mapping[str, Sequence[Listener]], origins: Sequence[date], horizon: int) -> Replay:
    """What was known before each origin, and what came. Origins with the same sources in all regions are worked out together."""
    alike: dict[tuple[tuple[str, ...], ...], list[date]] = {}
    for origin in origins:
        bases = _bases(cells, there, origin, horizon)
        alike.setdefault(tuple(one.sources for one in bases.values()), []).append(origin)
    parts = [_part(daily, cells, there, some, horizon) for some in alike.values()]
    order = np.argsort([origin.toordinal() for some in alike.values() for origin in some], kind="stable")
    ready = {choice: origins_of(joined([one.ready[choice] for one in parts]), order) for choice in grid()}
    past = {back: np.hstack([one.past[back] for one in parts])[:, order] for back in parts[0].past}
    counts = np.hstack([one.counts for one in parts])[:, order]
    return Replay(horizon, tuple(sorted(origins)), ready, counts, past, np.hstack([one.flat for one in parts])[:, order])


def _bases(cells: Cells, there: Mapping[str, Sequence[Listener]], origin: date, horizon: int) -> dict[str, Basis]:
    last = origin - timedelta(days=1)
    return {region: basis(there[region], last, last + timedelta(days=horizon)) for region in cells.regions}


def _part(daily: pd.DataFrame, cells: Cells, there: Mapping[str, Sequence[Listener]], origins: list[date], horizon: int) -> Replay:
    bases = _bases(cells, there, origins[-1], horizon)
    until = origins[-1] + timedelta(days=horizon - 1)
    counted = history(daily, cells, bases, there, first_day(bases, origins[0]), until)
    before = known(counted, origins, (SLOW, *HALF_LIVES))
    enough = np.stack([counted.watched[:, : last + 1].sum(axis=1) >= LEAST_DAYS for last in before.last_known], axis=1)
    counts = np.where(enough, outcome(counted, origins, horizon), np.nan)
    past = {back: outcome(counted, origins, horizon, back) for back in range(1, YEARS + 1)}
    ready = {choice: seasoned(before, horizon, *choice) for choice in grid()}
    return Replay(horizon, tuple(origins), ready, counts, past, _flat(before, horizon))


def _flat(before: Known, horizon: int) -> Array:
    """Incidents a day of the last five years times the horizon; not a number where not all of them were watched."""
    span = 365 * YEARS
    found = np.full((len(before.history.counts), len(before.last_known)), np.nan)
    for place, last in enumerate(before.last_known):
        if last + 1 >= span:
            days = slice(last + 1 - span, last + 1)
            whole = before.history.watched[:, days].sum(axis=1) >= span * 0.95
            found[:, place] = np.where(whole, before.history.counts[:, days].sum(axis=1) / span * horizon, np.nan)
    return found


def run(replayed: Replay, years: Sequence[int]) -> Made:
    """The forecasts of the origins in `years`, each year with parameters estimated on windows that ended before it."""
    origin_years = np.array([origin.year for origin in replayed.origins])
    start, found, means, shapes = START, {}, [], []
    for year in years:
        past = replayed.before(date(year, 1, 1))
        some = {choice: origins_of(one, past) for choice, one in replayed.ready.items()}
        start, _ = estimate(some, replayed.counts[:, past], replayed.horizon, start)
        found[year] = start
        now = origins_of(replayed.ready[start.half_life, start.season_prior], origin_years == year)
        made = forecast(now, replayed.horizon, start)
        means.append(made.mean)
        shapes.append(made.shape)
    tested = tuple(origin for origin in replayed.origins if origin.year in years)
    return Made(tested, np.hstack(means), np.hstack(shapes), found)


def group_rows(cells: Cells, group: str) -> npt.NDArray[np.int64]:
    """Numbers of the cells of one group."""
    return np.arange(len(cells.regions), dtype=np.int64) * len(CODES) + CODES.index(group)
