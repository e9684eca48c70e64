"""How far each source reaches, in one line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from analytics.coverage.source_states import state_at
from warehouse.contract.dates import day_in_words
from warehouse.queries.sources.sources import SourceRow

MARKED: Final = ("stale", "failed")


def freshness_line(sources: Iterable[SourceRow], now: datetime) -> str:
    """`ASAM to 25 June 2024 · UKMTO to 18 August 2026 (stale)`: the day on which a source closed, else its last event; the latest last.

    Marked are sources that ought to report and do not.
    """
    dated = sorted(
        (source.closed_on or source.last_occurred_on, source.title, state_at(source, now)[0])
        for source in sources
        if source.last_occurred_on is not None
    )
    return " · ".join(f"{title} to {day_in_words(day)}{f' ({state})' if state in MARKED else ''}" for day, title, state in dated)
