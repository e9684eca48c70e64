"""What a person has been told: the alerts of the page, read marks, and messages that could not be delivered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select, update

from members.access import Deed, Person
from members.alerts.messages.content import Told
from members.alerts.rules import rule_names
from members.errors import NotAllowed
from members.people.acting import check_access, doing, looking
from members.store.alert_tables import AlertDelivery, AlertMessage
from members.store.engine import MemberStore
from members.store.people_tables import Account

SHOWN: Final = 200
DEAD_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One alert of the page; `rule` is empty where the rule has been deleted, or is of a group that the person has left. Times are UTC."""

    told: Told
    rule: str
    made_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up. `whom`: the person's name, for administrators."""

    message_id: str
    outlet: str
    whom: str
    made_at: datetime
    attempts: int
    fault: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages wait, how many of them have failed before, and since when the oldest of them waits."""

    waiting: int
    failing: int
    oldest: datetime | None


def alerts_of(store: MemberStore, person: Person, limit: int = SHOWN) -> list[InboxRow]:
    """A person's alerts, the latest first. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        check_access(session, person)
    return inbox_of(store, person.person_id, limit)


def inbox_of(store: MemberStore, person_id: str, limit: int = SHOWN) -> list[InboxRow]:
    """The same for a feed, whose address says whose it is. Raises StoreError."""
    query = select(AlertDelivery).where(*_on_page(person_id))
    query = query.order_by(AlertDelivery.made_at.desc(), AlertDelivery.delivery_id.desc()).limit(limit)
    with store.reading() as session:
        rows = session.scalars(query).all()
        names = rule_names(session, {row.rule_id for row in rows}, {person_id})
        return [
            InboxRow(
                Told(row.news_id, row.kind, row.subject), names.get((row.rule_id, person_id), ""), row.made_at.replace(tzinfo=UTC),
                row.read_at is not None,
            )
            for row in rows
        ]  # fmt: skip


def unread(store: MemberStore, person: Person) -> tuple[Told, ...]:
    """What a person has not read yet, at most SHOWN: whether it may still be shown is for the view to say. Raises StoreError."""
    query = select(AlertDelivery).where(*_on_page(person.person_id), AlertDelivery.read_at.is_(None))
    with store.reading() as session:
        rows = session.scalars(query.order_by(AlertDelivery.delivery_id.desc()).limit(SHOWN)).all()
        return tuple(Told(row.news_id, row.kind, row.subject) for row in rows)


def mark_read(store: MemberStore, person: Person, news_ids: Collection[str] | None = None) -> None:
    """Mark alerts as read; None: all. Raises NotAllowed, StoreError."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with store.writing() as session:
        check_access(session, person)
        statement = update(AlertDelivery).where(*_on_page(person.person_id), AlertDelivery.read_at.is_(None))
        if news_ids is not None:
            statement = statement.where(AlertDelivery.news_id.in_(list(news_ids)))
        session.execute(statement.values(read_at=now))


def dead_letters_of(store: MemberStore, person: Person) -> list[DeadLetter]:
    """A person's own messages that were given up, the latest first. Raises NotAllowed, StoreError."""
    query = select(AlertMessage).where(AlertMessage.state == "dead", AlertMessage.person_id == person.person_id)
    with store.reading() as session:
        check_access(session, person)
        return [_dead_letter(row, "") for row in session.scalars(query.order_by(AlertMessage.made_at.desc()).limit(DEAD_SHOWN)).all()]


def all_dead_letters(store: MemberStore, actor: Person) -> list[DeadLetter]:
    """All messages that were given up, the latest first, without a word of what they say. Raises NotAllowed, StoreError."""
    query = select(AlertMessage, Account.name).outerjoin(Account, Account.person_id == AlertMessage.person_id)
    query = query.where(AlertMessage.state == "dead").order_by(AlertMessage.made_at.desc()).limit(DEAD_SHOWN)
    with looking(store, actor, Deed.ADMINISTER) as session:
        return [_dead_letter(row, name or "Local user") for row, name in session.execute(query).all()]


def backlog(store: MemberStore, actor: Person) -> Backlog:
    """How much waits to be sent. Raises NotAllowed, StoreError."""
    waiting = AlertMessage.state == "waiting"
    with looking(store, actor, Deed.ADMINISTER) as session:
        number, oldest = session.execute(select(func.count(), func.min(AlertMessage.made_at)).where(waiting)).one()
        failing = session.scalar(select(func.count()).where(waiting, AlertMessage.attempts > 0)) or 0
        return Backlog(number, failing, oldest.replace(tzinfo=UTC) if oldest else None)


def send_again(store: MemberStore, person: Person, message_id: str) -> None:
    """Try one of one's own messages anew, under the same Message-ID. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        check_access(session, person)
        message = session.get(AlertMessage, message_id)
        if message is None or message.person_id != person.person_id or message.state != "dead":
            raise NotAllowed("This message is not one that was given up.")
        _revive(message)


def send_all_again(store: MemberStore, actor: Person) -> None:
    """Try all that were given up anew, as after a mistake in the mail server's settings. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        for message in deed.session.scalars(select(AlertMessage).where(AlertMessage.state == "dead")).all():
            _revive(message)
        deed.log("alerts_sent_again", "alerts")


def _revive(message: AlertMessage) -> None:
    message.state, message.attempts, message.done_at = "waiting", 0, None
    message.next_try_at = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)


def _dead_letter(row: AlertMessage, whom: str) -> DeadLetter:
    return DeadLetter(row.message_id, row.outlet, whom, row.made_at.replace(tzinfo=UTC), row.attempts, row.fault)


def _on_page(person_id: str) -> tuple[ColumnElement[bool], ...]:
    return AlertDelivery.person_id == person_id, AlertDelivery.outlet == "page"
