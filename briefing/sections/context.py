"""What every section is built from: the releasable part of the database, the settings, the period and figures shared by sections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import duckdb

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import Watchkeeping, keep_watch
from analytics.situation.situation import Situation, assess_situation
from briefing.settings import BriefingSettings
from warehouse.filters import Filters
from warehouse.queries.filtering import choices
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import Summary
from warehouse.queries.sources import sources
from warehouse.queries.sources.sources import SourceRow


# No slots: `cached_property` keeps its results in the instance's dictionary, so that sections share the queries.
@dataclass(frozen=True)
class Context:
    """`con` shows only what may be released. `now` defines "today"; the period runs from `first` to `last`, both included."""

    con: duckdb.DuckDBPyConnection
    settings: BriefingSettings
    now: datetime
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @cached_property
    def filters(self) -> Filters:
        """The briefing's filters, limited to its period."""
        return self.with_days(self.first, self.last)

    def with_days(self, first: date | None, last: date | None) -> Filters:
        """The briefing's filters for another period."""
        return replace(self.settings.filters, date_from=first, date_to=last)

    @cached_property
    def situation(self) -> Situation:
        return assess_situation(self.con, self.last, self.days, self.now, self.settings.filters)

    @cached_property
    def summary(self) -> Summary:
        return incidents.summarise_incidents(self.con, self.filters)

    @cached_property
    def choices(self) -> Choices:
        return choices.filter_choices(self.con)

    @cached_property
    def sources(self) -> tuple[SourceRow, ...]:
        return sources.all_sources(self.con)

    @cached_property
    def watchkeeping(self) -> Watchkeeping:
        return keep_watch(self.con, self.now, AS_DESCRIBED)

    @cached_property
    def coverages(self) -> tuple[SourceWatch, ...]:
        return self.watchkeeping.latest_first

    @cached_property
    def source_titles(self) -> dict[str, str]:
        return {source.source: source.title for source in self.sources}
