"""Spans that can be compared: where no source watched a whole period and the days before it, both are cut to the days that one did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import duckdb

from analytics.coverage.source_watch import SourceWatch
from analytics.situation.situation import Situation, assess_situation
from warehouse.filters import Filters

LEAST_DAYS: Final = 28
"""Days without which nothing is compared."""


def last_day_watched_within(watches: Sequence[SourceWatch], filters: Filters, first: date, last: date) -> date:
    """The last day from `first` to `last` on which a source watched the waters of `filters`; `last` where none did on any."""
    spans = [span for watch in _watching(watches, filters) for span in watch.spans if span.first <= last and span.last >= first]
    return max((min(span.last, last) for span in spans), default=last)


def comparable_situation(
    con: duckdb.DuckDBPyConnection, whole: Situation, watches: Sequence[SourceWatch], now: datetime, filters: Filters
) -> Situation:
    """`whole`, or the longest beginning of its span that some source watched together with as many days before.

    `whole` again where there is none: its comparison then says that it is not possible.
    """
    if whole.comparison.against_before.is_possible:
        return whole
    first, last = whole.comparison.spans.now
    ends = {span.last for watch in _watching(watches, filters) for span in watch.spans if first < span.last < last}
    for end in sorted(ends, reverse=True):
        days = (end - first).days + 1
        if days < LEAST_DAYS:
            break
        cut = assess_situation(con, end, days, now, filters)
        if cut.comparison.against_before.is_possible:
            return cut
    return whole


def _watching(watches: Sequence[SourceWatch], filters: Filters) -> list[SourceWatch]:
    return [watch for watch in watches if watch.watches_any(filters.regions) and (not filters.sources or watch.source in filters.sources)]
