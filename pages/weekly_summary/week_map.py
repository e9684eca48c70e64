"""Where it happened: the week's incidents as the summary maps them, coloured by kind."""

from __future__ import annotations

from typing import Final

import pydeck as pdk
import streamlit as st

from analytics.describe.colours import rgb_values
from analytics.describe.maps import Map
from briefing.blocks import Document, Exhibit
from pages.maps import land, map_texts
from pages.maps.deck import Deck, build_deck
from pages.maps.dots import dot_layer
from pages.maps.positions_map import PlacedReport, fitting_view
from pages.server import first_paint
from pages.shell import theme
from pages.shell.text import plain

HEIGHT: Final = 420
_LEAST_REACH_KM: Final = 600.0
"""A single incident needs its surroundings."""


def show_map(document: Document) -> None:
    """The map with its legend; a line where nothing has a position."""
    exhibit = next((each for each in document.exhibits if isinstance(each.description, Map)), None)
    if exhibit is None or not isinstance(exhibit.description, Map) or not exhibit.description.marks:
        st.caption(":material/location_off: No incident of this week has a position.")
        return
    described = exhibit.description
    first_paint.wait_for_paint()
    st.pydeck_chart(_deck(described, theme.is_dark()), height=HEIGHT, key="week_map", alt=described.alt)
    map_texts.show_legend([(marks.colour, marks.name) for marks in described.marks if marks.longitudes], "")
    _show_notes(exhibit)


def _show_notes(exhibit: Exhibit) -> None:
    st.caption(plain(" ".join(exhibit.notes)))


def _deck(described: Map, dark: bool) -> Deck:
    palette = land.NIGHT if dark else land.DAY
    places = [place for marks in described.marks for place in zip(marks.longitudes, marks.latitudes, strict=True)]
    spots = [PlacedReport("", longitude, latitude, _LEAST_REACH_KM, "") for longitude, latitude in places]
    return build_deck([*land.land_layers(None, palette), _dots(described, dark)], *fitting_view(spots))


def _dots(described: Map, dark: bool) -> pdk.Layer:
    rows = [
        {"x": longitude, "y": latitude, "c": [*rgb_values(marks.colour), 235], "t": marks.name, "s": ""}
        for marks in described.marks
        for longitude, latitude in zip(marks.longitudes, marks.latitudes, strict=True)
    ]
    return dot_layer("week", rows, "c", 6, dark)
