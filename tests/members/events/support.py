"""Events for tests: one moment at which all of them run, and events made in a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from members.access import Person
from members.events.organising import EventText, NewEvent, make_event
from members.store.engine import MemberStore

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, 14, 0)
LINK = "https://meet.example.com/room-7"
TEXT = EventText("Boarding drills", speakers="Ada Holm", agenda="What **works**", place="Oslo, quay 4", join_link=LINK)


def made(
    store: MemberStore, organiser: Person, text: EventText = TEXT, /, *, first: datetime = FIRST, now: datetime = NOW, **how: Any
) -> str:
    """An event at 14:00 in Oslo on 1 December; returns the id of its first date. `how`: what NewEvent and EventText take."""
    words = {name: how.pop(name) for name in list(how) if name in EventText.__slots__}
    return make_event(store, organiser, NewEvent(replace(text, **words), first, **({"zone": "Europe/Oslo"} | how)), now)
