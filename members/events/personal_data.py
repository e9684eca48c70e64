"""What is stored of a person in events: handed out, and deleted when events have long been over.

With an account go its places, feedback, reminders and feeds; events that the person made stay without the name.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from members.events.signing_up import reminder_in
from members.store.event_tables import CalendarFeed, Event, EventDate, EventFeedback, EventSignUp
from members.store.people_tables import Group


def event_data(session: Session, person_id: str, is_own: bool) -> dict[str, Any]:
    """All of it, as JSON values, without hashes of addresses. Feedback is among it for the person alone: others read it without names."""
    signed = select(Event.title, EventDate.starts_at, EventSignUp.is_waiting, EventSignUp.signed_at, EventSignUp.remind_at)
    signed = signed.join(EventDate, EventDate.event_id == Event.event_id).join(EventSignUp, EventSignUp.date_id == EventDate.date_id)
    judged = select(Event.title, EventDate.starts_at, EventFeedback.stars, EventFeedback.words)
    judged = judged.join(EventDate, EventDate.event_id == Event.event_id).join(EventFeedback, EventFeedback.date_id == EventDate.date_id)
    feeds = select(Group.name).select_from(CalendarFeed).outerjoin(Group, Group.group_id == CalendarFeed.group_id)
    made = select(Event.title).where(Event.organiser_id == person_id).order_by(Event.title)
    return {
        "signed_up": [
            {
                "event": title, "starts_at": starts_at.isoformat(), "is_waiting": is_waiting, "signed_at": signed_at.isoformat(),
                "remind_at": remind_at.isoformat() if remind_at else None,
            }
            for title, starts_at, is_waiting, signed_at, remind_at in session.execute(
                signed.where(EventSignUp.person_id == person_id).order_by(EventSignUp.number)
            )
        ],
        "feedback": [
            {"event": title, "starts_at": starts_at.isoformat(), "stars": stars, "words": words}
            for title, starts_at, stars, words in session.execute(
                judged.where(EventFeedback.person_id == person_id).order_by(EventDate.starts_at)
            )
            if is_own
        ],
        "reminder": reminder_in(session, person_id),
        "calendar_feeds": [name or "own events" for name in session.scalars(feeds.where(CalendarFeed.person_id == person_id)).all()],
        "made": list(session.scalars(made).all()),
    }  # fmt: skip


def delete_past_events(session: Session, before: date) -> int:
    """Delete events whose last date ended before a day, with all that belongs to them; returns how many."""
    last = select(func.max(EventDate.ends_at)).where(EventDate.event_id == Event.event_id).scalar_subquery()
    over = delete(Event).where(last < datetime.combine(before, time.min))
    return len(session.scalars(over.returning(Event.event_id), execution_options={"synchronize_session": False}).all())
