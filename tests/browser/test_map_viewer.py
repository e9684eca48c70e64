"""The map viewer in a browser: what it tells Python, what is drawn on it, and that it lives beside Streamlit's own maps."""

from __future__ import annotations

import io
import json
import math
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator

from tests.browser.conftest import Watched, open_in
from tests.browser.viewer_app import LOOK
from tests.conftest import ROOT
from tests.support.server import running_app
from warehouse.areas.shapes import Area, Circle, Polygon, Route, parse_area
from warehouse.queries.searching.places import USUAL_RADIUS_NM

pytestmark = pytest.mark.browser
Browse = Callable[..., Watched]
Place = tuple[float, float]
"""Longitude and latitude in degrees."""

NO_OTHERS = "() => ['deck', 'luma', 'loaders'].filter(name => globalThis[name]).map(name => [name, String(globalThis[name].VERSION)])"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("viewer")
    shutil.copy(ROOT / "tests" / "browser" / "viewer_app.py", folder / "app.py")
    (folder / "static").symlink_to(ROOT / "static")
    with running_app(folder, folder / "log", script=str(folder / "app.py")) as base:
        yield base


@pytest.fixture(scope="module")
def viewer(chromium: Browser, address: str) -> Iterator[Watched]:
    """A map that nobody moves: each test leaves it as it was, but for the area drawn and the place clicked last."""
    with open_in(chromium, 1280, 800) as watched:
        yield opened(watched, address)


@pytest.fixture(scope="module")
def moving(chromium: Browser, address: str) -> Iterator[Watched]:
    """A map that is moved: each test brings it back to where it first looked."""
    with open_in(chromium, 1280, 800) as watched:
        yield opened(watched, address)


def opened(watched: Watched, address: str) -> Watched:
    watched.go(address)
    wait_for_map(watched)
    return watched


def wait_for_map(watched: Watched) -> None:
    watched.page.wait_for_selector(".map-drawn", timeout=60_000)


def state(watched: Watched) -> dict[str, Any]:
    watched.settle()
    answer: dict[str, Any] = json.loads(watched.page.get_by_test_id("stText").inner_text())
    return answer


