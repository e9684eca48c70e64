"""The map viewer's Python side: what browsers report is checked, what was drawn becomes an area, and deck.gl is served."""

from __future__ import annotations

import gzip
import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from pages.maps.viewer import map_viewer
from pages.maps.viewer.viewer_state import UNREADABLE, Click, View, ViewerState, area_of, read_state
from pages.server import map_engine
from warehouse.areas.shapes import Area, AreaError, Circle, Polygon, Route

SEA = st.tuples(st.floats(-80, 80), st.floats(-179, 179))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=5), values, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(["kind", "centre", "radius_nm", "corners", "waypoints", "longitude", "latitude", "zoom", "layer", "index", "row"])
NEARLY = st.dictionaries(NAMES, JSON | st.sampled_from(["circle", "polygon", "route"]), max_size=8)


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        ({"kind": "circle", "centre": [45.25, 12.5], "radius_nm": 50}, Circle(12.5, 45.25, 50)),
        ({"kind": "polygon", "corners": [[170, 10], [-170, 12], [179, -5]]}, Polygon(((10, 170), (12, -170), (-5, 179)))),
        ({"kind": "route", "waypoints": [[104, 1.25], [95, 5.6], [80, 6]]}, Route(((1.25, 104), (5.6, 95), (6, 80)), 20)),
    ],
)
def test_a_drawn_shape_is_an_area(shape: dict[str, Any], area: Area) -> None:
    assert area_of(json.loads(json.dumps(shape)), 20) == area


@given(centre=SEA, radius=st.floats(1, 500))
def test_a_circle_keeps_latitude_and_longitude_apart(centre: tuple[float, float], radius: float) -> None:
    area = area_of({"kind": "circle", "centre": [centre[1], centre[0]], "radius_nm": radius}, 20)
    assert isinstance(area, Circle)
    assert (area.latitude, area.longitude) == pytest.approx(centre, abs=1e-3)


@given(view=JSON | NEARLY, click=JSON | NEARLY, shape=JSON | NEARLY)
def test_whatever_a_browser_reports_is_read_or_refused(view: Any, click: Any, shape: Any) -> None:
    state = read_state({"view": view, "click": click, "shape": shape}, 20)
    assert state.view is None or abs(state.view.latitude) <= 90
    assert (state.area is None) == (shape is None or state.fault is not None)


def test_what_is_reported_is_read() -> None:
    click = {"layer": "points-3", "index": 4, "row": {"i": "A-1"}, "longitude": 45.5, "latitude": -12}
    state = read_state({"view": {"longitude": 103.9, "latitude": 1.2, "zoom": 7.25}, "click": click}, 20)
    assert state == ViewerState(View(103.9, 1.2, 7.25), Click(45.5, -12, "points-3", 4, {"i": "A-1"}))
    assert read_state({"click": {"longitude": 1, "latitude": 2}}, 20).click == Click(1, 2)
    assert read_state({}, 20) == ViewerState()


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ({"kind": "polygon", "corners": [[0, 0], [10, 10], [10, 0], [0, 10]]}, "must not cross"),
        ({"kind": "polygon", "corners": [[0, 0], [10, 10]]}, "3 to"),
        ({"kind": "circle", "centre": [0, 0], "radius_nm": 0}, "radius"),
        ({"kind": "route", "waypoints": [[0, 0], [1, "1"]]}, UNREADABLE),
        ({"kind": "square"}, UNREADABLE),
    ],
)
def test_what_is_no_area_is_answered_by_a_sentence(shape: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AreaError, match=sentence):
        area_of(shape, 20)
    assert sentence in (read_state({"shape": shape}, 20).fault or "")


def test_pydeck_brings_deck_gl_along() -> None:
    text = map_engine.engine().plain.decode("utf-8")
    assert "createDeck" in text and "JSONConverter" in text and "multiple versions detected" in text
    assert "sourceMappingURL" not in text


def answer(digest: str, encoding: str) -> Response:
    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", encoding.encode())], "path_params": {"digest": digest}}
    sent = map_engine.ROUTE.endpoint(Request(scope))
    assert isinstance(sent, Response)
    return sent


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_deck_gl_is_served_for_good_and_compressed(encoding: str) -> None:
    sent = answer(map_engine.engine().digest, encoding)
    body = gzip.decompress(sent.body) if encoding == "gzip" else bytes(sent.body)
    assert sent.status_code == 200 and body == map_engine.engine().plain
    assert sent.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["content-type"].startswith("text/javascript")
    assert sent.headers.get("content-encoding", "identity") == encoding
    assert map_engine.address() == f"{map_engine.ADDRESS}/{map_engine.engine().digest}/deck.js"


def test_compressed_it_is_a_third_and_the_same_in_every_process() -> None:
    engine = map_engine.engine()
    assert len(engine.gzipped) < len(engine.plain) / 3 and gzip.decompress(engine.gzipped) == engine.plain
    assert engine.gzipped[4:8] == bytes(4), "a time in it would change it with every start"


def test_another_version_is_not_found() -> None:
    sent = answer("0123456789abcdef", "gzip")
    assert sent.status_code == 404 and b"Reload" in bytes(sent.body)


def _page() -> None:
    import pydeck
    import streamlit

    from pages.maps.deck import build_deck
    from pages.maps.viewer.map_viewer import show_map_viewer

    rows = [{"x": 1.0, "y": 2.0, "t": "é"}]
    deck = build_deck([pydeck.Layer("ScatterplotLayer", id="points", data=rows)], 1.0, 2.0, 3.0)
    if streamlit.session_state.pop("breaks_off", False):
        streamlit.stop()
    state = show_map_viewer(deck, height=400, alt="A map", key="map", tools=("route", "circle"))
    streamlit.text(str(state.area))


def test_a_page_sends_the_deck_and_what_may_be_done() -> None:
    at = AppTest.from_function(_page).run()
    assert not at.exception
    proto = at.get("bidi_component")[0].proto
    properties = json.loads(proto.bytes)
    assert properties["deck"]["layers"][0]["data"] == [{"x": 1.0, "y": 2.0, "t": "é"}]
    assert properties["deck"]["initialViewState"]["zoom"] == 3
    assert (properties["height"], properties["alt"], properties["tools"]) == (400, "A map", ["circle", "route"])
    assert properties["engine"] == map_engine.address()
    assert not properties["reports_view"] and not properties["reports_clicks"]
    assert proto.js_source_path and not proto.js_content, "an inline script is forbidden by the Content-Security-Policy"


def test_what_was_drawn_waits_for_a_run_that_reaches_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is broken off when the map reports where it was moved to just before: what was drawn came with the run before."""
    at = AppTest.from_function(_page).run()
    shape = {"kind": "circle", "centre": [45.25, 12.5], "radius_nm": 50}
    # The callback runs before the script, as Streamlit does it.
    session: dict[str, Any] = {"map": {"shape": shape}}
    monkeypatch.setattr(map_viewer, "st", SimpleNamespace(session_state=session))
    map_viewer._keep_shape("map", None)
    monkeypatch.undo()
    del session["map"]
    for name, value in session.items():
        at.session_state[name] = value
    at.session_state["breaks_off"] = True
    assert not at.run().text
    assert at.run().text[0].value == str(Circle(12.5, 45.25, 50.0))
    assert at.run().text[0].value == "None"
