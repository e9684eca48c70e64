"""The two clocks of a program that runs for months: what time it is, and how much time has passed."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """`now` may jump, when somebody sets the machine's clock; `elapsed`, in seconds, never does, and counts while the machine sleeps."""

    def now(self) -> datetime: ...

    def elapsed(self) -> float: ...

    def wait(self, seconds: float) -> None: ...


class MachineClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def elapsed(self) -> float:
        # time.monotonic() stands still on a sleeping Linux or macOS machine; Windows counts on.
        if sys.platform == "linux":
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        if sys.platform == "darwin":
            return time.clock_gettime(time.CLOCK_MONOTONIC)
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)
