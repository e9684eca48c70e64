"""A clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Starts at `start`; waiting takes no time. `slept`: seconds that every wait lasted."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._elapsed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now.astimezone(UTC)

    def elapsed(self) -> float:
        return self._elapsed

    def wait(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_time(timedelta(seconds=seconds))

    def pass_time(self, time: timedelta) -> None:
        """Time passes, as while the machine sleeps."""
        self._now += time
        self._elapsed += time.total_seconds()

    def set(self, now: datetime) -> None:
        """Somebody sets the machine's clock; no time passes."""
        self._now = now
