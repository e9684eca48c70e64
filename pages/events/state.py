"""What the address of *Events* says, and the clock by which this reader is told times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from members.access import Person
from members.alerts.outlets import outlets_of
from members.alerts.schedule import zone_of
from members.events.reading import EventRow
from pages.shell.access.current import store
from warehouse.contract.dates import day_and_month, day_in_words, weekday_of

EVENT: Final = "event"
PLACE: Final = "place"


def opened_event() -> str:
    """The id of the open date, or empty."""
    return st.query_params.get(EVENT, "")


def open_event(date_id: str) -> None:
    """Open a date; with an empty id, the list."""
    if date_id:
        st.query_params[EVENT] = date_id
    else:
        st.query_params.pop(EVENT, None)


def reader_zone(person: Person) -> str:
    """The zone of the reader's browser, or where that says none, the one chosen on *Alerts*. Raises NotAllowed, StoreError."""
    return str(zone_of(st.context.timezone or outlets_of(store(), person).choices.zone))


def local(moment: datetime, zone: str) -> datetime:
    """A moment by the reader's clock."""
    return moment.astimezone(zone_of(zone))


def when(row: EventRow, zone: str) -> str:
    """`Tuesday 1 December 2026, 14:00 to 15:30`."""
    begins, ends = local(row.starts_at, zone), local(row.ends_at, zone)
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{weekday_of(ends)} {day_and_month(ends)}, {ends:%H:%M}"
    return f"{weekday_of(begins)} {day_in_words(begins)}, {begins:%H:%M} to {until}"


def when_short(row: EventRow, zone: str) -> str:
    """`Tuesday 1 December, 14:00`."""
    begins = local(row.starts_at, zone)
    return f"{weekday_of(begins)} {day_and_month(begins)}, {begins:%H:%M}"


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
