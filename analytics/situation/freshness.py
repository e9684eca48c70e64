"""How far each source reaches, in one line."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.contract.dates import day_in_words
from warehouse.queries.sources.sources import SourceRow


def freshness_line(sources: Iterable[SourceRow]) -> str:
    """`ASAM to 25 June 2024 · UKMTO to 18 August 2026`: the day on which a source closed, else its last event; the latest last."""
    dated = sorted((source.closed_on or source.last_occurred_on, source.title) for source in sources if source.last_occurred_on is not None)
    return " · ".join(f"{title} to {day_in_words(day)}" for day, title in dated)
