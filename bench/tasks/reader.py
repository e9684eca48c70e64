"""A reader at the browser, whose clicks and keyboard entries are counted."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

LONGEST: Final = 60.0
"""Seconds until an answer is given up."""
STILL: Final = 0.8
"""Seconds without a change after which a page is taken for finished."""
MOST_TABS: Final = 8
MAIN: Final = "[data-testid=stMain]"
IDLE: Final = "[data-testid=stApp][data-test-script-state=notRunning]"


class Missing(Exception):
    """The page has no such control, or the answer never came; the message says what was looked for."""


class Reader:
    """Looks for controls by role and visible name, as a person would."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(1000 * LONGEST)
        self.clicks = 0
        self.entries = 0

    def open(self, address: str) -> None:
        """Open an address and wait until the page stands still."""
        self.page.goto(address, wait_until="load")
        self.settle()

    def go_to(self, title: str) -> None:
        """A page, by the navigation."""
        self.click(self.page.get_by_role("link", name=title, exact=True), title)

    def press(self, name: str, role: str = "button", at: int = 0) -> None:
        """A button, tab or menu item that bears a name."""
        self.click(self.page.get_by_role(role, name=re.compile(name)).nth(at), name)  # type: ignore[arg-type]

    def click(self, control: Locator, name: str) -> None:
        """One click."""
        self._await_control(control, name)
        control.click()
        self.clicks += 1
        self.settle()

    def choose(self, name: str, text: str) -> None:
        """A choice from a list by typing: one click and one entry."""
        self._focus(self.page.get_by_role("combobox", name=re.compile(name)).first, name)
        self.page.keyboard.type(text)
        self.page.get_by_role("option").filter(has_text=text).first.wait_for(timeout=1000 * LONGEST)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")
        self.entries += 1
        self.settle()

    def write(self, field: Locator, text: str, name: str, enter: bool = True) -> None:
        """A text in place of what a field holds: one click and one entry."""
        self._focus(field, name)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)
        if enter:
            self.page.keyboard.press("Enter")
        self.entries += 1
        self.settle()

    def write_day(self, name: str, day: date, by_keyboard: bool = False) -> None:
        """A day in a field for days: one entry, and one click unless the field is reached by the keyboard from the one before."""
        field = self.page.get_by_test_id("stDateInput").filter(has=self.page.get_by_text(name, exact=True))
        parts = field.get_by_role("spinbutton")
        self._await_control(parts.first, name)
        if by_keyboard:
            self._tab_to(parts.first, name)
        else:
            parts.first.click()
            self.clicks += 1
        self.page.keyboard.type(f"{day:%Y%m%d}")
        self.page.keyboard.press("Enter")
        self.entries += 1
        self.settle()

    def download(self, name: str, at: int = 0) -> Path:
        """The file that a button gives: one click."""
        button = self.page.get_by_role("button", name=re.compile(name)).nth(at)
        self._await_control(button, name)
        with self.page.expect_download(timeout=1000 * LONGEST) as waiting:
            button.click()
        self.clicks += 1
        return waiting.value.path()

    def turn_wheel_over(self, picture: Locator) -> None:
        """Zoom in on a place left of the middle of a map: counted as one click."""
        self._await_control(picture, "map")
        box = picture.bounding_box()
        if box is None:
            raise Missing("no map on the first screen")
        self.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
        self.page.mouse.wheel(0, -400)
        self.clicks += 1
        # The map glides on for a while before it reports where it looks.
        self.page.wait_for_timeout(1500)
        self.settle()

    def await_text(self, pattern: str) -> re.Match[str]:
        """The first place in the page's text where a pattern stands, once it does. Raises Missing."""
        return self._await(lambda: re.search(pattern, self.text()), f"text like {pattern}")

    def await_label(self, pattern: str) -> re.Match[str]:
        """The same for what a picture is called for screen readers."""
        labels = f"{MAIN} [aria-label], {MAIN} [alt]"
        collect = "all => all.map(one => one.getAttribute('aria-label') || one.getAttribute('alt') || '').join('\\n')"
        return self._await(lambda: re.search(pattern, self.page.locator(labels).evaluate_all(collect)), f"picture like {pattern}")

    def text(self) -> str:
        """What the page says."""
        return str(self.page.locator(MAIN).inner_text())

    def settle(self) -> None:
        """Wait until the script has ended and the text has not changed for a while."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_selector(IDLE, timeout=1000 * LONGEST)
        deadline, still_since, before = time.monotonic() + LONGEST, time.monotonic(), self.text()
        while time.monotonic() < min(deadline, still_since + STILL):
            self.page.wait_for_timeout(100)
            now = self.text()
            if now != before or not self.page.locator(IDLE).count():
                before, still_since = now, time.monotonic()

    def _tab_to(self, control: Locator, name: str) -> None:
        for _ in range(MOST_TABS):
            if control.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise Missing(f"{name} within {MOST_TABS} presses of Tab")

    def _focus(self, field: Locator, name: str) -> None:
        self._await_control(field, name)
        field.click()
        self.clicks += 1

    def _await_control(self, control: Locator, name: str) -> None:
        try:
            control.wait_for(timeout=20_000)
        except PlaywrightTimeout as error:
            raise Missing(f"no control named {name}") from error

    def _await(self, look: Callable[[], re.Match[str] | None], name: str) -> re.Match[str]:
        deadline = time.monotonic() + LONGEST / 2
        while time.monotonic() < deadline:
            if match := look():
                return match
            self.page.wait_for_timeout(200)
        raise Missing(f"no {name}")
