"""Sending messages: each until it has arrived, is refused for good, or is given up after MOST_ATTEMPTS.

What was sent is written down in groups as it arrives. A process that is killed between the two sends at most one group again, under the
same Message-ID. What a message says is read at the moment of sending, as its reader may see it then.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from members.alerts.messages.content import Item, Told, items_in
from members.alerts.messages.mail import mail_of
from members.alerts.messages.post_items import marked_up_to, read_posts
from members.alerts.messages.words import Digest, short_text, subject_of
from members.alerts.readers import AlertReader, alert_readers, clearance_outside
from members.alerts.rules import rule_names
from members.alerts.schedule import OFF
from members.alerts.sending import services
from members.alerts.sending.faults import OutletAway, Refused, SendFault
from members.alerts.sending.smtp import MailServer
from members.alerts.sending.webhook import WebhookCaller, body_of
from members.events.items import event_items
from members.events.mailed_files import with_files
from members.store.alert_tables import AlertDelivery, AlertMessage
from members.store.engine import MemberStore
from members.weekly.due import WEEKLY
from members.weekly.mails import WeeklyMails
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot
from warehouse.reader import Reader
from warehouse.view import view

MOST_ATTEMPTS: Final = 16
"""About two days."""
_LONGEST_PAUSE: Final = timedelta(hours=6)
_BATCH: Final = 400
_WORKERS: Final = 4
_GATHERED: Final = 0.03
"""Seconds for which messages that were sent are gathered, to be written down together."""
_SWITCHED_OFF: Final = "This person has switched it off, or has no access any more."
_NOTHING_LEFT: Final = "Its reader may see nothing of it any more."


@dataclass(slots=True)
class Sent:
    """What became of messages in one pass; `away`: outlets that could not be reached, with the reason."""

    sent: int = 0
    postponed: int = 0
    dead: int = 0
    withheld: int = 0
    away: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A message with what sends it; None: there is nothing to send, for the reason `withheld`."""

    message: AlertMessage
    send: Callable[[], None] | None
    withheld: str = ""


def send_waiting(store: MemberStore, settings: Settings, snapshot: Snapshot, now: datetime) -> Sent:
    """Send every message that is due at `now` (UTC, with zone). Raises StoreError, SnapshotError, SettingsError."""
    result = Sent()
    # A watch asks every few seconds; setting up the ways out costs more than looking.
    if not _waiting(store, now, ()):
        return result
    mail, hooks = MailServer(settings), WebhookCaller(settings)
    try:
        with ThreadPoolExecutor(_WORKERS, thread_name_prefix="alerts") as workers:
            while batch := _waiting(store, now, result.away):
                prepared = _prepare(store, settings, snapshot, batch, now, mail, hooks)
                for outcomes in _sent_in_groups(workers, prepared, result):
                    _settle(store, outcomes, now, result)
    finally:
        mail.close()
        hooks.close()
    return result


Outcome = tuple[AlertMessage, str, str]
"""A message, its state after this attempt (waiting: to be tried again), and what was wrong."""


def _waiting(store: MemberStore, now: datetime, away: Iterable[str]) -> list[AlertMessage]:
    query = select(AlertMessage).where(
        AlertMessage.state == "waiting", AlertMessage.next_try_at <= now.replace(tzinfo=None), AlertMessage.outlet.not_in(list(away))
    )
    with store.reading() as session:
        return list(session.scalars(query.order_by(AlertMessage.next_try_at, AlertMessage.message_id).limit(_BATCH)).all())


