"""The base layers of a map: land, borders, outlines of sea regions and place names, from files that the browser fetches once.

They are in `static/land/` (built by `warehouse/reference/build/__main__.py`) and come from this server as tiles or whole files, so that
a rerun of a page sends only addresses and nothing is requested from the internet. Land is Natural Earth 1:50m up to zoom 3.5 and
1:10m beyond; deck.gl chooses the tiles, since only the browser knows where the map is looking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pydeck as pdk
import shapely
import streamlit as st
from pydeck.types import String

from analytics.describe.hatching import hatch_lines
from warehouse.reference.geography import sea_regions

Colour = tuple[int, int, int]

INSIDE: Final = shapely.box(-179.999, -89.9, 179.999, 89.9)
"""A box that just excludes the antimeridian, and so the edges along which outlines are cut there."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of the base layers. They are opaque, because tiles overlap a little."""

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
"""File of place names: first zoom, last zoom, size of the letters in pixels."""


def land_layers(
    region: str | None, palette: Palette, *, outlines: bool = True, names: bool = True, own_ground: bool = True
) -> list[pdk.Layer]:
    """The layers beneath a map's data, lowest first. `region` is the code of the sea region whose outline is emphasised.

    A code that is not a region ("not stated", or one from an older snapshot) emphasises none. Without `own_ground`, sea, land and
    names are left to a basemap.
    """
    layers = [_sea_tile(palette)] if own_ground else []
    if outlines:
        layers.append(_region_outlines(palette))
    if region is not None and region in sea_regions():
        layers.append(_chosen_outline(region, palette))
    if own_ground:
        # Outlines are drawn roughly across land, which then covers those parts.
        layers.append(_land_tiles(palette))
    if own_ground and names:
        layers += [_place_names(file, palette) for file in NAMES]
    return layers


def _static_address(file: str) -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/app/static/land/{file}" if base else f"/app/static/land/{file}"


def _base_layer(kind: str, name: str, palette: Palette, file: str, **properties: Any) -> pdk.Layer:
    # The palette is part of the id, because deck.gl does not redraw a layer when only a colour changes.
    return pdk.Layer(kind, id=f"{name}-{palette.name}", data=_static_address(file), pickable=False, **properties)


def _land_tiles(palette: Palette) -> pdk.Layer:
    return _base_layer(
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


def _sea_tile(palette: Palette) -> pdk.Layer:
    # A tile layer, because Streamlit dims plain polygon layers when something is selected.
    return _base_layer(
        "TileLayer",
        "sea",
        palette,
        "sea-{z}-{x}-{y}.json",
        min_zoom=0,
        max_zoom=0,
        stroked=False,
        get_fill_color=list(palette.sea),
    )


def _region_outlines(palette: Palette) -> pdk.Layer:
    return _base_layer(
        "GeoJsonLayer",
        "limits",
        palette,
        "sea_regions.json",
        get_line_color=list(palette.outline),
        get_line_width=1,
        line_width_units=String("pixels"),
    )


def _chosen_outline(region: str, palette: Palette) -> pdk.Layer:
    """The outline of one region, sent with the page because it is only a few hundred bytes."""
    return pdk.Layer(
        "GeoJsonLayer",
        id=f"region-{region}-{palette.name}",
        data={"type": "Feature", "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": _outline_lines(region)}},
        pickable=False,
        get_line_color=list(palette.chosen),
        get_line_width=2,
        line_width_units=String("pixels"),
    )


def _outline_lines(region: str) -> list[list[list[float]]]:
    """The outline of a region as lines, without the cut at the antimeridian."""
    rims = shapely.line_merge(sea_regions()[region].outline.boundary.intersection(INSIDE))
    return [[[round(x, 3), round(y, 3)] for x, y in shapely.get_coordinates(line)] for line in shapely.get_parts(rims)]


def _place_names(file: str, palette: Palette) -> pdk.Layer:
    first, last, size = NAMES[file]
    # One tile for the whole world: the files are small, and labels would be cut at the edges of tiles.
    return _base_layer(
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


def unwatched_hatches(codes: tuple[str, ...], dark: bool) -> pdk.Layer:
    """Slanting lines over the sea regions that nobody watches: what is not known never looks like calm. Belongs under the land."""
    lines = [line for code in codes if code in sea_regions() for line in hatch_lines(code)]
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
