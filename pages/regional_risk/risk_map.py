"""The map of sea regions by level: a click chooses a region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import pydeck as pdk
import shapely
import streamlit as st

from analytics.describe.colours import rgb_values
from analytics.describe.hatching import UNWATCHED_COLOUR
from analytics.risk.levels import LEVELS
from analytics.risk.region_map import RegionMap, RegionShape, as_map
from pages.charts import cards
from pages.maps import land, map_texts
from pages.maps.deck import Deck, build_deck, clicked_object, is_named
from pages.maps.incident_deck import CHOSEN
from pages.regional_risk import state as risk_state
from pages.server import first_paint
from pages.shell import theme
from warehouse.reference.geography import MapPreset
from warehouse.view import SnapshotView

HEIGHT: Final = 430
BESIDE_PANEL: Final = 570
KEY: Final = "risk_map"
LOOK: Final = MapPreset(62.0, 13.0, 0.75)
FILL: Final = 205
FAINT: Final = 115
"""Opacity of regions whose level asks for attention, and of the others, which cover most of the sea."""
CLICKS: Final = "_risk_clicks"


def show_risk_map(
    region_map: RegionMap, snapshot: SnapshotView, sources: tuple[str, ...], region: str | None, frame: Callable[[], pd.DataFrame]
) -> None:
    """The map's card; `frame` gives the data behind it."""
    with st.container(border=True, height="stretch"):
        cards.card_heading(region_map.title)
        first_paint.wait_for_paint()
        st.pydeck_chart(
            _risk_deck(region_map, region),
            height=BESIDE_PANEL if region else HEIGHT,
            on_select=_take_click,
            selection_mode="single-object",
            key=KEY,
            alt=region_map.alt,
        )
        swatches = [(colour, name) for name, colour in region_map.legend]
        unknown = tuple(swatch for swatch in swatches if swatch[0] == UNWATCHED_COLOUR)
        map_texts.show_legend([swatch for swatch in swatches if swatch not in unknown], "Level", unknown)
        st.space("stretch")
        notes = ("Click a region. A level is what is expected to be recorded, weighted by severity; it never says that waters are safe.",)
        cards.show_card_foot(snapshot, sources, (*notes, *region_map.footnotes), frame, "risk_map", as_map(region_map))


def _risk_deck(region_map: RegionMap, region: str | None) -> Deck:
    dark = theme.is_dark()
    palette = land.NIGHT if dark else land.DAY
    deck = build_deck(land.land_layers(region, palette), LOOK.longitude, LOOK.latitude, LOOK.zoom)
    clicks = st.session_state.get(CLICKS, 0)
    hatches = land.unwatched_hatches(tuple(shape.code for shape in region_map.shapes if shape.hatched), dark)
    # Over the sea and below the land, which covers what outlines draw over it.
    deck.insert_above("sea", _region_layer(region_map, palette.name, clicks), hatches)
    return deck


def _region_layer(region_map: RegionMap, palette: str, clicks: int) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer",
        # A new id after each click, which clears the selection: a selected object would dim all others and so change their colours.
        id=f"regions-{palette}-{clicks}",
        data={"type": "FeatureCollection", "features": [_region_feature(shape) for shape in region_map.shapes]},
        pickable=True,
        stroked=False,
        get_fill_color="properties.c",
        auto_highlight=True,
        highlight_color=[*CHOSEN, 90],
    )


def _region_feature(shape: RegionShape) -> dict[str, Any]:
    fill = [*rgb_values(shape.colour), 40 if shape.hatched else FAINT if shape.level in (None, LEVELS[0].code) else FILL]
    properties = {"code": shape.code, "t": shape.title, "s": shape.label, "c": fill}
    # Simplified by less than a pixel at this zoom: the outlines go to the browser as JSON with every change.
    outline = shapely.simplify(shape.outline, 0.1)
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": outline.__geo_interface__,
        "t": shape.title,
        "s": shape.label,
        "code": shape.code,
    }


def _take_click() -> None:
    layer_id, row = clicked_object(KEY)
    # deck.gl hands back either the whole feature or its properties, depending on the layer.
    code = row.get("code") or row.get("properties", {}).get("code")
    if is_named(layer_id, "regions") and isinstance(code, str):
        risk_state.choose_region(code)
    st.session_state[CLICKS] = st.session_state.get(CLICKS, 0) + 1
