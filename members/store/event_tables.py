"""The tables of events: webinars and workshops, each of their dates, who has signed up, what people thought of it, and calendar feeds.

Every date of an event that repeats is a row of its own, made with the event. All times are UTC; `zone` says by which clock they were meant.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from members.store.tables import Base
from warehouse.contract.taxonomy import MARKS

REPEATS: Final = ("once", "weekly", "fortnightly", "monthly")
"""`monthly`: on the same weekday of the month as the first date, such as its second Tuesday."""
REMINDERS: Final = ("off", "day", "hour")
MOST_STARS: Final = 5


class Event(Base):
    """A webinar or workshop. `group_id`: for that group's people alone; none: for every member whose clearance allows `tlp`.

    `join_link` is told to those alone who have a place. `places`: on each date; none: as many as come. `sequence` is raised by every
    change that people have to plan for, `changed_at` by every change.
    """

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint(f"tlp IN ({', '.join(repr(mark) for mark in MARKS)})", name="tlp"),
        CheckConstraint(f"repeats IN ({', '.join(repr(code) for code in REPEATS)})", name="repeats"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("places > 0", name="places"),
    )

    event_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    speakers: Mapped[str] = mapped_column(String(500))
    agenda: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(300))
    join_link: Mapped[str] = mapped_column(String(1000))
    tlp: Mapped[str] = mapped_column(String(12))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.group_id", ondelete="CASCADE"), index=True)
    zone: Mapped[str] = mapped_column(String(60))
    minutes: Mapped[int]
    repeats: Mapped[str] = mapped_column(String(12))
    places: Mapped[int | None]
    organiser_id: Mapped[str | None] = mapped_column(ForeignKey("people.person_id", ondelete="SET NULL"), index=True)
    sequence: Mapped[int]
    changed_at: Mapped[datetime]


class EventDate(Base):
    """One date of an event. `original_at` never changes: calendars know the date by it. `note`: why it was moved or cancelled."""

    __tablename__ = "event_dates"
    __table_args__ = (UniqueConstraint("event_id", "original_at", name="uq_event_dates_event_id"),)

    date_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.event_id", ondelete="CASCADE"))
    original_at: Mapped[datetime]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    is_cancelled: Mapped[bool]
    note: Mapped[str] = mapped_column(String(300))
    sequence: Mapped[int]
    changed_at: Mapped[datetime]
    recording: Mapped[str] = mapped_column(String(1000))
    slides: Mapped[str] = mapped_column(String(1000))


class EventSignUp(Base):
    """That somebody has a place on a date, or waits for one; the lowest number has waited longest. `remind_at`: none once reminded."""

    __tablename__ = "event_sign_ups"
    __table_args__ = (UniqueConstraint("date_id", "person_id", name="uq_event_sign_ups_date_id"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    date_id: Mapped[str] = mapped_column(ForeignKey("event_dates.date_id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), index=True)
    is_waiting: Mapped[bool]
    signed_at: Mapped[datetime]
    remind_at: Mapped[datetime | None] = mapped_column(index=True)


class EventFeedback(Base):
    """What somebody thought of a date, once. Its id is random, so that the order of rows does not tell who wrote them."""

    __tablename__ = "event_feedback"
    __table_args__ = (
        UniqueConstraint("date_id", "person_id", name="uq_event_feedback_date_id"),
        CheckConstraint(f"stars BETWEEN 1 AND {MOST_STARS}", name="stars"),
    )

    feedback_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    date_id: Mapped[str] = mapped_column(ForeignKey("event_dates.date_id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), index=True)
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(Text)


class EventReminder(Base):
    """How long before an event somebody wants to be reminded, where that is not the usual."""

    __tablename__ = "event_reminders"
    __table_args__ = (CheckConstraint(f"reminder IN ({', '.join(repr(code) for code in REMINDERS)})", name="reminder"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True)
    reminder: Mapped[str] = mapped_column(String(4))


class CalendarFeed(Base):
    """A person's calendar feed: of the events that he or she has signed up for, or with `group_id` of a group's. Its address is hashed."""

    __tablename__ = "calendar_feeds"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.group_id", ondelete="CASCADE"), index=True)
