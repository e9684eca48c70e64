"""What every section is built from: the releasable part of the database, the settings, the period and figures shared by sections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import duckdb

from analytics.coverage.equal.watch import EqualWatch, equal_watch_before, waters_named
from analytics.coverage.policies import AS_DESCRIBED, PERIODS
from analytics.coverage.recent_end import RecentEnd
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import Watchkeeping, end_of_day, keep_watch
from analytics.describe.words import join_words
from analytics.situation.comparison import Comparison
from analytics.situation.situation import Situation, assess_situation, equal_comparison
from briefing.settings import BriefingSettings
from warehouse.filters import Filters
from warehouse.queries.filtering import choices
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import Summary
from warehouse.queries.situation import spans
from warehouse.queries.sources import sources
from warehouse.queries.sources.sources import SourceRow
from warehouse.reference.geography import AREAS

MOST_WATERS: Final = 3
"""Waters named in a title before they are only counted."""


# No slots: `cached_property` keeps its results in the instance's dictionary, so that sections share the queries.
@dataclass(frozen=True)
class Context:
    """`con` shows only what may be released. `now` defines "today"; the period runs from `first` to `last`, both included.

    `asked_last` is later than `last` where nobody watched the last days asked for. `recent` is the last well-watched day, `closing`
    what the document withholds and which sources it must credit.
    """

    con: duckdb.DuckDBPyConnection
    settings: BriefingSettings
    now: datetime
    first: date
    last: date
    asked_last: date
    recent: RecentEnd | None = None
    closing: tuple[str, ...] = ()

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
    def equal_watch(self) -> EqualWatch:
        """Who watched the days asked for and as many before them alike, and which days: the answer of the page Compare too."""
        filters, watchkeeping = self.settings.filters, keep_watch(self.con, end_of_day(self.now), PERIODS)
        asked = self.first, self.asked_last
        return equal_watch_before(watchkeeping, waters_named(filters, self.choices), asked, filters.sources or None)

    @cached_property
    def compared(self) -> Comparison:
        """The counts of both spans of `equal_watch`, over the sources that carry the comparison."""
        return equal_comparison(self.con, self.equal_watch, self.settings.filters)

    @cached_property
    def waters(self) -> str:
        """The waters in words: `Gulf of Aden`, `Red Sea and Gulf of Aden`, `12 sea regions`, `Worldwide`."""
        filters, offered = self.settings.filters, self.choices.regions
        titles = [offered[code].title if code in offered else "no position" for code in filters.regions]
        titles += [AREAS.get(code, "no position") for code in filters.areas]
        if not titles:
            return "Worldwide"
        return join_words(titles) if len(titles) <= MOST_WATERS else f"{len(titles)} sea regions"

    @cached_property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """Every incident of the period, newest first."""
        return tuple(spans.span_incidents(self.con, self.first, self.last, self.settings.filters))

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
    def licences(self) -> dict[str, str]:
        """The licences of all sources by title, as they state them."""
        return {source.title: source.licence for source in self.sources}

    @cached_property
    def source_titles(self) -> dict[str, str]:
        return {source.source: source.title for source in self.sources}
