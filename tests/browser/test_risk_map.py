"""Clicks on the map of regional risk. That its address shows the same again is said by `tests/pages/test_addresses.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from pages.regional_risk.risk_map import LOOK
from tests.browser.conftest import Watched
from tests.browser.test_map import pixel, query
from tests.support.published import landing_row, republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.dates import day_in_words

pytestmark = pytest.mark.browser
Serve = Callable[[Path], str]
Browse = Callable[..., Watched]
UNTIL = "2026-10-01"
SEAS = {"arabian_sea": (64.0, 15.0, "Arabian Sea and west India"), "south_indian": (75.0, -25.0, "Indian Ocean")}


@pytest.fixture(scope="module")
def address(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    base = build_snapshot(tmp_path_factory.mktemp("base"), 400)
    folder = tmp_path_factory.mktemp("served")
    republish(base, folder, {"incidents": table_rows(base, "incidents"), "landings": [landing_row("harbour_watch", 1)]})
    return f"{serve(folder)}/regional_risk"


def click(watched: Watched, longitude: float, latitude: float, title: str) -> None:
    x, y = pixel(watched, longitude, latitude, centre=(LOOK.longitude, LOOK.latitude), zoom=LOOK.zoom, on="[data-testid=stDeckGlJsonChart]")
    watched.click_map(x, y, title)


def answer(watched: Watched, title: str) -> Locator:
    """The page's sentence about the region `title` on the chosen day."""
    return watched.page.locator(".st-key-answer").get_by_text(re.compile(f"^{title}: .* {day_in_words(date.fromisoformat(UNTIL))}"))


def test_clicks_go_from_region_to_region_and_the_address_follows(address: str, browse: Browse) -> None:
    longitude, latitude, title = SEAS["arabian_sea"]
    watched = browse(dark=False)
    watched.go(f"{address}?horizon=90&until={UNTIL}")
    assert "region" not in query(watched)
    click(watched, longitude, latitude, title)
    watched.page.wait_for_url("**region=arabian_sea**", timeout=20_000)
    answer(watched, title).wait_for(timeout=20_000)
    watched.settle()
    found = query(watched)
    assert found == {"horizon": "90", "until": UNTIL, "region": "arabian_sea"}
    watched.page.mouse.move(5, 5)  # no tooltip
    watched.page.locator(".deck-tooltip").wait_for(state="hidden")

    # A second click goes on to the next region.
    longitude, latitude, title = SEAS["south_indian"]
    click(watched, longitude, latitude, title)
    watched.page.wait_for_url(lambda url: "region=arabian_sea" not in url and "region=" in url, timeout=20_000)
    answer(watched, title).wait_for(timeout=20_000)
    assert watched.errors == []
    assert watched.outside == []
