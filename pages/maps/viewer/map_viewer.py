"""A map that reports to Python where it looks, what was clicked and what was drawn on it: deck.gl in a component of Streamlit.

`st.pydeck_chart` draws the same layers, but reports clicks on objects only, and has no scale, no position, no keys and no drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Literal

import orjson
import pydeck as pdk
import streamlit as st

from pages.maps.deck import TOOLTIP
from pages.maps.viewer.viewer_state import View, ViewerState, read_state
from pages.server import map_engine, streamlit_private
from warehouse.queries.searching.places import USUAL_RADIUS_NM

ASSETS: Final = Path(__file__).parent / "assets"
NAME: Final = "map_viewer"

Tool = Literal["circle", "polygon", "route"]
TOOLS: Final[tuple[Tool, ...]] = ("circle", "polygon", "route")
Callback = Callable[[], None]


def show_map_viewer(
    deck: pdk.Deck,
    *,
    height: int | Literal["stretch"],
    alt: str,
    key: str,
    recentre: str = "",
    tooltip: str | None = str(TOOLTIP["html"]),
    tools: Collection[Tool] = (),
    route_within_nm: float = USUAL_RADIUS_NM,
    on_view: Callback | None = None,
    on_click: Callback | None = None,
    on_shape: Callback | None = None,
) -> ViewerState:
    """Show a map, `height` pixels tall or as tall as what it stands in, and return what it has reported.

    The reader's view stays through every rerun; the map goes to the deck's first view when it appears and when `recentre` changes.
    `tooltip` is HTML in which {name} stands for a value of the row under the pointer, which the browser escapes. `tools` are those
    that the reader may draw an area with.

    Callbacks are called before the rerun that the reader causes, and get at the state by `reported_state`. Without `on_view` the map
    does not report where it looks, and without `on_click` no clicks, so that they cause no rerun; views are reported 300 ms after the
    map has come to rest.
    """
    properties = {
        "deck": orjson.Fragment(deck.to_json()),
        "tooltip": tooltip,
        "engine": map_engine.address(),
        "height": height,
        "alt": alt,
        "recentre": recentre,
        "tools": [tool for tool in TOOLS if tool in tools],
        # The browser need not draw any longer what has been answered. Streamlit would not send the same properties again.
        "answered": st.session_state.get(_answered(key), 0),
        "reports_view": on_view is not None,
        "reports_clicks": on_click is not None,
    }
    streamlit_private.serve_component_files(NAME, ASSETS)
    callbacks = {
        "on_view_change": on_view or _ignore,
        "on_click_change": on_click or _ignore,
        "on_shape_change": partial(_keep_shape, key, on_shape),
    }
    size = "stretch" if height == "stretch" else "content"
    reported: Any = _mount()(key=key, data=orjson.dumps(properties), height=size, **callbacks)
    return read_state({**reported, "shape": st.session_state.pop(_drawn(key), None)}, route_within_nm)


def reported_state(key: str, route_within_nm: float = USUAL_RADIUS_NM) -> ViewerState:
    """What the map with this key has reported, for callbacks; nothing where there is no such map."""
    return read_state(st.session_state.get(key) or {}, route_within_nm)


def recentred_by_page(key: str, look: View) -> str:
    """A value for `recentre` on pages that repeat in `look` where the reader has moved the map: it changes where they look elsewhere."""
    reported, asked_for = reported_state(key).view, f"{key}_asked_for"
    if reported is None or not _is_same(look, reported):
        st.session_state[asked_for] = f"{look.longitude} {look.latitude} {look.zoom}"
    return str(st.session_state.get(asked_for, ""))


def _is_same(look: View, other: View) -> bool:
    """Whether they differ by no more than rounding: an address holds four decimals of a position and two of the zoom."""
    degrees = max(abs(look.longitude - other.longitude), abs(look.latitude - other.latitude))
    return degrees < 2e-4 and abs(look.zoom - other.zoom) < 0.02


def _keep_shape(key: str, on_shape: Callback | None) -> None:
    """Keep what was drawn for the next run that reaches the map.

    Streamlit gives it to one run only, and breaks that off when the map reports where it was moved to just before.
    """
    st.session_state[_answered(key)] = st.session_state.get(_answered(key), 0) + 1
    st.session_state[_drawn(key)] = (st.session_state.get(key) or {}).get("shape")
    if on_shape is not None:
        on_shape()


def _drawn(key: str) -> str:
    return f"{key}_drawn"


def _answered(key: str) -> str:
    return f"{key}_answered"


def _ignore() -> None:
    """Only what has a callback is reported at all."""


@cache
def _mount() -> Any:
    """The component, declared once. Its files must be served before, since Streamlit looks them up here."""
    # As texts, so that the map's frame stands at once; only scripts must come as files.
    markup, style = ((ASSETS / f"viewer.{suffix}").read_text(encoding="utf-8") for suffix in ("html", "css"))
    return st.components.v2.component(streamlit_private.component_name(NAME), html=markup, css=style, js="viewer.js")
