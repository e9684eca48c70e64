"""Where the incidents that a search found happened: a small map beside the list of the closest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pydeck as pdk
import streamlit as st

from analytics.incidents.map_rows import incident_subtitle
from analytics.incidents.search import Hit
from pages.maps import land, positions_map
from pages.maps.deck import TOOLTIP, Deck, build_deck
from pages.maps.dots import dot_layer
from pages.maps.positions_map import PlacedReport
from pages.server import first_paint

HEIGHT: Final = 300
DOT: Final = (43, 127, 186, 220)


def show_results_map(hits: Sequence[Hit], dark: bool) -> None:
    """The positions of the incidents found, or nothing where none has one."""
    placed = [hit for hit in hits if hit.incident["latitude"] is not None]
    if not placed:
        return
    first_paint.wait_for_paint()
    alt = f"Map of {len(placed)} of the incidents found."
    st.pydeck_chart(_deck(placed, dark), height=HEIGHT, key="results_map", alt=alt)


def _deck(placed: Sequence[Hit], dark: bool) -> Deck:
    palette = land.NIGHT if dark else land.DAY
    spots = [
        PlacedReport("", hit.incident["longitude"], hit.incident["latitude"], hit.incident["position_precision_km"] or 0.0, "")
        for hit in placed
    ]
    return build_deck([*land.land_layers(None, palette), _dots(placed, dark)], *positions_map.fitting_view(spots), tooltip=TOOLTIP)


def _dots(placed: Sequence[Hit], dark: bool) -> pdk.Layer:
    rows = [
        {
            "x": hit.incident["longitude"],
            "y": hit.incident["latitude"],
            "t": hit.incident["vessel_name"] or "Ship not named",
            "s": incident_subtitle(hit.incident),
        }
        for hit in placed
    ]
    return dot_layer("results", rows, list(DOT), 5, dark)
