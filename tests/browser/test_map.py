"""The incident map where only a browser shows it: what is drawn, clicked, saved, and asked of the network."""

from __future__ import annotations

import csv
import io
import itertools
import math
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.browser.conftest import Watched
from tests.support.published import republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot

pytestmark = pytest.mark.browser
Serve = Callable[[Path], str]
Browse = Callable[..., Watched]
Pixels = npt.NDArray[np.int16]
LONE = (60.0, -40.0)
"""Longitude and latitude of the one incident that nothing else is near."""

MAP = ".viewer"
"""The map; locators look into the component it stands in."""

HOSTILE = "<img src=x onerror=document.title='taken'>"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Invented incidents, one of them alone in the Indian Ocean under a hostile name."""
    base = build_snapshot(tmp_path_factory.mktemp("base"), 800)
    incidents = table_rows(base, "incidents")
    alone = next(row for row in incidents if row["report_count"] == 2 and row["latitude"] is not None and row["position_precision_km"] < 25)
    alone |= {"longitude": LONE[0], "latitude": LONE[1], "vessel_name": HOSTILE, "category": "cyber"}
    return republish(base, tmp_path_factory.mktemp("served"), {"incidents": incidents})


@pytest.fixture(scope="module")
def address(serve: Serve, snapshot: Snapshot) -> str:
    return f"{serve(snapshot.folder.parent.parent)}/incident_map"


def pixel(
    watched: Watched, longitude: float, latitude: float, centre: tuple[float, float], zoom: float, on: str = MAP
) -> tuple[float, float]:
    """Where a position lies on the screen (web Mercator, 512 pixels a world at zoom 0), on the map that the selector `on` names."""
    box = watched.page.locator(on).bounding_box()
    assert box is not None

    def north(degrees: float) -> float:
        return math.log(math.tan(math.pi / 4 + math.radians(degrees) / 2)) / (2 * math.pi)

    world = 512 * 2**zoom
    x = box["x"] + box["width"] / 2 + (longitude - centre[0]) / 360 * world
    return x, box["y"] + box["height"] / 2 - (north(latitude) - north(centre[1])) * world


def picture(watched: Watched) -> Pixels:
    """The map's pixels, once it stands still: height x width x 3."""
    shot = watched.still(MAP)
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), np.int16)


def changed(one: Pixels, other: Pixels, by: int = 0) -> npt.NDArray[np.bool_]:
    """Which pixels differ by more than `by` in all colours together: height x width."""
    # Half a pixel of a heading's height moves the map's lower edge by one.
    if one.ndim == other.ndim == 3:
        rows, columns = min(len(one), len(other)), min(one.shape[1], other.shape[1])
        one, other = one[:rows, :columns], other[:rows, :columns]
    different: npt.NDArray[np.bool_] = np.abs(one - other).sum(axis=2) > by
    return different


def choose(watched: Watched, label: str) -> None:
    """Choose how the map is drawn or coloured, in its menu, and close that again."""
    watched.page.get_by_role("button", name="Map", exact=True).click()
    watched.page.get_by_role("radio", name=label, exact=True).click()
    watched.page.keyboard.press("Escape")


def answer(watched: Watched) -> str:
    """The sentence above the map."""
    return watched.page.locator(".st-key-answer p").first.inner_text()


def query(watched: Watched) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(watched.page.url).query).items()}


def test_a_click_shows_the_card_and_the_address_holds_it(address: str, browse: Browse) -> None:
    """That such an address shows the card again is said by `tests/pages/test_addresses.py`."""
    watched = browse()
    watched.go(f"{address}?last=all&view=-40,60,4")
    x, y = pixel(watched, *LONE, centre=LONE, zoom=4)
    watched.click_map(x, y, HOSTILE)
    watched.page.get_by_text("2 reports behind this incident").wait_for(timeout=20_000)
    watched.settle()
    found = query(watched)
    assert found["view"] == "-40,60,4"
    assert found["incident"]
    assert watched.page.title() != "taken"
    assert watched.page.locator("img[src=x]").count() == 0
    assert (~changed(picture(watched), np.array([255, 196, 61], np.int16), by=60)).mean() > 0.0002
    assert watched.errors == []
    assert watched.outside == []


