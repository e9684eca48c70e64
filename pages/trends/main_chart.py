"""The chart that the trends page opens with: its few controls, and under it what it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from analytics import trends
from analytics.coverage.periods_watched import ConstantSpan
from analytics.trends import BY_TITLE, TrendScope
from analytics.trends.changes.code_changes import METHOD as METHOD_OF_CHANGES
from analytics.trends.levels import METHOD as METHOD_OF_LEVELS
from pages.shell import data, page_top
from pages.shell import filters as filter_widgets
from pages.shell.text import plain
from pages.trends.state import ADDRESS
from pages.trends.tabs import show_sentences, show_trend_chart
from warehouse.view import SnapshotView

AUTOMATIC: Final = "automatic"
GRAIN_TITLE: Final = {AUTOMATIC: "Automatic", "month": "Month", "quarter": "Quarter", "year": "Year"}


def show_main_chart(snapshot: SnapshotView, scope: TrendScope) -> None:
    """Incidents over time, with what it is split by and the length of a period above it."""
    _show_controls(scope)
    view = ADDRESS.state
    show_trend_chart(data.derived(trends.over_time, snapshot, scope.request, view.by, view.shares), snapshot, with_sentences=False)


def _show_controls(scope: TrendScope) -> None:
    view = ADDRESS.state
    # Widgets are set from the address before they are drawn, so that a link opens the view that it names.
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="controls"):
        st.session_state["trends_by"] = view.by
        st.selectbox(
            "By",
            list(BY_TITLE),
            format_func=BY_TITLE.__getitem__,
            key="trends_by",
            on_change=lambda: ADDRESS.change(by=st.session_state["trends_by"]),
            width=200,
        )
        with st.popover(plain(f"Per {scope.grain}"), icon=":material/tune:", help="Length of a period, shares, and sources"):
            _show_more_controls(scope)


def _automatic_title(grain: str, scope: TrendScope) -> str:
    """`Automatic (year)`."""
    return f"{GRAIN_TITLE[grain]} ({scope.grain})"


def _show_more_controls(scope: TrendScope) -> None:
    view = ADDRESS.state
    st.session_state["trends_grain"] = view.grain or AUTOMATIC
    st.selectbox(
        "Period",
        list(GRAIN_TITLE),
        format_func=lambda grain: _automatic_title(grain, scope) if grain == AUTOMATIC and not view.grain else GRAIN_TITLE[grain],
        key="trends_grain",
        on_change=_set_grain,
        width=180,
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


def show_details(lines: tuple[str, ...]) -> None:
    """What the figures say in full, and how it was found."""
    with page_top.details():
        show_sentences(lines)
        st.caption(plain(f"Levels: {METHOD_OF_LEVELS}"))
        st.caption(plain(f"What changed: {METHOD_OF_CHANGES}"))
