"""Who sees which events, places and waiting lists; and the dates of events that repeat."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from members.access import LOCAL, Role
from members.community import belonging
from members.community.readers import is_meant_for, readers_by_id
from members.errors import MembersError, NotAllowed
from members.events import organising, times
from members.events.reading import HAS_PLACE, WAITS, calendar_of_page, coming_events, coming_events_for_all, past_events, read_event
from members.events.signing_up import give_up, sign_up
from members.people import administration
from members.store.engine import MemberStore
from members.store.event_tables import Event
from tests.members.community.people import come_in, found
from tests.members.events.support import FIRST, LINK, NOW, TEXT, made
from warehouse.contract.taxonomy import MARKS

UNTIL = NOW + timedelta(days=60)


def test_nobody_sees_an_event_that_is_not_meant_for_him_or_her(store: MemberStore) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR, "RED"), come_in(store, "anna")
    outsider = come_in(store, "outsider", Role.ADMIN)
    group = found(store, moderator, "Pilots", "invitation", anna)
    opened, closed = made(store, moderator, title="Open"), made(store, moderator, title="Closed", group_id=group)
    secret = made(store, moderator, title="Secret", tlp="RED")

    def titles(person: object) -> list[str]:
        return sorted(row.title for row in coming_events(store, person, UNTIL, NOW))  # type: ignore[arg-type]

    assert titles(moderator) == ["Closed", "Open", "Secret"]
    assert titles(anna) == ["Closed", "Open"]
    assert titles(outsider) == ["Open"]
    assert [row.title for row in coming_events_for_all(store, "GREEN", UNTIL, NOW)] == ["Open"]
    assert coming_events_for_all(store, "CLEAR", UNTIL, NOW) == []
    for person, date_id in ((outsider, closed), (outsider, secret), (anna, secret), (anna, "0" * 32)):
        for deed in (
            lambda: read_event(store, person, date_id, NOW),  # noqa: B023
            lambda: sign_up(store, person, date_id, now=NOW),  # noqa: B023
            lambda: organising.cancel_date(store, person, date_id, now=NOW),  # noqa: B023
        ):
            with pytest.raises(NotAllowed, match="There is no such event, or it is not open to you"):
                deed()
    for person in (come_in(store, "reader", Role.READER), LOCAL):
        with pytest.raises(NotAllowed):
            coming_events(store, person, UNTIL, NOW)
    belonging.leave_group(store, anna, group)
    assert titles(anna) == ["Open"]
    administration.give_clearance(store, LOCAL, anna.person_id, "CLEAR")
    assert titles(anna) == []
    assert read_event(store, moderator, opened, NOW).may_organise


def test_the_rule_is_the_same_in_a_query_and_for_one_event(store: MemberStore) -> None:
    """Pages and feeds ask the database who may open an event, mails ask for one event at a time."""
    moderator = come_in(store, "moderator", Role.MODERATOR, "RED")
    people = [moderator, *(come_in(store, f"of {mark}", clearance=mark) for mark in MARKS)]
    groups = ["", found(store, moderator, "Pilots", "open", people[2]), found(store, moderator, "Agents", "invitation", people[-1])]
    for mark in MARKS:
        for group_id in groups:
            made(store, moderator, title=mark, tlp=mark, group_id=group_id)
    with store.reading() as session:
        events = session.scalars(select(Event)).all()
        readers = readers_by_id(session, [person.person_id for person in people])
        assert len(readers) == len(people)
        for reader in readers.values():
            open_to_reader = set(session.scalars(select(Event.event_id).where(is_meant_for(reader, Event))).all())
            assert open_to_reader == {event.event_id for event in events if reader.may_read(event.tlp, event.group_id)}


def test_moderators_make_events_and_nobody_else_does(store: MemberStore) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR), come_in(store, "anna")
    group = found(store, moderator, "Pilots", "open", anna)
    belonging.set_moderator(store, moderator, group, anna.person_id, True)
    made(store, anna, group_id=group)
    date_id = made(store, moderator)
    for deed in (
        lambda: made(store, anna),
        lambda: organising.change_event(store, anna, date_id, TEXT, NOW),
        lambda: organising.move_date(store, anna, date_id, FIRST, 60, now=NOW),
        lambda: organising.cancel_date(store, anna, date_id, now=NOW),
        lambda: organising.set_afterwards(store, anna, date_id, "https://example.com", "", NOW),
        lambda: organising.signed_up(store, anna, date_id),
    ):
        with pytest.raises(NotAllowed, match="Only moderators can"):
            deed()
    with pytest.raises(NotAllowed, match="no such event"):
        made(store, come_in(store, "admin", Role.ADMIN), group_id=group)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"title": " "}, "A title needs"), ({"place": "", "join_link": ""}, "Say where"),
        ({"join_link": "javascript:alert(1)"}, "join link"),
        ({"join_link": "https://zoom.example@evil.example/x"}, "join link"), ({"zone": "Mars/Olympus"}, "no such time zone"),
        ({"first": datetime(2026, 11, 2, 8, 0)}, "still to come"), ({"minutes": 0}, "takes 1 minute"), ({"places": 0}, "places"),
        ({"repeats": "weekly", "count": 105}, "1 to 104"), ({"repeats": "monthly", "count": 30}, "two years"), ({"tlp": "RED"}, "yourself"),
        ({"agenda": "x" * 1_000_000}, "agenda"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(desk_store: MemberStore, how: dict[str, Any], words: str) -> None:
    moderator = come_in(desk_store, "moderator", Role.MODERATOR)
    with pytest.raises(NotAllowed, match=words):
        made(desk_store, moderator, **how)
    assert calendar_of_page(desk_store, moderator, NOW) == []


def test_the_join_link_is_for_those_with_a_place_and_who_waits_longest_moves_up(store: MemberStore) -> None:
    moderator, anna, rolf, eva = (come_in(store, "moderator", Role.MODERATOR), *(come_in(store, name) for name in ("anna", "rolf", "eva")))
    date_id = made(store, moderator, places=1)
    assert read_event(store, anna, date_id, NOW).join_link == "", "not to somebody who only looks"
    assert [sign_up(store, person, date_id, now=NOW) for person in (anna, rolf, eva, anna)] == [HAS_PLACE, WAITS, WAITS, HAS_PLACE]
    assert [read_event(store, person, date_id, NOW).join_link for person in (anna, rolf, moderator)] == [LINK, "", LINK]
    assert read_event(store, anna, date_id, datetime(2026, 12, 1, 14, 0, tzinfo=UTC)).join_link == "", "it is over"
    [row] = coming_events(store, rolf, UNTIL, NOW)
    assert (row.taken, row.waiting, row.is_full, row.standing) == (1, 2, True, WAITS)
    give_up(store, anna, date_id, NOW)
    assert [read_event(store, person, date_id, NOW).row.standing for person in (anna, rolf, eva)] == ["", HAS_PLACE, WAITS]
    assert organising.signed_up(store, moderator, date_id) == (["Rolf"], ["Eva"])
    organising.change_event(store, moderator, date_id, organising.EventText("More room", join_link=LINK, places=5), NOW)
    assert organising.signed_up(store, moderator, date_id) == (["Eva", "Rolf"], [])
    organising.cancel_date(store, moderator, date_id, "Storm", now=NOW)
    assert read_event(store, rolf, date_id, NOW).join_link == ""
    with pytest.raises(NotAllowed, match="over, or was cancelled"):
        sign_up(store, anna, date_id, now=NOW)
    assert coming_events(store, rolf, UNTIL, NOW) == []
    [kept] = calendar_of_page(store, rolf, NOW)
    assert (kept.is_cancelled, kept.note) == (True, "Storm")


def test_of_two_who_take_the_last_place_at_once_one_gets_it(store: MemberStore) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR)
    people = [come_in(store, f"member{number}") for number in range(6)]
    date_id = made(store, moderator, places=1)
    faults: list[MembersError] = []
    begin = threading.Barrier(len(people))

    def race(number: int) -> None:
        begin.wait()
        try:
            sign_up(store, people[number], date_id, now=NOW)
        except MembersError as error:
            faults.append(error)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    has_place, waits = organising.signed_up(store, moderator, date_id)
    assert (faults, len(has_place), len(waits)) == ([], 1, 5)


def test_a_series_keeps_its_hour_in_summer_and_later_dates_move_together(store: MemberStore) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR), come_in(store, "anna")
    first = datetime(2027, 3, 14, 14, 0)
    date_id = made(store, moderator, first=first, repeats="weekly", count=4)
    rows = coming_events(store, anna, now=NOW)
    assert [row.starts_at.hour for row in rows] == [13, 13, 12, 12], "the clocks of Oslo change on 28 March"
    sign_up(store, anna, date_id, and_later=True, now=NOW)
    organising.move_date(store, moderator, rows[1].date_id, datetime(2027, 3, 22, 15, 30), 90, "Speaker ill", and_later=True, now=NOW)
    organising.cancel_date(store, moderator, rows[3].date_id, now=NOW)
    moved = calendar_of_page(store, anna, NOW)
    assert [f"{times.to_local(row.starts_at.replace(tzinfo=None), row.zone):%d %H:%M}" for row in moved] == [
        "14 14:00", "22 15:30", "29 15:30", "05 15:30"
    ]  # fmt: skip
    assert [(row.is_moved, row.is_cancelled, row.standing) for row in moved] == [
        (False, False, HAS_PLACE), (True, False, HAS_PLACE), (True, False, HAS_PLACE), (True, True, HAS_PLACE)
    ]  # fmt: skip
    opened = read_event(store, anna, date_id, NOW)
    assert [row.date_id for row in opened.later] == [row.date_id for row in moved[1:]]
    after = moved[1].ends_at
    assert [row.date_id for row in past_events(store, anna, after)] == [moved[1].date_id, moved[0].date_id]


@given(
    first=st.datetimes(datetime(2026, 11, 3), datetime(2030, 1, 1)).map(lambda moment: moment.replace(second=0, microsecond=0)),
    repeats=st.sampled_from(("weekly", "fortnightly", "monthly")), count=st.integers(2, 24),
    zone=st.sampled_from(("Europe/Oslo", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_every_date_has_the_hour_and_weekday_of_the_first(first: datetime, repeats: str, count: int, zone: str) -> None:
    dates = times.dates_of(first, repeats, count)
    assert dates[0] == first and len(dates) == count == len(set(dates))
    assert {(date.weekday(), date.time()) for date in dates} == {(first.weekday(), first.time())}
    for date in dates:
        local = times.to_local(times.to_utc(date, zone), zone)
        # Only an hour that the clock skips in spring comes by another one.
        assert local == date or local - date <= timedelta(hours=1)
        assert times.to_utc(date, zone).replace(tzinfo=UTC).utcoffset() == timedelta(0)
