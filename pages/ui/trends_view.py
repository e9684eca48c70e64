"""The parts of the page on trends: controls, sentences, and what each tab shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from analytics import trends
from analytics.charts import Multiples
from analytics.trends import BY_TITLE, Asked, Told, View
from analytics.trends.watch import Offer
from pages.ui import cards, data
from pages.ui import filters as filter_widgets
from pages.ui.trends_state import ADDRESS
from warehouse.queries.trends import By
from warehouse.snapshot import Snapshot

AUTOMATIC: Final = "automatic"
GRAIN_TITLE: Final = {AUTOMATIC: "Automatic", "month": "Month", "quarter": "Quarter", "year": "Year"}
KINDS: Final[tuple[By, ...]] = ("act", "severity", "weapon", "crew_harm", "vessel_type", "vessel_status")
COMPARED: Final[tuple[By, ...]] = ("sea_region", "vessel_type", "category", "act")
PANEL_WIDTH: Final = 280
PANEL_HEIGHT: Final = 200
EMPTY: Final = "No incident is known here under these filters."
NOBODY: Final = "No source that reports on these waters is known, or none with a dated report. That is missing knowledge, not calm."


def controls(found: View | None) -> None:
    """How long a period is, and whether the set of sources is held constant."""
    view = ADDRESS.view
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="controls"):
        st.session_state["trends_grain"] = view.grain or AUTOMATIC
        st.segmented_control(
            "Period",
            list(GRAIN_TITLE),
            format_func=lambda grain: (
                f"Automatic ({found.grain})" if grain == AUTOMATIC and found and not view.grain else GRAIN_TITLE[grain]
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
            help="Count only incidents seen by at least one source that covers all the days shown: then no change is one of who reports.",
        )
        # The filters go along.
        st.page_link("pages/incident_map.py", label="These incidents on the map", icon=":material/explore:")


def _set_grain() -> None:
    chosen = st.session_state["trends_grain"]
    ADDRESS.change(grain=None if chosen == AUTOMATIC else chosen)


def basis(found: View, changed: str) -> None:
    """Says that the set of sources changed, and offers spans on which it does not."""
    if found.asked.constant and not found.constant:
        st.warning(
            "No source covers all of these days, so there is no constant set. These spans have one:", icon=":material/visibility_off:"
        )
        _offers(found)
    elif changed:
        st.info(cards.plain(changed), icon=":material/alt_route:")
        if not found.constant:
            _offers(found)


def _offers(found: View) -> None:
    if not found.offers:
        st.caption("No span of these days is covered by a source from end to end.")
        return
    with st.container(horizontal=True, gap="small"):
        for number, offer in enumerate(found.offers):
            names = found.titles(offer.sources)
            who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{len(names)} sources"
            st.button(
                cards.plain(f"{offer.first:%b %Y} to {offer.last:%b %Y}: {who}"),
                key=f"trends_offer_{number}",
                icon=":material/date_range:",
                help=cards.plain(", ".join(names)),
                on_click=_take,
                args=(offer,),
            )


def _take(offer: Offer) -> None:
    filter_widgets.put(replace(filter_widgets.current(), date_from=offer.first, date_to=offer.last))
    ADDRESS.change(constant=True)


def sentences(said: tuple[str, ...]) -> None:
    """What the figures say, in words."""
    if said:
        st.markdown(cards.plain(" ".join(said)))


def show(told: Told | None, snapshot: Snapshot, words: bool = True) -> None:
    """A picture with its sentences and notes."""
    if told is None:
        st.caption(EMPTY)
        return
    if words:
        sentences(told.sentences)
    cards.chart(told.picture, snapshot, told.sources, told.none or EMPTY)
    if told.notes:
        st.caption(cards.plain(" ".join(told.notes)))


def tabs(snapshot: Snapshot, asked: Asked) -> dict[str, Callable[[], None]]:
    """The tabs of the page: title to what fills it."""
    parts = (_over_time, _kinds, _regions, _changes, _clock, _to_date)
    titles = ("Over time", "Kinds", "Regions", "Changes", "Season and hours", "Year to date")
    return {title: partial(part, snapshot, asked) for title, part in zip(titles, parts, strict=True)}


def _over_time(snapshot: Snapshot, asked: Asked) -> None:
    view = ADDRESS.view
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
    show(data.derived(trends.over_time, snapshot, asked, view.by, view.shares), snapshot, words=False)


def _kinds(snapshot: Snapshot, asked: Asked) -> None:
    st.caption("Shares of all incidents of each period. What reports do not state is a share of its own, and may hide a change.")
    _grid([partial(_one, trends.over_time, snapshot, asked, by, True, words=False) for by in KINDS])


def _regions(snapshot: Snapshot, asked: Asked) -> None:
    told = data.derived(trends.by_region, snapshot, asked)
    if told is None or not isinstance(told.picture, Multiples) or told.picture.is_empty:
        show(told, snapshot)
        return
    several = told.picture
    with st.container(border=True):
        cards.heading(cards.titled(several))
        # A figure each, so that a narrow window stands them one below the other.
        grid = st.grid(several.across, min_column_width=PANEL_WIDTH)
        for number, panel in enumerate(several.charts):
            alone = replace(several, charts=(panel,), across=1, panel_height=PANEL_HEIGHT)
            with grid.cell():
                cards.plot(alone, f"{several.name}_{number}")
        cards.foot(snapshot, told.sources, several.footnotes, several.frame, several.name, several)
    if told.notes:
        st.caption(cards.plain(" ".join(told.notes)))


def _changes(snapshot: Snapshot, asked: Asked) -> None:
    st.caption("The latest whole period against the same one a year before, watched alike. To the right of 1 is more, to the left fewer.")
    _grid([partial(_one, trends.changes, snapshot, asked, by) for by in COMPARED])


def _clock(snapshot: Snapshot, asked: Asked) -> None:
    _grid([
        partial(_one, trends.seasons, snapshot, asked),
        partial(_one, trends.weekdays, snapshot, asked),
        partial(_one, trends.hours, snapshot, asked, "local"),
        partial(_one, trends.hours, snapshot, asked, "utc"),
    ])  # fmt: skip


def _to_date(snapshot: Snapshot, asked: Asked) -> None:
    told = data.derived(trends.year_to_date, snapshot, asked)
    if told is not None:
        sentences(told.sentences)
    _grid([partial(show, told, snapshot, words=False), partial(_one, trends.through_the_year, snapshot, asked)])


def _one(function: Callable[..., Told | None], snapshot: Snapshot, asked: Asked, *args: Any, words: bool = True) -> None:
    show(data.derived(function, snapshot, asked, *args), snapshot, words)


def _grid(parts: list[Callable[[], None]]) -> None:
    """Two beside one another, on a narrow window one below the other."""
    for left in range(0, len(parts), 2):
        for column, part in zip(st.columns(2), parts[left : left + 2], strict=False):
            with column:
                part()
