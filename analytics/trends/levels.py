"""Levels of counts over time: about so many a year until one year, about so many after it, under one set of sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.coverage.periods_watched import PeriodWatch
from analytics.describe.words import join_words
from analytics.trends import models, rates
from analytics.trends.annotations import short_names
from analytics.trends.counts import CountArray
from analytics.trends.rates import Ratio
from analytics.trends.scope import TrendScope

METHOD: Final = (
    f"PELT change points (Killick, Fearnhead and Eckley 2012) on Anscombe-transformed counts, season removed, penalty {models.PENALTY:g} × "
    "log n (Zhang and Siegmund 2007), higher where counts vary more than independent events, among periods that the same sources covered "
    "in full; kept where both rates differ clearly. Constant counts give a step in fewer than 5 of 100 series. Swings that last for years "
    "are levels too."
)
MOST_NAMED: Final = 3
"""Levels of one set of sources that a sentence names: the latest."""


@dataclass(frozen=True, slots=True)
class LevelStretch:
    """Places `first` to `last` at one level: `a_period` incidents each, as `sources` report them.

    `ratio` is that to the level before. `new_sources`: the set of sources changed between the two, so that the ratio says nothing
    of crime. None and False for the first.
    """

    first: int
    last: int
    a_period: float
    sources: frozenset[str]
    ratio: Ratio | None = None
    new_sources: bool = False

    @property
    def is_step(self) -> bool:
        """True for a clear change of level under the same sources."""
        return self.ratio is not None and not self.new_sources

    @property
    def is_step_of_sources(self) -> bool:
        """True where the counts step clearly as the set of sources changes."""
        return self.new_sources and self.ratio is not None and self.ratio.is_clear


def level_stretches(scope: TrendScope, counts: CountArray) -> tuple[LevelStretch, ...]:
    """The levels of `counts` (one per period), in order; empty where no set of sources covered enough periods.

    Change points are sought only among periods that the same sources covered whole. One whose ratio of levels could as well be 1
    is dropped, the least clear first.
    """
    days = np.array([float(period.days) for period in scope.axis])
    levels: list[LevelStretch] = []
    previous: list[int] = []
    for places, sources in stretches_of_same_sources(scope.watched, scope.a_year):
        inside, exposures = counts[places].astype(float), days[places]
        edges, ratios, dispersion = _clear_edges(inside, exposures, scope.a_year)
        joint = _ratio_between(counts, days, places[: edges[1]], previous, dispersion) if levels else None
        for (start, stop), ratio in zip(pairwise(edges), [joint, *ratios], strict=True):
            level = float(inside[start:stop].mean())
            levels.append(LevelStretch(places[start], places[stop - 1], level, sources, ratio, bool(levels) and not start))
        previous = places[edges[-2] :]
    return tuple(levels)


def stretches_of_same_sources(watched: Sequence[PeriodWatch], a_year: int) -> list[tuple[list[int], frozenset[str]]]:
    """The places of periods covered whole, grouped while the same sources cover them; groups too short for a level are left out.

    Up to a year in between that was not covered whole, or by others for a few periods, is passed over.
    """
    places = [([place], watch.whole) for place, watch in enumerate(watched) if watch.state == "whole"]
    # Twice: what a short group had parted belongs together once that is left out.
    for _ in range(2):
        groups: list[tuple[list[int], frozenset[str]]] = []
        for inside, sources in places:
            if groups and groups[-1][1] == sources and inside[0] - groups[-1][0][-1] <= a_year + 1:
                groups[-1] = ([*groups[-1][0], *inside], sources)
            else:
                groups.append((inside, sources))
        places = [group for group in groups if len(group[0]) >= models.SMALLEST[a_year]]
    return places


def levels_in_words(levels: Sequence[LevelStretch], scope: TrendScope) -> tuple[str, ...]:
    """`ASAM and IMB: about 190 a year until 1998, 430 until 2011 and 320 until 2020.`: a sentence for each set of sources.

    After them, which steps are changes of who reports. Empty where there is one level only.
    """
    if len(levels) < 2:
        return ()
    lines = []
    names = short_names([watcher.title for watcher in scope.everyone])
    for sources, group in groupby(levels, lambda level: level.sources):
        same = list(group)
        who = join_words([names[title] for title in scope.titles(sources)])
        lines.append(f"{who}: {_group_in_words(same, scope)}.")
    return (*lines, *_steps_of_sources(levels, scope))


def _group_in_words(levels: Sequence[LevelStretch], scope: TrendScope) -> str:
    first, last = scope.axis[levels[0].first].title, scope.axis[levels[-1].last].title
    if len(levels) == 1:
        return f"about {about(levels[0].a_period)} a {scope.grain} from {first} to {last}"
    shown = levels[-MOST_NAMED:]
    before = f"{len(levels)} levels from {first}, the last " if len(shown) < len(levels) else ""
    words = [f"{about(level.a_period)} until {scope.axis[level.last].title}" for level in shown]
    words[0] = words[0].replace(" until", f" a {scope.grain} until", 1)
    return f"{before}about {join_words(words)}"


def _steps_of_sources(levels: Sequence[LevelStretch], scope: TrendScope) -> tuple[str, ...]:
    parts = []
    names = short_names([watcher.title for watcher in scope.everyone])
    for before, level in pairwise(levels):
        if level.is_step_of_sources:
            begun, ended = (
                [names[title] for title in scope.titles(who)] for who in (level.sources - before.sources, before.sources - level.sources)
            )
            changes = [f"{join_words(begun)} began" if begun else "", f"{join_words(ended)} ended" if ended else ""]
            told = f"when {join_words(list(filter(None, changes)))}" if any(changes) else "after a silence"
            parts.append(f"{scope.axis[level.first].title}, {told}")
    if not parts:
        return ()
    return (f"The step{'s' if len(parts) > 1 else ''} in {', and in '.join(parts)}, may be one of reporting alone.",)


def about(value: float) -> str:
    """A level in as many figures as it can carry: `430`, `62`, `5.3`."""
    if value < 1:
        return f"{value:.1g}"
    return f"{round(value, -1):,.0f}" if value >= 100 else f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")


def _clear_edges(inside: npt.NDArray[np.float64], days: npt.NDArray[np.float64], a_year: int) -> tuple[list[int], list[Ratio], float]:
    """Where levels begin and the last ends, the ratios between them, and the dispersion within them."""
    edges = [0, *models.change_points(inside, days, a_year), len(inside)]
    ratios, dispersion = _level_ratios(inside, days, edges)
    while ratios and max(ratios, key=lambda ratio: ratio.p).p >= rates.ALPHA:
        # One at a time: dropping one joins two levels, and the ratios beside it change.
        edges.pop(1 + max(range(len(ratios)), key=lambda place: ratios[place].p))
        ratios, dispersion = _level_ratios(inside, days, edges)
    return edges, ratios, dispersion


def _level_ratios(inside: npt.NDArray[np.float64], days: npt.NDArray[np.float64], edges: list[int]) -> tuple[list[Ratio], float]:
    """The rate at every level over the rate at the level before, and the dispersion that the intervals allow for."""
    parts = list(pairwise(edges))
    dispersion = rates.pearson_dispersion([(inside[start:stop].tolist(), days[start:stop].tolist()) for start, stop in parts])
    sums = [(int(inside[start:stop].sum()), float(days[start:stop].sum())) for start, stop in parts]
    ratios = [rates.rate_ratio(now, before, long_now, long_before, dispersion) for (before, long_before), (now, long_now) in pairwise(sums)]
    return ratios, dispersion


def _ratio_between(counts: CountArray, days: npt.NDArray[np.float64], now: list[int], before: list[int], dispersion: float) -> Ratio:
    return rates.rate_ratio(
        int(counts[now].sum()), int(counts[before].sum()), float(days[now].sum()), float(days[before].sum()), dispersion
    )
