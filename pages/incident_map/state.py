"""The incident map's state in a session, kept the same as the page's address."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.incident_map import view
from pages.incident_map.view import AUTOMATIC, MapView, close_to
from pages.shell import filters as filter_widgets
from pages.shell.address import Address
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices

ADDRESS: Final = Address("map", view.QUERY_NAMES, MapView())
_CLICKS: Final = "map_clicks"
_RECENTRED: Final = "map_recentred"
_WHERE: Final = "map_where"


def read(choices: Choices) -> tuple[Filters, MapView, tuple[str, ...]]:
    """The filters and the view of this run, and what of the address was ignored."""
    anew = ADDRESS.read(choices, lambda query: MapView.from_query(query, choices))
    filters = filter_widgets.current()
    if not anew and st.session_state.get(_WHERE) != _where(filters):
        # Another part of the sea was chosen: the map follows.
        change(place=AUTOMATIC)
    st.session_state[_WHERE] = _where(filters)
    return filters, view_now(), ADDRESS.notes


def view_now() -> MapView:
    """The view of this session."""
    return ADDRESS.view


def change(**fields: Any) -> None:
    """Change fields of the view; the next run shows it."""
    ADDRESS.change(**fields)


def write() -> None:
    """Make the address say what is shown; parameters of others are left alone."""
    ADDRESS.write()


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
