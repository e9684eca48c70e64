"""What those signed up are told: reminders, moves, cancellations and places, each once, and nothing to anybody else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from members.access import LOCAL, Person, Role
from members.alerts.composing import compose_due
from members.alerts.deliver import Deliverer
from members.alerts.inbox import alerts_of
from members.alerts.outlets import Choices, choose
from members.alerts.sending_pass import send_waiting
from members.community import belonging
from members.community.readers import readers_by_id
from members.errors import NotAllowed
from members.events import organising, telling, upkeep
from members.events.feedback import feedback_on, give_feedback
from members.events.items import event_items_of
from members.events.personal_data import delete_past_events
from members.events.reading import HAS_PLACE, WAITS, read_event
from members.events.signing_up import choose_reminder, give_up, sign_up
from members.people import administration, own_data
from members.store.engine import MemberStore
from members.store.event_tables import EventSignUp
from tests.members.alerts_support import ADDRESS, settings_with
from tests.members.community.people import come_in, found
from tests.members.events.support import LINK, NOW, TEXT, made
from tests.support.alert_world import AlertWorld
from tests.support.mail_sink import MailSink, mail_sink
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot

BEGINS = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot]:
    world = AlertWorld(tmp_path_factory.mktemp("events"))
    return world.data, world.publish()


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with mail_sink() as opened:
        yield opened


@pytest.fixture
def chosen(published: tuple[Path, Snapshot], sink: MailSink, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in {"PUBLIC_ADDRESS": ADDRESS, "MAIL_SERVER": f"127.0.0.1:{sink.port}", "MAIL_FROM": "watch@example.com"}.items():
        monkeypatch.setenv(f"ANCHORWATCH_{name}", value)
    return settings_with(published[0], sink.port, ROLE_GROUPS="")


@pytest.fixture
def mails(store: MemberStore, chosen: Settings, published: tuple[Path, Snapshot], sink: MailSink) -> Any:
    """Sends what is due at a moment, and gives (recipient, subject, text) of each new mail."""

    def send(now: datetime = NOW) -> list[tuple[str, str, str]]:
        before = len(sink.taken)
        upkeep.remind(store, now)
        compose_due(store, now.replace(tzinfo=None))
        send_waiting(store, chosen, published[1], now)
        new = [(recipients[0], mail) for (recipients, _), mail in zip(sink.taken[before:], sink.mails()[before:], strict=True)]
        return sorted((recipient.partition("@")[0], str(mail["Subject"]), text_in(mail)) for recipient, mail in new)

    return send


def text_in(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def files_in(mail: Any) -> list[Any]:
    """The events of all calendars that a mail carries."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert all(part.get_param("method") == "PUBLISH" and part.get_filename() == "event.ics" for part in parts)
    return [event for part in parts for event in Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")]


def member(store: MemberStore, chosen: Settings, name: str, **how: Any) -> Person:
    person = come_in(store, name)
    choose(store, person, chosen, Choices(**{"mail": "weekly", "zone": "Asia/Tokyo"} | how))
    return person


def test_one_reminder_at_the_chosen_time_with_the_link(store: MemberStore, chosen: Settings, mails: Any, sink: MailSink) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR)
    anna, rolf, eva, off = (member(store, chosen, name) for name in ("anna", "rolf", "eva", "off"))
    choose_reminder(store, rolf, "hour", NOW)
    choose_reminder(store, off, "off", NOW)
    date_id = made(store, moderator, title="Drills\r\nBcc: all@example.com", places=3)
    assert [sign_up(store, person, date_id, now=NOW) for person in (anna, rolf, off, eva)] == [HAS_PLACE] * 3 + [WAITS]
    assert mails(BEGINS - timedelta(days=1, seconds=1)) == []
    [(who, subject, text)] = mails(BEGINS - timedelta(hours=23))
    assert (who, subject) == ("anna", "[TLP:GREEN] Reminder: Drills Bcc: all@example.com, Tuesday 1 December 2026, 22:00 (Asia/Tokyo)")
    assert f"Join: {LINK}" in text and "Why you are told: you have signed up for this event" in text
    assert f"{ADDRESS}/events?event={date_id}" in text
    assert [(part["status"], part["url"]) for part in files_in(sink.mails()[-1])] == [("CONFIRMED", LINK)]
    assert [who for who, _, _ in mails(BEGINS - timedelta(minutes=59))] == ["rolf"]
    assert mails(BEGINS - timedelta(minutes=1)) == mails(BEGINS + timedelta(days=2)) == []
    # Whoever signs up afterwards needs no reminder, and after the beginning nobody does.
    late = made(store, moderator)
    sign_up(store, anna, late, now=BEGINS - timedelta(hours=3))
    sign_up(store, rolf, late, now=NOW)
    assert mails(BEGINS + timedelta(seconds=1)) == []


