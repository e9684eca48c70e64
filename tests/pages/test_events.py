"""*Events* as a moderator, members and an outsider see it: planned, signed up for, moved, judged; hostile words; the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from members.access import Person, Role
from members.community import belonging, groups
from members.events import feeds, organising
from members.events.reading import calendar_of_page, read_event
from members.events.signing_up import sign_up
from members.store import MemberStore
from members.store.event_tables import EventDate
from pages.events.calendar_routes import ROUTES
from tests.members.events.support import LINK, made
from tests.pages.conftest import Open, by_key, said
from tests.pages.people import sign_in_as
from tests.support.app import as_shown, everything_sent

EVENTS, ALERTS = "pages/events/page.py", "pages/alerts/page.py"
HOSTILE = "**Bold** <img src=x onerror=alert(1)> :smile: [x](javascript:alert(1))"
FIRST = datetime(2030, 1, 8, 14, 0)
As = Callable[[str], Person]


@pytest.fixture
def be(member_store: MemberStore, monkeypatch: pytest.MonkeyPatch) -> As:
    """Be one of the people from now on."""
    roles = {"moderator": Role.MODERATOR, "outsider": Role.ANALYST}
    return lambda name: sign_in_as(monkeypatch, roles.get(name, Role.MEMBER), name)


def press(at: AppTest, beginning: str) -> AppTest:
    """Press the first button whose label begins so."""
    next(button for button in at.button if as_shown(button.label).startswith(beginning)).click().run()
    assert not at.exception, at.exception
    return at


def links(at: AppTest) -> list[str]:
    return [element.proto.url for element in at.get("link_button")]


def event(store: MemberStore, person: Person, **how: Any) -> str:
    return made(store, person, **({"first": FIRST} | how))


def test_an_event_is_planned_found_and_signed_up_for_on_the_pages(member_store: MemberStore, open_page: Open, be: As) -> None:
    be("moderator")
    at = open_page(EVENTS)
    assert "No event is coming." in said(at)
    for name, words in (("title", HOSTILE), ("speakers", HOSTILE), ("agenda", HOSTILE), ("place", "Quay 4"), ("join_link", LINK)):
        by_key(at, "text_area" if name == "agenda" else "text_input", f"new_event_{name}").set_value(words)
    by_key(at, "number_input", "new_event_places").set_value(1)
    by_key(at, "date_input", "new_event_day").set_value(FIRST.date())
    by_key(at, "selectbox", "new_event_repeats").set_value("weekly").run()
    by_key(at, "number_input", "new_event_count").set_value(3)
    press(at, "Plan it")
    assert f"{HOSTILE}" in as_shown(at.subheader[0].value) and "Signed up: nobody yet" in said(at)

    be("anna")
    at = open_page(EVENTS)
    assert f"1 event is coming: {HOSTILE} begins Tuesday 8 January, 14:00 in your time zone." in said(at)
    assert "Tuesday 8 January 2030, 14:00 to 15:00 · All members · TLP:GREEN · 0 of 1 places taken · 2 more dates" in said(at)
    assert not [button for button in at.button if button.label == "Plan it"] and LINK not in everything_sent(at)
    press(at, "Sign up")
    assert "you have a place" in said(at)
    press(at, HOSTILE)
    assert links(at) == [LINK]
    html = "".join(element.proto.body for element in at.get("html"))
    assert "<img" not in html and "<strong>Bold</strong>" in html

    be("rolf")
    at = open_page(EVENTS)
    press(at, "Join the waiting list")
    assert "you are on the waiting list" in said(at)
    press(at, HOSTILE)
    assert links(at) == [] and LINK not in everything_sent(at)
    assert "anna" not in everything_sent(at).lower(), "who comes is for organisers"


def test_a_closed_groups_events_are_told_to_its_people_alone(member_store: MemberStore, open_page: Open, be: As) -> None:
    moderator = be("moderator")
    group = groups.found_group(member_store, moderator, "Quiet circle", "invitation", "")
    anna = be("anna")
    belonging.invite_to_group(member_store, moderator, group, anna.email)
    belonging.join_group(member_store, anna, group)
    date_id = event(member_store, moderator, title="QZSECRETX", group_id=group)
    event(member_store, moderator, title="Open evening")
    assert "2 events are coming" in said(open_page(EVENTS))
    assert "Open evening" not in said(open_page(EVENTS, place=group)).partition("in your time zone.")[2]
    be("outsider")
    for at in (open_page(EVENTS), open_page(EVENTS, place=group), open_page(EVENTS, event=date_id), open_page(EVENTS, event="0" * 32)):
        assert not at.exception and "QZSECRETX" not in everything_sent(at)
    assert "1 event is coming: Open evening" in said(open_page(EVENTS))
    assert "There is no such event, or it is not open to you." in said(open_page(EVENTS, event=date_id))


def test_moved_cancelled_and_judged(member_store: MemberStore, open_page: Open, be: As) -> None:
    moderator, anna = be("moderator"), be("anna")
    date_id = event(member_store, moderator, title="Drills")
    sign_up(member_store, anna, date_id)
    be("moderator")
    at = open_page(EVENTS, event=date_id)
    by_key(at, "date_input", "move_").set_value(FIRST.date() + timedelta(days=1))
    by_key(at, "text_input", "note_").set_value("Storm")
    press(at, "Move")
    assert "moved: Storm" in said(at) and "Signed up: Anna" in said(at)
    be("anna")
    at = open_page(ALERTS)
    assert "1 new alert. Moved: Drills, Wednesday 9 January 2030, 14:00 (Europe/Oslo)." in said(at)
    assert "because of you have" not in said(at) and "you have signed up for this event" in said(at)
    assert f"events?event={date_id}" in everything_sent(at)
    with member_store.writing() as session:
        date = session.get_one(EventDate, date_id)
        date.starts_at, date.ends_at = (datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=hours) for hours in (2, 1))
    organising.set_afterwards(member_store, moderator, date_id, "https://video.example.com/1", "")
    at = open_page(EVENTS, events_part="Past")
    assert links(at) == ["https://video.example.com/1"] and "No event is coming." in said(at)
    for part in (HOSTILE, "\x00", "9" * 400, ""):
        assert "No event is coming." in said(open_page(EVENTS, events_part=part))
    press(at, "Drills")
    by_key(at, "segmented_control", "stars_").set_value(4)
    by_key(at, "text_area", "judged_").set_value("More of it")
    press(at, "Send")
    assert not [button for button in at.button if button.label == "Send"]
    be("moderator")
    told = said(open_page(EVENTS, event=date_id))
    assert "4.0 of 5 on average, from 1 person." in told and "4 of 5: More of it" in told


def test_the_calendar_feed_is_shown_once_and_its_address_alone_opens_it(member_store: MemberStore, open_page: Open, be: As) -> None:
    moderator, anna = be("moderator"), be("anna")
    date_id = event(member_store, moderator, title="Drills")
    sign_up(member_store, anna, date_id)
    at = press(open_page(EVENTS), "Make an address")
    assert "/events/feed/" in said(at) and "/events/feed/" not in said(at.run())
    token = feeds.renew_feed(member_store, anna)
    client = TestClient(Starlette(routes=list(ROUTES)))
    answer = client.get(f"/events/feed/{token}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert [str(part["summary"]) for part in Calendar.from_ical(answer.content).walk("VEVENT")] == ["Drills"]
    assert {client.get(f"/events/feed/{name}.ics").status_code for name in ("x", "a" * 43, f"{token}x")} == {404}
    by_key(at, "segmented_control", "event_reminder").set_value("hour").run()
    assert not at.exception
    press(at, "Close the feed")
    assert client.get(f"/events/feed/{token}.ics").status_code == 404


def test_without_sign_in_and_for_readers_there_are_no_events(
    member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch, be: As
) -> None:
    assert "Events are for servers where people sign in." in said(open_page(EVENTS))
    event(member_store, be("moderator"), title="QZSECRETX")
    sign_in_as(monkeypatch, Role.READER, "reader")
    assert "QZSECRETX" not in everything_sent(open_page(EVENTS))
    [row] = calendar_of_page(member_store, be("anna"))
    assert not read_event(member_store, be("anna"), row.date_id).may_organise
