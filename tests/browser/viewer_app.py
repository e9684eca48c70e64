"""Two pages for tests of the map viewer: it, with what it reports in words, and a map of Streamlit's own."""

from __future__ import annotations

import json
from dataclasses import asdict

import pydeck as pdk
import streamlit as st

from pages.maps.deck import build_deck
from pages.maps.land import DAY, NIGHT, land_layers
from pages.maps.viewer.map_viewer import TOOLS, show_map_viewer
from pages.server import document_head, map_engine, security_headers
from pages.shell import theme
from warehouse.areas.shapes import area_code

LOOK = {"longitude": 45.0, "latitude": 12.0, "zoom": 5.0}
ROWS = [
    {"i": "first", "x": 45.0, "y": 12.0, "t": "<img src=x onerror=document.title='taken'>", "s": "@@=x"},
    {"i": "second", "x": 48.0, "y": 13.0, "t": "The second", "s": "2 January 2024"},
]
POINTS = pdk.Layer(
    "ScatterplotLayer",
    id="points",
    data=ROWS,
    pickable=True,
    get_position="[x, y]",
    get_radius=1,
    radius_min_pixels=9,
    get_fill_color=[200, 30, 30],
)


def viewer_page() -> None:
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    more = st.toggle("Another point")
    recentre = st.number_input("Recentre", 0)
    layers = [*land_layers(None, NIGHT if theme.is_dark() else DAY, names=False), POINTS]
    if more:
        layers.append(pdk.Layer("ScatterplotLayer", id="more", data=[{"x": 42.0, "y": 12.0}], get_position="[x, y]", radius_min_pixels=9))
    state = show_map_viewer(
        build_deck(layers, LOOK["longitude"], LOOK["latitude"], LOOK["zoom"]),
        height=500,
        alt="Two points in the Gulf of Aden",
        key="viewer",
        recentre=str(recentre),
        tools=TOOLS,
        on_view=lambda: None,
        on_click=lambda: None,
        on_shape=lambda: None,
    )
    if state.area is not None:
        st.session_state["area"] = area_code(state.area)
    reported = {name: value for name, value in asdict(state).items() if value is not None and name != "area"}
    st.text(json.dumps(reported | {"area": st.session_state.get("area"), "runs": st.session_state["runs"]}))


def streamlit_page() -> None:
    st.pydeck_chart(build_deck([POINTS], LOOK["longitude"], LOOK["latitude"], LOOK["zoom"]), height=300)


if __name__ == "__main__":
    st.set_page_config(layout="wide")
    st.navigation([st.Page(viewer_page, title="Viewer", url_path="viewer", default=True), st.Page(streamlit_page, title="Chart")]).run()
else:
    app = st.App(__file__, routes=[map_engine.ROUTE], middleware=[security_headers.MIDDLEWARE, document_head.MIDDLEWARE])
