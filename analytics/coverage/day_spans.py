"""Spans of days on which a source watched, and the arithmetic of them: the only place where days watched are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

ONE_DAY: Final = timedelta(days=1)
NO_TOLERANCE: Final = timedelta(0)

SpanBasis = Literal["reports", "live", "closed", "own_silence"]
"""How we know the last day of a span: it is that of a report; the source is live and no more silent than usual; it declared
that day its closing day; or it then fell silent in one region while others went on reporting from there."""


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days watched without a break, from `first` to `last`, both included; `basis` says how the last day is known."""

    first: date
    last: date
    basis: SpanBasis = "reports"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1


def is_covered(spans: Iterable[DaySpan], first: date, last: date, tolerance: timedelta = NO_TOLERANCE) -> bool:
    """True when one span holds all days from `first` to `last`, but for `tolerance` at either end."""
    return any(span.first <= first + tolerance and last - tolerance <= span.last for span in spans)


def is_touched(spans: Iterable[DaySpan], first: date, last: date) -> bool:
    """True when a span holds at least one day from `first` to `last`."""
    return any(span.first <= last and first <= span.last for span in spans)


def clipped(spans: Iterable[DaySpan], first: date, last: date) -> tuple[DaySpan, ...]:
    """What of the spans lies from `first` to `last`."""
    inside = (replace(span, first=max(span.first, first), last=min(span.last, last)) for span in spans)
    return tuple(span for span in inside if span.first <= span.last)


def days_watched(spans: Iterable[DaySpan], first: date, last: date) -> int:
    """Days from `first` to `last` that the spans hold."""
    return sum(span.days for span in clipped(spans, first, last))


def days_watched_by_any(spans: Iterable[DaySpan], first: date, last: date) -> int:
    """Days from `first` to `last` that at least one of the spans holds; they may overlap, and come in any order."""
    days, reached = 0, first - ONE_DAY
    for span in sorted(clipped(spans, first, last), key=lambda span: span.first):
        days += max(0, (span.last - max(span.first - ONE_DAY, reached)).days)
        reached = max(reached, span.last)
    return days


def without(spans: Iterable[DaySpan], silences: Iterable[DaySpan]) -> tuple[DaySpan, ...]:
    """The spans less the days of `silences`."""
    remaining = tuple(spans)
    for silence in silences:
        remaining = tuple(part for span in remaining for part in _less_silence(span, silence))
    return remaining


def _less_silence(span: DaySpan, silence: DaySpan) -> tuple[DaySpan, ...]:
    if silence.last < span.first or span.last < silence.first:
        return (span,)
    before = (DaySpan(span.first, silence.first - ONE_DAY, "own_silence"),) if span.first < silence.first else ()
    # The comparison comes first: a silence that still lasts ends on the last day that a date can hold, to which no day can be added.
    after = (replace(span, first=silence.last + ONE_DAY),) if silence.last < span.last else ()
    return (*before, *after)


def common_spans(sets: Sequence[Sequence[DaySpan]], first: date, last: date) -> tuple[DaySpan, ...]:
    """The stretches from `first` to `last` that every one of `sets` of spans holds; none where there is no set."""
    shared: tuple[DaySpan, ...] = (DaySpan(first, last),) if sets else ()
    for spans in sets:
        shared = tuple(part for held in shared for part in clipped(spans, held.first, held.last))
    return shared


def joined(spans: Iterable[DaySpan], shortest_break: timedelta) -> tuple[DaySpan, ...]:
    """The spans with breaks of at most `shortest_break` closed: too short to be seen on a long time axis."""
    merged: list[DaySpan] = []
    for span in spans:
        if merged and span.first - merged[-1].last <= shortest_break:
            merged[-1] = replace(span, first=merged[-1].first)
        else:
            merged.append(span)
    return tuple(merged)
