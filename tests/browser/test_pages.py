"""Every page of the navigation in a browser: readable by all, in both themes and all widths, quiet, offline, its address enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage

from pages.shell import navigation
from tests.browser.conftest import Watched, open_in
from tests.support.published import landing_row, republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Store

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

FIRST = "?days=90&region=singapore_strait"
"""Where a visit begins: the bare address shows less than the overview can."""

LONG = "МОРСКОЙ ВЕТЕР " + "X" * 180


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small snapshot, up to now, with very long names."""
    base = build_snapshot(tmp_path_factory.mktemp("base"), 400)
    named = [row | ({"vessel_name": LONG} if place > 370 else {}) for place, row in enumerate(table_rows(base, "incidents"))]
    folder = tmp_path_factory.mktemp("pages")
    republish(base, folder, {"incidents": named, "landings": [landing_row("harbour_watch", 1)]})
    return folder


def twice_told(data: Path) -> str:
    """The latest incident with a position and two reports; its ship has a long name."""
    every = reversed(table_rows(Store(data).open(), "incidents"))
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


def beyond(watched: Watched) -> list[str]:
    """What is wider than the window: the page itself, or a part of its main column."""
    found: list[str] = watched.page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain] [data-testid=stVerticalBlock] > *')]
            .filter(one => Math.max(one.getBoundingClientRect().right, one === document.documentElement ? one.scrollWidth : 0)
                > document.documentElement.clientWidth + 1)
            .map(one => `${window.innerWidth}: ${one.outerHTML.slice(0, 160)}`)"""
    )
    return found


def lightness(watched: Watched) -> float:
    """Mean of the page background's red, green and blue, 0 to 255."""
    colour = watched.page.get_by_test_id("stApp").evaluate("element => getComputedStyle(element).backgroundColor")
    parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(parts) / 3


def words(watched: Watched) -> str:
    """Everything written on the page, once it stands."""
    watched.settle()
    return watched.page.get_by_test_id("stMain").inner_text()


def listen(watched: Watched) -> list[str]:
    """Warnings in the browser's console; errors and outside requests are watched already."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "warning" and not any(word in message.text for word in SAID_AT_WORK):
            said.append(message.text)

    watched.page.on("console", note)
    return said


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page was like when it was looked at: its address, its words, and what was wrong with it."""

    address: str
    words: str
    wrong: list[str]


WIDTHS = {"wide": (1440, 900), "narrow": (400, 900)}
"""Width and height of the window, in pixels."""


def show(watched: Watched, width: str, is_dark: bool) -> None:
    """Look through a wide or narrow window, in one theme; the page is not waited for."""
    size = WIDTHS[width]
    watched.page.set_viewport_size({"width": size[0], "height": size[1]})
    watched.page.emulate_media(color_scheme="dark" if is_dark else "light")


def look(watched: Watched, place: int, heading: str | None = None) -> Seen:
    """Look at the page that stands for what is wrong, in one theme and width, and for what sticks out in a narrow window.

    Drawing a page anew takes longest. So every second page is seen in the light theme, and two of every four in a narrow window alone;
    `place` counts the pages.
    """
    is_dark, is_narrow = place % 2 == 0, place % 4 >= 2
    show(watched, "narrow" if is_narrow else "wide", is_dark)
    at_top = watched.page.get_by_role("heading", level=1)
    (at_top.filter(has_text=heading) if heading else at_top).first.wait_for(timeout=60_000)
    shown = words(watched)
    is_right = lightness(watched) < 60 if is_dark else lightness(watched) > 220
    wrong = [*beyond(watched), *findings(watched), *([] if is_right else ["the theme is not the system's"])]
    if not is_narrow:
        show(watched, "narrow", is_dark)
        watched.settle()
        wrong += beyond(watched)
    for picture in ("[data-testid=stDeckGlJsonChart]", ".viewer"):
        if watched.page.locator(picture).count():
            # What a map loads while it draws comes last.
            watched.still(picture)
    if watched.page.get_by_test_id("stException").count():
        wrong.append("an exception is shown")
    return Seen(watched.page.url, shown, [*wrong, *watched.errors, *watched.outside, *watched.violations()])


