"""The map's ground in a real browser: land where land is, at both scales and on both sides of the antimeridian."""

from __future__ import annotations

import io
import math
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image

from pages.maps.land import NIGHT
from tests.browser.conftest import Watched
from tests.geography.test_map_ground import placed_labels
from tests.support.server import free_port
from warehouse.contract.settings import ROOT
from warehouse.reference.build.labels import Label
from warehouse.reference.labels import KINDS

pytestmark = pytest.mark.browser
SCRIPT = """
import pydeck as pdk
import streamlit as st

from pages.maps.land import NIGHT, land_layers

st.set_page_config(layout="wide")
look = {name: float(st.query_params[name]) for name in ("longitude", "latitude", "zoom")}
st.button("Again")
views = [pdk.View("MapView", controller=True, repeat=True)]
layers = land_layers(None, NIGHT, outlines=False, names="names" in st.query_params)
st.pydeck_chart(pdk.Deck(map_provider=None, views=views, initial_view_state=pdk.ViewState(**look), layers=layers), height=600)
"""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a page that shows nothing but the ground, where the query says."""
    folder = tmp_path_factory.mktemp("ground")
    (folder / "app.py").write_text(SCRIPT, encoding="utf-8")
    (folder / "static").symlink_to(ROOT / "static")
    port = free_port()
    options = ["--server.port", str(port), "--server.headless", "true", "--server.enableStaticServing", "true", "--theme.base", "dark"]
    options += ["--browser.gatherUsageStats", "false"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen([sys.executable, "-m", "streamlit", "run", "app.py", *options], cwd=folder, env=environ)
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            break
        except OSError:
            time.sleep(0.5)
    yield address
    server.send_signal(signal.SIGTERM)
    server.wait(20)


@pytest.mark.parametrize(
    ("longitude", "latitude", "zoom", "land", "water", "tiles"),
    [
        pytest.param(40, 12, 0.9, [(45, 60), (22, 0), (-100, 50), (135, -25)], [(-30, 30), (80, -20), (-150, 0)], "/1/", id="the world"),
        pytest.param(
            104.0, 1.25, 8.8, [(103.8, 1.37), (104.05, 1.07)], [(104.25, 1.25), (103.6, 1.17)], "/4/", id="Singapore Strait, 1:10m"
        ),
        pytest.param(180, -17, 5.5, [(178.0, -17.8), (179.3, -16.6)], [(-178, -16), (176, -17)], "/4/", id="Fiji, across the antimeridian"),
        pytest.param(-180, 66, 3, [(170, 67), (-157, 66)], [(-170, 70), (175, 60)], "/3/", id="Bering Strait, from the other side"),
    ],
)
def test_land_is_drawn_where_land_is(
    ground: str,
    browse: Callable[..., Watched],
    longitude: float,
    latitude: float,
    zoom: float,
    land: list[tuple[float, float]],
    water: list[tuple[float, float]],
    tiles: str,
) -> None:
    watched = browse(width=1100, height=800)
    fetched: list[str] = []
    watched.page.on("request", lambda request: fetched.append(request.url) if "/static/land/" in request.url else None)
    watched.go(f"{ground}/?{urlencode({'longitude': longitude, 'latitude': latitude, 'zoom': zoom})}")
    picture = Image.open(io.BytesIO(watched.still("canvas"))).convert("RGB")
    left, top = picture.width / 2, picture.height / 2

    def colour(place: tuple[float, float]) -> object:
        """Colour at a place: Web Mercator round the middle of the map, whichever copy of the world is nearer."""
        size = 512 * 2**zoom
        east = (place[0] - longitude + 180) % 360 - 180
        north = (_mercator(place[1]) - _mercator(latitude)) / (2 * math.pi)
        return picture.getpixel((round(left + east / 360 * size), round(top - north * size)))

    assert [colour(place) for place in land] == [NIGHT.land] * len(land)
    assert [colour(place) for place in water] == [NIGHT.sea] * len(water)
    assert any(tiles in url for url in fetched) and not watched.outside and not watched.errors
    before = len(fetched)
    watched.page.get_by_text("Again").click()
    watched.settle()
    assert len(fetched) == before, "a rerun fetched the ground again"


@pytest.mark.parametrize("zoom", [2.9, 4.6])
def test_each_name_is_drawn_from_its_own_zoom(ground: str, browse: Callable[..., Watched], zoom: float) -> None:
    watched = browse(width=1100, height=800)
    middle = Label("", KINDS["oceans"], 104, 3)
    watched.go(f"{ground}/?{urlencode({'longitude': middle.longitude, 'latitude': middle.latitude, 'zoom': zoom, 'names': 1})}")
    picture = np.asarray(Image.open(io.BytesIO(watched.still("canvas"))).convert("RGB")).astype(int)
    inked = np.any([np.abs(picture - ink).sum(axis=2) < 150 for ink in (NIGHT.text, NIGHT.water_text)], axis=0)
    height, width = inked.shape
    origin = np.mean(np.reshape(middle.box_at(zoom), (2, 2)), axis=0)
    shown: dict[str, tuple[int, ...]] = {}
    hidden: dict[str, tuple[int, ...]] = {}
    for spot in placed_labels():
        west, south, east, north = np.array(spot.label.box_at(zoom)) - np.tile(origin, 2)
        left, top, right, bottom = (round(edge) for edge in (west + width / 2, height / 2 - north, east + width / 2, height / 2 - south))
        if left >= 0 and top >= 0 and right <= width and bottom <= height:
            names = shown if spot.zoom <= zoom < spot.label.kind.last else hidden
            names[spot.label.name] = (left, top, right, bottom)
    missing = [name for name, (left, top, right, bottom) in shown.items() if inked[top:bottom, left:right].sum() < 3 * len(name)]
    for left, top, right, bottom in shown.values():
        # The dot of a port lies below its name.
        inked[max(0, top - 3) : bottom + 12, max(0, left - 3) : right + 3] = False
    early = [name for name, (left, top, right, bottom) in hidden.items() if inked[top:bottom, left:right].any()]
    assert not missing and not early and len(shown) > 3 and hidden and not watched.outside and not watched.errors


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
