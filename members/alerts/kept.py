"""What is kept of alerts about a person: handed out, deleted with the account, or when its time is over."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from members.alerts.news import POST
from members.store.alert_tables import PERSON, AlertDelivery, AlertMessage, AlertSettings, WatchRule
from members.store.tables import Base

_OF_PERSON = (
    ("rules", WatchRule, WatchRule.owner_id, ()),
    # Neither hashes nor secrets are facts about anybody.
    ("settings", AlertSettings, AlertSettings.person_id, ("feed_sha256", "stop_token", "webhook_secret", "apprise_sealed")),
    ("alerts", AlertDelivery, AlertDelivery.person_id, ()),
    ("messages", AlertMessage, AlertMessage.person_id, ()),
)


def alerts_about(session: Session, person_id: str, is_own: bool) -> dict[str, list[tuple[Base, tuple[str, ...]]]]:
    """All rows that belong to a person, by what they are, with the columns that are not handed out.

    To others than the person, nothing that tells of posts: who alone was not told of one without attribution has written it.
    """
    of_posts = select(AlertDelivery.message_id).where(AlertDelivery.person_id == person_id, AlertDelivery.kind == POST)
    found: dict[str, Any] = {}
    for name, table, owner, left_out in _OF_PERSON:
        query = select(table).where(owner == person_id)
        if table is WatchRule:
            query = query.where(WatchRule.owner_kind == PERSON)
        if table is AlertDelivery and not is_own:
            query = query.where(AlertDelivery.kind != POST)
        if table is AlertMessage and not is_own:
            query = query.where(AlertMessage.message_id.not_in(of_posts.where(AlertDelivery.message_id.is_not(None))))
        found[name] = [(row, left_out) for row in session.scalars(query).all()]
    return found


def delete_alerts_of(session: Session, person_id: str) -> None:
    """Delete everything of a person: nothing more is sent."""
    session.execute(delete(WatchRule).where(WatchRule.owner_kind == PERSON, WatchRule.owner_id == person_id))
    for table, owner in (
        (AlertDelivery, AlertDelivery.person_id),
        (AlertMessage, AlertMessage.person_id),
        (AlertSettings, AlertSettings.person_id),
    ):
        session.execute(delete(table).where(owner == person_id))


def delete_old_alerts(session: Session, before: date) -> int:
    """Delete what was told before a day, and rules that ended before it; returns how many alerts. What still waits to be sent stays."""
    moment = datetime.combine(before, time.min)
    waiting = select(AlertMessage.message_id).where(AlertMessage.state == "waiting")
    is_sent = AlertDelivery.message_id.is_not(None) & AlertDelivery.message_id.not_in(waiting)
    over = delete(AlertDelivery).where(AlertDelivery.made_at < moment, or_(AlertDelivery.outlet == "page", is_sent))
    number = len(session.scalars(over.returning(AlertDelivery.delivery_id)).all())
    session.execute(delete(AlertMessage).where(AlertMessage.made_at < moment, AlertMessage.state != "waiting"))
    session.execute(delete(WatchRule).where(WatchRule.until < before))
    return number