@pytest.mark.parametrize("name", ["add_deliveries", "alert_readers", "Told"])
def test_broken_off_anywhere_a_reminder_is_sent_once(
    name: str, store: MemberStore, chosen: Settings, mails: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR), member(store, chosen, "anna")
    sign_up(store, anna, made(store, moderator), now=NOW)
    real = getattr(telling, name)

    def kill(*values: Any) -> Any:
        real(*values)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, contextlib.suppress(KeyboardInterrupt):
        patched.setattr(telling, name, kill)
        mails(BEGINS - timedelta(hours=2))
        pytest.fail("it was not broken off")
    assert [who for who, _, _ in mails(BEGINS - timedelta(hours=2))] == ["anna"]
    assert mails(BEGINS - timedelta(hours=1)) == []


def test_moves_cancellations_and_free_places_are_told_to_those_signed_up(
    store: MemberStore, chosen: Settings, mails: Any, sink: MailSink
) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR)
    anna, rolf = member(store, chosen, "anna"), member(store, chosen, "rolf", mail="at_once")
    member(store, chosen, "bystander")
    date_id = made(store, moderator, places=1)
    for person in (anna, rolf):
        sign_up(store, person, date_id, now=NOW)
    organising.move_date(store, moderator, date_id, datetime(2026, 12, 2, 9, 30), 60, "Port closed", now=NOW)
    (who, subject, text), (waiting, _, waits) = mails()
    assert (who, waiting) == ("anna", "rolf")
    assert subject == "[TLP:GREEN] Moved: Boarding drills, Wednesday 2 December 2026, 17:30 (Asia/Tokyo)"
    assert "Why: Port closed" in text and LINK in text and LINK not in waits and "You are on the waiting list" in waits
    give_up(store, anna, date_id, NOW + timedelta(minutes=1))
    [(who, subject, text)] = mails(NOW + timedelta(minutes=1))
    assert who == "rolf" and "You have a place: Boarding drills" in subject and LINK in text
    organising.change_event(store, moderator, date_id, TEXT, NOW + timedelta(minutes=2))
    assert mails(NOW + timedelta(minutes=2)) == [], "nothing that anybody has to plan for"
    organising.change_event(store, moderator, date_id, organising.EventText("Drills", place="Bergen"), NOW + timedelta(minutes=3))
    [(_, subject, text)] = mails(NOW + timedelta(minutes=3))
    assert "Place or join link changed: Drills" in subject and "Place: Bergen" in text
    organising.cancel_date(store, moderator, date_id, "Storm", now=NOW + timedelta(minutes=4))
    [(_, subject, text)] = mails(NOW + timedelta(minutes=4))
    assert "Cancelled: Drills" in subject and "Why: Storm" in text
    assert mails(BEGINS) == [], "nobody is reminded of what was cancelled"
    updates = [part for mail in sink.mails() for part in files_in(mail) if mail["To"] == "rolf@example.com"]
    assert [(part["sequence"], part["status"]) for part in updates] == [
        (1, "TENTATIVE"),
        (1, "CONFIRMED"),
        (2, "CONFIRMED"),
        (3, "CANCELLED"),
    ]
    assert len({part["uid"] for part in updates}) == 1
    told = [row.told for row in alerts_of(store, rolf)]
    assert sorted(item.headline.partition(":")[0] for item in event_items_of(store, rolf.person_id, told).values()) == ["Cancelled"], (
        "what is no longer true is shown no longer"
    )


def test_what_its_reader_may_not_see_any_more_is_not_told(store: MemberStore, chosen: Settings, mails: Any) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR, "RED")
    anna, rolf = member(store, chosen, "anna"), member(store, chosen, "rolf")
    group = found(store, moderator, "Pilots", "open", anna, rolf)
    date_id = made(store, moderator, title="QZSECRETX", group_id=group, places=1)
    for person in (anna, rolf):
        sign_up(store, person, date_id, now=NOW)
    organising.move_date(store, moderator, date_id, datetime(2026, 12, 2, 9, 30), 60, now=NOW)
    belonging.leave_group(store, anna, group)
    told = [row.told for row in alerts_of(store, anna)]
    assert told and event_items_of(store, anna.person_id, told) == {}
    assert [who for who, _, _ in mails()] == ["rolf"]
    # Who has left holds no place.
    assert upkeep.settle_places(store, NOW) == 1
    assert organising.signed_up(store, moderator, date_id) == (["Rolf"], [])
    assert upkeep.settle_places(store, NOW) == 0
    administration.set_disabled(store, LOCAL, rolf.person_id, True)
    assert upkeep.settle_places(store, NOW) == 1
    with store.reading() as session:
        assert set(readers_by_id(session, [anna.person_id, rolf.person_id, "nobody"])) == {anna.person_id}


