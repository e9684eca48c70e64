"""Deliveries that are due, put together into messages: one for each person and outlet, with all that is due at that moment.

A message is written down, with what it carries, before it is sent. So a later attempt is the same message under the same Message-ID.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from members.store.alert_tables import AlertDelivery, AlertMessage
from members.store.engine import MemberStore

SENT_OUT: Final = ("mail", "webhook", "apprise", "weekly")
_MOST_AT_ONCE: Final = 5_000


def compose_due(store: MemberStore, now: datetime) -> int:
    """Make messages of all deliveries that are due at `now` (UTC, without zone); returns how many messages. Raises StoreError."""
    composed = 0
    while made := _compose_some(store, now):
        composed += made
    return composed


def _compose_some(store: MemberStore, now: datetime) -> int:
    columns = AlertDelivery.person_id, AlertDelivery.outlet
    waiting = AlertDelivery.outlet.in_(SENT_OUT), AlertDelivery.message_id.is_(None), AlertDelivery.due_at <= now
    # Most of the time nothing is due: looking does not need the lock for writing.
    with store.reading() as session:
        if session.scalar(select(AlertDelivery.delivery_id).where(*waiting).limit(1)) is None:
            return 0
    with store.writing() as session:
        pairs = session.execute(select(*columns).where(*waiting).distinct().limit(_MOST_AT_ONCE)).all()
        rows = [
            {
                "message_id": uuid.uuid4().hex, "person_id": person_id, "outlet": outlet, "made_at": now, "state": "waiting", "attempts": 0,
                "next_try_at": now, "done_at": None, "fault": "",
            }
            for person_id, outlet in pairs
        ]  # fmt: skip
        if rows:
            session.execute(insert(AlertMessage), rows)
            carried = update(AlertDelivery).where(
                AlertDelivery.person_id == bindparam("of_person"), AlertDelivery.outlet == bindparam("through"),
                AlertDelivery.message_id.is_(None), AlertDelivery.due_at <= now,
            )  # fmt: skip
            session.connection().execute(
                carried.values(message_id=bindparam("carrier")),
                [{"of_person": row["person_id"], "through": row["outlet"], "carrier": row["message_id"]} for row in rows],
            )
    return len(rows)
