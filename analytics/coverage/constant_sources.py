"""Whose records a region's counts rest on: a constant set of sources, so that one that began or ended is not read as more or less crime."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from analytics.coverage import day_spans
from analytics.coverage.day_spans import DaySpan
from analytics.coverage.source_watch import SourceWatch

ENOUGH_DAYS: Final = 3 * 365
"""Common days that are better than one more source: a rate and its season can be estimated from them."""

LEAST_DAYS: Final = 2 * 365
"""Common days without which no forecast is made: no season and no rate can be told from less."""

LONGEST_DAYS: Final = 30 * 365
"""Days of history that are used; older ones weigh under 2% in the slowest rate."""


@dataclass(frozen=True, slots=True)
class SourceBasis:
    """The sources that watch one region on a day and are used, since when all of them do, and those that do not serve.

    `sources` is empty where nobody watches. `days` are the days of common history. `too_young`: watching sources left out because
    they began late; `ended`: those that once watched and do not cover the day.
    """

    sources: tuple[str, ...]
    since: date | None
    days: int
    too_young: tuple[SourceWatch, ...] = ()
    ended: tuple[SourceWatch, ...] = ()

    @property
    def watched(self) -> bool:
        """True when a source watches."""
        return bool(self.sources)


def constant_set(watches: Sequence[SourceWatch], as_of: date, until: date | None = None) -> SourceBasis:
    """The set of sources for a region, as it stands on `as_of`; `watches` are those of the region.

    Sources that watch on the day (and, for a look back, on all days to `until`) are taken in the order of their beginning, as
    many as have ENOUGH_DAYS in common; where none has, the one that began first.
    """
    start = as_of - timedelta(days=LONGEST_DAYS - 1)
    watching = sorted((watch for watch in watches if watch.covers(as_of, until or as_of)), key=_beginning)
    ended = tuple(watch for watch in watches if watch not in watching and watch.first_day <= as_of)
    if not watching:
        return SourceBasis((), None, 0, (), ended)
    used = watching[:1]
    for watch in watching[1:]:
        if common_days([*used, watch], start, as_of) >= ENOUGH_DAYS:
            used.append(watch)
    since = max(start, *(watch.first_day for watch in used))
    names = tuple(sorted(watch.source for watch in used))
    too_young = tuple(watch for watch in watching if watch not in used)
    return SourceBasis(names, since, common_days(used, start, as_of), too_young, ended)


def _beginning(watch: SourceWatch) -> tuple[date, str]:
    return watch.first_day, watch.source


def latest_constant_set(watches: Sequence[SourceWatch], as_of: date) -> SourceBasis:
    """The set of sources that watches on the day; where none does, the one that did last before it."""
    present = constant_set(watches, as_of)
    ends = [span.last for watch in watches for span in watch.spans if span.last <= as_of]
    return present if present.watched or not ends else constant_set(watches, max(ends))


def members(basis: SourceBasis, watches: Iterable[SourceWatch]) -> list[SourceWatch]:
    """The watches of the sources in a set, in the order given."""
    return [watch for watch in watches if watch.source in basis.sources]


def common_days(watches: Sequence[SourceWatch], first: date, last: date) -> int:
    """Days from `first` to `last` on which all of them watched; slack days are not watched days."""
    return sum(span.days for span in common_spans(watches, first, last))


def common_spans(watches: Sequence[SourceWatch], first: date, last: date) -> tuple[DaySpan, ...]:
    """The stretches from `first` to `last` on which all of them watched; none where there are no sources."""
    return day_spans.common_spans([watch.spans for watch in watches], first, last)


def is_mostly_watched(watches: Sequence[SourceWatch], first: date, last: date, share: float) -> bool:
    """True when all of them watched on at least `share` of the days; False where there are no sources."""
    return bool(watches) and common_days(watches, first, last) >= share * DaySpan(first, last).days


def last_settled_day(as_of: date, last_published: Mapping[str, date], delays: Mapping[str, float], sources: Iterable[str]) -> date:
    """The last day up to `as_of` on which the records of `sources` can be taken to be in.

    `delays`: days within which a source has published 90% of its reports; `last_published`: its last day of publishing. Later
    days are left out of the counts and of the days watched, so that a month still filling up is not read as a fall.
    """
    # Of a source without stated days of publishing nothing is known about its delay: it does not hold the others back.
    dated = [source for source in sources if source in delays and source in last_published]
    return min([as_of, *(last_published[source] - timedelta(days=math.ceil(delays[source])) for source in dated)])
