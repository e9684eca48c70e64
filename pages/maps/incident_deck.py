"""The incident map as a deck: layers of rows over the land, the meaning of their colours, and what a click selected."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pydeck as pdk
import streamlit as st
from pydeck.types import String

from analytics.density import Heat
from analytics.describe.colours import CATEGORY_COLOUR, SEVERITY_COLOUR, rgb_values
from analytics.incidents import map_rows
from analytics.incidents.map_rows import CellRows, MapRows, PointRows
from pages.maps import advisory_layers, area_layers, land
from pages.maps.deck import Deck, build_deck, clicked_object, is_named
from pages.maps.viewer.map_viewer import TOOLS, recentred_by_page, reported_state, show_map_viewer
from pages.maps.viewer.viewer_state import View, ViewerState
from pages.server import first_paint
from warehouse.areas.shapes import Area
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import NOT_STATED
from warehouse.queries.advisories.advisories import Advisory
from warehouse.reference.geography import MapPreset

KEY: Final = "incident_map"
CROWD: Final = 600
"""More points than this are each drawn smaller."""

POINTS, RINGS, HEXAGONS, HEAT = "points", "coarse", "hexagons", "heat"
"""Names of the layers of data."""

SIZES: Final = (4.0, 8.5, 6.5, 5.5, 4.5, 4.5)
"""Radius of a point in pixels by severity: attempted, then 1 (very significant) to 4 (least significant), then not stated."""

CHOSEN: Final = (255, 196, 61)
SCALE: Final = ("#2A4E7A", "#2F6C94", "#3A8AA0", "#5BA896", "#93C07C", "#D3CB62", "#F7B13C")
"""From few to many, in even steps of lightness that colour-blind readers can tell apart, on both themes."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is highlighted: a position with the radius in metres within which it is known, or a hexagon (its H3 index in hex digits)."""

    position: tuple[float, float] | None = None
    radius_m: float = 0.0
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class MapContext:
    """What surrounds the rows: the sea region or the area to outline, the address of a basemap's style or "none", how often the reader
    has clicked and recentred, and whether the uncertainty of every position is drawn."""

    region: str | None = None
    basemap: str = "none"
    clicks: int = 0
    recentred: int = 0
    area: Area | None = None
    uncertainty: bool = False
    advisories: tuple[Advisory, ...] = ()
    """Those in force, outlined beneath the incidents."""


def incident_deck(rows: MapRows | Heat, colour: str, look: MapPreset, selection: Selection, *, dark: bool, context: MapContext) -> Deck:
    """The map of rows, opened at `look`. The number of clicks in `context` is part of the ids of the layers that can be clicked."""
    palette = land.NIGHT if dark else land.DAY
    own_ground = context.basemap == "none"
    below = land.land_layers(context.region, palette, own_ground=own_ground)
    above = [*area_layers.layers_of(context.area, palette), *_selection_layers(selection)]
    # Beneath the incidents, which would otherwise not be found by the pointer.
    outlined = advisory_layers.layers_of(context.advisories)
    if isinstance(rows, Heat):
        # Between sea and land, which covers what the image has over the coast; a basemap has its own ground, on which it lies.
        below.insert(1 if own_ground else 0, _heat_image(rows))
        layers = [*below, *outlined, *above]
    else:
        layers = [*below, *outlined, *_data_layers(rows, colour, context, dark), *above]
    # The browser moves the map when any part of the first view changes; a shift too small to see makes "recentre" such a change.
    shift = context.recentred * 1e-6
    style = None if own_ground else context.basemap
    return build_deck(layers, look.longitude + shift, look.latitude + shift, look.zoom + shift, style=style, once=True)


def show_deck(deck: Deck, alt: str, on_select: Callable[[], None], on_view: Callable[[], None]) -> ViewerState:
    """Show the map, as high as what it stands in, and return what it has reported, such as an area that was drawn.

    `on_select` is called before the rerun that a click causes, `on_view` before the one after a movement.
    """
    first_paint.wait_for_paint()
    if deck.map_provider is not None:
        # A basemap is drawn by Streamlit's own map, which has MapLibre.
        st.pydeck_chart(deck, height="stretch", on_select=on_select, selection_mode="single-object", key=KEY, alt=alt)
        return ViewerState()
    first = deck.initial_view_state
    return show_map_viewer(
        deck,
        height="stretch",
        alt=alt,
        key=KEY,
        recentre=recentred_by_page(KEY, View(first.longitude, first.latitude, first.zoom)),
        tools=TOOLS,
        on_click=on_select,
        on_view=on_view,
    )


def clicked_incident() -> str | None:
    """The id of the incident whose point or ring was clicked last; None where the click hit something else or nothing."""
    layer_id, row = _clicked_row()
    return str(row["i"]) if is_named(layer_id, POINTS) or is_named(layer_id, RINGS) else None


def clicked_cell() -> int | None:
    """The H3 cell of the hexagon that was clicked last; None where the click hit something else or nothing."""
    layer_id, row = _clicked_row()
    return int(str(row["h"]), 16) if is_named(layer_id, HEXAGONS) else None


def _clicked_row() -> tuple[str, Mapping[str, Any]]:
    click = reported_state(KEY).click
    return (click.layer, click.row) if click else clicked_object(KEY)


