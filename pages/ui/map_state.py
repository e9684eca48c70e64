"""The incident map's state in a session, kept the same as the page's address.

The address is read when it differs from what this session wrote last: on arrival, after "back", after an edit by
hand. Otherwise the session's state is the truth, and is written to the address at the end of a run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from pages.ui import filters as filter_widgets
from pages.ui import map_view
from pages.ui.map_view import AUTOMATIC, MapView, close_to
from warehouse import filters as warehouse_filters
from warehouse.filters import Filters
from warehouse.queries.choices import Choices

VIEW: Final = "map_view"
_WRITTEN: Final = "map_address"
_NOTES: Final = "map_notes"
_CLICKS: Final = "map_clicks"
_RECENTRED: Final = "map_recentred"
_WHERE: Final = "map_where"
_OURS: Final = (*sorted(warehouse_filters.QUERY_NAMES), *map_view.QUERY_NAMES)


def read(choices: Choices) -> tuple[Filters, MapView, tuple[str, ...]]:
    """The filters and the view of this run, and what of the address was ignored."""
    address = {name: st.query_params[name] for name in _OURS if name in st.query_params}
    if st.session_state.get(_WRITTEN) != address:
        filters, filter_notes = Filters.from_query(address, choices.known)
        view, view_notes = MapView.from_query(address, choices)
        filter_widgets.put(filters)
        st.session_state[VIEW] = view
        st.session_state[_NOTES] = (*filter_notes, *view_notes)
        st.session_state[_WRITTEN] = address
        st.session_state[_WHERE] = _where(filters)
    filters = filter_widgets.current()
    if st.session_state[_WHERE] != _where(filters):
        # Another part of the sea was chosen: the map follows.
        st.session_state[_WHERE] = _where(filters)
        change(place=AUTOMATIC)
    return filters, view_now(), st.session_state[_NOTES]


def view_now() -> MapView:
    """The view of this session."""
    found: MapView = st.session_state.get(VIEW, MapView())
    return found


def change(**fields: Any) -> None:
    """Change fields of the view; the next run shows it."""
    st.session_state[VIEW] = replace(view_now(), **fields)


def write() -> None:
    """Make the address say what is shown; parameters of others are left alone."""
    address = {**filter_widgets.current().to_query(), **view_now().to_query()}
    if st.session_state.get(_WRITTEN) == address:
        return
    others = {name: value for name, value in st.query_params.items() if name not in _OURS}
    # All at once: each change of the address is one step of the browser's history.
    st.query_params.from_dict({**others, **address})
    st.session_state[_WRITTEN] = address
    st.session_state[_NOTES] = ()


def select(incident: str | None = None, cell: int | None = None, place: str = AUTOMATIC) -> None:
    """Select an incident or a hexagon, or nothing. The map stays where it is: `place` is what it shows now."""
    change(incident=incident, cell=cell, place=view_now().place or place)
    st.session_state[_CLICKS] = clicks() + 1


def open_at(incident: dict[str, Any] | None) -> None:
    """Look at the incident that an address names without saying where to look."""
    if incident is not None and incident["latitude"] is not None:
        change(place=close_to(incident["longitude"], incident["latitude"]))


def clicks() -> int:
    """How often something was selected: names the map's layers anew, so that the browser drops its own selection."""
    count: int = st.session_state.get(_CLICKS, 0)
    return count


def recentre() -> None:
    """Bring the map back to where it opened."""
    st.session_state[_RECENTRED] = recentred() + 1


def recentred() -> int:
    """How often the map was brought back."""
    count: int = st.session_state.get(_RECENTRED, 0)
    return count


def _where(filters: Filters) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return filters.regions, filters.areas
