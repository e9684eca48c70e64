"""Members among themselves in real browsers: a moderator, a member who joins, and an outsider, each with a sign-in of their own; the
directory; and a watch rule that rings the bell of whoever made it, and nobody else's.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched, open_in
from tests.browser.test_pages import beyond, findings
from tests.conftest import ROOT
from tests.support.provider import running_provider, sign_in_environment, somebody
from tests.support.server import free_port, running_app
from tests.support.snapshots import build_snapshot

pytestmark = pytest.mark.browser
WAIT = 60_000
PEOPLE = [somebody("mona", "order"), somebody("anna", "members"), somebody("otto", "members")]
GROUP, TITLE, WORDS, ANSWER, EVENT = "Malacca circle", "Ladders cut loose", "Two boats, no lights.", "Seen off Karimun too.", "Watch drills"


@dataclass(frozen=True)
class Community:
    """The app with people of whom one moderates: its address, and the environment of its processes."""

    address: str
    environ: dict[str, str]

    def deliver(self) -> None:
        """One round of what `python -m members watch` does all the time."""
        subprocess.run([sys.executable, "-m", "members", "deliver"], cwd=ROOT, env=os.environ | self.environ, check=True)


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    folder, port = tmp_path_factory.mktemp("community"), free_port()
    build_snapshot(folder / "data", 200)
    with running_provider(PEOPLE) as provider:
        environ = sign_in_environment(provider, port)
        with running_app(folder / "data", folder / "log", PORT=str(port), **environ) as address:
            yield Community(address, {"ANCHORWATCH_DATA": str(folder / "data"), **environ})


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


def type_in(watched: Watched, label: str, words: str) -> None:
    """As a person would: Streamlit takes a text over when its field is left, and what is pressed while it answers may be lost."""
    field = watched.page.get_by_label(label, exact=True)
    field.fill(words)
    field.press("Tab")
    watched.settle()


def choose_group(watched: Watched) -> None:
    """For whom something is."""
    watched.page.get_by_label("For whom").click()
    watched.page.get_by_role("option", name=GROUP).click()


def words_at(watched: Watched, address: str) -> str:
    watched.go(address)
    return watched.page.get_by_test_id("stMain").inner_text()


def test_two_members_and_an_outsider(chromium: Browser, community: Community) -> None:
    server = community.address
    with open_in(chromium) as first, open_in(chromium, 400, 900, dark=False) as second, open_in(chromium) as third:
        mona = come_in(first, server, "mona")
        mona.get_by_text("Create a group").click()
        type_in(first, "Name", GROUP)
        mona.get_by_role("button", name="Create the group").click()
        mona.get_by_role("heading", name=GROUP).wait_for()
        assert "1 person" in words_at(first, mona.url) and findings(first) == []

        first.go(f"{server}/chatter")
        mona.get_by_text("Start a thread").click()
        type_in(first, "Title", TITLE)
        type_in(first, "Your words", WORDS)
        choose_group(first)
        mona.get_by_role("button", name="Start the thread").click()
        mona.wait_for_url("**thread=*")
        thread = mona.url

        first.go(f"{server}/events")
        mona.get_by_text("Plan an event").click()
        type_in(first, "Title", EVENT)
        type_in(first, "Join link", "https://meet.example.com/7")
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
        type_in(second, "Your answer", ANSWER)
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


def test_the_directory_and_a_rule_that_rings_one_bell(chromium: Browser, community: Community) -> None:
    server = community.address
    with open_in(chromium) as first, open_in(chromium) as second, open_in(chromium) as third:
        mona, anna = come_in(first, server, "mona"), come_in(second, server, "anna")
        come_in(third, server, "otto")
        second.go(f"{server}/directory")
        anna.get_by_text("Be found by other members").click()
        type_in(second, "How to reach you", "On watch from 08 to 16 UTC")
        anna.get_by_role("button", name="List me").click()
        anna.get_by_text("Others can find you now.").wait_for()
        told = words_at(third, f"{server}/directory")
        assert "Anna" in told and "On watch from 08 to 16 UTC" in told and "Mona" not in told and findings(third) == []

        second.go(f"{server}/alerts?part=Rules")
        type_in(second, "Name", "What they say of it")
        anna.get_by_role("button", name="Post about it").click()
        second.settle()
        anna.get_by_role("button", name="Make this rule").click()
        anna.get_by_text("The rule watches from now on.").wait_for()
        community.deliver()
        first.go(f"{server}/chatter?about=region:singapore_strait")
        mona.get_by_text("Start a thread").click()
        type_in(first, "Title", "Boats off Batu Berhanti")
        type_in(first, "Your words", "QZWORDS")
        mona.get_by_role("button", name="Start the thread").click()
        mona.wait_for_url("**thread=*")
        community.deliver()
        told = words_at(second, f"{server}/alerts")
        assert anna.get_by_role("link", name="1 new alert").is_visible() and findings(second) == []
        assert "New thread: Boats off Batu Berhanti" in told and "What they say of it" in told and "QZWORDS" not in told
        for watched in (first, third):
            assert "Batu Berhanti" not in words_at(watched, f"{server}/alerts")
            assert not watched.page.get_by_role("link", name="new alert").count()
