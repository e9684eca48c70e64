"""Events as iCalendar: read again as other programs read it, whatever people write; and feeds whose rights are asked anew each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from icalendar import Calendar

from members.access import LOCAL, Person, Role
from members.community import belonging
from members.errors import NotAllowed
from members.events import feeds, organising
from members.events.calendars import ShownEvent, calendar_of
from members.events.links import checked_link
from members.events.reading import HAS_PLACE, calendar_of_page
from members.events.signing_up import give_up, sign_up
from members.events.times import dates_of, to_utc
from members.people import administration
from members.store.engine import MemberStore
from members.store.event_tables import Event, EventDate
from tests.members.alerts_support import settings_with
from tests.members.community.people import come_in, found
from tests.members.events.support import LINK, NOW, TEXT, made

CHOSEN = settings_with(Path("unused"), ALERT_CLEARANCE="AMBER")
SERIES: dict[str, Any] = {"first": datetime(2027, 3, 15, 14, 0), "repeats": "weekly", "count": 4}


def components(written: bytes) -> list[Any]:
    """The events of a calendar that obeys the rules of RFC 5545 for lines."""
    assert written.endswith(b"\r\n") and b"\n" not in written.replace(b"\r\n", b"")
    assert max(map(len, written.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(written)
    assert str(calendar["method"]) == "PUBLISH" and calendar.get_missing_tzids() == set()
    return list(calendar.walk("VEVENT"))


def starts(written: bytes) -> list[datetime]:
    """What a calendar program shows: every beginning that is not cancelled, in UTC, by the rule, its exceptions and replaced dates."""
    parts = components(written)
    replaced = {part["recurrence-id"].dt: part for part in parts if "recurrence-id" in part}
    shown = [part["dtstart"].dt for part in replaced.values() if part["status"] != "CANCELLED"]
    for part in parts:
        if "rrule" in part:
            left_out = {each.dt for each in part["exdate"].dts} if "exdate" in part else set()
            rule = rrulestr(part["rrule"].to_ical().decode(), dtstart=part["dtstart"].dt)
            shown += [moment for moment in rule if moment not in left_out and moment not in replaced]
        elif "recurrence-id" not in part and part["status"] != "CANCELLED":
            shown.append(part["dtstart"].dt)
    return sorted(moment.astimezone(UTC) for moment in shown)


def test_a_file_opens_as_one_event_and_a_change_is_an_update_of_it(desk_store: MemberStore) -> None:
    store, moderator, anna = desk_store, come_in(desk_store, "moderator", Role.MODERATOR), come_in(desk_store, "anna")
    date_id = made(store, moderator)

    def read(person: Person = anna) -> Any:
        [component] = components(feeds.event_file(store, person, CHOSEN, date_id, NOW))
        return component

    first = read()
    assert (first["summary"], first["location"], first["status"], first["sequence"]) == (TEXT.title, TEXT.place, "CONFIRMED", 0)
    assert first["dtstart"].dt.isoformat() == "2026-12-01T14:00:00+01:00" and first["duration"].dt == timedelta(hours=1)
    assert first["dtstart"].params["TZID"] == "Europe/Oslo" and {"DTSTAMP", "LAST-MODIFIED", "ORGANIZER"} <= set(first)
    assert "url" not in first and LINK not in str(first["description"]), "the link is for those with a place"
    sign_up(store, anna, date_id, now=NOW)
    assert (read()["url"], LINK in read()["description"]) == (LINK, True)
    organising.change_event(store, moderator, date_id, replace(TEXT, agenda="Other words"), NOW + timedelta(hours=1))
    assert read()["sequence"] == 0 and read()["last-modified"].dt == NOW + timedelta(hours=1)
    organising.move_date(store, moderator, date_id, datetime(2026, 12, 3, 10, 0), 90, now=NOW)
    organising.change_event(store, moderator, date_id, replace(TEXT, place="Bergen"), NOW)
    moved = read()
    assert (moved["uid"], moved["sequence"]) == (first["uid"], 2)
    assert (moved["dtstart"].dt.isoformat(), moved["duration"].dt) == ("2026-12-03T10:00:00+01:00", timedelta(minutes=90))
    organising.cancel_date(store, moderator, date_id, "Storm", now=NOW)
    cancelled = read()
    assert (cancelled["uid"], cancelled["sequence"], cancelled["status"]) == (first["uid"], 3, "CANCELLED")
    assert LINK not in cancelled.to_ical().decode() and "Storm" in cancelled["description"]


def test_a_series_shows_the_dates_that_the_page_shows(desk_store: MemberStore) -> None:
    store, moderator, anna = desk_store, come_in(desk_store, "moderator", Role.MODERATOR), come_in(desk_store, "anna")
    date_id = made(store, moderator, **SERIES)
    rows = calendar_of_page(store, moderator, NOW)
    organising.move_date(store, moderator, rows[1].date_id, datetime(2027, 3, 23, 9, 0), 60, now=NOW)
    organising.cancel_date(store, moderator, rows[2].date_id, now=NOW)

    def shown() -> list[datetime]:
        return starts(feeds.event_file(store, anna, CHOSEN, date_id, NOW))

    assert shown() == [row.starts_at for row in calendar_of_page(store, anna, NOW) if not row.is_cancelled]
    # Whoever comes to some dates has these alone, the first and moved ones left out or not.
    for number in (3, 1):
        sign_up(store, anna, rows[number].date_id, now=NOW)
        assert shown() == [row.starts_at for row in calendar_of_page(store, anna, NOW) if row.standing]
    parts = components(feeds.event_file(store, anna, CHOSEN, date_id, NOW))
    assert len({part["uid"] for part in parts}) == 1
    assert sorted(part["sequence"] for part in parts) == [0, 1] and {part.get("url") for part in parts} == {LINK}
    give_up(store, anna, rows[3].date_id, NOW)
    give_up(store, anna, rows[1].date_id, NOW)
    parts = components(feeds.event_file(store, anna, CHOSEN, date_id, NOW))
    assert sorted((part["sequence"], part["status"]) for part in parts) == [(0, "CONFIRMED"), (1, "CANCELLED"), (1, "CONFIRMED")]


def test_a_feed_is_a_key_that_opens_what_its_person_may_open_now(store: MemberStore) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR, "RED"), come_in(store, "anna", clearance="RED")
    group = found(store, moderator, "Pilots", "invitation", anna)
    inside, waits, secret = (
        made(store, moderator, title="Inside", group_id=group), made(store, moderator, title="Full", places=1),
        made(store, moderator, title="Secret", tlp="RED"),
    )  # fmt: skip
    sign_up(store, moderator, waits, now=NOW)
    for date_id in (inside, waits, secret):
        sign_up(store, anna, date_id, now=NOW)
    own, of_group = feeds.renew_feed(store, anna), feeds.renew_feed(store, anna, group)
    assert feeds.feeds_of(store, anna) == {"", group} and feeds.feeds_of(store, moderator) == frozenset()

    def titles(token: str, now: datetime = NOW) -> list[tuple[str, str, bool]] | None:
        written = feeds.calendar_at(store, CHOSEN, token, now)
        found = [] if written is None else components(written)
        return None if written is None else sorted((str(part["summary"]), str(part["status"]), "url" in part) for part in found)

    assert titles(own) == [("Full", "TENTATIVE", False), ("Inside", "CONFIRMED", True)], "TLP:RED does not leave the server"
    assert titles(of_group) == [("Inside", "CONFIRMED", True)]
    assert titles(own, NOW + timedelta(days=130)) == []
    give_up(store, anna, inside, NOW)
    assert titles(of_group) == [("Inside", "CONFIRMED", False)] and titles(own) == [("Full", "TENTATIVE", False)]
    with pytest.raises(NotAllowed, match="no such group"):
        feeds.renew_feed(store, come_in(store, "outsider", Role.ADMIN), group)
    belonging.leave_group(store, anna, group)
    assert titles(of_group) is None
    renewed = feeds.renew_feed(store, anna)
    assert titles(own) is None and titles(renewed) == [("Full", "TENTATIVE", False)]
    for token in ("", "x", "a" * 43, f"{renewed}\n"):
        assert titles(token) is None
    administration.set_disabled(store, LOCAL, anna.person_id, True)
    assert titles(renewed) is None
    administration.set_disabled(store, LOCAL, anna.person_id, False)
    feeds.close_feed(store, come_in(store, "anna"))
    assert titles(renewed) is None


HOSTILE = st.lists(
    st.sampled_from(
        ("\r\nBEGIN:VEVENT", "\nATTENDEE:mailto:x@example.com", ";", ",", ":", "\\n", '"', "END:VCALENDAR", "\u2028", "é", "😀")
    )
    | st.text(max_size=30),
    max_size=8,
).map("".join)  # fmt: skip


@given(title=HOSTILE, place=HOSTILE, agenda=HOSTILE, speakers=HOSTILE, note=HOSTILE, name=HOSTILE)
@hypothesis(max_examples=60, deadline=None)
def test_whatever_people_write_stays_text(title: str, place: str, agenda: str, speakers: str, note: str, name: str) -> None:
    columns = organising._checked(organising.EventText(f"T{title}"[:150], f"S{speakers}"[:400], agenda, f"P{place}"[:300], LINK))
    event = Event(
        event_id="e" * 32, zone="Europe/Oslo", minutes=60, repeats="once", sequence=0, changed_at=datetime(2026, 11, 1), **columns
    )
    start = datetime(2026, 12, 1, 13, 0)
    date = EventDate(
        date_id="d" * 32, original_at=start, starts_at=start, ends_at=start + timedelta(hours=1), is_cancelled=True,
        note=organising._line_or_nothing(note[:300], "A reason"), sequence=1, changed_at=datetime(2026, 11, 1),
    )  # fmt: skip
    [component] = components(calendar_of([ShownEvent(event, [date], {date.date_id: HAS_PLACE})], name, CHOSEN, NOW))
    assert (str(component["summary"]), str(component["location"])) == (columns["title"], columns["place"])
    assert set(component) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "DURATION", "LOCATION", "DESCRIPTION", "ORGANIZER"
    }  # fmt: skip


@given(
    first=st.datetimes(datetime(2026, 11, 3), datetime(2028, 1, 1)).map(lambda moment: moment.replace(hour=9, second=0, microsecond=0)),
    repeats=st.sampled_from(("weekly", "fortnightly", "monthly")), count=st.integers(2, 20), data=st.data(),
)  # fmt: skip
@hypothesis(max_examples=40, deadline=None)
def test_calendar_programs_show_what_is_stored(first: datetime, repeats: str, count: int, data: Any) -> None:
    event = Event(
        event_id="e" * 32, zone="America/New_York", minutes=30, repeats=repeats, sequence=2, changed_at=datetime(2026, 11, 1), title="T",
        speakers="", agenda="", place="P", join_link=LINK, tlp="GREEN",
    )  # fmt: skip
    rows, standing = [], {}
    for number, local in enumerate(dates_of(first, repeats, count)):
        start = to_utc(local, event.zone)
        moved = start + timedelta(hours=data.draw(st.sampled_from((0, 0, 1, 30))))
        is_cancelled = data.draw(st.booleans())
        rows.append(
            EventDate(
                date_id=f"{number:032}", original_at=start, starts_at=moved, ends_at=moved + timedelta(minutes=30),
                is_cancelled=is_cancelled, note="", sequence=1, changed_at=start,
            )
        )  # fmt: skip
        if data.draw(st.booleans()):
            standing[f"{number:032}"] = data.draw(st.sampled_from(("", "place", "waiting")))
    expected = sorted(row.starts_at.replace(tzinfo=UTC) for row in rows if row.date_id in standing and not row.is_cancelled)
    assert starts(calendar_of([ShownEvent(event, rows, standing)], "x", CHOSEN, NOW)) == expected


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://meet.example.com/a b", None), ("https://xn--80ak6aa92e.com/login", "https://xn--80ak6aa92e.com/login"),
        ("https://аpple.com/x?a=1&b=ü#c", "https://xn--pple-43d.com/x?a=1&b=%C3%BC#c"), ("https://zoom.us@evil.example/", None),
        ("https://meet.example.com:8443/x", "https://meet.example.com:8443/x"), ("javascript:alert(1)", None), ("//example.com", None),
        ("https://exa\r\nmple.com", None), ("https://example.com:99999/", None), ("https://example.com/" + "x" * 1000, None),
        ("http://[::1]/", None), ("", ""), ("HTTPS://MEET.example.com/X", "https://meet.example.com/X"),
    ],
)  # fmt: skip
def test_links_lead_where_they_seem_to(address: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(NotAllowed, match="The link needs an address that begins with https:// or http://"):
            checked_link(address, "The link", ("https", "http"))
    else:
        assert checked_link(address, "The link") == kept
