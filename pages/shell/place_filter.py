"""The filter of the sidebar for a place, a position or an area: typed as `Lagos 50 nm` or `12-30N 045-00E`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from pages.shell.text import plain
from warehouse.areas.shapes import AreaError
from warehouse.filters import Filters
from warehouse.queries.searching.places import PlaceSuggestion, area_title, suggest_places
from warehouse.reference.typed_positions import PositionError

_TYPED: Final = "filter_place"
_OTHERS: Final = "_filter_place_others"
_REFUSED: Final = "_filter_place_refused"


def show_place_filter(filters: Filters, set_filters: Callable[[Filters], None]) -> None:
    """A field for a place or a position with a distance; what it was read as, with other readings to choose; and a way to clear it."""
    st.text_input(
        "Place or position",
        key=_TYPED,
        placeholder="Place or position: Lagos 50 nm",
        label_visibility="collapsed",
        max_chars=100,
        icon=":material/my_location:",
        on_change=_on_typed,
        args=(filters, set_filters),
    )
    if refused := st.session_state.get(_REFUSED):
        st.caption(f":material/error: {plain(refused)}")
    if filters.within is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        title = area_title(filters.within)
        st.caption(plain(title[0].upper() + title[1:]))
        st.button(
            "Clear place", icon=":material/close:", type="tertiary", key="filter_place_clear", on_click=_clear, args=(filters, set_filters)
        )
    for at, other in enumerate(st.session_state.get(_OTHERS, ())):
        st.button(plain(other.title), type="tertiary", key=f"filter_place_{at}", on_click=_choose, args=(other, filters, set_filters))


def _on_typed(filters: Filters, set_filters: Callable[[Filters], None]) -> None:
    typed = st.session_state.get(_TYPED) or ""
    st.session_state[_OTHERS], st.session_state[_REFUSED] = (), ""
    if not typed.strip():
        set_filters(replace(filters, within=None))
        return
    try:
        suggestions = suggest_places(typed)
    except (PositionError, AreaError) as refusal:
        st.session_state[_REFUSED] = str(refusal)
        return
    if not suggestions:
        st.session_state[_REFUSED] = f"No port, strait, sea region or country is called “{typed}”."
        return
    st.session_state[_OTHERS] = suggestions[1:]
    _apply(suggestions[0], filters, set_filters)


def _choose(chosen: PlaceSuggestion, filters: Filters, set_filters: Callable[[Filters], None]) -> None:
    st.session_state[_OTHERS] = tuple(other for other in st.session_state.get(_OTHERS, ()) if other != chosen)
    _apply(chosen, filters, set_filters)


def _apply(suggestion: PlaceSuggestion, filters: Filters, set_filters: Callable[[Filters], None]) -> None:
    set_filters(replace(filters, within=suggestion.area, regions=suggestion.regions or filters.regions))


def _clear(filters: Filters, set_filters: Callable[[Filters], None]) -> None:
    st.session_state[_TYPED], st.session_state[_OTHERS], st.session_state[_REFUSED] = "", (), ""
    set_filters(replace(filters, within=None))
