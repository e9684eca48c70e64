"""What alerts of events say, each as its reader may see it now. Whoever has given the place up, or may no longer open the event, is told
nothing more of it; the join link is for those who have a place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.alerts.messages.content import Item, Told, words
from members.alerts.schedule import zone_of
from members.community.readers import readers_by_id
from members.store.alert_tables import AlertSettings
from members.store.engine import MemberStore
from members.store.event_tables import Event, EventDate, EventSignUp
from warehouse.contract.dates import moment_in_words, weekday_of

SOON: Final = "event_soon"
MOVED: Final = "event_moved"
CANCELLED: Final = "event_off"
WHERE: Final = "event_where"
PLACE: Final = "event_place"
_BEGINNING: Final = {
    SOON: "Reminder", MOVED: "Moved", CANCELLED: "Cancelled", WHERE: "Place or join link changed", PLACE: "You have a place",
}  # fmt: skip
KINDS: Final = frozenset(_BEGINNING)
_WHY: Final = "you have signed up for this event"


def event_items_of(store: MemberStore, person_id: str, wanted: Collection[Told]) -> dict[str, Item]:
    """What a person's alerts of events say, by their ids. Raises StoreError, SettingsError."""
    if not any(told.kind in KINDS for told in wanted):
        return {}
    with store.reading() as session:
        return event_items(session, {person_id: wanted}).get(person_id, {})


def event_items(session: Session, wanted: Mapping[str, Collection[Told]]) -> dict[str, dict[str, Item]]:
    """By person, what his or her alerts of events say, by their ids. Those of which nothing may be said are missing."""
    asked = {person_id: [told for told in those if told.kind in KINDS] for person_id, those in wanted.items()}
    asked = {person_id: those for person_id, those in asked.items() if those}
    if not asked:
        return {}
    date_ids = {told.subject for those in asked.values() for told in those}
    query = select(Event, EventDate).join(EventDate, EventDate.event_id == Event.event_id).where(EventDate.date_id.in_(date_ids))
    events = {date.date_id: (event, date) for event, date in session.execute(query).all()}
    signed = select(EventSignUp.person_id, EventSignUp.date_id, EventSignUp.is_waiting)
    signed = signed.where(EventSignUp.date_id.in_(date_ids), EventSignUp.person_id.in_(list(asked)))
    waits = {(person_id, date_id): is_waiting for person_id, date_id, is_waiting in session.execute(signed)}
    zones = dict(session.execute(select(AlertSettings.person_id, AlertSettings.zone).where(AlertSettings.person_id.in_(list(asked)))).all())
    items: dict[str, dict[str, Item]] = {}
    for person_id, reader in readers_by_id(session, asked).items():
        for told in asked[person_id]:
            event, date = events.get(told.subject, (None, None))
            is_waiting = waits.get((person_id, told.subject))
            if event is None or date is None or is_waiting is None or not reader.may_read(event.tlp, event.group_id):
                continue
            if _still_holds(told.kind, date, is_waiting):
                item = _item(told, event, date, is_waiting, zones.get(person_id, event.zone))
                items.setdefault(person_id, {})[told.news_id] = item
    return items


def when_in_words(moment: datetime, zone: str) -> str:
    """`Tuesday 1 December 2026, 14:00 (Europe/Oslo)`, of a time with zone."""
    local = moment.astimezone(zone_of(zone))
    return f"{weekday_of(local)} {moment_in_words(local)} ({zone})"


def _still_holds(kind: str, date: EventDate, is_waiting: bool) -> bool:
    """Whether an alert still tells the truth: a date may have been cancelled since it was told."""
    if kind == CANCELLED:
        return date.is_cancelled
    return not date.is_cancelled and not (is_waiting and kind in (SOON, PLACE))


def _item(told: Told, event: Event, date: EventDate, is_waiting: bool, zone: str) -> Item:
    starts_at = date.starts_at.replace(tzinfo=UTC)
    facts = [
        f"{label}: {words(text)}" for label, text in (("Why", date.note), ("Speakers", event.speakers), ("Place", event.place)) if text
    ]
    if is_waiting:
        facts.append("You are on the waiting list")
    elif event.join_link and told.kind != CANCELLED:
        facts.append(f"Join: {event.join_link}")
    return Item(
        told, f"{_BEGINNING[told.kind]}: {words(event.title)}, {when_in_words(starts_at, zone)}", tuple(facts), event.tlp,
        f"events?event={date.date_id}", starts_at.astimezone(ZoneInfo(event.zone)).date(), where=words(event.place), why=_WHY,
    )  # fmt: skip
