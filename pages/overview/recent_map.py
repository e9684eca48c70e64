"""The map of the last 30 days: the gravest incidents largest and on top, the reader's waters rimmed, and the waters nobody watched."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import pydeck as pdk
import shapely
import streamlit as st

from analytics.describe.colours import SEVERITY_COLOUR, rgb_values
from analytics.describe.hatching import UNWATCHED_COLOUR
from analytics.describe.words import span_in_words
from analytics.incidents import map_rows
from analytics.incidents.map_rows import MOST_POINTS, PALETTES, CellRows, PointRows
from pages.charts import cards
from pages.maps import advisory_layers, incident_deck, land, map_texts
from pages.maps.deck import Deck, clicked_object
from pages.maps.incident_deck import POINTS, RINGS, MapContext, Selection
from pages.overview.watched_regions import OverviewView
from pages.server import first_paint
from pages.shell import data, theme
from pages.shell.text import Markdown, plain
from warehouse.contract import settings
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.advisories.advisories import Advisory
from warehouse.queries.incidents import incidents
from warehouse.reference.geography import MapPreset, region_waters
from warehouse.view import SnapshotView

DAYS: Final = 30
HEIGHT: Final = 520
WIDTH: Final = 720
"""Width in pixels that a view is fitted to; the map itself may be wider."""

WORLD: Final = MapPreset(40.0, 20.0, 0.62)
CLOSEST: Final = 15.0
"""Degrees that the map shows at least: a single incident needs its surroundings."""

KEY: Final = "overview_map"
UNWATCHED: Final = {True: (150, 165, 180, 34), False: (90, 100, 110, 42)}
"""Fill of waters that nobody watched, in the night and the day theme."""

RANKS: Final = ("1", "2", "3", "4", "0", NOT_STATED)
"""Codes of severity, the gravest first."""

RADII: Final = {"1": 9.0, "2": 7.5, "3": 6.0, "4": 5.0, "0": 4.5, NOT_STATED: 4.5}
"""Radius of a mark in pixels by code of severity."""

WORDS: Final = {"1": "Very severe", "2": "Severe", "3": "Less severe", "4": "Least severe", "0": "Attempted", NOT_STATED: "Unknown"}
"""Each in a word or two; the incident's page gives the scale and what the level rests on."""

_OPEN: Final = "_overview_open"


def open_clicked_incident() -> None:
    """Go to the incident whose mark was clicked, if any: called before the page shows anything."""
    if incident_id := st.session_state.pop(_OPEN, None):
        kept = data.as_of()
        st.switch_page("pages/incident/page.py", query_params={"id": incident_id} | ({data.AS_OF: kept} if kept else {}))


def show_map(snapshot: SnapshotView, until: date, view: OverviewView, unwatched: tuple[str, ...], advisories: tuple[Advisory, ...]) -> None:
    """The map with its legend. `unwatched`: the regions without a source that covers the span of the page; `advisories`: in force."""
    first = until - timedelta(days=DAYS - 1)
    filters = Filters(date_from=first, date_to=until, regions=view.filters.regions)
    summary = data.query(incidents.summarise_incidents, snapshot, filters)
    dark = theme.is_dark()
    deck, legend = _map_of(snapshot, filters, summary.placed, view, dark, advisories)
    # Over the sea and the outlines of regions, below the land, which covers what outlines draw over it.
    waters = land.watched_waters(view.regions, land.NIGHT if dark else land.DAY)
    deck.insert_above("limits", *waters, _unwatched_layer(unwatched, dark), land.unwatched_hatches(unwatched, dark))
    count = f"{summary.placed:,} incident{'' if summary.placed == 1 else 's'} with a position, {span_in_words((first, until))}"
    first_paint.wait_for_paint()
    st.pydeck_chart(
        deck,
        height=HEIGHT,
        key=KEY,
        on_select=_note_click,
        selection_mode="single-object",
        alt=f"World map. {count}; {len(unwatched)} waters not watched. The list beside it names the gravest.",
    )
    hatched = ((UNWATCHED_COLOUR, f"Not watched ({len(unwatched)} regions)"),) if unwatched else ()
    outlined = tuple((colour, "Advisories") for colour, _ in advisory_layers.legend_entries(advisories)[:1])
    map_texts.show_legend(legend, "Incidents" if summary.placed > MOST_POINTS else "", (*outlined, *hatched))
    missing = f"{summary.unplaced:,} more without a position. " if summary.unplaced else ""
    query = urlencode(filters.to_query() | ({data.AS_OF: kept} if (kept := data.as_of()) else {}))
    st.caption(Markdown(f"{plain(f'{count}. {missing}{cards.data_stamp(snapshot)}.')} [Open the map](incident_map?{query})"))


