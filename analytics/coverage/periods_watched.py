"""Who watched in each period of a time axis: what a count of none means, and across what no change may be tested.

A period is `whole` when the same sources reported from its first day to its last and their reports are out; `part`
when a source began, ended or was silent inside it, a filter cuts it, it is still running, or reports are still to come;
`unwatched` when nobody reported. Only whole periods with the same set of sources can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from analytics.describe.periods import Period

State = Literal["whole", "part", "filling", "unwatched"]
Spell = tuple[date, date]
MOST_OFFERS: Final = 3


@dataclass(frozen=True, slots=True)
class Watcher:
    """A source that reports on the waters in question: the stretches of days it reported in, first to last.

    Up to `settled` nearly all its reports are out. `is_open`: it still reports. `regions` None: it watches all waters.
    """

    source: str
    title: str
    spells: tuple[Spell, ...]
    settled: date
    is_open: bool
    regions: frozenset[str] | None = None

    @property
    def first(self) -> date:
        return self.spells[0][0]

    @property
    def last(self) -> date:
        return self.spells[-1][1]

    def covers(self, first: date, last: date, tolerance: timedelta = timedelta(0)) -> bool:
        """True when it reported on all days, but for `tolerance` at either end."""
        return any(begin <= first + tolerance and last - tolerance <= end for begin, end in self.spells)

    def touches(self, first: date, last: date) -> bool:
        """True when it reported on some of the days."""
        return any(begin <= last and first <= end for begin, end in self.spells)

    def watches(self, region: str) -> bool:
        return self.regions is None or region in self.regions


@dataclass(frozen=True, slots=True)
class Watched:
    """How one period was watched: by which sources whole, by which in part, and what a count in it is worth."""

    state: State
    whole: frozenset[str]
    part: frozenset[str]
    days: int

    @property
    def is_known(self) -> bool:
        return self.state != "unwatched"


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring whole periods watched by the same sources: places `first` to `last` of the axis, both included."""

    first: int
    last: int
    sources: frozenset[str]

    @property
    def length(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A span on which the set of sources is constant."""

    first: date
    last: date
    sources: tuple[str, ...]


def watched(watchers: Sequence[Watcher], period: Period, shown: Spell, now: date) -> Watched:
    """How `period` was watched, of which the days `shown` (a filter's) are counted, as known at `now`."""
    first, last = max(period.first, shown[0]), min(period.last, shown[1])
    slack = period.tolerance
    spoke = [one for one in watchers if one.touches(first, last)]
    # A source that began or ended within the tolerance is no change of the set, unless it is all there is.
    heard = [one for one in spoke if one.touches(min(first + slack, last), max(last - slack, first))] or spoke
    whole = frozenset(one.source for one in heard if one.covers(first, last, slack))
    touched = frozenset(one.source for one in heard)
    late = any(one.is_open and one.settled < last - slack for one in heard)
    if not touched:
        state: State = "unwatched"
    elif late or period.last > now:
        state = "filling"
    elif touched != whole or (first, last) != (period.first, period.last):
        state = "part"
    else:
        state = "whole"
    return Watched(state, whole, touched - whole, (last - first).days + 1)


def runs(axis: Sequence[Watched]) -> tuple[Run, ...]:
    """Every stretch of neighbouring whole periods with the same set of sources, in the order of time."""
    found: list[Run] = []
    for place, one in enumerate(axis):
        if one.state != "whole":
            continue
        if found and found[-1].last == place - 1 and found[-1].sources == one.whole:
            found[-1] = replace(found[-1], last=place)
        else:
            found.append(Run(place, place, one.whole))
    return tuple(found)


def changes(watchers: Iterable[Watcher], first: date, last: date) -> tuple[tuple[date, str], ...]:
    """The days after `first` and up to `last` on which a source began, ended or fell silent, with words for each."""
    found: list[tuple[date, str]] = []
    for one in watchers:
        for number, (begin, end) in enumerate(one.spells):
            is_last = number == len(one.spells) - 1
            found.append((begin, f"{one.title} {'resumes' if number else 'begins'}"))
            if not (is_last and one.is_open):
                found.append((end + timedelta(days=1), f"{one.title} {'ends' if is_last else 'falls silent'}"))
    return tuple(sorted(change for change in found if first < change[0] <= last))


def constant(watchers: Iterable[Watcher], first: date, last: date, tolerance: timedelta) -> tuple[Watcher, ...]:
    """The sources whose life covers the whole span; silences inside it are left to the periods they fall in."""
    return tuple(one for one in watchers if one.first <= first + tolerance and last - tolerance <= one.last)


def offers(watchers: Sequence[Watcher], first: date, last: date, grain_days: int) -> tuple[Offer, ...]:
    """Spans inside `first` to `last` on which sources cover all days: the longest ones, with most sources.

    For every set of sources that begin or end together it is the stretch that all of them cover; spans shorter than
    three periods of `grain_days` are not worth offering.
    """
    edges = sorted({max(one.first, first) for one in watchers} | {min(one.last, last) + timedelta(days=1) for one in watchers})
    found: dict[tuple[str, ...], Offer] = {}
    for begin in edges:
        for end in edges:
            final = end - timedelta(days=1)
            covering = tuple(sorted(one.source for one in watchers if one.first <= begin and final <= one.last))
            if not covering or (final - begin).days < 3 * grain_days:
                continue
            kept = found.get(covering)
            if kept is None or final - begin > kept.last - kept.first:
                found[covering] = Offer(begin, final, covering)
    ordered = sorted(found.values(), key=lambda one: (one.last - one.first) * len(one.sources), reverse=True)
    return tuple(ordered[:MOST_OFFERS])