def legend_entries(drawn_rows: MapRows | Heat, colour: str) -> list[tuple[str, str]]:
    """Colour (hex) and meaning of everything drawn, in order."""
    if isinstance(drawn_rows, Heat):
        return list(drawn_rows.legend)
    if isinstance(drawn_rows, CellRows) and colour == "number":
        spans = [(low, high - 1) for low, high in pairwise(drawn_rows.bounds)]
        meanings = [f"{low:,} to {high:,}" if high > low else f"{low:,}" for low, high in spans]
        return list(zip(_scale_colours(len(drawn_rows.bounds)), [*meanings, f"{drawn_rows.bounds[-1]:,} and more"], strict=True))
    rows = drawn_rows.rows if isinstance(drawn_rows, CellRows) else [*drawn_rows.exact, *drawn_rows.coarse]
    used = sorted({row["c"] for row in rows})
    codes = map_rows.PALETTES[colour]
    title = {"category": lambda code: CATEGORY[code].title, "severity": map_rows.severity_title}[colour]
    return [(_code_colour(colour, codes[number]), title(codes[number])) for number in used]


def _data_layers(rows: MapRows, colour: str, context: MapContext, dark: bool) -> list[pdk.Layer]:
    steps = _scale_colours(len(rows.bounds)) if isinstance(rows, CellRows) and colour == "number" else None
    shades = steps or [_code_colour(colour, code) for code in map_rows.PALETTES[colour]]
    edge = [11, 21, 32, 160] if dark else [255, 255, 255, 200]
    if isinstance(rows, CellRows):
        return [_hexagon_layer(rows, _colour_expression(shades, 200), context.clicks, edge)]
    # Vague positions beneath, so that they never hide a point that is known well.
    rings = [_uncertainty_rings(rows, shades)] if context.uncertainty and rows.coarse else []
    scale = 1.0 if len(rows.exact) <= CROWD else 0.7
    vague = _points(f"{RINGS}-{context.clicks}", rows.coarse, scale, _colour_expression(shades, 60), _colour_expression(shades, 255), 1.6)
    return [*rings, vague, _points(f"{POINTS}-{context.clicks}", rows.exact, scale, _colour_expression(shades, 235), edge, 0.8)]


def _points(layer_id: str, rows: list[map_rows.Row], scale: float, fill: str, edge: str | list[int], edge_width: float) -> pdk.Layer:
    """Points as large as their severity asks, the same at every zoom."""
    return pdk.Layer(
        "ScatterplotLayer",
        id=layer_id,
        data=rows,
        pickable=True,
        get_position="[x, y]",
        get_fill_color=fill,
        get_radius=f"([{', '.join(str(round(size * scale, 1)) for size in SIZES)}])[v]",
        radius_units=String("pixels"),
        stroked=True,
        get_line_color=edge,
        line_width_min_pixels=edge_width,
        line_width_max_pixels=edge_width,
    )


def _uncertainty_rings(rows: PointRows, shades: list[str]) -> pdk.Layer:
    """The circles within which incidents happened whose position is known only to a degree or so."""
    return pdk.Layer(
        "ScatterplotLayer",
        id="uncertainty",
        data=rows.coarse,
        pickable=False,
        get_position="[x, y]",
        filled=False,
        get_radius="k",
        stroked=True,
        get_line_color=_colour_expression(shades, 200),
        line_width_min_pixels=1.2,
        line_width_max_pixels=1.2,
    )


def _hexagon_layer(rows: CellRows, fill: str, clicks: int, edge: list[int]) -> pdk.Layer:
    return pdk.Layer(
        "H3HexagonLayer",
        id=f"{HEXAGONS}-{clicks}-{rows.resolution}",
        data=rows.rows,
        pickable=True,
        get_hexagon="h",
        get_fill_color=fill,
        extruded=False,
        stroked=True,
        get_line_color=edge,
        line_width_min_pixels=0.6,
        line_width_max_pixels=0.6,
    )


def _heat_image(heat: Heat) -> pdk.Layer:
    # The browser does not load an image anew when only its address changes: the id names what is in it.
    name = f"{HEAT}-{zlib.crc32(heat.image.encode())}"
    return pdk.Layer("BitmapLayer", id=name, image=String(heat.image), bounds=list(heat.bounds), pickable=False, opacity=0.85)


def _selection_layers(chosen: Selection) -> list[pdk.Layer]:
    style = {"pickable": False, "stroked": True, "filled": False, "get_line_color": list(CHOSEN)}
    if chosen.position is not None:
        at = {"data": [{"x": chosen.position[0], "y": chosen.position[1]}], "get_position": "[x, y]", **style}
        pixels = {"radius_min_pixels": 12, "radius_max_pixels": 12, "get_radius": 1, "line_width_min_pixels": 3}
        marks = [pdk.Layer("ScatterplotLayer", id="chosen", **at, **pixels)]
        if chosen.radius_m:
            marks.insert(0, pdk.Layer("ScatterplotLayer", id="known", **at, get_radius=chosen.radius_m, line_width_min_pixels=1.5))
        return marks
    if chosen.cell is not None:
        cell = {"data": [{"h": chosen.cell}], "get_hexagon": "h", "extruded": False, "line_width_min_pixels": 3}
        return [pdk.Layer("H3HexagonLayer", id="chosen-cell", **cell, **style)]
    return []


def _code_colour(colour: str, code: str) -> str:
    if colour == "category":
        return CATEGORY_COLOUR[code]
    return SEVERITY_COLOUR[None if code == NOT_STATED else int(code)]


def _scale_colours(steps: int) -> list[str]:
    """`steps` colours of the scale; the last one is always the warmest."""
    last = len(SCALE) - 1
    return [SCALE[round(last * step / (steps - 1)) if steps > 1 else last] for step in range(steps)]


def _colour_expression(shades: list[str], opacity: int) -> str:
    """An expression that the browser evaluates for every row: its `c` is the index of a colour."""
    return f"([{', '.join(str([*rgb_values(shade), opacity]) for shade in shades)}])[c]"
