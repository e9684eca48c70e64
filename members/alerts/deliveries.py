"""Deliveries: one piece of news for one person through one outlet, written in the transaction of whatever it follows from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from members.alerts.messages.content import Told
from members.alerts.readers import AlertReader
from members.alerts.schedule import OFF
from members.store.alert_tables import OF_NEWS, AlertDelivery

_ROWS_AT_ONCE: Final = 2_000


def delivery_rows(reader: AlertReader, told: Told, rule_id: str, now: datetime, due: Callable[[str], datetime]) -> Iterator[dict[str, Any]]:
    """The deliveries of a piece of news to a reader; `due` gives the moment (UTC, with zone) for how often an outlet is used."""
    for outlet in OF_NEWS:
        mode = reader.mode(outlet)
        if mode != OFF:
            yield {
                "person_id": reader.person_id, "outlet": outlet, "news_id": told.news_id, "kind": told.kind, "subject": told.subject,
                "rule_id": rule_id, "made_at": naive_utc(now), "due_at": naive_utc(now if outlet == "page" else due(mode)),
            }  # fmt: skip


def add_deliveries(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Add those that are not there yet; returns how many."""
    statement = _insert(session.get_bind().dialect.name)
    added = 0
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        added += len(session.connection().execute(statement, list(rows[start : start + _ROWS_AT_ONCE])).all())
    return added


def naive_utc(moment: datetime) -> datetime:
    """A moment as the database keeps it: UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


@cache
def _insert(dialect: str) -> Any:
    module: Any = postgresql if dialect == "postgresql" else sqlite
    return (
        module.insert(AlertDelivery.__table__)
        .on_conflict_do_nothing(index_elements=["person_id", "outlet", "news_id"])
        .returning(AlertDelivery.delivery_id)
    )
