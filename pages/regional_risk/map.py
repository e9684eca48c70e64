"""The map of sea regions by level: a click chooses a region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import pydeck as pdk
import shapely
import streamlit as st

from analytics.describe.colours import rgb
from analytics.risk.levels import LEVELS
from analytics.risk.region_map import UNKNOWN_COLOUR, RegionMap, RegionShape, described
from pages.charts import cards
from pages.maps import land, words
from pages.maps.map import CHOSEN, TOOLTIP, Deck
from pages.regional_risk import state as risk_state
from pages.server import first_paint
from pages.shell import theme
from warehouse.contract.snapshot import Snapshot
from warehouse.reference.geography import View

HEIGHT: Final = 430
BESIDE_PANEL: Final = 570
KEY: Final = "risk_map"
LOOK: Final = View(52.0, 14.0, 0.75)
FILL: Final = 205
FAINT: Final = 115
"""Fill of regions with a level that asks for attention, and of the others, which cover most of the sea."""
CLICKS: Final = "_risk_clicks"


def show(drawn: RegionMap, snapshot: Snapshot, sources: tuple[str, ...], region: str | None, frame: Callable[[], pd.DataFrame]) -> None:
    """The map's card; `frame` gives the data behind it."""
    with st.container(border=True, height="stretch"):
        cards.heading(drawn.title)
        first_paint.hold()
        st.pydeck_chart(
            _deck(drawn, region),
            height=BESIDE_PANEL if region else HEIGHT,
            on_select=_clicked,
            selection_mode="single-object",
            key=KEY,
            alt=drawn.alt,
        )
        swatches = [(colour, name) for name, colour in drawn.legend]
        unknown = tuple(one for one in swatches if one[0] == UNKNOWN_COLOUR)
        words.legend([one for one in swatches if one not in unknown], "Level", unknown)
        st.space("stretch")
        notes = ("Click a region. A level is what is expected to be recorded, weighed by severity; it never says that waters are safe.",)
        cards.foot(snapshot, sources, (*notes, *drawn.footnotes), frame, "risk_map", described(drawn))


def _deck(drawn: RegionMap, region: str | None) -> Deck:
    dark = theme.is_dark()
    palette = land.NIGHT if dark else land.DAY
    layers = land.land_layers(region, palette)
    # Over the sea and under the land, which covers the parts of outlines that are drawn freely over it.
    clicks = st.session_state.get(CLICKS, 0)
    hatches = land.hatches(tuple(one.code for one in drawn.shapes if one.hatched), dark)
    layers[1:1] = [_fills(drawn, palette.name, clicks), hatches]
    state = pdk.ViewState(longitude=LOOK.longitude, latitude=LOOK.latitude, zoom=LOOK.zoom, pitch=0, bearing=0)
    views = [pdk.View("MapView", controller=True, repeat=True)]
    return Deck(layers=layers, views=views, initial_view_state=state, tooltip=TOOLTIP, map_provider=None)


def _fills(drawn: RegionMap, palette: str, clicks: int) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer",
        # A new name after each click: a selected object would dim all others, and their colours are what is read.
        id=f"regions-{palette}-{clicks}",
        data={"type": "FeatureCollection", "features": [_feature(one) for one in drawn.shapes]},
        pickable=True,
        stroked=False,
        get_fill_color="properties.c",
        auto_highlight=True,
        highlight_color=[*CHOSEN, 90],
    )


def _feature(one: RegionShape) -> dict[str, Any]:
    fill = [*rgb(one.colour), 40 if one.hatched else FAINT if one.level in (None, LEVELS[0].code) else FILL]
    said = {"code": one.code, "t": one.title, "s": one.label, "c": fill}
    shape = shapely.set_precision(shapely.simplify(one.outline, 0.02), 0.01)
    return {"type": "Feature", "properties": said, "geometry": shape.__geo_interface__, "t": one.title, "s": one.label, "code": one.code}


def _clicked() -> None:
    selection = st.session_state.get(KEY, {}).get("selection", {})
    for rows in selection.get("objects", {}).values():
        for row in rows[:1]:
            code = row.get("code") or row.get("properties", {}).get("code")
            if isinstance(code, str):
                risk_state.choose(code)
    st.session_state[CLICKS] = st.session_state.get(CLICKS, 0) + 1
