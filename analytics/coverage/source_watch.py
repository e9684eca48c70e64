"""One source as a watcher: the days it watched, of which waters, and how far its reports are complete."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from analytics.coverage.day_spans import NO_TOLERANCE, DaySpan, clipped, days_watched, is_covered, is_touched, joined, without
from analytics.coverage.policies import EVERY_DAY, YEAR_AT_WORK, Strictness
from warehouse.contract.dates import day_in_words


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """What a time axis shows of a span: its days cut to the axis, whether the source still reports in it, and whether it reaches the
    end of the axis."""

    first: date
    last: date
    still_reports: bool
    reaches_end: bool


@dataclass(frozen=True, slots=True)
class SourceWatch:
    """The days on which a source watched, in order, and the regions (None: all waters).

    `state` is that of `source_states.state_at`. `slack_days`: how long it may be silent after the last day without being taken
    to have stopped; those days are covered, but not watched. `is_open`: it still reports. Up to `settled_on` (None: its last
    day) nearly all its reports are in.
    """

    source: str
    title: str
    spans: tuple[DaySpan, ...]
    regions: frozenset[str] | None = None
    state: str = "live"
    slack_days: float = 0.0
    is_open: bool = False
    settled_on: date | None = None

    @property
    def first_day(self) -> date:
        """The first day watched."""
        return self.spans[0].first

    @property
    def last_day(self) -> date:
        """The last day watched, without slack."""
        return self.spans[-1].last

    def covers(self, first: date, last: date, strictness: Strictness = EVERY_DAY) -> bool:
        """True when one span holds all days from `first` to `last`, as strictly as asked."""
        spans = self._with_slack if strictness.with_slack else self.spans
        return is_covered(spans, first, last, strictness.tolerance)

    @property
    def _with_slack(self) -> tuple[DaySpan, ...]:
        if not self.slack_days or not self.spans:
            return self.spans
        # Only after the last day: a silence between two spans was longer than usual, which is why they are two.
        final = self.spans[-1]
        return (*self.spans[:-1], replace(final, last=final.last + timedelta(days=self.slack_days)))

    def touches(self, first: date, last: date) -> bool:
        """True when it watched at least one day from `first` to `last`."""
        return is_touched(self.spans, first, last)

    def days(self, first: date, last: date) -> int:
        """Days from `first` to `last` that it watched."""
        return days_watched(self.spans, first, last)

    def watches(self, region: str | None) -> bool:
        """True when it watches a sea region; without one (None) only a source of all waters is sure to."""
        return self.regions is None or region in self.regions

    def watches_any(self, regions: Collection[str]) -> bool:
        """True when it watches at least one of `regions`; any source does where none is named."""
        return not regions or any(self.watches(region) for region in regions)

    def in_region(self, region: str, own_silences: Iterable[DaySpan] = ()) -> SourceWatch | None:
        """The source as it watched one region, without its own silences there; None when it did not watch it at all."""
        if not self.watches(region):
            return None
        spans = without(self.spans, own_silences)
        if not spans:
            return None
        return replace(self, spans=spans, is_open=self.is_open and spans[-1].last == self.last_day)

    def complete_from(self, begin: date, until: date, strictness: Strictness = EVERY_DAY) -> date | None:
        """How far, up to `until`, it watched every day from `begin` on and its reports are in; None if it did not watch then."""
        for span in self.spans:
            if span.first <= begin + strictness.tolerance and span.last > begin:
                return min(self._settled_end(span), until)
        return None

    def _settled_end(self, span: DaySpan) -> date:
        return min(span.last, self.settled_on) if self._goes_on(span) and self.settled_on is not None else span.last

    def is_settled(self, day: date) -> bool:
        """True when nearly all its reports up to `day` are in; of a source that no longer reports none are still to come."""
        return not self.is_open or self.settled_on is None or day <= self.settled_on

    def drawn_spans(self, first: date, last: date, shortest_break: timedelta = NO_TOLERANCE) -> tuple[DrawnSpan, ...]:
        """The spans as an axis from `first` to `last` shows them, breaks of at most `shortest_break` closed."""
        return tuple(
            DrawnSpan(max(span.first, first), min(span.last, last), self._goes_on(span), span.last >= last)
            for span in joined(self.spans, shortest_break)
            if span.first <= last and first <= span.last
        )

    def _goes_on(self, span: DaySpan) -> bool:
        return self.is_open and span.last == self.last_day

    def last_day_by(self, day: date) -> date:
        """Its last day watched, at the latest `day`."""
        return min(self.last_day, day)


def first_day_watched(watches: Iterable[SourceWatch]) -> date:
    """The first day that any of them watched. Raises ValueError when there is none."""
    return min(watch.first_day for watch in watches)


def last_day_watched(watches: Iterable[SourceWatch]) -> date:
    """The last day that any of them watched. Raises ValueError when there is none."""
    return max(watch.last_day for watch in watches)


def last_day_watched_within(watches: Iterable[SourceWatch], first: date, last: date) -> date | None:
    """The last day from `first` to `last` that any of them watched; None where none did on any."""
    return max((span.last for watch in watches for span in clipped(watch.spans, first, last)), default=None)


def in_order_of_beginning(watches: Iterable[SourceWatch]) -> tuple[SourceWatch, ...]:
    """Those that began first come first."""
    return tuple(sorted(watches, key=lambda watch: (watch.first_day, watch.source)))


def sources_at_work(
    watches: Iterable[SourceWatch], first: date, last: date, region: str | None = None, strictness: Strictness = YEAR_AT_WORK
) -> tuple[str, ...]:
    """The sources that covered the days from `first` to `last` and watch `region`, in the order given.

    Of what has no position (`region` None) only sources of all waters can be expected to know.
    """
    return tuple(watch.source for watch in watches if watch.covers(first, last, strictness) and watch.watches(region))


def last_day_of_long_record(watches: Iterable[SourceWatch], least_days: int, today: date) -> date | None:
    """The last day, up to `today`, on which a source with a record of at least `least_days` still watched; None if there is none."""
    long_records = [watch for watch in watches if watch.last_day - watch.first_day >= timedelta(days=least_days)]
    return max((watch.last_day_by(today) for watch in long_records), default=None)


def watched_in_words(watch: SourceWatch, first: date, last: date) -> str:
    """`ASAM to 25 June 2024, silent at times in 2018`, of the days from `first` to `last`."""
    begins = f" from {day_in_words(watch.first_day)}" if watch.first_day > first else ""
    ends = f" to {day_in_words(watch.last_day)}" if watch.last_day < last and not watch.is_open else ""
    silences = [(span.last, following.first) for span, following in pairwise(watch.spans)]
    inside = [(quiet, resumed) for quiet, resumed in silences if resumed > first and quiet < last]
    years = sorted({year for quiet, resumed in inside for year in range(quiet.year, resumed.year + 1)})
    when = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}" if years else ""
    silent = f", silent at times in {when}" if years else ""
    return f"{watch.title}{begins}{ends or ('' if begins else ' throughout')}{silent}"
