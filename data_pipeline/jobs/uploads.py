"""The watch's uploads: what was published goes up at once, and what failed is tried again."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from data_pipeline.errors import PipelineError
from data_pipeline.jobs.clocks import Clock
from data_pipeline.upload.job import is_due, upload_in_force
from warehouse.contract.settings import Settings, SettingsError

_FIRST_WAIT: Final = 30.0
_LONGEST_WAIT: Final = 120.0
"""Seconds until the next attempt after a failure, doubling: a bucket that is back should not wait long for what is new."""


class Uploads:
    """Where `snapshots_to` is set, each turn puts the snapshot in force there, unless it is there or an attempt has just failed."""

    def __init__(self, settings: Settings, clock: Clock, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._clock = clock
        self._say = say
        self._failures = 0
        self._due = clock.elapsed()

    def turn(self) -> float:
        """Upload what is due; returns seconds until the next attempt, if one has failed. What fails is said, and kept for the health."""
        if not is_due(self._settings):
            return math.inf
        if self._clock.elapsed() >= self._due:
            self._attempt()
        return self._due - self._clock.elapsed() if self._failures else math.inf

    def _attempt(self) -> None:
        try:
            self._say(f"upload: {upload_in_force(self._settings, self._clock.now())}")
            self._failures = 0
        except (PipelineError, SettingsError, OSError) as error:
            self._failures += 1
            self._due = self._clock.elapsed() + min(_FIRST_WAIT * 2.0 ** min(self._failures - 1, 10), _LONGEST_WAIT)
            self._say(f"upload: {error}")
