"""Every page of the navigation in a browser: readable by all, in both themes and all widths, quiet, offline, its address enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage

from pages.ui import navigation
from tests.browser.conftest import Watched
from tests.support.published import landing, republish, rows
from tests.support.snapshots import build
from warehouse.snapshot import Store

pytestmark = pytest.mark.browser
Serve = Callable[[Path], str]
Browse = Callable[..., Watched]

STREAMLITS_OWN = {
    "list": '[data-testid="stSidebarNav"]',
    "listitem": '[data-testid="stSidebarNav"]',
}
"""Findings that Streamlit's markup causes and an app cannot mend, each with the only place where it is let pass: a grouped
navigation is written as `ul > div > li`."""

SAID_AT_WORK = ("luma.gl", "WebGL", "GPU stall", "GL Driver Message")
"""Words of the graphics driver of a machine without a graphics card."""

EXAMPLES = {"overview": "?days=90&watch=Singapore+Strait", "incident": "?find=PALE"}
"""What to look at where a page's bare address shows less than it can."""

LONG = "МОРСКОЙ ВЕТЕР " + "X" * 180


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small snapshot, up to now, with very long names."""
    base = build(tmp_path_factory.mktemp("base"), 400)
    named = [row | ({"vessel_name": LONG} if place > 370 else {}) for place, row in enumerate(rows(base, "incidents"))]
    folder = tmp_path_factory.mktemp("pages")
    republish(base, folder, {"incidents": named, "landings": [landing("harbour_watch", 1)]})
    return folder


def twice_told(data: Path) -> str:
    """The latest incident with a position and two reports; its ship has a long name."""
    every = reversed(rows(Store(data).open(), "incidents"))
    return next(str(row["incident_id"]) for row in every if row["report_count"] == 2 and row["latitude"] is not None)


def findings(watched: Watched) -> list[str]:
    """Serious and critical findings of axe, without those that are Streamlit's own."""
    watched.page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = watched.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    said = []
    for rule in found:
        if rule["impact"] not in ("serious", "critical"):
            continue
        for node in rule["nodes"]:
            selector = str(node["target"][-1])
            own = STREAMLITS_OWN.get(rule["id"])
            if own and watched.page.locator(selector).first.evaluate("(one, own) => one.closest(own) !== null", own):
                continue
            said.append(f"{rule['id']} at {selector}: {node['failureSummary'].splitlines()[-1].strip()} {node['html'][:160]}")
    return said


def overflow(watched: Watched) -> int:
    """Pixels by which the page is wider than its window."""
    width: int = watched.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def words(watched: Watched) -> str:
    """Everything written on the page, once two looks half a second apart see the same."""
    # A chart's frame stands before its script has drawn into it.
    watched.page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(one => one.querySelector('.main-svg'))"
    )
    before = ""
    for _ in range(40):
        now = watched.page.get_by_test_id("stMain").inner_text()
        if now and now == before:
            break
        before = now
        watched.page.wait_for_timeout(500)
    return before


def listen(watched: Watched) -> list[str]:
    """Warnings in the browser's console; errors and outside requests are watched already."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "warning" and not any(word in message.text for word in SAID_AT_WORK):
            said.append(message.text)

    watched.page.on("console", note)
    return said


CASES = [(entry.address, EXAMPLES.get(entry.address, "")) for entry in navigation.entries()] + [("incident", "card")]


@pytest.mark.parametrize(("address", "query"), CASES, ids=lambda one: str(one) or "-")
def test_a_page_is_readable_quiet_offline_and_shared_by_its_address(
    address: str, query: str, data: Path, serve: Serve, browse: Browse
) -> None:
    if query == "card":
        query = f"?id={twice_told(data)}"
    night = browse(width=1920, height=1080, dark=True)
    warnings = listen(night)
    night.go(f"{serve(data)}/{address}{query}")
    night.page.get_by_role("heading", level=1).first.wait_for()
    assert overflow(night) <= 0
    assert findings(night) == []
    shown, copied = words(night), night.page.url

    day = browse(width=1920, height=1080, dark=False)
    warnings += listen(day)
    day.go(copied)
    for _ in range(20):
        # Charts write their axes a little after the script has ended.
        if words(day) == shown:
            break
        day.page.wait_for_timeout(500)
        shown = words(night)
    assert words(day) == shown, "the copied address shows another view"
    assert findings(day) == []
    day.page.set_viewport_size({"width": 400, "height": 900})
    day.page.wait_for_timeout(700)
    assert overflow(day) <= 0
    for one in (night, day):
        assert one.errors == []
        assert one.outside == []
        assert one.page.get_by_test_id("stException").count() == 0
    assert warnings == []


def test_the_reader_can_change_the_theme(data: Path, serve: Serve, browse: Browse) -> None:
    watched = browse(dark=True)
    watched.go(serve(data))
    background = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert watched.page.evaluate(background) == "rgb(11, 21, 32)"
    watched.page.get_by_test_id("stMainMenu").get_by_role("button").click()
    watched.page.get_by_role("radio", name="Light").or_(watched.page.get_by_role("menuitemradio", name="Light")).first.click()
    watched.settle()
    assert watched.page.evaluate(background) == "rgb(255, 255, 255)"
    assert findings(watched) == []
    assert watched.errors == []


def test_the_browser_remembers_the_last_visit_and_the_server_does_not(data: Path, serve: Serve, browse: Browse) -> None:
    watched = browse()
    watched.go(serve(data))
    watched.page.wait_for_function("() => document.cookie.includes('anchorwatch_visit')")
    [cookie] = [one for one in watched.page.context.cookies() if one.get("name") == "anchorwatch_visit"]
    assert cookie.get("value", "").startswith(".")
    watched.page.context.add_cookies([{"name": "anchorwatch_visit", "value": ".1793600000", "url": serve(data)}])
    watched.go(serve(data))
    watched.page.get_by_text("What changed since your last visit, 2 November 2026, 06:13 UTC").wait_for()
    other = browse()
    other.go(serve(data))
    assert other.page.get_by_text("your last visit").count() == 0


def test_choices_of_the_overview_stand_in_the_address(data: Path, serve: Serve, browse: Browse) -> None:
    watched = browse()
    watched.go(f"{serve(data)}/?watch=Red+Sea")
    # By the keyboard: a list that moves while the page settles is missed by a click.
    chosen = watched.page.get_by_test_id("stMultiSelect").locator("input")
    chosen.fill("Caribbean Sea")
    watched.page.get_by_role("option", name="Caribbean Sea").wait_for()
    chosen.press("Enter")
    watched.page.wait_for_url("**watch=Caribbean+Sea**")
    watched.page.keyboard.press("Escape")
    watched.settle()
    assert "watch=Red+Sea" in watched.page.url
    watched.page.get_by_test_id("stSidebarNav").get_by_role("link", name="Incident map").click()
    watched.settle()
    watched.page.get_by_test_id("stSidebarNav").get_by_role("link", name="Overview").click()
    watched.settle()
    assert "watch=Red+Sea&watch=Caribbean+Sea" in watched.page.url
    assert watched.errors == []
