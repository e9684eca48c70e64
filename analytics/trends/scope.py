"""What a reader asks about trends, and who watched it: the axis of periods with the sources behind each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb
import pandas as pd

from analytics.coverage import periods_watched
from analytics.coverage.equal.spans import Days
from analytics.coverage.equal.watch import waters_named
from analytics.coverage.periods_watched import ConstantSpan, PeriodWatch
from analytics.coverage.policies import PERIODS
from analytics.coverage.source_watch import SourceWatch, first_day_watched, last_day_watched
from analytics.coverage.watchkeeping import Watchkeeping, end_of_day, keep_watch
from analytics.describe.periods import A_YEAR, Grain, Period, fitting_grain, period_range, periods_between
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.filtering.choices import Choices, filter_choices
from warehouse.queries.situation import spans

QueryRunner = Callable[..., Any]
"""Returns the result of a query: called with a function that takes a connection first, and that function's other arguments."""


@dataclass(frozen=True, slots=True)
class TrendRequest:
    """What a reader asks: filters, the moment that counts as the present, the length of a period (None: chosen by the span), and
    whether to count only what a constant set of sources reports.

    `recent_day` is the last well-watched day (`coverage.recent_end`), up to which the year to date runs where the filters name no
    last day; None: as far as any source reports.
    """

    filters: Filters
    now: datetime
    grain: Grain | None = None
    constant: bool = False
    recent_day: date | None = None


@dataclass(frozen=True, slots=True)
class TrendScope:
    """The time axis and who watched it. `span` holds the first and last day requested.

    `everyone` are the sources that report on the waters requested, `watchers` those that are counted: with a constant set, only
    its members. `constant` is that set, also where the request does not ask for it.
    """

    request: TrendRequest
    grain: Grain
    span: Days
    axis: tuple[Period, ...]
    watched: tuple[PeriodWatch, ...]
    everyone: tuple[SourceWatch, ...]
    watchers: tuple[SourceWatch, ...]
    constant: tuple[SourceWatch, ...]
    offers: tuple[ConstantSpan, ...]
    choices: Choices
    delays: tuple[spans.ReportingDelay, ...] = ()

    @property
    def only(self) -> frozenset[str] | None:
        """The sources whose incidents are counted, or None for all."""
        return frozenset(watcher.source for watcher in self.watchers) if self.request.constant else None

    @property
    def a_year(self) -> int:
        return A_YEAR[self.grain]

    @property
    def today(self) -> date:
        return self.request.now.date()

    @property
    def is_broken(self) -> bool:
        """True when the set of reporting sources changed within the days shown."""
        sets = {watch.whole for watch in self.watched if watch.state == "whole"}
        return len(sets) > 1 or any(watch.state in ("part", "unwatched") for watch in self.watched)

    @property
    def runs(self) -> tuple[periods_watched.PeriodRun, ...]:
        return periods_watched.runs_of_same_sources(self.watched)

    def titles(self, names: Iterable[str]) -> list[str]:
        """Titles of sources, sorted."""
        title_of = {watcher.source: watcher.title for watcher in self.everyone}
        return sorted(title_of.get(name, name) for name in names)

    @property
    def counted_titles(self) -> tuple[str, ...]:
        """Titles of the sources that are counted and reported within the days shown: one that ended before is behind no figure."""
        return tuple(self.titles(watcher.source for watcher in self.watchers if watcher.touches(*self.span)))

    @property
    def span_in_title(self) -> str:
        """`1978 to 2024`: the axis up to the last period that somebody watched; all of it where nobody did."""
        watched = [period for period, watch in zip(self.axis, self.watched, strict=True) if watch.state != "unwatched"]
        return period_range(self.axis[0], (watched or self.axis)[-1])

    @property
    def region_titles(self) -> dict[str, str]:
        return {code: region.title for code, region in self.choices.regions.items()} | {NOT_STATED: "No position"}


def query_runner(con: duckdb.DuckDBPyConnection) -> QueryRunner:
    """Runs queries on a connection, each of them once: pass the same runner to all the charts of a document."""
    results: dict[tuple[Any, ...], Any] = {}

    def run_query(function: Callable[..., Any], *args: Any) -> Any:
        call = (function, *args)
        if call not in results:
            results[call] = function(con, *args)
        return results[call]

    return run_query


def scope_of(run_query: QueryRunner, request: TrendRequest) -> TrendScope | None:
    """Who watched what is requested; None when no source has a dated report."""
    today = request.now.date()
    everyone = _relevant_sources(watchkeeping_of(run_query, request).watches, request.filters, run_query(filter_choices))
    if not everyone:
        return None
    first = request.filters.date_from or first_day_watched(everyone)
    last = max(first, min(request.filters.date_to or today, today))
    grain = request.grain or fitting_grain(first, last)
    axis = periods_between(first, last, grain)
    last_watched = min(last, last_day_watched(everyone))
    first_watched = max(first, first_day_watched(everyone))
    constant = (
        periods_watched.sources_throughout(everyone, first_watched, last_watched, axis[0].tolerance)
        if last_watched >= first_watched
        else ()
    )
    counted = constant if request.constant else everyone
    return TrendScope(
        request,
        grain,
        (first, last),
        axis,
        tuple(periods_watched.watch_of_period(counted, period, (first, last), today) for period in axis),
        everyone,
        counted,
        constant,
        periods_watched.constant_spans(everyone, first, last, axis[0].days),
        run_query(filter_choices),
        tuple(run_query(spans.reporting_delays)),
    )


def watchkeeping_of(run_query: QueryRunner, request: TrendRequest) -> Watchkeeping:
    """Who watched what, as known on the day that counts as the present."""
    watchkeeping: Watchkeeping = run_query(keep_watch, end_of_day(request.now), PERIODS)
    return watchkeeping


def _relevant_sources(all_watchers: Iterable[SourceWatch], filters: Filters, offered: Choices) -> tuple[SourceWatch, ...]:
    """The sources that report on the waters that the filters name and are among the sources that they name."""
    waters = waters_named(filters, offered)
    watching = [watcher for watcher in all_watchers if watcher.watches_any(waters)]
    return tuple(watcher for watcher in watching if not filters.sources or watcher.source in filters.sources)


def query_frame(run_query: QueryRunner, function: Callable[..., pd.DataFrame], *args: Any) -> pd.DataFrame:
    """A query's result, typed."""
    frame: pd.DataFrame = run_query(function, *args)
    return frame