def test_marks_that_may_not_leave_the_server_leave_as_a_number(
    store: MemberStore, published: tuple[Path, Snapshot], sink: MailSink, chosen: Settings
) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR, "RED")
    choose(store, moderator, chosen, Choices(mail="at_once"))
    date_id = made(store, moderator, title="QZSECRETX", tlp="RED")
    sign_up(store, moderator, date_id, now=NOW)
    organising.cancel_date(store, moderator, date_id, now=NOW)
    bounded = settings_with(published[0], sink.port, ROLE_GROUPS="", ALERT_CLEARANCE="AMBER")
    compose_due(store, NOW.replace(tzinfo=None))
    send_waiting(store, bounded, published[1], NOW)
    [mail] = sink.mails()
    assert "QZSECRETX" not in mail.as_string() and "1 alert marked too narrowly" in text_in(mail)


def test_quiet_hours_hold_a_move_back_but_no_reminder(store: MemberStore, chosen: Settings, mails: Any) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR)
    anna = member(store, chosen, "anna", zone="UTC", quiet_from="07:00", quiet_until="23:00")
    date_id = made(store, moderator)
    sign_up(store, anna, date_id, now=NOW)
    organising.move_date(store, moderator, date_id, datetime(2026, 12, 1, 15, 0), 60, now=NOW)
    assert mails() == [] and len(mails(NOW + timedelta(hours=15))) == 1
    assert len(mails(BEGINS + timedelta(hours=1) - timedelta(days=1))) == 1


def test_the_watch_reminds(store: MemberStore, chosen: Settings, sink: MailSink) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR), member(store, chosen, "anna")
    sign_up(store, anna, made(store, moderator), now=NOW)
    delivered = Deliverer(store, chosen).deliver(BEGINS - timedelta(hours=1))
    assert (delivered.sent.sent, len(sink.taken)) == (1, 1)


def test_feedback_is_given_once_by_those_who_had_a_place_and_read_without_names(store: MemberStore) -> None:
    moderator, anna, rolf = come_in(store, "moderator", Role.MODERATOR), come_in(store, "anna"), come_in(store, "rolf")
    date_id, after = made(store, moderator), BEGINS + timedelta(hours=2)
    sign_up(store, anna, date_id, now=NOW)
    for person, stars, moment in ((anna, 5, NOW), (rolf, 5, after), (anna, 0, after), (anna, 6, after)):
        with pytest.raises(NotAllowed):
            give_feedback(store, person, date_id, stars, "", moment)
    assert read_event(store, anna, date_id, after).may_judge
    give_feedback(store, anna, date_id, 4, "More drills", after)
    assert not read_event(store, anna, date_id, after).may_judge
    with pytest.raises(NotAllowed, match="already"):
        give_feedback(store, anna, date_id, 1, "", after)
    assert feedback_on(store, moderator, date_id) == [(4, "More drills")]
    with pytest.raises(NotAllowed, match="Only organisers"):
        feedback_on(store, rolf, date_id)
    organising.set_afterwards(store, moderator, date_id, "https://video.example.com/1", "https://xn--bcher-kva.example/2", after)
    assert read_event(store, rolf, date_id, after).row.recording == "https://video.example.com/1"
    with pytest.raises(NotAllowed, match="begins with https"):
        organising.set_afterwards(store, moderator, date_id, "http://video.example.com/1", "", after)
    kept = own_data.export_data(store, anna, anna.person_id)["events"]
    assert kept["feedback"][0]["words"] == "More drills" and kept["signed_up"][0]["event"] == "Boarding drills"
    assert own_data.export_data(store, moderator, moderator.person_id)["events"]["made"] == ["Boarding drills"]
    own_data.delete_own_account(store, anna)
    with store.writing() as session:
        assert session.scalars(select(EventSignUp)).all() == []
        assert delete_past_events(session, BEGINS.date()) == 0 and delete_past_events(session, BEGINS.date() + timedelta(days=1)) == 1
