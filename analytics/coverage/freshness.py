"""How far a source's knowledge reaches: its state judged at reading time, and the days it covers.

A snapshot stores each source's state as it was when published. A feed that was live then may have fallen silent
since, so readers judge again; silence is missing knowledge, not less crime.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from warehouse.contract.dates import day_in_words
from warehouse.queries.sources.sources import Source

STALE_AFTER: Final = 3.0
"""A live source that has not landed, or told of nothing new, for so many times its usual gap is stale."""

COMPLETE_WITHIN: Final = timedelta(days=31)
"""A closed source whose last record lies so near its closing day is taken to be complete up to that day."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days from `first` to `last` (both included) on which a source is known to have reported.

    `slack_days` is how long the source is usually silent between records: an end that lies no later than that after
    its last record is no sign that it stopped. A closed source has none.
    """

    source: str
    title: str
    first: date
    last: date
    state: str
    slack_days: float = 0.0

    def spans(self, first: date, last: date) -> bool:
        """True when it covers all days from `first` to `last`."""
        return self.first <= first and last <= self.last + timedelta(days=self.slack_days)

    def touches(self, first: date, last: date) -> bool:
        """True when it covers at least one day from `first` to `last`."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day that "the last 30 days" end on, whether that is today, and why in words."""

    day: date
    is_today: bool
    reason: str


def state(source: Source, now: datetime) -> tuple[str, str]:
    """The source's state at `now` and why: as published, except that a live source may have become stale."""
    if source.state != "live" or source.cadence_days is None or source.last_landed_at is None:
        return source.state, source.state_reason
    usual = "every day" if source.cadence_days == 1 else f"every {source.cadence_days:g} days"
    longest = timedelta(days=STALE_AFTER * source.cadence_days)
    if now - source.last_landed_at > longest:
        return "stale", f"Nothing has landed since {day_in_words(source.last_landed_at)}; a file is usual {usual}."
    last = source.last_occurred_on
    if last is not None and now.date() - last > longest:
        return "stale", f"Files land, but tell of nothing after {day_in_words(last)}; something new is usual {usual}."
    return source.state, source.state_reason


def coverage(sources: Iterable[Source], now: datetime) -> tuple[Coverage, ...]:
    """The coverage of every source with reports, latest first.

    A live source covers up to today as long as its last record is no older than usual. Any other covers up to its
    last record: what came after it is not known.
    """
    found = []
    for source in sources:
        if source.first_occurred_on is None or source.last_occurred_on is None:
            continue
        current, _ = state(source, now)
        last = _last(source, current, now)
        found.append(Coverage(source.source, source.title, source.first_occurred_on, last, current, _slack_days(source)))
    return tuple(sorted(found, key=lambda one: (one.last, one.source), reverse=True))


def _slack_days(source: Source) -> float:
    return 0.0 if source.closed_on is not None or source.cadence_days is None else STALE_AFTER * source.cadence_days


def _last(source: Source, current: str, now: datetime) -> date:
    last = source.last_occurred_on
    assert last is not None
    if current == "live" and now.date() - last <= timedelta(days=_slack_days(source)):
        return max(last, now.date())
    closed = source.closed_on
    if closed is not None and timedelta(0) <= closed - last <= COMPLETE_WITHIN:
        return closed
    return last


def anchor(coverages: Iterable[Coverage], now: datetime) -> Anchor | None:
    """The day to end "the last days" on: today when a source covers it, else the last day that any source covers.

    None when no source has reports.
    """
    known = tuple(coverages)
    if not known:
        return None
    live = [one.title for one in known if one.last >= now.date()]
    if live:
        return Anchor(now.date(), True, f"{_list(live)} report{'s' if len(live) == 1 else ''} up to today.")
    day = max(one.last for one in known)
    return Anchor(day, False, f"No source reports after {day_in_words(day)}: figures are for the days before that day, not for today.")


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
