"""The tables of alerts: watch rules, how each person wants to be told, what is to be told, and the messages that tell it.

They hold ids of incidents, advisories and sources, never a word about them: what an alert says is read from the snapshot when it is
shown or sent, as its reader may see it at that moment. All times are UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from members.store.tables import Base

PERSON, GROUP = "person", "group"
"""Whose a watch rule is."""
OUTLETS: Final = ("page", "mail", "webhook", "apprise", "weekly")
"""`apprise`: a service that apprise reaches. `weekly`: the weekly summary by mail, which no rule asks for."""
OF_NEWS: Final = ("page", "mail", "webhook", "apprise")
"""Outlets through which news is told that rules ask for."""
MESSAGE_STATES: Final = ("waiting", "sent", "dead", "withheld")
"""`dead`: given up after too many attempts, or refused for good. `withheld`: its reader may see nothing of it any more."""


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class WatchRule(Base):
    """What its owner wants to be told of. An empty list, an empty area, no severity and no last day (`until`) set no limit."""

    __tablename__ = "watch_rules"
    __table_args__ = (
        CheckConstraint(_among("owner_kind", (PERSON, GROUP)), name="owner_kind"),
        Index("ix_watch_rules_owner_id", "owner_id", "owner_kind"),
    )

    rule_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(8))
    owner_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    regions: Mapped[list[str]] = mapped_column(JSON)
    area: Mapped[str] = mapped_column(String(2400))
    place: Mapped[str] = mapped_column(String(200))
    categories: Mapped[list[str]] = mapped_column(JSON)
    acts: Mapped[list[str]] = mapped_column(JSON)
    least_severity: Mapped[int | None]
    until: Mapped[date | None]
    is_paused: Mapped[bool]
    made_at: Mapped[datetime]


class AlertSettings(Base):
    """How one person wants to be told. `mail_address` is used where there is no sign-in; others are written to at their account's.

    `mail`, `webhook` and `apprise` say how often: off, at_once, hourly, daily, weekly. `quiet_from` and `quiet_until` are times of day in
    `zone`, empty for no quiet hours. Of the feed's address a hash is kept; `stop_token` is in every mail and ends mails alone.
    `weekly_weekday`: the day of the weekly summary (0 is Monday), none for no summary; `weekly_next_at`: when the next one is due.
    `apprise_sealed`: the address of a service, encrypted.
    """

    __tablename__ = "alert_settings"

    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    zone: Mapped[str] = mapped_column(String(60))
    mail: Mapped[str] = mapped_column(String(8))
    mail_address: Mapped[str] = mapped_column(String(320))
    is_short: Mapped[bool]
    webhook: Mapped[str] = mapped_column(String(8))
    webhook_url: Mapped[str] = mapped_column(String(500))
    webhook_secret: Mapped[str] = mapped_column(String(64))
    digest_hour: Mapped[int]
    digest_weekday: Mapped[int]
    quiet_from: Mapped[str] = mapped_column(String(5))
    quiet_until: Mapped[str] = mapped_column(String(5))
    severe_at_any_hour: Mapped[bool]
    feed_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    stop_token: Mapped[str] = mapped_column(String(64), unique=True)
    weekly_weekday: Mapped[int | None]
    weekly_next_at: Mapped[datetime | None] = mapped_column(index=True)
    apprise: Mapped[str] = mapped_column(String(8), default="off", server_default="off")
    apprise_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class AlertMessage(Base):
    """One mail or call of a webhook, with the deliveries that name it. Its id is in its Message-ID, the same at every attempt."""

    __tablename__ = "alert_messages"
    __table_args__ = (
        CheckConstraint(_among("outlet", OUTLETS), name="outlet"),
        CheckConstraint(_among("state", MESSAGE_STATES), name="state"),
        Index("ix_alert_messages_state", "state", "next_try_at"),
    )

    message_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    outlet: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int]
    next_try_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(300))


class AlertDelivery(Base):
    """One piece of news for one person through one outlet: at most once, by the database's own constraint.

    `read_at` is of the page alone; elsewhere `message_id` names the message that carries it, once it is due.
    """

    __tablename__ = "alert_deliveries"
    __table_args__ = (
        UniqueConstraint("person_id", "outlet", "news_id", name="uq_alert_deliveries_person_id"),
        CheckConstraint(_among("outlet", OUTLETS), name="outlet"),
        Index("ix_alert_deliveries_due_at", "outlet", "message_id", "due_at"),
    )

    delivery_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32))
    outlet: Mapped[str] = mapped_column(String(8))
    news_id: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(200))
    rule_id: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(32), index=True)


class AlertProgress(Base):
    """How far snapshots have been looked through for news; one row, changed in the transaction that writes what came of it."""

    __tablename__ = "alert_progress"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    seen: Mapped[dict[str, Any]] = mapped_column(JSON)
