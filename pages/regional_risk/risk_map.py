"""The map of sea regions by level: a click chooses a region."""

from __future__ import annotations

from typing import Any, Final

import pydeck as pdk
import shapely
import streamlit as st

from analytics.describe.colours import rgb_values, veiled
from analytics.describe.hatching import UNWATCHED_COLOUR
from analytics.risk.levels import LEVELS, TOO_THIN
from analytics.risk.region_map import RegionMap, RegionShape, as_map
from analytics.risk.results import RiskTable
from pages.charts import cards
from pages.maps import land, map_texts
from pages.maps.deck import Deck, build_deck, clicked_object, is_named
from pages.maps.incident_deck import CHOSEN
from pages.regional_risk import state as risk_state
from pages.server import first_paint
from pages.shell import theme
from warehouse.reference.geography import MapPreset
from warehouse.view import SnapshotView

HEIGHT: Final = 690
KEY: Final = "risk_map"
LOOK: Final = MapPreset(45.0, 13.0, 0.95)
FILL: Final = 235
FAINT: Final = 110
HATCHED: Final = 40
"""Opacity of regions: low ones and those with too few data, which cover most of the sea, are fainter; beneath hatches it is only a hint."""
CLICKS: Final = "_risk_clicks"


def show_risk_map(region_map: RegionMap, region: str | None, named: tuple[str, ...]) -> None:
    """The map with its legend, without the levels already `named` beside their colours in the list next to it."""
    first_paint.wait_for_paint()
    st.pydeck_chart(
        _risk_deck(region_map, region), height=HEIGHT, on_select=_take_click, selection_mode="single-object", key=KEY, alt=region_map.alt
    )
    sea = (land.NIGHT if theme.is_dark() else land.DAY).sea
    # As on the map, where the sea shows through the faint ones.
    swatches = [
        (veiled(colour, sea, FAINT / 255) if name in (LEVELS[0].title, TOO_THIN) else colour, name)
        for name, colour in region_map.legend
        if name not in named
    ]
    unknown = tuple(swatch for swatch in swatches if swatch[0] == UNWATCHED_COLOUR)
    map_texts.show_legend([swatch for swatch in swatches if swatch not in unknown], "", unknown)


def show_map_notes(region_map: RegionMap, snapshot: SnapshotView, assessed: RiskTable) -> None:
    """What must accompany the map, with its data and pictures to take away."""
    cards.card_heading(region_map.title)
    notes = ("A level is what is expected to be recorded, weighted by severity; it never says that waters are safe.", *region_map.footnotes)
    cards.show_card_foot(snapshot, assessed.sources, notes, assessed.to_frame, "risk_map", as_map(region_map))


def _risk_deck(region_map: RegionMap, region: str | None) -> Deck:
    dark = theme.is_dark()
    palette = land.NIGHT if dark else land.DAY
    deck = build_deck(land.land_layers(region, palette), LOOK.longitude, LOOK.latitude, LOOK.zoom)
    clicks = st.session_state.get(CLICKS, 0)
    unwatched = tuple(shape.code for shape in region_map.shapes if shape.hatched)
    # The browser complains about a layer of no lines.
    hatches = [land.unwatched_hatches(unwatched, dark)] if unwatched else []
    # Over the sea and below the land, which covers what outlines draw over it.
    deck.insert_above("sea", _region_layer(region_map, palette.name, clicks), *hatches)
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
    fill = [*rgb_values(shape.colour), HATCHED if shape.hatched else FAINT if shape.level in (None, LEVELS[0].code) else FILL]
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
