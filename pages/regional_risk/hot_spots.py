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
from analytics.describe.colours import rgb
from analytics.risk.patterns.hotspots import DISCOVERY_RATE, HotSpot, HotSpots
from analytics.situation.overview import day
from pages.charts import cards
from pages.maps import land, words
from pages.maps.map import TOOLTIP, Deck
from pages.shell import theme
from warehouse.contract.snapshot import Snapshot
from warehouse.reference.geography import View

HEIGHT: Final = 430
LEAST_ZOOM: Final = 0.7
MOST_ZOOM: Final = 5.0
MARGIN: Final = 14.0
"""Degrees."""
HEAT: Final = ((8.0, "#D72FA8", "Gi* 8 and more"), (4.0, "#E44550", "Gi* 4 to 8"), (0.0, "#ED6C1C", "Gi* under 4"))


def show(found: HotSpots, title: str, snapshot: Snapshot, sources: tuple[str, ...], as_of: date) -> None:
    """The card of the map with all hot hexagons, and how they were found."""
    notes = (
        f"Getis-Ord Gi* on H3 hexagons of about 60 km edge: {found.cells:,} with an incident ever recorded and a neighbour were tested, "
        f"{found.incidents:,} incidents. False discovery rate {DISCOVERY_RATE:.0%} (Benjamini and Hochberg).",
        "Cold spots are not drawn: where little is recorded, few may watch. Waters that different sources watch are compared as recorded.",
    )
    with st.container(border=True):
        cards.heading(title)
        if not found.spots:
            why = f"No test: {found.reason}." if found.reason else "No hexagon is hot beyond chance."
            st.caption(cards.plain(f"{why} {' '.join(notes)}"))
            return
        hottest = found.spots[0].around
        alt = f"World map of {len(found.spots)} hot hexagons up to {day(as_of)}; the hottest has {hottest} incidents in and around it."
        st.pydeck_chart(_deck(found), height=HEIGHT, key="hot_map", alt=alt)
        words.legend([(colour, name) for _, colour, name in HEAT if any(_colour(one) == colour for one in found.spots)], "Hot spots")
        cards.foot(snapshot, sources, notes, lambda: _frame(found), "hot_spots", _described(found, title, alt))


def _deck(found: HotSpots) -> Deck:
    palette = land.NIGHT if theme.is_dark() else land.DAY
    layer = pdk.Layer(
        "H3HexagonLayer",
        id=f"hot-{palette.name}",
        data=[_row(one) for one in found.spots],
        pickable=True,
        get_hexagon="h",
        get_fill_color="c",
        extruded=False,
        stroked=True,
        get_line_color=[255, 255, 255, 160],
        line_width_min_pixels=0.6,
        line_width_max_pixels=0.6,
    )
    look = _look(found)
    state = pdk.ViewState(longitude=look.longitude, latitude=look.latitude, zoom=look.zoom, pitch=0, bearing=0)
    views = [pdk.View("MapView", controller=True, repeat=True)]
    return Deck(layers=[*land.land_layers(None, palette), layer], views=views, initial_view_state=state, tooltip=TOOLTIP, map_provider=None)


def _look(found: HotSpots) -> View:
    """A view that holds all hot hexagons."""
    places = [h3.cell_to_latlng(one.cell) for one in found.spots]
    north, south = max(y for y, _ in places), min(y for y, _ in places)
    east, west = max(x for _, x in places), min(x for _, x in places)
    zoom = math.log2(360 / max(east - west + MARGIN, 2 * (north - south) + MARGIN))
    return View((east + west) / 2, (north + south) / 2, min(max(zoom, LEAST_ZOOM), MOST_ZOOM))


def _row(one: HotSpot) -> dict[str, Any]:
    said = f"Gi* {one.z:.1f}, adjusted p {one.p:.3f}; {one.around:,} incidents with the hexagons around it"
    return {"h": h3.int_to_str(one.cell), "c": [*rgb(_colour(one)), 210], "t": f"{one.incidents:,} incidents", "s": said}


def _colour(one: HotSpot) -> str:
    return next(colour for least, colour, _ in HEAT if one.z >= least)


def _described(found: HotSpots, title: str, alt: str) -> maps.Map:
    areas = tuple(maps.Area(h3.int_to_str(one.cell), _colour(one), (maps.boundary(one.cell),), round(one.z, 2)) for one in found.spots)
    return maps.Map("hot_spots", title, "Gi*", alt, areas=areas, legend=tuple((name, colour) for _, colour, name in HEAT))


def _frame(found: HotSpots) -> pa.Table:
    rows = []
    for one in found.spots:
        latitude, longitude = h3.cell_to_latlng(one.cell)
        place = {"h3_r3": h3.int_to_str(one.cell), "latitude": round(latitude, 3), "longitude": round(longitude, 3)}
        rows.append({**place, "incidents": one.incidents, "incidents_around": one.around, "gi_star": one.z, "adjusted_p": one.p})
    return pa.Table.from_pylist(rows)