@pytest.fixture(scope="module")
def visit(data: Path, serve: Serve, chromium: Browser) -> Iterator[dict[str, Seen]]:
    """Every page in one visit: by its link in the navigation, then what examples show more."""
    with open_in(chromium, *WIDTHS["wide"], dark=True) as watched:
        warnings = listen(watched)
        watched.go(f"{serve(data)}/{FIRST}")
        seen = {}
        for place, entry in enumerate(reversed(navigation.all_entries())):
            link = watched.page.get_by_test_id("stSidebarNav").get_by_role("link")
            # In a narrow window the navigation is folded away.
            watched.page.set_viewport_size({"width": WIDTHS["wide"][0], "height": WIDTHS["wide"][1]})
            link.filter(has=watched.page.get_by_text(entry.title, exact=True)).click()
            seen[entry.address] = look(watched, place, entry.title)
            assert urlparse(watched.page.url).path == f"/{'' if entry.default else entry.address}"
        for place, (name, query) in enumerate((("one incident", f"?id={twice_told(data)}"), ("incidents found", "?find=PALE"))):
            watched.go(f"{serve(data)}/incident{query}")
            seen[name] = look(watched, place)
        assert warnings == []
        yield seen


CASES = [*(entry.address for entry in navigation.all_entries()), "one incident", "incidents found"]


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_readable_quiet_and_offline_by_night_and_by_day(name: str, visit: dict[str, Seen]) -> None:
    assert visit[name].wrong == []


@pytest.fixture(scope="module")
def trends(data: Path, serve: Serve, chromium: Browser, visit: dict[str, Seen]) -> Iterator[Watched]:
    """The address of *Trends* copied into another browser, in the light."""
    with open_in(chromium, *WIDTHS["wide"], dark=False) as watched:
        # Else charts and maps would wait as long as they may: the rule of style names parts of Streamlit's page.
        with watched.page.expect_response("**/painted/*", timeout=60_000) as told:
            watched.go(visit["trends"].address)
        assert told.value.ok, "the browser tells when the first figures are painted"
        yield watched


def test_a_copied_address_shows_the_same(visit: dict[str, Seen], trends: Watched) -> None:
    """Of every page, `tests/pages/test_addresses.py` says so; here, that a browser keeps the address."""
    assert lightness(trends) > 220
    assert words(trends) == visit["trends"].words, "the copied address shows another view"
    assert trends.errors == []


def test_a_key_figures_room_is_as_high_as_the_figure(trends: Watched) -> None:
    """The rules hold from the first moment, in the head; and what Streamlit draws fills exactly what they hold."""
    in_head = "() => [...document.querySelectorAll('head > style')].some(one => one.textContent.includes('st-key-figure_'))"
    assert trends.page.evaluate(in_head)
    for kind in ("figure", "changed"):
        rooms = trends.page.locator(f'[class*="st-key-{kind}_"] > [data-testid="stElementContainer"]:first-child')
        heights: list[list[float]] = rooms.evaluate_all(
            """all => all.map((one) => {
                const held = parseFloat(getComputedStyle(one).minHeight);
                one.style.minHeight = "0";
                return [held, one.getBoundingClientRect().height];
            })"""
        )
        assert heights
        assert all(abs(held - drawn) < 1 for held, drawn in heights), heights


def test_the_reader_can_change_the_theme(data: Path, serve: Serve, browse: Browse) -> None:
    watched = browse(dark=True)
    watched.go(f"{serve(data)}/glossary")
    assert lightness(watched) < 60
    watched.page.get_by_test_id("stMainMenu").get_by_role("button").click()
    watched.page.get_by_role("radio", name="Light").or_(watched.page.get_by_role("menuitemradio", name="Light")).first.click()
    watched.settle()
    assert lightness(watched) > 220
    assert watched.errors == []


def test_the_browser_remembers_the_last_visit_and_the_server_does_not(data: Path, serve: Serve, browse: Browse) -> None:
    """That a browser without the cookie is told nothing is said by `tests/pages/test_visits.py`."""
    watched = browse()
    watched.page.context.add_cookies([{"name": "anchorwatch_visit", "value": ".1793600000", "url": serve(data)}])
    watched.go(serve(data))
    watched.page.get_by_text("What changed since your last visit, 2 November 2026, 06:13 UTC").wait_for()
    watched.page.wait_for_function("() => document.cookie.includes('anchorwatch_visit=1793600000.')")
