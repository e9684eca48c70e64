"""The base layers of a map: land, borders, outlines of sea regions and place names, from files that the browser fetches once.

They are in `static/land/` (built by `warehouse/reference/build/__main__.py`) and come from this server as tiles or whole files, so that
a rerun of a page sends only addresses and nothing is requested from the internet. Land is Natural Earth 1:50m up to zoom 3.5 and
1:10m beyond; deck.gl chooses the tiles, since only the browser knows where the map is looking.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import pydeck as pdk
import streamlit as st
from pydeck.types import String

from analytics.describe.hatching import hatch_lines
from warehouse.reference.geography import sea_regions
from warehouse.reference.labels import BOX_PIXELS, KINDS, LabelKind

Colour = tuple[int, int, int]


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
    water_text: Colour


NIGHT: Final = Palette(
    "night", (13, 27, 42), (38, 52, 66), (66, 84, 102), (46, 70, 92), (124, 192, 222), text=(178, 190, 202), water_text=(118, 160, 192)
)
DAY: Final = Palette(
    "day", (232, 240, 246), (205, 212, 214), (170, 180, 184), (176, 196, 210), (27, 106, 136), text=(62, 74, 86), water_text=(58, 110, 148)
)


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
        layers.append(_chosen_waters(region, palette))
    if own_ground:
        # The sea of regions reaches a little under the coast, which then covers it.
        layers.append(_land_tiles(palette))
    if own_ground and names:
        layers += [_names(kind, palette) for kind in KINDS.values()]
    return layers


def watched_waters(regions: Collection[str], palette: Palette) -> list[pdk.Layer]:
    """The sea of several regions, emphasised as `land_layers` does with one; belongs right above their limits."""
    return [_chosen_waters(region, palette) for region in regions if region in sea_regions()]


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


def _chosen_waters(region: str, palette: Palette) -> pdk.Layer:
    """The sea of one region, veiled and rimmed; land covers its inner edge, so that it ends at the coast."""
    return pdk.Layer(
        "GeoJsonLayer",
        id=f"region-{region}-{palette.name}",
        data=_static_address(f"region-{region}.json"),
        pickable=False,
        # The rim is a line of its own: that of the polygons would also run along the antimeridian.
        stroked=False,
        get_fill_color=[*palette.chosen, 26],
        get_line_color=list(palette.chosen),
        get_line_width=2,
        line_width_units=String("pixels"),
    )


def _names(kind: LabelKind, palette: Palette) -> pdk.Layer:
    return _base_layer(
        # One tile for the whole world, because only tiles have a first and a last zoom.
        "TileLayer",
        f"names-{kind.code}",
        palette,
        f"labels-{kind.code}-{{z}}-{{x}}-{{y}}.json",
        max_zoom=0,
        visible_min_zoom=kind.first,
        visible_max_zoom=kind.last,
        point_type=String("text"),
        get_text="properties.name + '\\n•'" if kind.lift else "properties.name",
        get_text_size=kind.size,
        get_text_color=list(palette.water_text if kind.is_water else palette.text),
        get_text_pixel_offset=[0, -kind.lift / 2],
        text_font_family=String("sans-serif"),
        # Upright, though charts set waters in italics: deck.gl cuts off what of a slanted letter, such as a J, reaches left of its place.
        text_font_weight=String("400" if kind.is_water else "500"),
        text_character_set=String("auto"),
        # A rim in the colour of the ground keeps names readable across coasts and limits.
        text_font_settings={"sdf": True, "fontSize": 48, "buffer": 8, "radius": 14},
        text_outline_width=3,
        text_outline_color=[*(palette.sea if kind.is_water else palette.land), 220],
        # Each name is hidden until its own zoom, by a box that has this height from there on (`warehouse/reference/build/labels.py`).
        _subLayerProps={"points-text": {"contentCutoffPixels": [0, BOX_PIXELS], "getContentBox": "@@=__source.object.properties.box"}},
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
