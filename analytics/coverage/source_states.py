"""The state of a source, judged at reading time.

A snapshot stores each source's state as it was when published. A feed that was live then may have fallen silent since, so
readers judge again: silence is missing knowledge, not less crime.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from warehouse.contract.dates import day_in_words
from warehouse.contract.health.silence import STALE_AFTER, Silence, silence_at
from warehouse.queries.sources.sources import SourceRow

COMPLETE_WITHIN: Final = timedelta(days=31)
"""A closed source whose last record lies this close to its closing day is taken to be complete up to that day."""

EVERYWHERE: Final = "*"
"""What a source declares to watch when it watches all waters."""


def declared_regions(source: SourceRow) -> frozenset[str] | None:
    """The regions that a source declares to watch; None: all waters."""
    return None if EVERYWHERE in source.watches else frozenset(source.watches)


def usual_silence_days(source: SourceRow) -> float:
    """Days for which the source may be silent without being taken to have stopped; none once it is closed or has no usual gap."""
    return 0.0 if source.closed_on is not None or source.cadence_days is None else STALE_AFTER * source.cadence_days


def state_at(source: SourceRow, now: datetime) -> tuple[str, str]:
    """The source's state at `now` and why: as published, except that a live source may have become stale."""
    if source.state != "live" or source.cadence_days is None or source.last_landed_at is None:
        return source.state, source.state_reason
    usual = "daily" if source.cadence_days == 1 else f"every {source.cadence_days:g} days"
    silence = silence_at(source.cadence_days, source.last_landed_at, source.last_occurred_on, now)
    if silence == "nothing_landed":
        return "stale", f"Nothing has landed since {day_in_words(source.last_landed_at)}; files usually come {usual}."
    if silence == "nothing_new" and source.last_occurred_on is not None:
        last = day_in_words(source.last_occurred_on)
        return "stale", f"Files still land, but report nothing after {last}; new events are usual {usual}."
    return source.state, source.state_reason


def fell_silent_between(source: SourceRow, since: datetime, now: datetime) -> Silence | None:
    """How a live source became stale between `since` and `now`; None where it did not, or had done so before."""
    if source.cadence_days is None or source.last_landed_at is None or state_at(source, now)[0] != "stale":
        return None
    longest = timedelta(days=STALE_AFTER * source.cadence_days)
    if since < source.last_landed_at + longest <= now:
        return "nothing_landed"
    if source.last_occurred_on is not None and since.date() < source.last_occurred_on + longest < now.date():
        return "nothing_new"
    return None


def closed_between(source: SourceRow, since: datetime, now: datetime) -> bool:
    """True when the source closed after the day of `since` and by that of `now`."""
    return source.closed_on is not None and since.date() < source.closed_on <= now.date()


def complete_until(source: SourceRow, last_day: date) -> date:
    """The closing day of a source whose last record, of `last_day`, lies shortly before it; else `last_day` itself.

    The last weeks of a closed archive are seldom without a record because nothing was recorded.
    """
    closing_day = source.closed_on
    if closing_day is None or not timedelta(0) <= closing_day - last_day <= COMPLETE_WITHIN:
        return last_day
    return closing_day
