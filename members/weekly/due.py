"""Summaries that are due, written down as deliveries in the transaction that sets the next day: once a week and person.

A server that was down on the day sends the summary when it is up again; of several weeks that were missed, the last one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.alerts.deliveries import add_deliveries
from members.alerts.readers import alert_readers, next_weekly_of, schedule_of
from members.alerts.schedule import OFF, end_of_quiet, zone_of
from members.store.alert_tables import AlertSettings
from members.store.engine import MemberStore
from warehouse.contract.settings import Settings

WEEKLY: Final = "weekly"
"""The outlet of summaries, and what they are in place of a kind of news."""


def note_due(store: MemberStore, settings: Settings, now: datetime) -> int:
    """Write down the summaries that are due at `now`; returns how many. Only one process may do so at a time. Raises StoreError."""
    is_due = AlertSettings.weekly_next_at <= now.replace(tzinfo=None)
    with store.reading() as session:
        if session.scalar(select(AlertSettings.person_id).where(is_due).limit(1)) is None:
            return 0
    with store.writing() as session:
        due = session.scalars(select(AlertSettings).where(is_due)).all()
        readers = alert_readers(session, settings, [row.person_id for row in due])
        rows = []
        for row in due:
            moment = _take_moment(row, now)
            reader = readers.get(row.person_id)
            if reader is not None and reader.mode(WEEKLY) != OFF:
                rows.append(_delivery(row, moment, now))
        return _added(session, rows)


def _take_moment(row: AlertSettings, now: datetime) -> datetime:
    """The last moment up to `now` at which the person wanted the summary; the next one is noted."""
    moment: datetime | None = row.weekly_next_at
    assert moment is not None
    moment = moment.replace(tzinfo=UTC)
    while (following := next_weekly_of(row, moment)) is not None and following.replace(tzinfo=UTC) <= now:
        moment = following.replace(tzinfo=UTC)
    row.weekly_next_at = following
    return moment


def _delivery(row: AlertSettings, moment: datetime, now: datetime) -> dict[str, Any]:
    """The summary of the seven days before the one chosen, which has hardly begun."""
    last = moment.astimezone(zone_of(row.zone)).date() - timedelta(days=1)
    due_at = end_of_quiet(schedule_of(row), moment).replace(tzinfo=None)
    return {
        "person_id": row.person_id, "outlet": WEEKLY, "news_id": f"{WEEKLY}:{last}", "kind": WEEKLY, "subject": f"{last}", "rule_id": "",
        "made_at": now.replace(tzinfo=None), "due_at": due_at,
    }  # fmt: skip


def _added(session: Session, rows: list[dict[str, Any]]) -> int:
    session.flush()
    return add_deliveries(session, rows) if rows else 0
