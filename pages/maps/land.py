"""The map's ground: land, boundaries, outlines of the sea regions and names, from files that the browser fetches once.

All of it lies in `static/land/` (built by `warehouse/reference/build/__main__.py`) and comes as tiles or whole files from this
server, so that a rerun of a page sends addresses only and nothing is asked of the internet. Land is Natural Earth 1:50m up
to zoom 3.5 and 1:10m from there; deck.gl chooses the tiles, as only the browser knows where the map looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pydeck as pdk
import shapely
import streamlit as st
from pydeck.types import String

from analytics.risk.region_map import hatching
from warehouse.reference.geography import regions

Colour = tuple[int, int, int]

INSIDE: Final = shapely.box(-179.999, -89.9, 179.999, 89.9)
"""What an outline's cut at the antimeridian lies outside of."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of the ground, without transparency: tiles overlap a little."""

    name: str
    sea: Colour
    land: Colour
    border: Colour
    outline: Colour
    chosen: Colour
    text: Colour


NIGHT: Final = Palette("night", (13, 27, 42), (38, 52, 66), (66, 84, 102), (46, 70, 92), (124, 192, 222), (139, 160, 180))
DAY: Final = Palette("day", (232, 240, 246), (205, 212, 214), (170, 180, 184), (176, 196, 210), (27, 106, 136), (84, 104, 120))

NAMES: Final[dict[str, tuple[float, float, int]]] = {
    "oceans": (1.2, 4.6, 13),
    "seas": (2.7, 6.0, 12),
    "straits": (4.2, 10.5, 12),
    "ports": (5.8, 24.0, 11),
}
"""File of names: zoom from which it shows, zoom up to which, size in pixels."""


def land_layers(
    region: str | None, palette: Palette, *, outlines: bool = True, names: bool = True, own_ground: bool = True
) -> list[pdk.Layer]:
    """The layers under a map's data, lowest first. `region` is the code of the sea region whose outline is drawn strong.

    A code that is no region ("not stated", or one of an older snapshot) draws none. Without `own_ground` sea, land and
    names are left to a basemap.
    """
    layers = [_sea(palette)] if own_ground else []
    if outlines:
        layers.append(_limits(palette))
    if region is not None and region in regions():
        layers.append(_chosen(region, palette))
    if own_ground:
        # Land covers the parts of outlines that are drawn freely over it.
        layers.append(_land(palette))
    if own_ground and names:
        layers += [_names(file, palette) for file in NAMES]
    return layers


def _address(file: str) -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/app/static/land/{file}" if base else f"/app/static/land/{file}"


def _layer(kind: str, name: str, palette: Palette, file: str, **properties: Any) -> pdk.Layer:
    # The palette stands in the id: deck.gl does not draw a layer anew when only a colour changes.
    return pdk.Layer(kind, id=f"{name}-{palette.name}", data=_address(file), pickable=False, **properties)


def _land(palette: Palette) -> pdk.Layer:
    return _layer(
        "TileLayer",
        "land",
        palette,
        "{z}/{x}/{y}.json",
        min_zoom=0,
        max_zoom=4,
        stroked=False,
        get_fill_color=list(palette.land),
        get_line_color=list(palette.border),
        line_width_min_pixels=0.7,
        line_width_max_pixels=0.7,
    )


def _sea(palette: Palette) -> pdk.Layer:
    # A tile layer, as Streamlit dims plain polygon layers when something is selected.
    return _layer(
        "TileLayer",
        "sea",
        palette,
        "sea-{z}-{x}-{y}.json",
        min_zoom=0,
        max_zoom=0,
        stroked=False,
        get_fill_color=list(palette.sea),
    )


def _limits(palette: Palette) -> pdk.Layer:
    return _layer(
        "GeoJsonLayer",
        "limits",
        palette,
        "sea_regions.json",
        get_line_color=list(palette.outline),
        get_line_width=1,
        line_width_units=String("pixels"),
    )


def _chosen(region: str, palette: Palette) -> pdk.Layer:
    """The outline of one region; sent with the page, as it is a few hundred bytes."""
    return pdk.Layer(
        "GeoJsonLayer",
        id=f"region-{region}-{palette.name}",
        data={"type": "Feature", "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": _rims(region)}},
        pickable=False,
        get_line_color=list(palette.chosen),
        get_line_width=2,
        line_width_units=String("pixels"),
    )


def _rims(region: str) -> list[list[list[float]]]:
    """Lines round a region, without the cut at the antimeridian."""
    rims = shapely.line_merge(regions()[region].outline.boundary.intersection(INSIDE))
    return [[[round(x, 3), round(y, 3)] for x, y in shapely.get_coordinates(line)] for line in shapely.get_parts(rims)]


def _names(file: str, palette: Palette) -> pdk.Layer:
    first, last, size = NAMES[file]
    return _layer(
        "TileLayer",
        f"names-{file}",
        palette,
        f"places-{file}-{{z}}-{{x}}-{{y}}.json",
        min_zoom=0,
        max_zoom=0,
        visible_min_zoom=first,
        visible_max_zoom=last,
        point_type=String("text"),
        get_text="properties.name",
        get_text_size=size,
        get_text_color=list(palette.text),
        text_font_family=String("sans-serif"),
        text_character_set=String("auto"),
    )


def hatches(codes: tuple[str, ...], dark: bool) -> pdk.Layer:
    """Slanting lines over the sea regions that nobody watches: what is not known never looks like calm. Belongs under the land."""
    lines = [line for code in codes if code in regions() for line in hatching(code)]
    return pdk.Layer(
        "GeoJsonLayer",
        id=f"hatches-{'night' if dark else 'day'}",
        data={"type": "Feature", "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": lines}},
        pickable=False,
        get_line_color=[150, 165, 180, 120] if dark else [90, 104, 118, 110],
        get_line_width=1,
        line_width_min_pixels=1,
        line_width_max_pixels=1,
    )
