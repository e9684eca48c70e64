"""What the incident map shows in this session, kept in step with the page's address."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from analytics.coverage.equal.spans import A_YEAR
from pages.incident_map import view
from pages.incident_map.view import AUTOMATIC, MapView, close_to
from pages.shell import filters as filter_widgets
from pages.shell import recent_span
from pages.shell.address import filtered_address
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices

ADDRESS: Final = filtered_address("map", view.QUERY_NAMES, MapView())
OPENS_WITH: Final = A_YEAR
"""Days that the map shows before the reader chooses a period: the last twelve months that somebody watched."""

MOST_ROWS: Final = 200
"""Incidents in a list: enough to look through, few enough to send at once."""

_CLICKS: Final = "map_clicks"
_RECENTRED: Final = "map_recentred"
_WHERE: Final = "map_where"
_PLAYING: Final = "map_playing"


def read_address(choices: Choices) -> tuple[Filters, MapView, tuple[str, ...]]:
    """The filters and the view of this run, and notes on what was ignored in the address."""
    was_read = ADDRESS.read_filtered(choices, lambda query: MapView.from_query(query, choices))
    filters = filter_widgets.current_filters()
    if was_read and ADDRESS.state.incident and recent_span.days_shown(filters, OPENS_WITH) == OPENS_WITH:
        # A link to one incident, which may lie outside the last year: the map shows it among all others.
        recent_span.change_span(days=recent_span.ALL_DATES)
    if not was_read and st.session_state.get(_WHERE) != _waters(filters):
        # The reader has chosen other waters: the map follows, wherever it was moved before.
        change_view(place=AUTOMATIC)
    st.session_state[_WHERE] = _waters(filters)
    return filters, current_view(), ADDRESS.notes


def current_view() -> MapView:
    """The view of this session."""
    return ADDRESS.state


def change_view(**fields: Any) -> None:
    """Change fields of the view; the next run shows them."""
    ADDRESS.change(**fields)


def write_address() -> None:
    """Make the address match what is shown."""
    ADDRESS.write()


def select_on_map(incident: str | None = None, cell: int | None = None, place: str = AUTOMATIC) -> None:
    """Select an incident, a hexagon or nothing. `place` is what the map shows now; it stays there."""
    change_view(incident=incident, cell=cell, place=current_view().place or place)
    st.session_state[_CLICKS] = click_count() + 1


def open_at(incident: dict[str, Any] | None) -> None:
    """Centre the map on an incident that the address names without a view."""
    if incident is not None and incident["latitude"] is not None:
        change_view(place=close_to(incident["longitude"], incident["latitude"]))


def click_count() -> int:
    """How often something has been selected. It is part of the layers' ids, so that the browser drops its own selection."""
    count: int = st.session_state.get(_CLICKS, 0)
    return count


def recentre_map() -> None:
    """Return the map to the view that fits the filters."""
    change_view(place=AUTOMATIC)
    st.session_state[_RECENTRED] = recentre_count() + 1


def recentre_count() -> int:
    """How often the map has been returned to its first view."""
    count: int = st.session_state.get(_RECENTRED, 0)
    return count


def is_playing() -> bool:
    """Whether the map moves on through time by itself."""
    return bool(st.session_state.get(_PLAYING))


def set_playing(playing: bool) -> None:
    """Start or stop the play through time."""
    st.session_state[_PLAYING] = playing


def _waters(filters: Filters) -> Filters:
    return Filters(regions=filters.regions, areas=filters.areas, within=filters.within)
