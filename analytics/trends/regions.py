"""Trends by sea region: small charts side by side, each with the sources that watched there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from analytics.coverage import periods_watched
from analytics.coverage.periods_watched import PeriodWatch
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import Watchkeeping
from analytics.describe.charts import Chart, Multiples, Series
from analytics.describe.colours import NEUTRAL
from analytics.trends.annotations import TrendChart, partial_periods, source_change_note, source_strips, values_where_watched
from analytics.trends.counts import CountArray, count_table
from analytics.trends.scope import QueryRunner, TrendRequest, TrendScope, query_frame, scope_of, watchkeeping_of
from analytics.trends.timeline import subject_of
from warehouse.filters import NOT_STATED
from warehouse.queries.trends import cubes as queries

MOST_PANELS: Final = 12


def by_region(run_query: QueryRunner, request: TrendRequest) -> TrendChart | None:
    """Incidents per period for each sea region, the one with most first; None where no source reports.

    A region's counts are None (a gap) in periods in which no source watched it, including when a source that usually does
    fell silent there alone.
    """
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    counted = count_table(query_frame(run_query, queries.counts_by_code, request.filters, "sea_region"), scope.axis, scope.only)
    # What has no position has no watchers either: it is named in a footnote instead.
    codes = [code for code in counted.codes if code != NOT_STATED and counted.row(code).any()]
    watchkeeping = watchkeeping_of(run_query, request)
    panels = [_region_panel(scope, code, counted.row(code), watchers_in_region(scope, code, watchkeeping)) for code in codes[:MOST_PANELS]]
    subject = subject_of(scope)
    total = int(counted.values.sum())
    limit_note = f"; the {MOST_PANELS} with the most are shown" if len(codes) > MOST_PANELS else ""
    lines = [f"n = {total:,} incidents in {len(codes)} sea region{'' if len(codes) == 1 else 's'}{limit_note}."]
    if unplaced := int(counted.row(NOT_STATED).sum()):
        lines.append(f"{unplaced:,} without a position are not shown.")
    picture = Multiples(
        name=f"trends_by_region_{scope.grain}",
        title=f"{subject} by sea region, per {scope.grain}, {scope.span_in_title}",
        unit="incidents",
        panel_title="Sea region",
        charts=tuple(panels),
        alt=f"Small bar charts of incidents per {scope.grain} for {len(panels)} sea regions; strips show when each source reported.",
        panel_height=215,
        footnotes=(*lines, "Each panel has its own scale.", "Hatched: only partly covered. Gap: no source covered that region then."),
    )
    quiet_note = _regions_without_incidents(scope, codes)
    return TrendChart(picture, (), (quiet_note,) if quiet_note else (), scope.counted_titles, source_change_note(scope))


def watchers_in_region(scope: TrendScope, region: str, watchkeeping: Watchkeeping) -> tuple[SourceWatch, ...]:
    """The sources counted, as they watched one region."""
    counted = {watcher.source for watcher in scope.watchers}
    return tuple(watcher for watcher in watchkeeping.in_region(region) if watcher.source in counted)


def _region_panel(scope: TrendScope, region: str, counts: CountArray, watchers: Sequence[SourceWatch]) -> Chart:
    watches = _periods_watched(scope, watchers)
    values = values_where_watched(counts, watches)
    title = scope.region_titles.get(region, region)
    return Chart(
        name=f"trends_region_{region}",
        title=title,
        unit="incidents",
        place_title=scope.grain.title(),
        places=tuple(period.title for period in scope.axis),
        series=(Series("Incidents", "bar", values, (NEUTRAL,), partial=partial_periods(watches)),),
        alt=f"{title}: {int(counts.sum()):,} incidents, most in one {scope.grain} {int(counts.max()):,}.",
        lifetimes=source_strips(scope, watchers),
    )


def _periods_watched(scope: TrendScope, watchers: Sequence[SourceWatch]) -> tuple[PeriodWatch, ...]:
    return tuple(periods_watched.watch_of_period(watchers, period, scope.span, scope.today) for period in scope.axis)


def _regions_without_incidents(scope: TrendScope, with_incidents: Sequence[str]) -> str:
    """Of the regions without an incident: how many there are, and how many of them nobody watched."""
    codes = [code for code in scope.choices.regions if not scope.request.filters.regions or code in scope.request.filters.regions]
    if scope.request.filters.areas:
        codes = [code for code in codes if scope.choices.regions[code].area in scope.request.filters.areas]
    quiet = [code for code in codes if code not in with_incidents]
    unseen = [code for code in quiet if not any(watcher.watches(code) and watcher.touches(*scope.span) for watcher in scope.watchers)]
    if not quiet:
        return ""
    unwatched_note = f"; {len(unseen)} of them had no source watching" if unseen else ""
    return f"No incident is known in {len(quiet)} other sea region{'s' if len(quiet) > 1 else ''}{unwatched_note}."
