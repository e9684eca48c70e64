"""When each feed is asked next.

A loop of our own over these times rather than a library: APScheduler 3 and `schedule` plan by the wall clock, so a clock set back
makes them wait, and one set forward makes them ask a service before its cadence is over; APScheduler 4, which is to change that, has
had no stable release. What decides here (the cadence, a service's Retry-After, failures in a row, other processes that ask the same
feeds) would have to be written for either of them too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from data_pipeline.feeds.model import Result
from data_pipeline.feeds.state import AFTER_FAILURE, FeedState
from data_pipeline.jobs.clocks import Clock
from data_pipeline.registry import SourceDescription

_UNREACHED: Final = 60.0
_UNREACHED_MOST: Final = 3_600.0
"""Seconds until a service is tried again that was not reached, doubling: it has not been bothered, and the network may be back."""
_FAILED_MOST: Final = 6 * 3_600.0
"""Seconds at most until a service is asked again that answered wrongly, unless its cadence is longer."""


@dataclass(slots=True)
class _Planned:
    due: float
    tried_at: datetime | None
    failures: int = 0


class Schedule:
    """The feeds and when each is due, in seconds of the clock that does not jump."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._planned: dict[str, _Planned] = {}

    def note_state(self, source: SourceDescription, state: FeedState) -> None:
        """Plan a feed that is not planned yet, or that another process has asked in the meantime."""
        planned = self._planned.get(source.id)
        if planned is None or planned.tried_at != state.tried_at:
            self._planned[source.id] = _Planned(self._clock.elapsed() + self._seconds_until_due(source, state), state.tried_at)

    def note_result(self, source: SourceDescription, state: FeedState, result: Result) -> None:
        """Plan a feed anew after this process has asked it; `state` is the one afterwards."""
        wait = self._seconds_until_due(source, state)
        failures = self._planned[source.id].failures + 1 if result.kind == "failed" else 0
        if failures:
            wait = max(wait, _seconds_after_failure(source, failures, result.was_asked))
        self._planned[source.id] = _Planned(self._clock.elapsed() + wait, state.tried_at, failures)

    def due(self, sources: Sequence[SourceDescription]) -> list[SourceDescription]:
        """Those of `sources` that are to be asked now."""
        return [source for source in sources if self.seconds_left(source) <= 0]

    def seconds_left(self, source: SourceDescription) -> float:
        """Seconds until a planned feed is due; 0 or less when it is."""
        return self._planned[source.id].due - self._clock.elapsed()

    def put_off(self, sources: Sequence[SourceDescription], seconds: float) -> None:
        """Ask these later, although nothing came of them: another process was asking."""
        for source in sources:
            self._planned[source.id].due = self._clock.elapsed() + seconds

    def _seconds_until_due(self, source: SourceDescription, state: FeedState) -> float:
        assert source.feed is not None
        now = self._clock.now()
        return (state.due_at(source.feed.every_hours, now) - now).total_seconds()


def _seconds_after_failure(source: SourceDescription, failures: int, was_asked: bool) -> float:
    """Doubling with every failure in a row; the first one waits as long as a single `fetch` would make it wait."""
    assert source.feed is not None
    cadence = source.feed.every_hours * 3_600
    first = min(cadence, AFTER_FAILURE.total_seconds()) if was_asked else _UNREACHED
    most = max(_FAILED_MOST, first) if was_asked else _UNREACHED_MOST
    # Beyond 20 doublings any limit is reached.
    return float(min(first * 2.0 ** min(failures - 1, 20), most))