def test_every_kind_of_map_is_drawn_on_both_sides_of_the_antimeridian(address: str, browse: Browse) -> None:
    watched = browse(400, 900, dark=False)
    watched.go(f"{address}?last=all&view=fiji&text=nothing+like+it")
    empty = picture(watched)
    assert watched.page.get_by_text("No incident matches these filters").is_visible()
    assert changed(empty, empty[5, 5]).mean() > 0.01, "no land"
    watched.go(f"{address}?last=all&view=fiji")
    shown = [picture(watched)]
    columns = np.flatnonzero(changed(shown[0], empty, by=60).any(axis=0)) - empty.shape[1] / 2
    assert columns.min() < -20 and columns.max() > 20
    for label in ("Hexagons", "Heat"):
        choose(watched, label)
        watched.page.wait_for_url(f"**mode={label.lower()}**")
        watched.settle()
        shown.append(picture(watched))
    assert all(changed(one, other).mean() > 0.005 for one, other in itertools.combinations([empty, *shown], 2))
    assert watched.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert watched.errors == []
    assert watched.outside == []


def test_the_view_stays_where_it_was_moved_to_and_stands_in_the_address(address: str, browse: Browse) -> None:
    watched = browse()
    watched.go(f"{address}?last=all&view=-40,60,4&category=cyber")
    # A map that is not drawn yet is not moved.
    watched.page.wait_for_selector(".map-drawn", timeout=60_000)
    x, y = pixel(watched, *LONE, centre=LONE, zoom=4)
    watched.page.mouse.move(x + 60, y + 60)
    watched.page.mouse.down()
    watched.page.mouse.move(x + 160, y + 130, steps=8)
    watched.page.mouse.up()
    moved = picture(watched)
    watched.page.wait_for_url(lambda url: parse_qs(urlparse(url).query)["view"] != ["-40,60,4"])
    place = query(watched)["view"]
    latitude, longitude, zoom = (float(number) for number in place.split(","))
    # 100 pixels to the right and 70 down are 4.4 and 2.4 degrees here; a drag begins after the first pixels, and the map glides on.
    assert longitude < 60 - 3.5 and latitude > -40 + 1.6 and zoom == 4
    for label in ("Severity", "Category"):
        choose(watched, label)
        watched.settle()
    again = picture(watched)
    assert changed(moved, again).mean() < 0.02
    watched.page.mouse.click(*pixel(watched, *LONE, centre=(longitude, latitude), zoom=zoom))
    watched.page.get_by_text("2 reports behind this incident").wait_for(timeout=20_000)
    watched.settle()
    assert query(watched)["view"] == place


def test_back_and_forward_change_the_filters(address: str, browse: Browse) -> None:
    watched = browse()
    watched.go(f"{address}?last=all&category=cyber")
    first = answer(watched)
    act = watched.page.get_by_test_id("stMultiSelect").filter(has_text="Act").first.locator("input")
    # A list that opens while the sidebar still scrolls is closed again.
    act.scroll_into_view_if_needed()
    watched.page.wait_for_timeout(500)
    act.click()
    watched.page.get_by_role("option", name="Boarded").click()
    watched.page.wait_for_url("**act=boarded**")
    watched.page.keyboard.press("Escape")
    watched.settle()
    second = answer(watched)
    assert second != first
    watched.page.go_back()
    watched.settle()
    assert answer(watched) == first
    save_prepared_file(watched, address)
    watched.page.go_forward()
    watched.settle()
    assert answer(watched) == second
    assert watched.errors == []
    assert watched.outside == []


def save_prepared_file(watched: Watched, address: str) -> None:
    """A file of the incidents shown is prepared, saved under its name, and not to be had without its address."""
    watched.page.get_by_role("button", name="Share").click()
    watched.page.get_by_role("button", name="Prepare file").click()
    link = watched.page.get_by_role("link", name="Save")
    link.wait_for(timeout=30_000)
    with watched.page.expect_download() as waiting:
        link.click()
    saved = waiting.value
    assert saved.suggested_filename.startswith("anchorwatch_incidents_")
    assert saved.suggested_filename.endswith("_TLP-CLEAR.csv")
    with Path(saved.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"Save {len(rows):,} incidents" in link.inner_text()
    assert {row["category"] for row in rows} == {"cyber"}
    token = str(link.get_attribute("href")).rsplit("/", 1)[1]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address.removesuffix('/incident_map')}/handed-out/{token[:-1]}", timeout=5)
    watched.page.keyboard.press("Escape")
