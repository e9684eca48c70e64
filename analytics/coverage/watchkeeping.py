"""Who watched these waters on these days: the one model, built once per snapshot and moment, that every feature asks.

    watch = keep_watch(con, now, AS_DESCRIBED)
    watch.in_region("red_sea")                          the sources that watch it, each with its spans of days
    watch.who_watched("red_sea", first, last)           on all of these days, and on some
    watch.breaks(first, last)                           what changed in between
    watch.constant_set("red_sea", day)                  whose records may be counted together, and since when
    watch.at_work(first, last, "red_sea")               the lists of a year

The day on which "the last 30 days" end is `recent_end`'s answer. How strictly days are read is the policy's (`policies`); the days
themselves come from the table of sources and, where the policy says so, from the days of the reports (`silence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property

import duckdb
import pandas as pd

from analytics.coverage import breaks, constant_sources, day_spans, region_watch, silence, source_watch
from analytics.coverage.breaks import Break
from analytics.coverage.constant_sources import SourceBasis
from analytics.coverage.day_spans import DaySpan
from analytics.coverage.policies import AS_DESCRIBED, WatchPolicy
from analytics.coverage.region_watch import RegionWatch
from analytics.coverage.silence import Lifetime, ObservationWindow
from analytics.coverage.source_evidence import watches_by_description, watches_by_reports
from analytics.coverage.source_states import usual_silence_days
from analytics.coverage.source_watch import SourceWatch
from warehouse.queries.situation import spans as span_queries
from warehouse.queries.situation.spans import ReportingDelay
from warehouse.queries.sources import report_days as report_day_queries
from warehouse.queries.sources import sources as source_queries
from warehouse.queries.sources.sources import SourceRow

ALWAYS: tuple[date, date] = (date.min, date.max)


@dataclass(frozen=True, eq=False)
class Watchkeeping:
    """Who watched when, as known at `moment`, read as `policy` says.

    `sources` are the rows of the table of sources. `report_days` (source, sea_region, occurred_on, reports) and `delays` are
    needed only where the policy goes by the reports. Results are worked out when first asked for, and kept.
    """

    sources: tuple[SourceRow, ...]
    moment: datetime
    policy: WatchPolicy
    report_days: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    delays: tuple[ReportingDelay, ...] = ()
    regions: tuple[str, ...] = ()

    # What each source watched

    @cached_property
    def watches(self) -> tuple[SourceWatch, ...]:
        """Every source with reports, in the order of their codes."""
        if self.policy.evidence == "description":
            watches = watches_by_description(self.sources, self.moment)
        else:
            watches = watches_by_reports(self.lifetimes, self.sources, self.moment, self.policy, self._lags, self._reported_regions)
        return tuple(sorted(watches, key=lambda watch: watch.source))

    @property
    def latest_first(self) -> tuple[SourceWatch, ...]:
        """Every source with reports, those that watched last first."""
        return tuple(sorted(self.watches, key=lambda watch: (watch.last_day, watch.source), reverse=True))

    def in_region(self, region: str) -> tuple[SourceWatch, ...]:
        """The sources that watched a region, in the order of their codes, without their own silences there where the policy says so."""
        # Several charts of a page ask for the same regions, and a back-test asks thousands of times.
        if region not in self._by_region:
            silences = self._own_silences if self.policy.own_silences else {}
            cut = (watch.in_region(region, silences.get((watch.source, region), ())) for watch in self.watches)
            self._by_region[region] = tuple(watch for watch in cut if watch is not None)
        return self._by_region[region]

    def by_region(self, regions: Iterable[str]) -> dict[str, tuple[SourceWatch, ...]]:
        """The sources that watched each of `regions`, as in `in_region`."""
        return {region: self.in_region(region) for region in regions}

    @property
    def titles(self) -> dict[str, str]:
        """Titles of the sources with reports, by code."""
        return {watch.source: watch.title for watch in self.watches}

    def spans(self, source: str, region: str | None = None) -> tuple[DaySpan, ...]:
        """The spans of days on which a source watched, at all or in one region; each says how its last day is known."""
        watches = self.watches if region is None else self.in_region(region)
        return next((watch.spans for watch in watches if watch.source == source), ())

    def own_silences(self, source: str, region: str) -> tuple[DaySpan, ...]:
        """The spans in which a source was silent on a region and the others were not."""
        return self._own_silences.get((source, region), ())

    # Questions about a span of days

    def who_watched(self, region: str, first: date, last: date) -> RegionWatch:
        """Titles of the sources that watched `region` on all days from `first` to `last`, and on some of them."""
        return region_watch.watch_of_region(self.in_region(region), region, first, last)

    def days_watched(self, region: str, first: date, last: date) -> int:
        """Days from `first` to `last` on which at least one source watched `region`."""
        spans = [span for watch in self.in_region(region) for span in watch.spans]
        return day_spans.days_watched_by_any(spans, first, last)

    def unwatched(self, regions: Iterable[str], first: date, last: date) -> tuple[str, ...]:
        """Codes of the regions on which no source watched on all days from `first` to `last`."""
        return tuple(region for region in regions if not self.is_watched(region, first, last))

    def is_watched(self, region: str, first: date, last: date) -> bool:
        """False when no source covers all these days in the region: then a count of none means nothing."""
        return any(watch.covers(first, last) for watch in self.in_region(region))

    def breaks(self, first: date, last: date, regions: Sequence[str] | None = None) -> tuple[Break, ...]:
        """Every change in who watched from the day after `first` to `last`; silences by region in `regions` (None: in all).

        Ask it before comparing a span with another: if it gives anything, the two were not watched alike.
        """
        return tuple(
            change
            for change in self._breaks
            if first < change.day <= last and (regions is None or change.region is None or change.region in regions)
        )

    def constant_set(self, region: str, as_of: date, until: date | None = None) -> SourceBasis:
        """Whose records of a region may be counted together, as of a day (`constant_sources.constant_set`)."""
        return constant_sources.constant_set(self.in_region(region), as_of, until)

    def at_work(self, first: date, last: date, region: str | None = None) -> tuple[str, ...]:
        """The sources that covered these days, all but a few, and watch `region` (`source_watch.sources_at_work`)."""
        return source_watch.sources_at_work(self.watches, first, last, region)

    def settled_until(self, as_of: date, sources: Iterable[str]) -> date:
        """The last day up to `as_of` on which the records of `sources` can be taken to be in."""
        # Closed sources are no exception: what one had not published by its end never comes, so its last days stay thin.
        published = {delay.source: delay.last_published_on for delay in self.delays}
        return constant_sources.last_settled_day(as_of, published, {delay.source: delay.nine_tenths_days for delay in self.delays}, sources)

    # What the reports alone show

    @cached_property
    def lifetimes(self) -> tuple[Lifetime, ...]:
        """When whole sources reported, found in their own gaps, in the order of their codes."""
        return silence.source_lifetimes(self.report_days, self._windows)

    @cached_property
    def region_lifetimes(self) -> tuple[Lifetime, ...]:
        """The same by region: slower, and worked out only where it is asked for."""
        return silence.region_lifetimes(self.report_days, self._windows, self.lifetimes, self.regions)

    @cached_property
    def _breaks(self) -> tuple[Break, ...]:
        return breaks.find_breaks((*self.lifetimes, *self.region_lifetimes), self.report_days, *ALWAYS)

    @cached_property
    def _own_silences(self) -> dict[tuple[str, str], tuple[DaySpan, ...]]:
        return breaks.own_silences(self._breaks)

    @cached_property
    def _by_region(self) -> dict[str, tuple[SourceWatch, ...]]:
        return {}

    @cached_property
    def _windows(self) -> dict[str, ObservationWindow]:
        return silence.observation_windows(self.sources, self.moment, self._lags)

    @cached_property
    def _lags(self) -> dict[str, float]:
        """Days until nearly all reports of a source are in, by the policy."""
        measured = {delay.source: delay.nine_tenths_days for delay in self.delays}
        if self.policy.reporting_lag == "none":
            return {}
        if self.policy.reporting_lag == "measured":
            return measured
        usual = {source.source: usual_silence_days(source) for source in self.sources}
        return {source: days for source, days in usual.items() if days} | measured

    @cached_property
    def _reported_regions(self) -> dict[str, frozenset[str]]:
        """The regions that each source ever reported from."""
        reported = self.report_days.dropna(subset="sea_region").groupby("source")["sea_region"].unique()
        return {str(source): frozenset(regions) for source, regions in reported.items()}


def keep_watch(con: duckdb.DuckDBPyConnection, now: datetime, policy: WatchPolicy, only: Sequence[str] = ()) -> Watchkeeping:
    """The model of a snapshot at `now`; only of the sources named, if any are."""
    sources = tuple(source for source in source_queries.all_sources(con) if not only or source.source in only)
    if policy.evidence == "description":
        return Watchkeeping(sources, now, policy)
    days, delays = report_day_queries.report_days(con), span_queries.reporting_delays(con)
    return Watchkeeping(sources, now, policy, days, delays, tuple(source_queries.region_titles(con)))


def source_watches(con: duckdb.DuckDBPyConnection, now: datetime) -> tuple[SourceWatch, ...]:
    """Every source with reports as it describes itself, those that watched last first."""
    return keep_watch(con, now, AS_DESCRIBED).latest_first


def end_of_day(now: datetime) -> datetime:
    """The last moment of a day: a model asked at it is the same for all of the day, and kept so long."""
    return datetime.combine(now.date(), time.max, UTC)