def _note_click() -> None:
    layer_id, row = clicked_object(KEY)
    if layer_id.startswith(POINTS):
        st.session_state[_OPEN] = str(row["i"])


def _map_of(
    snapshot: SnapshotView, filters: Filters, placed: int, view: OverviewView, dark: bool, advisories: tuple[Advisory, ...]
) -> tuple[Deck, list[tuple[str, str]]]:
    """The deck and its legend: points while they are few enough for a browser, otherwise hexagons coloured by number."""
    context = MapContext(None, settings.load().basemap, advisories=advisories)
    if placed > MOST_POINTS:
        look = _view_of(view, None)
        # Finer hexagons than the opening view needs: readers zoom in by one step or two.
        cells: CellRows = data.query(map_rows.cell_rows, snapshot, filters, map_rows.resolution_for(look.zoom + 1.4), "number")
        deck = incident_deck.incident_deck(cells, "number", look, Selection(), dark=dark, context=context)
        return deck, incident_deck.legend_entries(cells, "number")
    rows: PointRows = data.query(map_rows.point_rows, snapshot, filters, "severity")
    deck = incident_deck.incident_deck(rows, "severity", _view_of(view, rows), Selection(), dark=dark, context=context)
    deck.remove_layers(POINTS, RINGS)
    marks = _ranked_marks(rows)
    deck.layers.append(_marks_layer(marks, dark))
    used = {PALETTES["severity"][row["c"]] for row in marks}
    return deck, [(_colour_of(code), WORDS[code]) for code in RANKS if code in used]


def _ranked_marks(rows: PointRows) -> list[dict[str, Any]]:
    """Every position with its radius and colour, the gravest last, which is on top. A coarse one is a dot too: rings hide a world map."""
    codes = PALETTES["severity"]
    ranked = sorted([*rows.coarse, *rows.exact], key=lambda row: -RANKS.index(codes[row["c"]]))
    return [{**row, "r": RADII[codes[row["c"]]]} for row in ranked]


def _marks_layer(marks: list[dict[str, Any]], dark: bool) -> pdk.Layer:
    fills = [[*rgb_values(_colour_of(code)), 235] for code in PALETTES["severity"]]
    return pdk.Layer(
        "ScatterplotLayer",
        id=f"{POINTS}-{'night' if dark else 'day'}",
        data=marks,
        pickable=True,
        get_position="[x, y]",
        get_fill_color=f"({fills})[c]",
        get_radius="r",
        radius_units=pdk.types.String("pixels"),
        stroked=True,
        get_line_color=[11, 21, 32, 160] if dark else [255, 255, 255, 220],
        line_width_min_pixels=1,
        line_width_max_pixels=1,
    )


def _colour_of(code: str) -> str:
    return SEVERITY_COLOUR[None if code == NOT_STATED else int(code)]


def _view_of(view: OverviewView, marks: PointRows | None) -> MapPreset:
    """Where the marks and the reader's waters are, or the waters that the page counts alone; the world where those are far apart."""
    regions = region_waters()
    bounds = [regions[code].bounds for code in view.regions if code in regions]
    if marks is not None and not view.only:
        bounds += [(row["x"], row["y"], row["x"], row["y"]) for row in (*marks.exact, *marks.coarse)]
    if not bounds:
        return WORLD
    west, south = (min(box[side] for box in bounds) for side in (0, 1))
    east, north = (max(box[side] for box in bounds) for side in (2, 3))
    # Web Mercator is 512 pixels wide at zoom 0; the rest of a zoom step is a margin.
    zoom = math.log2(360 / 512 * min(WIDTH / max(east - west, CLOSEST), HEIGHT / max(north - south, CLOSEST))) - 0.4
    return WORLD if zoom < WORLD.zoom else MapPreset((west + east) / 2, (south + north) / 2, round(zoom, 2))


def _unwatched_layer(codes: tuple[str, ...], dark: bool) -> pdk.Layer:
    reference = region_waters()
    # A snapshot may name a region that the reference no longer has.
    shapes = [_outline_feature(reference[code]) for code in codes if code in reference]
    return pdk.Layer(
        "GeoJsonLayer",
        id=f"unwatched-{'night' if dark else 'day'}",
        data={"type": "FeatureCollection", "features": shapes},
        pickable=False,
        stroked=False,
        get_fill_color=list(UNWATCHED[dark]),
    )


def _outline_feature(outline: shapely.MultiPolygon) -> dict[str, Any]:
    # Simplified by less than a pixel at this zoom: the outlines go to the browser as JSON with every change.
    return {"type": "Feature", "properties": {}, "geometry": shapely.simplify(outline, 0.1).__geo_interface__}
