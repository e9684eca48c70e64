"""The map of the last 30 days, with the waters that nobody watched."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import pydeck as pdk
import shapely
import streamlit as st

from analytics.describe.hatching import UNWATCHED_COLOUR
from analytics.describe.words import span_in_words
from analytics.incidents import map_rows
from analytics.incidents.map_rows import MOST_POINTS, CellRows, PointRows
from pages.charts import cards
from pages.maps import incident_deck, land, map_texts
from pages.maps.incident_deck import MapContext, Selection
from pages.server import first_paint
from pages.shell import data, theme
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.hexagons import Colour
from warehouse.reference.geography import MapPreset, region_waters
from warehouse.view import SnapshotView

DAYS: Final = 30
HEIGHT: Final = 420
LOOK: Final = MapPreset(40.0, 12.0, 0.15)
UNWATCHED: Final = {True: (150, 165, 180, 34), False: (90, 100, 110, 42)}
"""Fill of waters that nobody watched, in the night and the day theme."""


def show_map(snapshot: SnapshotView, until: date, unwatched: tuple[str, ...], source_titles: tuple[str, ...]) -> None:
    """The map's card. `unwatched` are the regions without a source that covers the span of the page."""
    first = until - timedelta(days=DAYS - 1)
    filters = Filters(date_from=first, date_to=until)
    summary = data.query(incidents.summarise_incidents, snapshot, filters)
    marks, colour = _map_marks(snapshot, filters, summary.placed)
    title = f"Where incidents happened, {span_in_words((first, until))}"
    with st.container(border=True, height="stretch"):
        cards.card_heading(title)
        context = MapContext(None, settings.load().basemap)
        deck = incident_deck.incident_deck(marks, colour, LOOK, Selection(), dark=theme.is_dark(), context=context)
        # Over the sea and the outlines of regions, below the land, which covers what outlines draw over it.
        deck.insert_above("limits", _unwatched_layer(unwatched, theme.is_dark()), land.unwatched_hatches(unwatched, theme.is_dark()))
        count = f"{summary.placed:,} incident{'' if summary.placed == 1 else 's'} with a position"
        first_paint.wait_for_paint()
        st.pydeck_chart(deck, height=HEIGHT, key="overview_map", alt=f"World map. {title}: {count}; {len(unwatched)} waters not watched.")
        hatched = ((UNWATCHED_COLOUR, f"Not watched throughout these days ({len(unwatched)} regions)"),) if unwatched else ()
        map_texts.show_legend(incident_deck.legend_entries(marks, colour), "Category" if colour == "category" else "Incidents", hatched)
        st.space("stretch")
        missing = f"{summary.unplaced:,} more without a position. " if summary.unplaced else ""
        query = urlencode(filters.to_query() | ({data.AS_OF: kept} if (kept := data.as_of()) else {}))
        caption = f"{count}. {missing}Sources: {', '.join(source_titles) or 'none'}. {cards.data_stamp(snapshot)}."
        st.caption(f"{plain(caption)} [Open the map](incident_map?{query})")


def _map_marks(snapshot: SnapshotView, filters: Filters, placed: int) -> tuple[PointRows | CellRows, Colour]:
    """Points while they are few enough for a browser, otherwise hexagons coloured by number."""
    if placed <= MOST_POINTS:
        return data.query(map_rows.point_rows, snapshot, filters, "category"), "category"
    # Finer hexagons than the opening view needs: readers zoom in by one step or two.
    return data.query(map_rows.cell_rows, snapshot, filters, map_rows.resolution_for(LOOK.zoom + 1.4), "number"), "number"


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
