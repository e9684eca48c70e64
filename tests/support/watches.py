"""Shorthand for tests: sources as watchers, and rows of the table of sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from analytics.coverage.day_spans import DaySpan
from analytics.coverage.source_watch import SourceWatch
from tests.support.published import source_row
from warehouse.queries.sources.sources import SourceRow

Days = tuple[date, date]


def watch_of(name: str, *spans: Days, **facts: Any) -> SourceWatch:
    """A source that watched on `spans`, of all waters and without slack unless `facts` say otherwise."""
    title = facts.pop("title", name.replace("_", " ").capitalize())
    return SourceWatch(name, title, tuple(DaySpan(first, last) for first, last in spans), **facts)


def span_pairs(spans: Iterable[DaySpan]) -> tuple[Days, ...]:
    """First and last day of every span."""
    return tuple((span.first, span.last) for span in spans)


def described_source(name: str, **facts: Any) -> SourceRow:
    """A row of the table of sources (`published.source`) as the queries give it."""
    row = source_row(name, **facts)
    return SourceRow(**(row | {"watches": tuple(row["watches"])}))
