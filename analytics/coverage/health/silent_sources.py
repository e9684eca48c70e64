"""Sources that have stopped reporting without having closed, as a warning beside the figures that rest on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import duckdb

from analytics.coverage.source_states import declared_regions, state_at
from analytics.describe.words import join_words
from warehouse.contract.dates import day_in_words
from warehouse.filters import Filters
from warehouse.queries.sources.sources import SourceRow, all_sources


def silence_note(con: duckdb.DuckDBPyConnection, now: datetime, filters: Filters) -> str:
    """What figures under these filters lack, as in `silence_in_words`."""
    return silence_in_words(all_sources(con), now, filters)


def silence_in_words(sources: Iterable[SourceRow], now: datetime, filters: Filters) -> str:
    """`UKMTO silent since 18 August 2026: figures are incomplete.`; few words, since it stands on first screens.

    Names the stale and failed sources that watch the waters of the filters and belong to their sources, where the days of the filters
    go beyond the silence's first day. Empty where there is none.
    """
    silent = sorted(
        (since, source.title) for source in sources if (since := _silent_since(source, now)) and _concerns(source, since, filters)
    )
    if not silent:
        return ""
    if len(silent) == 1:
        return f"{silent[0][1]} silent since {day_in_words(silent[0][0])}: figures are incomplete."
    parts = [f"{title} since {day_in_words(since)}" for since, title in silent]
    return f"Silent, so figures are incomplete: {join_words(parts)}."


def _silent_since(source: SourceRow, now: datetime) -> date | None:
    """The last day that a source's files tell of, once it is stale or its file has failed."""
    return source.last_occurred_on if state_at(source, now)[0] in ("stale", "failed") else None


def _concerns(source: SourceRow, since: date, filters: Filters) -> bool:
    if filters.sources and source.source not in filters.sources:
        return False
    if filters.date_to is not None and filters.date_to <= since:
        return False
    regions = declared_regions(source)
    return regions is None or not filters.regions or bool(regions & set(filters.regions))
