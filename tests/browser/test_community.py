"""Members among themselves in real browsers: a moderator, a member who joins, and an outsider, each with a sign-in of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched, open_in
from tests.browser.test_pages import beyond, findings
from tests.support.provider import running_provider, sign_in_environment, somebody
from tests.support.server import free_port, running_app
from tests.support.snapshots import build_snapshot

pytestmark = pytest.mark.browser
WAIT = 60_000
PEOPLE = [somebody("mona", "order"), somebody("anna", "members"), somebody("otto", "members")]
GROUP, TITLE, WORDS, ANSWER, EVENT = "Malacca circle", "Ladders cut loose", "Two boats, no lights.", "Seen off Karimun too.", "Watch drills"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with people of whom one moderates."""
    folder, port = tmp_path_factory.mktemp("community"), free_port()
    build_snapshot(folder / "data", 200)
    with (
        running_provider(PEOPLE) as provider,
        running_app(folder / "data", folder / "log", PORT=str(port), **sign_in_environment(provider, port)) as address,
    ):
        yield address


def come_in(watched: Watched, address: str, subject: str) -> Page:
    page = watched.page
    page.set_default_timeout(WAIT)
    # The provider's pages ask for a style sheet elsewhere.
    page.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    page.goto(f"{address}/groups")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=subject).click()
    page.get_by_role("heading", name="Groups", level=1).wait_for()
    return page


def type_in(page: Page, label: str, words: str) -> None:
    """As a person would: Streamlit takes a text over when its field is left."""
    field = page.get_by_label(label, exact=True)
    field.fill(words)
    field.press("Tab")


def choose_group(watched: Watched) -> None:
    """For whom something is. A list that is opened while the page still answers what was typed would close again."""
    watched.settle()
    watched.page.get_by_label("For whom").click()
    watched.page.get_by_role("option", name=GROUP).click()


def words_at(watched: Watched, address: str) -> str:
    watched.go(address)
    return watched.page.get_by_test_id("stMain").inner_text()


def test_two_members_and_an_outsider(chromium: Browser, server: str) -> None:
    with open_in(chromium) as first, open_in(chromium, 400, 900, dark=False) as second, open_in(chromium) as third:
        mona = come_in(first, server, "mona")
        mona.get_by_text("Create a group").click()
        type_in(mona, "Name", GROUP)
        mona.get_by_role("button", name="Create the group").click()
        mona.get_by_role("heading", name=GROUP).wait_for()
        assert "1 person" in words_at(first, mona.url) and findings(first) == []

        first.go(f"{server}/chatter")
        mona.get_by_text("Start a thread").click()
        type_in(mona, "Title", TITLE)
        type_in(mona, "Your words", WORDS)
        choose_group(first)
        mona.get_by_role("button", name="Start the thread").click()
        mona.wait_for_url("**thread=*")
        thread = mona.url

        first.go(f"{server}/events")
        mona.get_by_text("Plan an event").click()
        type_in(mona, "Title", EVENT)
        type_in(mona, "Join link", "https://meet.example.com/7")
        choose_group(first)
        mona.get_by_role("button", name="Plan it").click()
        mona.wait_for_url("**event=*")

        otto = come_in(third, server, "otto")
        otto.get_by_text(GROUP).wait_for()
        told = otto.get_by_test_id("stMain").inner_text()
        assert "1 person" in told and "Mona" not in told
        for address in (thread, f"{server}/chatter", f"{server}/events", mona.url):
            told = words_at(third, address)
            assert not [words for words in (TITLE, WORDS, EVENT, "Mona") if words in told], address

        anna = come_in(second, server, "anna")
        anna.get_by_role("button", name="Join", exact=True).click()
        anna.get_by_text("you belong to it").wait_for()
        assert WORDS in words_at(second, thread) and beyond(second) == [] and findings(second) == []
        type_in(anna, "Your answer", ANSWER)
        anna.get_by_role("button", name="Send", exact=True).click()
        expect(anna.get_by_test_id("stMain").get_by_text(ANSWER).first).to_be_visible()
        assert EVENT in words_at(second, f"{server}/events") and beyond(second) == [] and findings(second) == []
        anna.get_by_role("button", name="Sign up", exact=True).click()
        anna.get_by_text("You have a place.").wait_for()
        anna.get_by_role("button", name=EVENT).click()
        expect(anna.get_by_role("link", name="Join")).to_have_attribute("href", "https://meet.example.com/7")
        with anna.expect_download() as download:
            anna.get_by_role("button", name="Add to my calendar").click()
            anna.get_by_role("button", name="File of this event").click()
        [event] = Calendar.from_ical(Path(download.value.path()).read_bytes()).walk("VEVENT")
        assert str(event["summary"]) == EVENT and event["url"] == "https://meet.example.com/7"

        assert ANSWER in words_at(first, thread)
        for watched in (first, second, third):
            assert [fault for fault in watched.errors if "net::ERR_FAILED" not in fault] == []