def _prepare(
    store: MemberStore, settings: Settings, snapshot: Snapshot, batch: Sequence[AlertMessage], now: datetime,
    mail: MailServer, hooks: WebhookCaller,
) -> list[_Prepared]:  # fmt: skip
    with store.reading() as session:
        readers = alert_readers(session, settings, {message.person_id for message in batch})
        query = select(AlertDelivery).where(AlertDelivery.message_id.in_([message.message_id for message in batch]))
        deliveries: dict[str, list[AlertDelivery]] = {}
        for delivery in session.scalars(query.order_by(AlertDelivery.delivery_id)).all():
            deliveries.setdefault(str(delivery.message_id), []).append(delivery)
        rule_ids = {delivery.rule_id for of_message in deliveries.values() for delivery in of_message}
        names = rule_names(session, rule_ids, readers.keys())
        told: dict[str, set[Told]] = {}
        for message in batch:
            told.setdefault(message.person_id, set()).update(_told(deliveries.get(message.message_id, ())))
        posts, events = read_posts(session, set().union(*told.values()), readers.keys()), event_items(session, told)
        events = with_files(session, events, settings, now)
        said = {person_id: posts.of(person_id) | events.get(person_id, {}) for person_id in told}
    contents, weekly = _Contents(settings, snapshot, now, said), WeeklyMails(store, settings, snapshot, now)
    for message in batch:
        if reader := readers.get(message.person_id):
            contents.ask(reader.clearance, deliveries.get(message.message_id, ()))
    prepared = []
    for message in batch:
        reader, carried = readers.get(message.person_id), deliveries.get(message.message_id, [])
        if reader is None or reader.mode(message.outlet) == OFF:
            prepared.append(_Prepared(message, None, _SWITCHED_OFF))
        elif message.outlet == WEEKLY:
            prepared.append(_Prepared(message, _weekly_sender(message, reader, carried, weekly, mail)))
        elif digest := contents.digest(reader, carried, names):
            prepared.append(_Prepared(message, _sender(message, reader, digest, settings, mail, hooks, now)))
        else:
            prepared.append(_Prepared(message, None, _NOTHING_LEFT))
    return prepared


def _sender(
    message: AlertMessage, reader: AlertReader, digest: Digest, settings: Settings, mail: MailServer, hooks: WebhookCaller, now: datetime
) -> Callable[[], None]:
    def send_mail() -> None:
        try:
            written = mail_of(
                digest, message_id=message.message_id, made_at=message.made_at, sender=settings.mail_from, recipient=reader.mail_address,
                stop_token=reader.stop_token, is_short=reader.is_short,
            )  # fmt: skip
        except ValueError as error:
            raise Refused(str(error)) from error
        mail.send(written, reader.mail_address)

    def call_webhook() -> None:
        body = body_of(digest, message.message_id)
        hooks.send(reader.webhook_url, reader.webhook_secret, body, message.message_id, int(now.timestamp()))

    def call_service() -> None:
        if reader.apprise_sealed is not None:
            services.send(reader.apprise_sealed, settings, subject_of(digest), short_text(digest, f"{settings.public_address}/alerts"))

    return {"mail": send_mail, "webhook": call_webhook, "apprise": call_service}[message.outlet]


def _weekly_sender(
    message: AlertMessage, reader: AlertReader, carried: Sequence[AlertDelivery], weekly: WeeklyMails, mail: MailServer
) -> Callable[[], None]:
    try:
        written = weekly.mail(message, reader, max(date.fromisoformat(delivery.subject) for delivery in carried))
    except ValueError as error:
        fault = Refused(str(error))

        def refuse() -> None:
            raise fault

        return refuse
    return lambda: mail.send(written, reader.mail_address)


def _told(deliveries: Iterable[AlertDelivery]) -> set[Told]:
    return {Told(delivery.news_id, delivery.kind, delivery.subject) for delivery in deliveries}


