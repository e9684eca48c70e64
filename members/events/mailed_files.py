"""The file of an event in mails that tell of it: whoever keeps the event in a calendar without a feed gets every change as an update."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.alerts.messages.content import Item
from members.events.calendars import ShownEvent, calendar_of
from members.events.items import KINDS
from members.events.reading import HAS_PLACE, WAITS
from members.store.event_tables import Event, EventDate, EventSignUp
from warehouse.contract.settings import Settings

_NAME: Final = "Anchorwatch"
ItemsByPerson = Mapping[str, Mapping[str, Item]]


def with_files(session: Session, items: ItemsByPerson, settings: Settings, now: datetime) -> dict[str, dict[str, Item]]:
    """The same items by person and id of news, those of events with the dates that the person has signed up for as a calendar."""
    date_ids = {item.told.subject for said in items.values() for item in said.values() if item.told.kind in KINDS}
    if not date_ids:
        return {person_id: dict(said) for person_id, said in items.items()}
    of_events = select(EventDate.event_id).where(EventDate.date_id.in_(date_ids))
    query = select(Event, EventDate).join(EventDate, EventDate.event_id == Event.event_id).where(Event.event_id.in_(of_events))
    dates: dict[Event, list[EventDate]] = defaultdict(list)
    for event, date in session.execute(query.order_by(EventDate.original_at)).all():
        dates[event].append(date)
    event_of = {date.date_id: event for event, rows in dates.items() for date in rows}
    signed = select(EventSignUp).where(EventSignUp.date_id.in_(event_of), EventSignUp.person_id.in_(list(items)))
    standing: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in session.scalars(signed).all():
        standing[row.person_id, event_of[row.date_id].event_id][row.date_id] = WAITS if row.is_waiting else HAS_PLACE
    # Most of those who are told of an event have signed up alike.
    files: dict[tuple[str, frozenset[tuple[str, str]]], bytes] = {}

    def with_file(person_id: str, item: Item) -> Item:
        event = event_of.get(item.told.subject)
        if item.told.kind not in KINDS or event is None:
            return item
        own = standing[person_id, event.event_id]
        key = event.event_id, frozenset(own.items())
        if key not in files:
            files[key] = calendar_of([ShownEvent(event, dates[event], own)], _NAME, settings, now)
        return replace(item, calendar=files[key])

    return {person_id: {news_id: with_file(person_id, item) for news_id, item in said.items()} for person_id, said in items.items()}
