"""The map of a port: circles of 12 and 30 nm, the incidents in them, and the other ports that some of them are nearer to."""

from __future__ import annotations

import math
from typing import Any, Final

import pydeck as pdk
import streamlit as st
from pydeck.types import String

from analytics.describe.colours import rgb_values
from analytics.voyage.ports.picture import NEAR_NM, WIDE_NM, PortPicture
from pages.maps import land, map_texts
from pages.maps.deck import Deck, build_deck
from pages.server import first_paint
from pages.shell import theme
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.reference.ports import KM_PER_NM, ports_by_locode

HEIGHT: Final = 600
OWN: Final = "#C2412B"
OTHERS: Final = "#3E9BD0"
FITTED: Final = 400
"""Pixels across the wide circle: little less than a telephone is wide."""


def show_port_map(picture: PortPicture) -> None:
    """The map with its legend."""
    first_paint.wait_for_paint()
    palette = land.NIGHT if theme.is_dark() else land.DAY
    own = int((picture.incidents["nearest"] == picture.port.locode).sum())
    st.pydeck_chart(
        _deck(picture, palette),
        height=HEIGHT,
        key="port_map",
        alt=f"Map of {picture.port.title}: {own:,} incidents nearest to it, {len(picture.incidents) - own:,} nearer to other ports.",
    )
    map_texts.show_legend(
        [(OWN, "Nearest to this port"), (OTHERS, "Nearer to another")],
        f"Incidents within {NEAR_NM:.0f} and {WIDE_NM:.0f} nm:",
    )


def _deck(picture: PortPicture, palette: land.Palette) -> Deck:
    port = picture.port
    layers = [_circles(picture, palette), _incident_dots(picture, palette), *_port_marks(picture, palette)]
    metres_across = 2 * WIDE_NM * KM_PER_NM * 1000
    # A pixel of a Web Mercator world of 512 pixels at zoom 0.
    zoom = math.log2(40_075_017 * math.cos(math.radians(port.latitude)) * FITTED / (512 * metres_across))
    return build_deck([*land.land_layers(None, palette, names=False), *layers], port.longitude, port.latitude, round(zoom, 2))


def _circles(picture: PortPicture, palette: land.Palette) -> pdk.Layer:
    port = picture.port
    rows = [{"x": port.longitude, "y": port.latitude, "r": nm * KM_PER_NM * 1000} for nm in (NEAR_NM, WIDE_NM)]
    return pdk.Layer(
        "ScatterplotLayer", id="port-circles", data=rows, pickable=False, get_position="[x, y]", get_radius="r", filled=False, stroked=True,
        get_line_color=[*palette.text, 160], line_width_min_pixels=1.2, line_width_max_pixels=1.2,
    )  # fmt: skip


def _incident_dots(picture: PortPicture, palette: land.Palette) -> pdk.Layer:
    rows = [_dot(row, picture) for row in picture.incidents.itertuples()]
    return pdk.Layer(
        "ScatterplotLayer", id="port-incidents", data=rows, pickable=True, get_position="[x, y]", get_fill_color="c",
        get_line_color=[*palette.sea, 200], stroked=True, line_width_min_pixels=1, get_radius=1, radius_min_pixels=5, radius_max_pixels=5,
    )  # fmt: skip


def _dot(incident: Any, picture: PortPicture) -> dict[str, Any]:
    """A dot on the side of the antimeridian on which the port lies."""
    act = f" · {ACT[incident.act].title}" if incident.act in ACT else ""
    turn = 360 * round((picture.port.longitude - incident.longitude) / 360)
    return {
        "x": incident.longitude + turn,
        "y": incident.latitude,
        "c": list(rgb_values(OWN if incident.nearest == picture.port.locode else OTHERS)),
        "t": CATEGORY[incident.category].title,
        "s": f"{short_day(incident.occurred_on)}{act} · {incident.nm:.1f} nm, nearest to {ports_by_locode()[incident.nearest].title}",
    }


def _port_marks(picture: PortPicture, palette: land.Palette) -> list[pdk.Layer]:
    """A dot and a name for the port, and for every other that some incident is nearest to."""
    ports = [picture.port, *(other.port for other in picture.neighbours if other.incidents)]
    rows = [
        {
            "x": port.longitude + 360 * round((picture.port.longitude - port.longitude) / 360),
            "y": port.latitude,
            "t": port.title,
            "n": port.name,
            "s": "Port",
        }
        for port in ports
    ]
    dots = pdk.Layer(
        "ScatterplotLayer", id="port-ports", data=rows, pickable=True, get_position="[x, y]", get_fill_color=list(palette.text),
        get_line_color=list(palette.sea), stroked=True, line_width_min_pixels=2, get_radius=1, radius_min_pixels=5, radius_max_pixels=5,
    )  # fmt: skip
    names = pdk.Layer(
        "TextLayer", id="port-names", data=rows, pickable=False, get_position="[x, y]", get_text="n", get_size=13,
        get_color=list(palette.text), get_pixel_offset=[0, -14], font_family=String("sans-serif"), font_weight=String("bold"),
    )  # fmt: skip
    return [dots, names]
