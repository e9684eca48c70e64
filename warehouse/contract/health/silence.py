"""When a live source counts as silent: the one rule, for what is published, for alerts, and for whoever reads later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, Literal

STALE_AFTER: Final = 3.0
"""A live source is stale once it has landed nothing, or reported nothing new, for this many times its usual gap."""

Silence = Literal["nothing_landed", "nothing_new"]


def silence_at(cadence_days: float, last_landed_at: datetime, last_occurred_on: date | None, now: datetime) -> Silence | None:
    """How a source whose usual gap is `cadence_days` is silent at `now`: no file landed, or files without a new event; else None."""
    longest = timedelta(days=STALE_AFTER * cadence_days)
    if now - last_landed_at > longest:
        return "nothing_landed"
    if last_occurred_on is not None and now.date() - last_occurred_on > longest:
        return "nothing_new"
    return None
