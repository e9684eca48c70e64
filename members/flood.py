"""Rate limits that store nothing of anybody: counts in memory, under hashes whose key is thrown away every hour.

For rooms of `members` and the pages of reports, which decide what is counted and how much is too much.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

_HOUR: Final = 3600.0
_MOST_KEYS: Final = 50_000
"""Addresses or people that are told apart within an hour; beyond them all others count as one."""


class HourlyLimit:
    """At most `each` times an hour from one address or person, and `together` times from all, None for no such limit. Safe for threads."""

    def __init__(self, each: int, together: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._together, self._clock = each, together, clock
        self._lock = threading.Lock()
        self._start_hour()

    def take(self, whose: str) -> bool:
        """Count one more for this address or person; False where it is one too many, which is then not counted."""
        with self._lock:
            if self._clock() - self._began >= _HOUR:
                self._start_hour()
            key = hmac.digest(self._key, whose.encode("utf-8", "replace"), hashlib.sha256)[:16]
            if len(self._counts) >= _MOST_KEYS and key not in self._counts:
                key = b""
            if self._counts[key] >= self._each or (self._together is not None and self._counts.total() >= self._together):
                return False
            self._counts[key] += 1
            return True

    def seconds_left(self) -> float:
        """How long this hour still goes on, after which everybody may begin anew."""
        with self._lock:
            return max(0.0, _HOUR - (self._clock() - self._began))

    def _start_hour(self) -> None:
        self._key, self._counts, self._began = secrets.token_bytes(32), Counter[bytes](), self._clock()
