"""Both sides as two small maps with the same view, in the colours of their bars, under their counts."""

from __future__ import annotations

from html import escape
from typing import Final

import pydeck as pdk
import streamlit as st

from analytics.compare import Comparison, Side, sentences
from analytics.compare.charts import COLOUR_A, COLOUR_B
from analytics.describe.colours import rgb_values
from analytics.incidents import map_rows
from analytics.incidents.map_rows import MOST_POINTS
from pages.compare.looks import look_of
from pages.maps import land
from pages.maps.deck import build_deck
from pages.server import first_paint
from pages.shell import data, theme
from warehouse.contract import settings
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.reference.geography import MapPreset
from warehouse.view import SnapshotView

HEIGHT: Final = 250
SMALLER: Final = 1.1
"""How much further out a small map looks than one of the size that presets are made for."""
WORLD_ZOOM: Final = 0.0
FAINTEST: Final = 50


def show_side_maps(snapshot: SnapshotView, comparison: Comparison) -> None:
    """The earlier side first, as in the charts. Where no source carries the comparison, what any source reports is shown."""
    counts = comparison.counts
    numbers = (counts.total.a, counts.total.b) if comparison.is_possible else (counts.all_a, counts.all_b)
    titles = sentences.side_titles(comparison)
    sides = [(comparison.a, "a", COLOUR_A, numbers[0], titles[0]), (comparison.b, "b", COLOUR_B, numbers[1], titles[1])]
    if comparison.a.days[0] > comparison.b.days[0]:
        sides.reverse()
    if not any(numbers):
        return
    watched = {"a": comparison.watch_a, "b": comparison.watch_b}
    # Beside a chart the maps stand one above the other, alone side by side.
    places = [st.container(), st.container()] if comparison.is_possible else st.columns(2)
    for place, (side, name, colour, number, title) in zip(places, sides, strict=True):
        if not watched[name].whole and not watched[name].partly:
            title = f"{title}, not watched"
        with place.container(border=True, gap="xsmall"):
            filters = side.filters(comparison.request.categories, comparison.watch.codes)
            _show_heading(colour, number, title, number - data.query(incidents.summarise_incidents, snapshot, filters).placed)
            _show_map(snapshot, filters, side, name, colour, f"Map of {number:,} incidents, {title}.")


def _show_heading(colour: str, number: int, title: str, unplaced: int) -> None:
    swatch = f"display:inline-block;width:.8em;height:.8em;margin-right:.5rem;border-radius:50%;background:{colour}"
    note = f' <span style="opacity:.75">({unplaced:,} without position)</span>' if unplaced > 0 else ""
    st.html(f'<span style="{swatch}"></span><b style="font-size:1.5rem">{number:,}</b> {escape(title)}{note}')


def _show_map(snapshot: SnapshotView, filters: Filters, side: Side, name: str, colour: str, alt: str) -> None:
    look = look_of(side)
    look = MapPreset(look.longitude, look.latitude, max(look.zoom - SMALLER, WORLD_ZOOM))
    first_paint.wait_for_paint()
    region = filters.regions[0] if len(filters.regions) == 1 else None
    basemap = settings.load().basemap
    own_ground = basemap == "none"
    palette = land.NIGHT if theme.is_dark() else land.DAY
    # Names and outlines would cover the world at this size.
    layers = land.land_layers(region, palette, outlines=region is not None, names=region is not None, own_ground=own_ground)
    placed = data.query(incidents.summarise_incidents, snapshot, filters).placed
    layers.append(_points(snapshot, filters, colour) if placed <= MOST_POINTS else _hexagons(snapshot, filters, look, colour))
    deck = build_deck(layers, look.longitude, look.latitude, look.zoom, style=None if own_ground else basemap)
    st.pydeck_chart(deck, height=HEIGHT, key=f"compare_side_{name}", alt=alt)


def _points(snapshot: SnapshotView, filters: Filters, colour: str) -> pdk.Layer:
    rows = data.query(map_rows.point_rows, snapshot, filters, "category")
    return pdk.Layer(
        "ScatterplotLayer",
        id="points",
        data=[*rows.coarse, *rows.exact],
        pickable=True,
        get_position="[x, y]",
        get_fill_color=[*rgb_values(colour), 215],
        get_radius=1,
        radius_min_pixels=3.5,
        radius_max_pixels=3.5,
        stroked=True,
        get_line_color=[11, 21, 32, 170],
        line_width_min_pixels=0.6,
        line_width_max_pixels=0.6,
    )


def _hexagons(snapshot: SnapshotView, filters: Filters, look: MapPreset, colour: str) -> pdk.Layer:
    """The more incidents, the stronger the colour; how many a hexagon holds stands in its tooltip."""
    rows = data.query(map_rows.cell_rows, snapshot, filters, map_rows.resolution_for(look.zoom + 1.4), "number")
    last = max(len(rows.bounds) - 1, 1)
    shades = [[*rgb_values(colour), round(FAINTEST + (255 - FAINTEST) * step / last)] for step in range(len(rows.bounds))]
    return pdk.Layer(
        "H3HexagonLayer",
        id=f"hexagons-{rows.resolution}",
        data=rows.rows,
        pickable=True,
        get_hexagon="h",
        get_fill_color=f"({shades})[c]",
        extruded=False,
        stroked=False,
    )
