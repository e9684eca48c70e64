"""The parts of the trends page: controls, sentences, and what each tab shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from analytics import trends
from analytics.coverage.periods_watched import ConstantSpan
from analytics.describe.charts import Multiples
from analytics.trends import BY_TITLE, TrendChart, TrendRequest, TrendScope
from pages.charts import cards
from pages.shell import data, recent_span
from pages.shell import filters as filter_widgets
from pages.shell.text import plain
from pages.trends.state import ADDRESS
from warehouse.queries.trends.cubes import By
from warehouse.view import SnapshotView

AUTOMATIC: Final = "automatic"
GRAIN_TITLE: Final = {AUTOMATIC: "Automatic", "month": "Month", "quarter": "Quarter", "year": "Year"}
KINDS: Final[tuple[By, ...]] = ("act", "severity", "weapon", "crew_harm", "vessel_type", "vessel_status")
COMPARED: Final[tuple[By, ...]] = ("sea_region", "vessel_type", "category", "act")
# Pixels; where a window is too narrow for two, the panels are stacked.
PANEL_WIDTH: Final = 280
PANEL_HEIGHT: Final = 200
NOBODY: Final = "No source that reports on these waters is known, or none with a dated report. That is missing knowledge, not calm."


def show_controls(scope: TrendScope | None) -> None:
    """The length of a period, and whether the set of sources is held constant."""
    view = ADDRESS.state
    # Widgets are set from the address before they are drawn, so that a link opens the view that it names.
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="controls"):
        st.session_state["trends_grain"] = view.grain or AUTOMATIC
        st.segmented_control(
            "Period",
            list(GRAIN_TITLE),
            format_func=lambda grain: (
                plain(f"Automatic ({scope.grain})") if grain == AUTOMATIC and scope and not view.grain else GRAIN_TITLE[grain]
            ),
            key="trends_grain",
            on_change=_set_grain,
            required=True,
        )
        st.session_state["trends_constant"] = view.constant
        st.toggle(
            "Constant set of sources",
            key="trends_constant",
            on_change=lambda: ADDRESS.change(constant=st.session_state["trends_constant"]),
            help="Count only incidents reported by at least one source that covers all the days shown, "
            "so that no change can come from who was reporting.",
        )
        # The filters are in the address, which a page link keeps.
        st.page_link("pages/incident_map/page.py", label="These incidents on the map", icon=":material/explore:")


def _set_grain() -> None:
    chosen = st.session_state["trends_grain"]
    ADDRESS.change(grain=None if chosen == AUTOMATIC else chosen)


def show_source_basis(scope: TrendScope, changed: str) -> None:
    """Says that the set of sources changed, and offers spans over which it did not."""
    if scope.request.constant and not scope.constant:
        st.warning(
            "No source covers all of these days, so there is no constant set of sources. These spans have one:",
            icon=":material/visibility_off:",
        )
        _show_offers(scope)
    elif changed:
        st.info(plain(changed), icon=":material/alt_route:")
        if not scope.constant:
            _show_offers(scope)


def _show_offers(scope: TrendScope) -> None:
    if not scope.offers:
        st.caption("No source covers a long enough span of these days from end to end.")
        return
    with st.container(horizontal=True, gap="small"):
        for number, offer in enumerate(scope.offers):
            names = scope.titles(offer.sources)
            who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{len(names)} sources"
            st.button(
                plain(f"{offer.first:%b %Y} to {offer.last:%b %Y}: {who}"),
                key=f"trends_offer_{number}",
                icon=":material/date_range:",
                help=plain(", ".join(names)),
                on_click=_take_offer,
                args=(offer,),
            )


def _take_offer(offer: ConstantSpan) -> None:
    filter_widgets.set_filters(replace(filter_widgets.current_filters(), date_from=offer.first, date_to=offer.last))
    ADDRESS.change(constant=True)


def show_sentences(lines: tuple[str, ...]) -> None:
    """What the figures say, as one paragraph."""
    if lines:
        st.markdown(plain(" ".join(lines)))


def show_trend_chart(trend_chart: TrendChart | None, snapshot: SnapshotView, with_sentences: bool = True) -> None:
    """A chart with its sentences and notes; where it would be empty, who watched these waters."""
    if trend_chart is None:
        st.caption(_empty(snapshot))
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
    parts = (_show_over_time, _show_kinds, _show_regions, _show_changes, _show_season_and_hours, _show_year_to_date)
    titles = ("Over time", "Kinds", "Regions", "Changes", "Season and hours", "Year to date")
    return {title: partial(part, snapshot, request) for title, part in zip(titles, parts, strict=True)}


def _show_over_time(snapshot: SnapshotView, request: TrendRequest) -> None:
    view = ADDRESS.state
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="controls_over_time"):
        st.session_state["trends_by"] = view.by
        st.selectbox(
            "By",
            list(BY_TITLE),
            format_func=BY_TITLE.__getitem__,
            key="trends_by",
            on_change=lambda: ADDRESS.change(by=st.session_state["trends_by"]),
            width=240,
        )
        st.session_state["trends_show"] = view.shares
        st.segmented_control(
            "Show",
            [False, True],
            format_func=lambda shares: "Shares" if shares else "Counts",
            key="trends_show",
            on_change=lambda: ADDRESS.change(shares=st.session_state["trends_show"]),
            required=True,
        )
    show_trend_chart(data.derived(trends.over_time, snapshot, request, view.by, view.shares), snapshot, with_sentences=False)


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
    st.caption(
        "The latest complete period against the same period a year earlier, with the same coverage. Right of 1 means more, left of 1 fewer."
    )
    _show_in_pairs([partial(_show_result, trends.changes_by_code, snapshot, request, by) for by in COMPARED])


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
