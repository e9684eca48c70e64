"""What every section is built from: the database as far as it may be shown, the settings, the span, what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import duckdb

from analytics.coverage import freshness
from analytics.coverage.freshness import Coverage
from analytics.situation.situation import Situation, situation
from briefing.settings import Settings
from warehouse.filters import Filters
from warehouse.queries.filtering import choices
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import Summary
from warehouse.queries.sources import sources
from warehouse.queries.sources.sources import Source


@dataclass(frozen=True)
class Context:
    """`con` shows only what may be handed out. `now` is the moment that "today" means; the span is from `first` to `last`."""

    con: duckdb.DuckDBPyConnection
    settings: Settings
    now: datetime
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @cached_property
    def filters(self) -> Filters:
        """The filters with the days of the span."""
        return self.with_days(self.first, self.last)

    def with_days(self, first: date | None, last: date | None) -> Filters:
        """The briefing's filters with other days."""
        return replace(self.settings.filters, date_from=first, date_to=last)

    @cached_property
    def situation(self) -> Situation:
        return situation(self.con, self.last, self.days, self.now, self.settings.filters)

    @cached_property
    def summary(self) -> Summary:
        return incidents.summary(self.con, self.filters)

    @cached_property
    def choices(self) -> Choices:
        return choices.choices(self.con)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return sources.sources(self.con)

    @cached_property
    def coverages(self) -> tuple[Coverage, ...]:
        return freshness.coverage(self.sources, self.now)

    @cached_property
    def source_titles(self) -> dict[str, str]:
        return {one.source: one.title for one in self.sources}
