"""Who watched in each period of a time axis: what a count of none means, and across what no change may be tested.

A period is `whole` when the same sources reported from its first day to its last and their reports are in; `part` when a source
began, ended or was silent inside it, or a filter cuts it; `filling` when it is still running or reports are still to come;
`unwatched` when nobody reported. Only whole periods with the same set of sources can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from analytics.coverage.day_spans import ONE_DAY
from analytics.coverage.equal.spans import Days
from analytics.coverage.policies import Strictness
from analytics.coverage.source_watch import SourceWatch
from analytics.describe.periods import Period

PeriodState = Literal["whole", "part", "filling", "unwatched"]
MOST_OFFERED: Final = 3
"""Spans with a constant set of sources that are offered: a reader chooses among a few."""

FEWEST_PERIODS: Final = 3
"""Periods that a span must hold to be worth offering: with fewer there is no trend to see."""

ChangeKind = Literal["begins", "resumes", "falls silent", "ends"]


@dataclass(frozen=True, slots=True)
class PeriodWatch:
    """How one period was watched: by which sources `whole`, by which in `part`, and what a count in it is worth (`state`).

    `days` is the number of days counted.
    """

    state: PeriodState
    whole: frozenset[str]
    part: frozenset[str]
    days: int

    @property
    def is_known(self) -> bool:
        """True when anybody watched."""
        return self.state != "unwatched"


@dataclass(frozen=True, slots=True)
class PeriodRun:
    """Neighbouring whole periods watched by the same sources: positions `first` to `last` on the axis, both included."""

    first: int
    last: int
    sources: frozenset[str]

    @property
    def length(self) -> int:
        """Number of periods."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class ConstantSpan:
    """A span over which the set of sources is constant."""

    first: date
    last: date
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A day from which on a source is in the set, or no longer is."""

    day: date
    title: str
    kind: ChangeKind


def watch_of_period(watches: Sequence[SourceWatch], period: Period, days: Days, today: date) -> PeriodWatch:
    """How `period` was watched, of which `days` (a filter's, first and last) are counted, as known on `today`."""
    first, last = max(period.first, days[0]), min(period.last, days[1])
    tolerance = period.tolerance
    reporting = [watch for watch in watches if watch.touches(first, last)]
    # A source that began or ended within the tolerance does not change the set, unless it is all there is.
    inner = min(first + tolerance, last), max(last - tolerance, first)
    counted = [watch for watch in reporting if watch.touches(*inner)] or reporting
    covering = frozenset(watch.source for watch in counted if watch.covers(first, last, Strictness(tolerance)))
    touched = frozenset(watch.source for watch in counted)
    if not touched:
        state: PeriodState = "unwatched"
    elif period.last > today or not all(watch.is_settled(last - tolerance) for watch in counted):
        state = "filling"
    elif touched != covering or (first, last) != (period.first, period.last):
        state = "part"
    else:
        state = "whole"
    return PeriodWatch(state, covering, touched - covering, (last - first).days + 1)


def runs_of_same_sources(axis: Sequence[PeriodWatch]) -> tuple[PeriodRun, ...]:
    """Every stretch of neighbouring whole periods with the same set of sources, in the order of time."""
    runs: list[PeriodRun] = []
    for position, watch in enumerate(axis):
        if watch.state != "whole":
            continue
        if runs and runs[-1].last == position - 1 and runs[-1].sources == watch.whole:
            runs[-1] = replace(runs[-1], last=position)
        else:
            runs.append(PeriodRun(position, position, watch.whole))
    return tuple(runs)


def source_changes(watches: Iterable[SourceWatch], first: date, last: date) -> tuple[SourceChange, ...]:
    """The days after `first` and up to `last` on which a source began, fell silent, resumed or ended, in the order of days."""
    changes: list[SourceChange] = []
    for watch in watches:
        for number, span in enumerate(watch.spans):
            is_last = number == len(watch.spans) - 1
            changes.append(SourceChange(span.first, watch.title, "resumes" if number else "begins"))
            if not (is_last and watch.is_open):
                changes.append(SourceChange(span.last + ONE_DAY, watch.title, "ends" if is_last else "falls silent"))
    inside = (change for change in changes if first < change.day <= last)
    return tuple(sorted(inside, key=lambda change: (change.day, change.title, change.kind)))


def sources_throughout(watches: Iterable[SourceWatch], first: date, last: date, tolerance: timedelta) -> tuple[SourceWatch, ...]:
    """The sources whose life covers the whole span; silences inside it are left to the periods they fall in."""
    return tuple(watch for watch in watches if watch.first_day <= first + tolerance and last - tolerance <= watch.last_day)


def constant_spans(watches: Sequence[SourceWatch], first: date, last: date, grain_days: int) -> tuple[ConstantSpan, ...]:
    """Spans inside `first` to `last` on which a constant set of sources reports: the longest ones, with most sources.

    For every set of sources that begin or end together it is the stretch that all of them cover; spans of fewer than
    FEWEST_PERIODS periods of `grain_days` are left out.
    """
    # The set changes at an edge alone: a longest span begins at one and ends before another.
    begins = {max(watch.first_day, first) for watch in watches}
    edges = sorted(begins | {min(watch.last_day, last) + ONE_DAY for watch in watches})
    longest: dict[tuple[str, ...], ConstantSpan] = {}
    for begin in edges:
        for end in edges:
            final = end - ONE_DAY
            sources = tuple(sorted(watch.source for watch in watches if watch.first_day <= begin and final <= watch.last_day))
            if not sources or (final - begin).days < FEWEST_PERIODS * grain_days:
                continue
            before = longest.get(sources)
            if before is None or final - begin > before.last - before.first:
                longest[sources] = ConstantSpan(begin, final, sources)
    ordered = sorted(longest.values(), key=lambda span: (span.last - span.first) * len(span.sources), reverse=True)
    return tuple(ordered[:MOST_OFFERED])