class _Contents:
    """What a batch of messages says: of the snapshot, read once for each clearance; of posts and events, by the person who is told."""

    def __init__(self, settings: Settings, snapshot: Snapshot, now: datetime, said: dict[str, dict[str, Item]]) -> None:
        self._settings, self._snapshot, self._now, self._said = settings, snapshot, now, said
        self._asked: dict[str, set[Told]] = {}
        self._read: dict[str, dict[str, Item]] = {}

    def ask(self, clearance: str, deliveries: Iterable[AlertDelivery]) -> None:
        """Note what will be needed."""
        wanted = _told(deliveries)
        for mark in {clearance, clearance_outside(clearance, self._settings)}:
            self._asked.setdefault(mark, set()).update(wanted)

    def digest(self, reader: AlertReader, deliveries: Sequence[AlertDelivery], names: dict[tuple[str, str], str]) -> Digest | None:
        """What a message tells; None where its reader may see nothing of it."""
        said, mark = self._said.get(reader.person_id, {}), clearance_outside(reader.clearance, self._settings)
        outside = self._items(mark) | marked_up_to(mark, said)
        ids = [delivery.news_id for delivery in deliveries]
        visible = self._items(reader.clearance) | said
        items = tuple(outside[news_id] for news_id in ids if news_id in outside)
        hidden = sum(news_id in visible and news_id not in outside for news_id in ids)
        why = {
            delivery.news_id: names[delivery.rule_id, reader.person_id]
            for delivery in deliveries
            if (delivery.rule_id, reader.person_id) in names
        }
        address = self._settings.public_address
        return Digest(items, hidden, why, address, self._snapshot.is_demo) if items or hidden else None

    def _items(self, clearance: str) -> dict[str, Item]:
        if clearance not in self._read:
            self._read[clearance] = items_in(view(self._snapshot, Reader(clearance)), self._asked.get(clearance, ()), self._now)
        return self._read[clearance]


def _sent_in_groups(workers: ThreadPoolExecutor, prepared: Sequence[_Prepared], result: Sent) -> Iterator[list[Outcome]]:
    """Send, and give what has come of it as it comes: while one group is written down, the next ones are sent."""

    def attempt(each: _Prepared) -> Outcome | None:
        if each.send is None:
            return each.message, "withheld", each.withheld
        if each.message.outlet in result.away:
            return None
        try:
            each.send()
        except Refused as fault:
            return each.message, "dead", str(fault)
        except OutletAway as fault:
            result.away.setdefault(each.message.outlet, str(fault))
            return each.message, "waiting", str(fault)
        except SendFault as fault:
            return each.message, "waiting", str(fault)
        return each.message, "sent", ""

    done: SimpleQueue[Future[Outcome | None]] = SimpleQueue()
    for each in prepared:
        workers.submit(attempt, each).add_done_callback(done.put)
    left = len(prepared)
    while left:
        group = [done.get()]
        # One transaction a message would take longer than sending them.
        until = time.monotonic() + _GATHERED
        while len(group) < left and (rest := until - time.monotonic()) > 0:
            with contextlib.suppress(Empty):
                group.append(done.get(timeout=rest))
        left -= len(group)
        yield [outcome for future in group if (outcome := future.result()) is not None]


def _settle(store: MemberStore, outcomes: Sequence[Outcome], now: datetime, result: Sent) -> None:
    """Write down what has come of messages."""
    rows: list[dict[str, Any]] = []
    for message, state, fault in outcomes:
        attempts = message.attempts + (state != "withheld")
        settled = "dead" if state == "waiting" and attempts >= MOST_ATTEMPTS else state
        result.sent += settled == "sent"
        result.dead += settled == "dead"
        result.withheld += settled == "withheld"
        result.postponed += settled == "waiting"
        naive = now.replace(tzinfo=None)
        rows.append(
            {
                "of": message.message_id, "to": settled, "tried": attempts, "why": fault[:300],
                "again": naive + pause_after(attempts), "at": None if settled == "waiting" else naive,
            }
        )  # fmt: skip
    if not rows:
        return
    statement = update(AlertMessage).where(AlertMessage.message_id == bindparam("of"), AlertMessage.state == "waiting").values(
        state=bindparam("to"), attempts=bindparam("tried"), fault=bindparam("why"), next_try_at=bindparam("again"), done_at=bindparam("at")
    )  # fmt: skip
    with store.writing() as session:
        session.connection().execute(statement, rows)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from a minute, and by chance between half and whole."""
    longest = min(timedelta(minutes=1) * 2 ** min(attempts - 1, 20), _LONGEST_PAUSE) if attempts else timedelta(0)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311
