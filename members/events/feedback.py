"""What people thought of an event: stars and words, once each. Organisers read the words without names."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import select

from members.access import Person
from members.community.readers import reading_as, writing_as
from members.errors import NotAllowed
from members.events.reading import has_begun, open_date
from members.events.times import moment
from members.reports.reading import clean_text
from members.store.engine import MemberStore
from members.store.event_tables import MOST_STARS, EventFeedback, EventSignUp

LONGEST_WORDS: Final = 2_000


def give_feedback(store: MemberStore, person: Person, date_id: str, stars: int, words: str, now: datetime | None = None) -> None:
    """Say what one thought of a date for which one had a place. Raises NotAllowed, StoreError."""
    text = clean_text(words) if len(words) <= LONGEST_WORDS else words
    if not 1 <= stars <= MOST_STARS or len(text) > LONGEST_WORDS:
        raise NotAllowed(f"Choose 1 to {MOST_STARS} stars, and at most {LONGEST_WORDS:,} characters.")
    with writing_as(store, person) as (session, reader):
        _, date = open_date(session, reader, date_id, lock=True)
        came = select(EventSignUp.number).where(
            EventSignUp.date_id == date_id, EventSignUp.person_id == reader.person_id, EventSignUp.is_waiting.is_(False)
        )
        if not has_begun(date, moment(now)) or session.scalar(came) is None:
            raise NotAllowed("Feedback is for those who had a place, once the event has begun.")
        given = select(EventFeedback.feedback_id).where(EventFeedback.date_id == date_id, EventFeedback.person_id == reader.person_id)
        if session.scalar(given) is not None:
            raise NotAllowed("You have already said what you thought of it.")
        session.add(EventFeedback(feedback_id=uuid.uuid4().hex, date_id=date_id, person_id=reader.person_id, stars=stars, words=text))


def feedback_on(store: MemberStore, person: Person, date_id: str) -> list[tuple[int, str]]:
    """Stars and words for a date, in no order that tells whose they are; for organisers. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        event, _ = open_date(session, reader, date_id)
        if not reader.moderates(event.group_id):
            raise NotAllowed("Only organisers read what was said.")
        rows = select(EventFeedback).where(EventFeedback.date_id == date_id).order_by(EventFeedback.feedback_id)
        return [(row.stars, row.words) for row in session.scalars(rows).all()]
