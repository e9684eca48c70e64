"""The map and table of hot spots."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pydeck as pdk
import streamlit as st
from h3.api import basic_int as h3

from analytics.describe import maps
from analytics.describe.colours import rgb_values
from analytics.risk.patterns.hotspots import DISCOVERY_RATE, HotSpot, HotSpots
from pages.charts import cards
from pages.maps import land, map_texts
from pages.maps.deck import Deck, build_deck
from pages.shell import theme
from pages.shell.text import plain
from warehouse.contract.dates import day_in_words
from warehouse.reference.geography import MapPreset
from warehouse.view import SnapshotView

HEIGHT: Final = 430
LEAST_ZOOM: Final = 0.7
MOST_ZOOM: Final = 5.0
MARGIN: Final = 14.0
"""Degrees of sea shown around the hexagons."""
# From high to low: a hexagon takes the colour of the first bound that it reaches.
HEAT: Final = ((8.0, "#D72FA8", "Gi* 8 and more"), (4.0, "#E44550", "Gi* 4 to 8"), (0.0, "#ED6C1C", "Gi* under 4"))


def show_hot_spots(hot: HotSpots, title: str, snapshot: SnapshotView, sources: tuple[str, ...], as_of: date) -> None:
    """The card with the map of all hot hexagons and how they were found."""
    notes = (
        f"Getis-Ord Gi* on H3 hexagons of about 60 km edge: {hot.cells:,} with an incident ever recorded and a neighbour were tested, "
        f"{hot.incidents:,} incidents. False discovery rate {DISCOVERY_RATE:.0%} (Benjamini and Hochberg).",
        "Cold spots are not drawn: few records may only mean few watchers. Waters watched by different sources are compared as recorded.",
    )
    with st.container(border=True):
        cards.card_heading(title)
        if not hot.spots:
            why = f"No test: {hot.reason}." if hot.reason else "No hexagon is hotter than chance would explain."
            st.caption(plain(f"{why} {' '.join(notes)}"))
            return
        hottest = hot.spots[0].around
        alt = (
            f"World map of {len(hot.spots)} hot hexagons up to {day_in_words(as_of)}; the hottest has {hottest} incidents in and around it."
        )
        st.pydeck_chart(_hot_spot_deck(hot), height=HEIGHT, key="hot_map", alt=alt)
        map_texts.show_legend(
            [(colour, name) for _, colour, name in HEAT if any(_hexagon_colour(spot) == colour for spot in hot.spots)], "Hot spots"
        )
        cards.show_card_foot(snapshot, sources, notes, lambda: _export_table(hot), "hot_spots", _map_description(hot, title, alt))


def _hot_spot_deck(hot: HotSpots) -> Deck:
    palette = land.NIGHT if theme.is_dark() else land.DAY
    layer = pdk.Layer(
        "H3HexagonLayer",
        id=f"hot-{palette.name}",
        data=[_hexagon_row(spot) for spot in hot.spots],
        pickable=True,
        get_hexagon="h",
        get_fill_color="c",
        extruded=False,
        stroked=True,
        get_line_color=[255, 255, 255, 160],
        line_width_min_pixels=0.6,
        line_width_max_pixels=0.6,
    )
    look = _view_of_all(hot)
    return build_deck([*land.land_layers(None, palette), layer], look.longitude, look.latitude, look.zoom)


def _view_of_all(hot: HotSpots) -> MapPreset:
    """A view that holds all hot hexagons."""
    places = [h3.cell_to_latlng(spot.cell) for spot in hot.spots]
    north, south = max(y for y, _ in places), min(y for y, _ in places)
    east, west = max(x for _, x in places), min(x for _, x in places)
    # At zoom 0 the whole world is about one screen wide; a degree of latitude takes about twice the room on the flat card.
    zoom = math.log2(360 / max(east - west + MARGIN, 2 * (north - south) + MARGIN))
    return MapPreset((east + west) / 2, (north + south) / 2, min(max(zoom, LEAST_ZOOM), MOST_ZOOM))


def _hexagon_row(spot: HotSpot) -> dict[str, Any]:
    note = f"Gi* {spot.z:.1f}, adjusted p {spot.p:.3f}; {spot.around:,} incidents including the hexagons around it"
    return {"h": h3.int_to_str(spot.cell), "c": [*rgb_values(_hexagon_colour(spot)), 210], "t": f"{spot.incidents:,} incidents", "s": note}


def _hexagon_colour(spot: HotSpot) -> str:
    return next(colour for least, colour, _ in HEAT if spot.z >= least)


def _map_description(hot: HotSpots, title: str, alt: str) -> maps.Map:
    areas = tuple(
        maps.Area(h3.int_to_str(spot.cell), _hexagon_colour(spot), (maps.cell_boundary(spot.cell),), round(spot.z, 2)) for spot in hot.spots
    )
    return maps.Map("hot_spots", title, "Gi*", alt, areas=areas, legend=tuple((name, colour) for _, colour, name in HEAT))


def _export_table(hot: HotSpots) -> pa.Table:
    rows = []
    for spot in hot.spots:
        latitude, longitude = h3.cell_to_latlng(spot.cell)
        place = {"h3_r3": h3.int_to_str(spot.cell), "latitude": round(latitude, 3), "longitude": round(longitude, 3)}
        rows.append({**place, "incidents": spot.incidents, "incidents_around": spot.around, "gi_star": spot.z, "adjusted_p": spot.p})
    return pa.Table.from_pylist(rows)