def state_when(watched: Watched, holds: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    for _ in range(60):
        if holds(answer := state(watched)):
            return answer
        watched.page.wait_for_timeout(250)
    raise AssertionError(f"the page still says {answer}")


def surface(watched: Watched) -> Locator:
    return watched.page.locator(".map")


def on_screen(watched: Watched, place: Place, look: dict[str, float] = LOOK) -> Place:
    """Where a position lies on the screen: Web Mercator, 512 pixels a world at zoom 0."""
    box = surface(watched).bounding_box()
    assert box is not None
    world = 512 * 2 ** look["zoom"]
    x = box["x"] + box["width"] / 2 + (place[0] - look["longitude"]) / 360 * world
    return x, box["y"] + box["height"] / 2 - (_north(place[1]) - _north(look["latitude"])) * world


def _north(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)


def click(watched: Watched, place: Place) -> None:
    watched.page.mouse.click(*on_screen(watched, place))


def picture(watched: Watched) -> npt.NDArray[np.int16]:
    return np.asarray(Image.open(io.BytesIO(watched.still(".viewer"))).convert("RGB"), np.int16)


def differs(shot: npt.NDArray[np.int16], other: npt.NDArray[np.int16]) -> bool:
    """Whether anything is drawn in one that is not in the other; edges of letters and lines differ by a shade now and then."""
    return bool((np.abs(shot - other).sum(axis=2) > 12).any())


def test_a_map_reports_nothing_before_it_is_moved_and_leaves_no_version_behind(viewer: Watched) -> None:
    viewer.page.wait_for_timeout(1_000)
    assert state(viewer) == {"area": None, "runs": 1}
    assert viewer.page.evaluate(NO_OTHERS) == []
    assert viewer.errors == [] and viewer.outside == []


def scale_is_right(watched: Watched, zoom: float) -> bool:
    """Whether both bars of the scale are as long as what is written on them."""
    metres = 2 * math.pi * 6378137 * math.cos(math.radians(LOOK["latitude"])) / (512 * 2**zoom)
    bars = []
    for unit, size in (("nm", 1852), ("km", 1000)):
        bar = watched.page.locator(f".scale .{unit}")
        box, words = bar.bounding_box(), bar.inner_text().split()
        assert box is not None and words[1] == unit
        bars.append(40 <= box["width"] <= 111 and box["width"] * metres / size == pytest.approx(float(words[0]), rel=0.02))
    return all(bars)


def test_buttons_zoom_about_the_middle_and_the_scale_follows(moving: Watched) -> None:
    assert scale_is_right(moving, 5)
    for _ in range(3):
        moving.page.get_by_role("button", name="Zoom in").click()
    closer = state_when(moving, lambda answer: answer.get("view", LOOK)["zoom"] == 8)
    assert closer["view"] == {"longitude": 45.0, "latitude": 12.0, "zoom": 8.0}
    assert scale_is_right(moving, 8)
    moving.page.get_by_role("button", name="First view").click()
    assert state_when(moving, lambda answer: answer["view"]["zoom"] == 5)["view"] == LOOK


def test_keys_move_the_map(moving: Watched) -> None:
    surface(moving).focus()
    moving.page.keyboard.press("ArrowRight")
    moving.page.keyboard.press("ArrowRight")
    view = state_when(moving, lambda answer: answer["view"]["longitude"] > 45.1)["view"]
    assert view["longitude"] == pytest.approx(45 + 160 / (512 * 32) * 360, abs=0.01) and view["latitude"] == pytest.approx(12, abs=0.001)
    moving.page.keyboard.press("ArrowUp")
    assert state_when(moving, lambda answer: answer["view"]["latitude"] > 12.5)
    moving.page.keyboard.press("-")
    assert state_when(moving, lambda answer: answer["view"]["zoom"] == 4)
    moving.page.keyboard.press("Home")
    assert state_when(moving, lambda answer: answer["view"] == LOOK)
    assert surface(moving).get_attribute("aria-label") == "Two points in the Gulf of Aden"


def test_a_movement_is_reported_once_and_survives_new_layers(moving: Watched) -> None:
    runs = state(moving)["runs"]
    x, y = on_screen(moving, (45.0, 11.0))
    moving.page.mouse.move(x, y)
    moving.page.mouse.down()
    for step in range(1, 11):
        moving.page.mouse.move(x - 15 * step, y + 5 * step)
    moving.page.mouse.up()
    state_when(moving, lambda answer: answer["view"] != LOOK)
    moving.page.wait_for_timeout(1_500)
    moved = state(moving)
    # deck.gl lets the map glide on a little after the pointer has let go.
    assert moved["view"]["longitude"] > 45 + 100 / (512 * 32) * 360 and moved["view"]["latitude"] > 12.5
    assert moved["runs"] <= runs + 2
    moving.page.mouse.move(5, 5)
    before = moving.page.locator(".position").inner_text()
    moving.page.get_by_text("Another point").click()
    assert state_when(moving, lambda answer: answer["runs"] > moved["runs"])["view"] == moved["view"]
    assert moving.page.locator(".position").inner_text() == before
    moving.page.get_by_role("spinbutton").fill("1")
    moving.page.keyboard.press("Enter")
    moving.page.mouse.move(5, 5)
    moving.page.wait_for_timeout(2_000)
    assert moving.page.locator(".position").inner_text() == "Middle 12°00.0'N 045°00.0'E"
    assert moving.errors == []


def test_a_click_selects_a_row_and_marks_it(viewer: Watched) -> None:
    before = picture(viewer)
    click(viewer, (48.0, 13.0))
    clicked = state_when(viewer, lambda answer: "click" in answer)["click"]
    assert (clicked["layer"], clicked["index"], clicked["row"]["i"]) == ("points", 1, "second")
    viewer.page.mouse.move(5, 5)
    x, y = on_screen(viewer, (48.0, 13.0))
    box = viewer.page.locator(".viewer").bounding_box()
    assert box is not None
    at = round(y - box["y"]), round(x - box["x"])
    assert np.abs(picture(viewer)[at] - before[at]).sum() > 60


def test_a_click_on_empty_sea_is_reported_where_it_was(viewer: Watched) -> None:
    runs = state(viewer)["runs"]
    click(viewer, (51.0, 12.5))
    answered = state_when(viewer, lambda answer: answer["runs"] > runs)
    clicked = answered["click"]
    assert (clicked["layer"], clicked["row"]) == ("", {})
    assert (clicked["longitude"], clicked["latitude"]) == pytest.approx((51.0, 12.5), abs=0.03)
    assert state(viewer)["runs"] == runs + 1


def test_the_tooltip_shows_text_as_text(viewer: Watched) -> None:
    tooltip = viewer.page.locator(".tooltip")
    viewer.page.mouse.move(*on_screen(viewer, (45.0, 12.0)))
    tooltip.wait_for(state="visible", timeout=20_000)
    assert tooltip.inner_text() == "<img src=x onerror=document.title='taken'>\n@@=x"
    assert tooltip.locator("img").count() == 0 and viewer.page.title() != "taken"
    viewer.page.mouse.move(5, 5)
    tooltip.wait_for(state="hidden")


def test_the_position_under_the_pointer_is_written_as_on_a_chart(viewer: Watched) -> None:
    position = viewer.page.locator(".position")
    viewer.page.mouse.move(*on_screen(viewer, (45.1117, 12.575)))
    match = re.fullmatch(r"(\d{2})°(\d{2}\.\d)'N (\d{3})°(\d{2}\.\d)'E", position.inner_text())
    assert match is not None, position.inner_text()
    assert int(match[1]) + float(match[2]) / 60 == pytest.approx(12.575, abs=0.025)
    assert int(match[3]) + float(match[4]) / 60 == pytest.approx(45.1117, abs=0.025)


def drawn_after(watched: Watched, before: Any) -> Area:
    """The area that the page tells of, once it is another than `before`."""
    return parse_area(state_when(watched, lambda answer: answer["area"] != before)["area"])


def test_a_radius_is_drawn_by_dragging(viewer: Watched) -> None:
    before = state(viewer)["area"]
    viewer.page.get_by_role("button", name="Draw a radius").click()
    viewer.page.mouse.move(*on_screen(viewer, (50.0, 12.5)))
    viewer.page.mouse.down()
    viewer.page.mouse.move(*on_screen(viewer, (50.0, 13.0)))
    viewer.page.mouse.move(*on_screen(viewer, (50.0, 13.5)))
    viewer.page.mouse.up()
    area = drawn_after(viewer, before)
    assert isinstance(area, Circle)
    assert (area.longitude, area.latitude) == pytest.approx((50.0, 12.5), abs=0.03)
    assert area.radius_nm == pytest.approx(60, rel=0.03)
    answer = state(viewer)
    assert "view" not in answer and "click" not in answer, "the drag moved the map or counted as a click"
    assert viewer.page.get_by_role("button", name="Draw a radius").get_attribute("aria-pressed") == "false"


def test_an_area_is_drawn_by_clicks_and_ended_by_a_double_click(viewer: Watched) -> None:
    corners = [(47.0, 11.5), (52.0, 11.5), (52.0, 14.0)]
    before = state(viewer)["area"]
    viewer.page.get_by_role("button", name="Draw an area").click()
    for corner in corners[:-1]:
        click(viewer, corner)
        viewer.page.wait_for_timeout(500)
    viewer.page.mouse.dblclick(*on_screen(viewer, corners[-1]))
    area = drawn_after(viewer, before)
    assert isinstance(area, Polygon) and len(area.corners) == 3
    for drawn, (longitude, latitude) in zip(area.corners, corners, strict=True):
        assert drawn == pytest.approx((latitude, longitude), abs=0.03)
    assert "view" not in state(viewer), "the double click zoomed"
    assert viewer.errors == []


def test_a_route_is_drawn_by_clicks_and_ended_by_enter(viewer: Watched) -> None:
    viewer.page.mouse.move(5, 5)
    before, earlier = picture(viewer), state(viewer)["area"]
    waypoints = [(46.0, 11.6), (49.0, 12.6), (52.0, 13.0)]
    viewer.page.get_by_role("button", name="Draw a route").click()
    for waypoint in waypoints:
        click(viewer, waypoint)
        viewer.page.wait_for_timeout(500)
    viewer.page.mouse.move(*on_screen(viewer, waypoints[-1]))
    # Without the hint at the top and the buttons at the right.
    line = (np.abs(picture(viewer) - before).sum(axis=2) > 60)[80:, :-60]
    assert 500 < line.sum() < 5_000, "the route is not drawn while it is made"
    viewer.page.keyboard.press("Enter")
    area = drawn_after(viewer, earlier)
    assert isinstance(area, Route) and area.within_nm == USUAL_RADIUS_NM
    for drawn, (longitude, latitude) in zip(area.waypoints, waypoints, strict=True):
        assert drawn == pytest.approx((latitude, longitude), abs=0.03)
    viewer.page.mouse.move(5, 5)
    assert not differs(picture(viewer), before), "what was drawn outlasts the answer to it"


def test_escape_cancels_and_two_corners_are_no_area(viewer: Watched) -> None:
    viewer.page.mouse.move(5, 5)
    before, earlier = picture(viewer), state(viewer)
    viewer.page.get_by_role("button", name="Draw an area").click()
    click(viewer, (47.0, 11.5))
    click(viewer, (52.0, 11.5))
    viewer.page.keyboard.press("Enter")
    assert viewer.page.get_by_role("button", name="Cancel").is_visible(), "two corners ended it"
    viewer.page.keyboard.press("Escape")
    viewer.page.mouse.move(5, 5)
    assert state(viewer) == earlier
    assert not differs(picture(viewer), before)


def test_crossing_edges_are_answered_and_leave_the_map(viewer: Watched) -> None:
    viewer.page.mouse.move(5, 5)
    before = picture(viewer)
    viewer.page.get_by_role("button", name="Draw an area").click()
    for corner in [(47.0, 11.5), (52.0, 14.0), (52.0, 11.5), (47.0, 14.0)]:
        click(viewer, corner)
        viewer.page.wait_for_timeout(500)
    viewer.page.get_by_role("button", name="Done").click()
    assert state_when(viewer, lambda answer: "fault" in answer)["fault"] == "The edges of a drawn area must not cross."
    viewer.page.mouse.move(5, 5)
    assert not differs(picture(viewer), before)


def test_a_shape_is_drawn_by_keys_alone(moving: Watched) -> None:
    moving.page.get_by_role("button", name="Draw a route").focus()
    moving.page.keyboard.press("Enter")
    moving.page.get_by_role("button", name="Cancel").wait_for()
    for keys in ([" "], ["ArrowRight"] * 2 + [" "], ["Enter"]):
        for key in keys:
            moving.page.keyboard.press(key)
        moving.page.wait_for_timeout(600)
        moving.settle()
    area = drawn_after(moving, None)
    assert isinstance(area, Route)
    assert area.waypoints[0] == pytest.approx((12, 45)) and area.waypoints[1] == pytest.approx((12, 45 + 160 / (512 * 32) * 360), abs=0.01)


def test_it_lives_beside_maps_of_streamlit(browse: Browse, address: str) -> None:
    watched = browse()
    watched.go(f"{address}/streamlit_page")
    for number, page in enumerate(("Chart", "Viewer", "Chart", "Viewer")):
        if number:
            watched.page.get_by_role("link", name=page, exact=True).click()
            watched.settle()
        if page == "Chart":
            watched.page.wait_for_selector("[data-testid=stDeckGlJsonChart] canvas", timeout=60_000)
            shot = watched.still("[data-testid=stDeckGlJsonChart]")
        else:
            wait_for_map(watched)
            shot = watched.still(".viewer")
        reds = (np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")) == (200, 30, 30)).all(axis=2).sum()
        assert reds > 200, f"{page} draws no points"
    assert watched.errors == [] and watched.outside == []


def test_it_works_with_fingers_on_a_small_screen(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": 400, "height": 850}, has_touch=True, is_mobile=True)
    watched = Watched(context.new_page())
    watched.watch()
    opened(watched, address)
    x, y = on_screen(watched, (45.0, 12.0))
    watched.page.touchscreen.tap(x, y)
    assert state_when(watched, lambda answer: "click" in answer)["click"]["row"]["i"] == "first"
    watched.page.get_by_role("button", name="Draw a route").tap()
    for place in ((45.0, 11.5), (46.0, 12.5)):
        watched.page.touchscreen.tap(*on_screen(watched, place))
        watched.page.wait_for_timeout(500)
    watched.page.get_by_role("button", name="Done").tap()
    assert isinstance(parse_area(state_when(watched, lambda answer: answer["area"])["area"]), Route)
    assert watched.page.evaluate("() => document.documentElement.scrollWidth") <= 400
    assert watched.errors == []
    context.close()


def test_reduced_motion_moves_at_once(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": 1000, "height": 850}, reduced_motion="reduce")
    watched = Watched(context.new_page())
    watched.watch()
    opened(watched, address)
    words = watched.page.evaluate(
        """() => { const root = document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot;
            root.querySelector('[name=closer]').click(); return root.querySelector('.scale .nm').textContent; }"""
    )
    assert words == "50 nm", "the scale of the next zoom stands right after the press"
    context.close()
