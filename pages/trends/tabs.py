"""The tabs of the trends page: what each shows, with its sentences and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from analytics import trends
from analytics.describe.charts import Multiples
from analytics.trends import TrendChart, TrendRequest
from pages.charts import cards
from pages.shell import data, recent_span
from pages.shell import filters as filter_widgets
from pages.shell.text import plain
from warehouse.queries.trends.cubes import By
from warehouse.view import SnapshotView

KINDS: Final[tuple[By, ...]] = ("act", "severity", "weapon", "crew_harm", "vessel_type", "vessel_status")
RANKED: Final[tuple[By, ...]] = ("act", "category", "sea_region", "vessel_type")
COMPARED: Final[tuple[By, ...]] = ("sea_region", "act", "category", "vessel_type")
# Pixels; where a window is too narrow for two, the panels are stacked.
PANEL_WIDTH: Final = 280
PANEL_HEIGHT: Final = 200
TABLE_HEIGHT: Final = 460
"""Pixels of a ranked table, which scrolls beyond."""
NOBODY: Final = "No source that reports on these waters is known, or none with a dated report. That is missing knowledge, not calm."


def show_sentences(lines: tuple[str, ...]) -> None:
    """What the figures say, as one paragraph."""
    if lines:
        st.markdown(plain(" ".join(lines)))


def show_trend_chart(trend_chart: TrendChart | None, snapshot: SnapshotView, with_sentences: bool = True) -> None:
    """A chart with its sentences and notes; where it would be empty, who watched these waters."""
    if trend_chart is None:
        st.caption(plain(_empty(snapshot)))
        return
    if with_sentences:
        show_sentences(trend_chart.sentences)
    cards.show_chart(trend_chart.picture, snapshot, trend_chart.sources, trend_chart.empty_reason or _empty(snapshot))
    if trend_chart.notes:
        st.caption(plain(" ".join(trend_chart.notes)))


def _empty(snapshot: SnapshotView) -> str:
    filters = filter_widgets.current_filters()
    return recent_span.none_known(snapshot, recent_span.dated_filters(filters, recent_span.recent_end(snapshot, filters)))


def tab_functions(snapshot: SnapshotView, request: TrendRequest) -> dict[str, Callable[[], None]]:
    """The tabs of the page: title to the function that fills it, so that only the open one runs."""
    parts = (_show_ranking, _show_changes, _show_kinds, _show_regions, _show_season_and_hours, _show_year_to_date)
    titles = ("Ranking", "What changed", "Kinds", "Regions", "Season and hours", "Year to date")
    return {title: partial(part, snapshot, request) for title, part in zip(titles, parts, strict=True)}


def _show_ranking(snapshot: SnapshotView, request: TrendRequest) -> None:
    # Not in pairs: half the width would hide the comparison.
    for by in RANKED:
        _show_ranked_table(snapshot, request, by)


def _show_ranked_table(snapshot: SnapshotView, request: TrendRequest, by: By) -> None:
    ranked = data.derived(trends.ranked_totals, snapshot, request, by)
    if ranked is None:
        return
    compared = {
        "now": st.column_config.NumberColumn(plain(ranked.now_title[:1].upper() + ranked.now_title[1:]), format="localized"),
        "before": st.column_config.NumberColumn(plain(ranked.before_title[:1].upper() + ranked.before_title[1:]), format="localized"),
        "change": st.column_config.NumberColumn("Change", format="%+d%%"),
    }
    cards.show_table(
        ranked.title,
        ranked.frame,
        snapshot,
        ranked.sources,
        name=f"trends_ranking_{by}",
        alt=f"Incidents, share and change by {trends.BY_TITLE[by].lower()}.",
        columns={
            "title": st.column_config.TextColumn(plain(trends.BY_TITLE[by]), width="medium"),
            "incidents": st.column_config.NumberColumn("Incidents", format="localized"),
            "share": st.column_config.ProgressColumn("Share", format="%.0f%%", min_value=0, max_value=100),
        }
        | (compared if ranked.now_title else {}),
        footnotes=ranked.notes,
        empty=_empty(snapshot),
        height=min(cards.ROW_HEIGHT * (len(ranked.frame) + 1) + 2, TABLE_HEIGHT),
    )


def _show_kinds(snapshot: SnapshotView, request: TrendRequest) -> None:
    st.caption("Shares of all incidents in each period. What reports do not state has a share of its own, and may hide a change.")
    _show_in_pairs([partial(_show_result, trends.over_time, snapshot, request, by, True, with_sentences=False) for by in KINDS])


def _show_regions(snapshot: SnapshotView, request: TrendRequest) -> None:
    by_region = data.derived(trends.by_region, snapshot, request)
    if by_region is None or not isinstance(by_region.picture, Multiples) or by_region.picture.is_empty:
        show_trend_chart(by_region, snapshot)
        return
    panels = by_region.picture
    with st.container(border=True):
        cards.card_heading(cards.title_with_unit(panels))
        # One figure per panel, so that a narrow window can stack them.
        grid = st.grid(panels.across, min_column_width=PANEL_WIDTH)
        for number, panel in enumerate(panels.charts):
            alone = replace(panels, charts=(panel,), across=1, panel_height=PANEL_HEIGHT)
            with grid.cell():
                cards.plot_figure(alone, f"{panels.name}_{number}")
        cards.show_card_foot(snapshot, by_region.sources, panels.footnotes, panels.frame, panels.name, panels)
    if by_region.notes:
        st.caption(plain(" ".join(by_region.notes)))


def _show_changes(snapshot: SnapshotView, request: TrendRequest) -> None:
    _show_in_pairs([partial(_show_change, snapshot, request, by) for by in COMPARED])


def _show_change(snapshot: SnapshotView, request: TrendRequest, by: By) -> None:
    changes = data.derived(trends.changes_by_code, snapshot, request, by)
    if changes is not None and changes.sentences:
        st.markdown(plain(changes.sentences[0]))
        st.markdown("\n".join(f"- {plain(line)}" for line in changes.sentences[1:]))
    show_trend_chart(changes, snapshot, with_sentences=False)


def _show_season_and_hours(snapshot: SnapshotView, request: TrendRequest) -> None:
    _show_in_pairs([
        partial(_show_result, trends.by_month_of_year, snapshot, request),
        partial(_show_result, trends.by_weekday, snapshot, request),
        partial(_show_result, trends.by_hour, snapshot, request, "local"),
        partial(_show_result, trends.by_hour, snapshot, request, "utc"),
    ])  # fmt: skip


def _show_year_to_date(snapshot: SnapshotView, request: TrendRequest) -> None:
    to_date = data.derived(trends.year_to_date, snapshot, request)
    if to_date is not None:
        show_sentences(to_date.sentences)
    _show_in_pairs([
        partial(show_trend_chart, to_date, snapshot, with_sentences=False),
        partial(_show_result, trends.running_total, snapshot, request),
    ])  # fmt: skip


def _show_result(
    function: Callable[..., TrendChart | None], snapshot: SnapshotView, request: TrendRequest, *args: Any, with_sentences: bool = True
) -> None:
    show_trend_chart(data.derived(function, snapshot, request, *args), snapshot, with_sentences)


def _show_in_pairs(parts: list[Callable[[], None]]) -> None:
    """Two side by side; stacked in a narrow window."""
    # A new pair of columns for every row, so that both charts of a row begin at the same height.
    for left in range(0, len(parts), 2):
        for column, part in zip(st.columns(2), parts[left : left + 2], strict=False):
            with column:
                part()
