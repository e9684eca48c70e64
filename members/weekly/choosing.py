"""Switching the weekly summary by mail on and off. It is off until a person chooses a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from members.access import Person
from members.alerts.outlets import own_address, own_row, row_of_stop
from members.alerts.readers import USUAL, next_weekly_of
from members.errors import NotAllowed
from members.people.acting import check_access
from members.store.alert_tables import AlertSettings
from members.store.engine import MemberStore


@dataclass(frozen=True, slots=True)
class WeeklyChoice:
    """The day (0 is Monday, None for no mail), the hour and zone in which it comes, and its address, empty where none is known."""

    weekday: int | None
    hour: int
    zone: str
    address: str


def weekly_choice_of(store: MemberStore, person: Person) -> WeeklyChoice:
    """What a person has chosen. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        check_access(session, person)
        row = session.get(AlertSettings, person.person_id)
        address = own_address(session, person, row)
    if row is None:
        return WeeklyChoice(None, USUAL.hour, USUAL.zone, address)
    return WeeklyChoice(row.weekly_weekday, row.digest_hour, row.zone, address)


def choose_weekday(store: MemberStore, person: Person, weekday: int | None) -> None:
    """Have the summary mailed every week on this day, from the next one on; None: no more. Raises NotAllowed, StoreError."""
    if weekday is not None and weekday not in range(7):
        raise NotAllowed("Choose a day of the week.")
    if weekday is not None and not weekly_choice_of(store, person).address:
        where = "Enter one on the page Alerts, Delivery." if person.is_local else "Your directory states no verified one."
        raise NotAllowed(f"There is no address that the summary could be sent to. {where}")
    with store.writing() as session:
        check_access(session, person)
        row = own_row(session, person)
        row.weekly_weekday = weekday
        row.weekly_next_at = next_weekly_of(row, datetime.now(UTC))


def stop_weekly(store: MemberStore, token: str) -> bool:
    """End the summaries of whoever was sent this token; False where nobody was. Raises StoreError."""
    with store.writing() as session:
        row = row_of_stop(session, token)
        if row is not None:
            row.weekly_weekday = row.weekly_next_at = None
        return row is not None
