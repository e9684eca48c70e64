"""Whose records a region's counts rest on: a constant set of sources, so that one that began or ended is not read as more or less crime."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from analytics.coverage.freshness import COMPLETE_WITHIN, STALE_AFTER
from analytics.coverage.silence import EVERYWHERE, Break, Lifetime
from warehouse.queries.sources.sources import Source

ENOUGH_DAYS: Final = 3 * 365
"""Common days that are better than one more source."""
LEAST_DAYS: Final = 2 * 365
"""Common days without which no forecast is made: no season and no rate can be told from less."""
LONGEST_DAYS: Final = 30 * 365
"""Days of history that are used; older ones weigh under 2% in the slowest rate."""

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Listener:
    """A source that watches a region: on which days (`spans`, both ends included), and for how many days after the last
    one it may still be silent without being taken to have stopped."""

    source: str
    title: str
    spans: tuple[Span, ...]
    slack_days: float = 0.0

    def covers(self, first: date, last: date) -> bool:
        """True when it watches all days from `first` to `last`."""
        if not self.spans:
            return False
        end = self.spans[-1][1] + timedelta(days=self.slack_days)
        spans = (*self.spans[:-1], (self.spans[-1][0], end))
        return any(begin <= first and last <= stop for begin, stop in spans)

    def days(self, first: date, last: date) -> int:
        """Days from `first` to `last` that it watches."""
        return sum(max((min(stop, last) - max(begin, first)).days + 1, 0) for begin, stop in self.spans)

    @property
    def began(self) -> date:
        return self.spans[0][0]


@dataclass(frozen=True, slots=True)
class Basis:
    """The sources that watch one region on a day and are used, since when all of them do, and those that do not serve.

    `sources` is empty where nobody watches. `days` are the days of common history. `too_young`: watching sources left out
    because they began late; `ended`: those that once watched and do not cover the day.
    """

    sources: tuple[str, ...]
    since: date | None
    days: int
    too_young: tuple[Listener, ...] = ()
    ended: tuple[Listener, ...] = ()

    @property
    def watched(self) -> bool:
        return bool(self.sources)


def listeners(
    lives: Iterable[Lifetime], changes: Iterable[Break], sources: Iterable[Source], regions: Iterable[str]
) -> dict[str, tuple[Listener, ...]]:
    """Who watches each region: the spells of every source that declares to watch it or reported from it, less the silences
    there that other sources did not share (`silence.breaks`)."""
    lives = tuple(lives)
    silent = _own_silences(changes)
    whole = {life.source: life for life in lives if life.region is None}
    reported = {(life.source, life.region) for life in lives if life.region is not None and life.reports}
    found = {}
    described = {source.source: source for source in sources}
    for region in regions:
        there = []
        for name, life in sorted(whole.items()):
            source = described[name]
            if (name, region) in reported or not {EVERYWHERE, region}.isdisjoint(source.watches):
                spans = _without(_complete(life.spells, source), silent.get((name, region), []))
                there.append(Listener(name, life.title, spans, _slack(life, source)))
        found[region] = tuple(one for one in there if one.spans)
    return found


def basis(there: Sequence[Listener], as_of: date, until: date | None = None) -> Basis:
    """The set of sources for a region, as it stands on `as_of`.

    Sources that watch on the day (and, for a look back, on all days to `until`) are taken in the order of their
    beginning, as many as have ENOUGH_DAYS in common; where none has, the one that began first.
    """
    start = as_of - timedelta(days=LONGEST_DAYS - 1)
    watching = sorted((one for one in there if one.covers(as_of, until or as_of)), key=lambda one: (one.began, one.source))
    ended = tuple(one for one in there if one not in watching and one.began <= as_of)
    if not watching:
        return Basis((), None, 0, (), ended)
    used = watching[:1]
    for one in watching[1:]:
        if common_days([*used, one], start, as_of) >= ENOUGH_DAYS:
            used.append(one)
    since = max(start, *(one.began for one in used))
    names = tuple(sorted(one.source for one in used))
    return Basis(names, since, common_days(used, start, as_of), tuple(one for one in watching if one not in used), ended)


def common_days(several: Sequence[Listener], first: date, last: date) -> int:
    """Days from `first` to `last` on which all of them watch."""
    return sum((stop - begin).days + 1 for begin, stop in common_spans(several, first, last))


def common_spans(several: Sequence[Listener], first: date, last: date) -> list[Span]:
    """The stretches from `first` to `last` on which all of them watch."""
    found: list[Span] = [(first, last)]
    for one in several:
        found = [
            (max(begin, start), min(stop, end)) for begin, stop in found for start, end in one.spans if max(begin, start) <= min(stop, end)
        ]
    return found


def settled(as_of: date, last_published: Mapping[str, date], delays: Mapping[str, float], sources: Iterable[str]) -> date:
    """The last day up to `as_of` on which the records of `sources` can be taken to be in.

    `delays`: days within which a source has published nine in ten of its reports; `last_published`: its last day of
    publishing. Later days are left out of the counts and of the days watched, so that a month still filling up is not
    read as a fall.
    """
    known = [source for source in sources if source in delays and source in last_published]
    return min([as_of, *(last_published[source] - timedelta(days=math.ceil(delays[source])) for source in known)])


def _own_silences(changes: Iterable[Break]) -> dict[tuple[str, str], list[Span]]:
    """Source and region to the days on which the source was silent there by itself."""
    found: dict[tuple[str, str], list[Span]] = {}
    for change in changes:
        if change.region is None:
            continue
        silences = found.setdefault((change.source, change.region), [])
        if change.kind == "silent_in_region":
            silences.append((change.day, date.max))
        elif change.kind == "resumed_in_region" and silences:
            silences[-1] = (silences[-1][0], change.day - timedelta(days=1))
    return found


def _slack(life: Lifetime, source: Source) -> float:
    """Days after its last one for which a source may be silent and still be taken to watch; none once it is closed."""
    if source.closed_on is not None:
        return 0.0
    usual = life.limits[-1] if life.state == "silent" and life.limits and math.isfinite(life.limits[-1]) else 0.0
    return max(usual, STALE_AFTER * (source.cadence_days or 0.0) if life.state == "reporting" else 0.0)


def _complete(spells: tuple[Span, ...], source: Source) -> tuple[Span, ...]:
    """A closed source whose last record lies near its closing day is taken to be complete up to that day, as `freshness` does."""
    if not spells or source.closed_on is None or not timedelta(0) <= source.closed_on - spells[-1][1] <= COMPLETE_WITHIN:
        return spells
    return (*spells[:-1], (spells[-1][0], source.closed_on))


def _without(spans: Iterable[Span], silences: Iterable[Span]) -> tuple[Span, ...]:
    left = list(spans)
    for quiet, loud in silences:
        cut: list[Span] = []
        for begin, stop in left:
            if quiet > begin:
                cut.append((begin, min(stop, quiet - timedelta(days=1))))
            if loud < stop:
                cut.append((max(begin, loud + timedelta(days=1)), stop))
        left = [(begin, stop) for begin, stop in cut if begin <= stop]
    return tuple(left)
