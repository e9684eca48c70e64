"""What can be said of counts over time: only between periods that the same sources watched whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.coverage import periods_watched
from analytics.coverage.periods_watched import Run, Watched, Watcher
from analytics.describe.periods import A_YEAR, Period, periods
from analytics.trends import models, rates
from analytics.trends.counts import table
from analytics.trends.models import Trend
from analytics.trends.rates import Ratio
from analytics.trends.scope import TrendScope

YEARS_OF_SPREAD = 5
"""The spread of months is taken from at most so many years before."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places of the axis that may be compared: the same season of one year and the year before, alike watched."""

    now: int
    before: int
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Level:
    """A stretch of places at one level: `a_period` incidents each; `ratio` against the stretch before, None for the first."""

    first: int
    last: int
    a_period: float
    ratio: Ratio | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What can be said of a total: the latest pair with its ratio, the latest stretch alike watched with its trend and levels."""

    pair: Pair | None = None
    ratio: Ratio | None = None
    run: Run | None = None
    trend: Trend | None = None
    levels: tuple[Level, ...] = ()


def of_total(view: TrendScope, total: Numbers, cube: pd.DataFrame) -> Findings:
    """All that can be said of `total` (a count a place of the axis; `cube` holds its days); nothing where nobody watched."""
    if not view.watchers:
        return Findings()
    pair = latest_pair(view.watched, view.a_year)
    compared = ratio(total, view.axis, pair, spread(view, cube, pair)) if pair else None
    run = latest_run(view.runs, max(models.FEWEST, view.a_year))
    trended = trend(view, total, [run]) if run else None
    if run is None or trended is None:
        return Findings(pair, compared)
    return Findings(pair, compared, run, trended[1], levels(view, total, run))


def latest_pair(axis: Sequence[Watched], a_year: int) -> Pair | None:
    """The latest whole period that can be held against the same one a year before; None where there is none."""
    for now in range(len(axis) - 1, a_year - 1, -1):
        one, other = axis[now], axis[now - a_year]
        if one.state == other.state == "whole" and one.whole == other.whole:
            return Pair(now, now - a_year, one.whole)
    return None


def ratio(counts: Numbers, axis: Sequence[Period], pair: Pair, dispersion: float = 1.0) -> Ratio:
    """The rate of one period over that of another; exposure is the days."""
    now, before = pair.now, pair.before
    return rates.rate_ratio(int(counts[now]), int(counts[before]), axis[now].days, axis[before].days, dispersion)


def spread(view: TrendScope, cube: pd.DataFrame, pair: Pair, watchers: Sequence[Watcher] | None = None, code: str | None = None) -> float:
    """How much more the months before the end of a pair vary than Poisson counts would, within years alike watched."""
    last = view.axis[pair.now].last
    begin = view.axis[pair.now].first.replace(year=view.axis[pair.now].first.year - YEARS_OF_SPREAD)
    months = periods(max(begin, view.axis[0].first), last, "month")
    counted = table(cube, months, view.only)
    values = counted.values.sum(axis=0) if code is None else counted.row(code)
    today = view.today
    seen = [periods_watched.watched(watchers or view.watchers, month, view.shown, today) for month in months]
    groups: dict[int, tuple[list[float], list[float]]] = {}
    for month, count, one in zip(months, values, seen, strict=True):
        if one.state == "whole" and one.whole == pair.sources:
            counts, days = groups.setdefault(month.first.year, ([], []))
            counts.append(float(count))
            days.append(float(month.days))
    return rates.dispersion(list(groups.values()))


def latest_run(runs: Sequence[Run], fewest: int) -> Run | None:
    """The latest stretch alike watched that is long enough for a trend; None where there is none."""
    long = [run for run in runs if run.length >= fewest]
    return long[-1] if long else None


def trend(view: TrendScope, counts: Numbers, runs: Sequence[Run]) -> tuple[Run, Trend] | None:
    """The trend over the latest stretch that the same sources watched whole; None where none is long enough."""
    run = latest_run(runs, max(models.FEWEST, A_YEAR[view.grain]))
    if run is None:
        return None
    found = models.trend(counts[run.first : run.last + 1].tolist(), _days(view, run), view.a_year)
    return (run, found) if found else None


def levels(view: TrendScope, counts: Numbers, run: Run) -> tuple[Level, ...]:
    """The levels between change points inside a stretch alike watched; one level when no change is found.

    A change point whose ratio of levels could as well be 1 is dropped, the least clear first.
    """
    inside = counts[run.first : run.last + 1].astype(float)
    days = _days(view, run)
    edges = [0, *models.change_points(inside.tolist(), days, view.a_year), run.length]
    ratios = _ratios(inside, days, edges)
    while ratios and max(ratios, key=lambda one: one.p).p >= rates.ALPHA:
        edges.pop(1 + max(range(len(ratios)), key=lambda place: ratios[place].p))
        ratios = _ratios(inside, days, edges)
    parts = zip(edges, edges[1:], [None, *ratios], strict=False)
    return tuple(Level(run.first + a, run.first + b - 1, float(inside[a:b].mean()), ratio) for a, b, ratio in parts)


def _ratios(inside: npt.NDArray[np.float64], days: list[float], edges: list[int]) -> list[Ratio]:
    """The rate of every level over that of the one before."""
    parts = list(pairwise(edges))
    varied = rates.dispersion([(inside[a:b].tolist(), days[a:b]) for a, b in parts])
    sums = [(int(inside[a:b].sum()), sum(days[a:b])) for a, b in parts]
    return [rates.rate_ratio(now, before, here, there, varied) for (before, there), (now, here) in pairwise(sums)]


def _days(view: TrendScope, run: Run) -> list[float]:
    return [float(period.days) for period in view.axis[run.first : run.last + 1]]
