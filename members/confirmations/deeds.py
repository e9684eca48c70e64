"""Confirming an incident, disputing it, and taking that back.

A company has one voice on an incident: what it says later replaces what it said before. The words and the picture that come with it are for
the desk alone; what others see is that a company confirms, or disputes, and how many do.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Deed, Person
from members.errors import NotAllowed
from members.people.acting import doing
from members.reports.deeds import HAND_OVER, LONGEST_MESSAGE
from members.reports.reading import clean_text
from members.store.engine import MemberStore
from members.store.people_tables import Company
from members.store.tables import Confirmation, OutboxItem
from warehouse.contract.taxonomy import MARKS

STANCES: Final = {"seen_too": "We saw this too", "otherwise": "We were there, and it was otherwise"}
_LOCAL_COMPANY: Final = "local"
"""The voice of a server without sign-in: all its people are one company."""
_UNNAMED: Final = {_LOCAL_COMPANY: "this server's own company"}


@dataclass(frozen=True, slots=True)
class Voice:
    """What a company says of an incident. `facts`: day, position, category and act of the incident as it was shown; `incident_tlp`: the
    strictest mark of what was shown."""

    stance: str
    detail: str
    tlp: str
    facts: Mapping[str, Any]
    incident_tlp: str
    jpeg: bytes | None = None


@dataclass(frozen=True, slots=True)
class Voices:
    """How many companies confirm and dispute an incident, and what one's own company says, if anything."""

    confirm: int
    dispute: int
    own: str | None
    own_detail: str
    own_tlp: str | None


def confirm_incident(store: MemberStore, person: Person, incident_id: str, voice: Voice, today: date) -> None:
    """Say what one's company knows of an incident. Raises NotAllowed, StoreError."""
    detail = clean_text(voice.detail)
    if voice.stance not in STANCES or voice.tlp not in MARKS or len(detail) > LONGEST_MESSAGE:
        raise NotAllowed(f"Choose what you saw and who may see it, and write at most {LONGEST_MESSAGE:,} characters.")
    if voice.stance == "otherwise" and not detail:
        raise NotAllowed("Say what was otherwise.")
    if MARKS.index(voice.tlp) < MARKS.index(voice.incident_tlp):
        raise NotAllowed(f"The incident is marked TLP:{voice.incident_tlp}, so what your company says of it cannot be shared more widely.")
    with doing(store, person, Deed.CONFIRM) as deed:
        company = _company_of(person)
        known = _by_company(deed.session, incident_id, company)
        confirmation = known or Confirmation(
            confirmation_id=uuid.uuid4().hex, incident_id=incident_id, company_id=company, given_on=today, decision_id=None, decided=None
        )
        confirmation.stance, confirmation.detail, confirmation.tlp = voice.stance, detail, voice.tlp
        confirmation.facts, confirmation.is_taken_back = dict(voice.facts), False
        confirmation.jpeg = voice.jpeg or confirmation.jpeg
        deed.session.add(confirmation)
        _ask_for_hand_over(deed.session, confirmation, today)


def take_confirmation_back(store: MemberStore, person: Person, incident_id: str, today: date) -> None:
    """Say nothing any more of an incident. Raises NotAllowed, StoreError."""
    with doing(store, person, Deed.CONFIRM) as deed:
        confirmation = _by_company(deed.session, incident_id, _company_of(person))
        if confirmation is None or confirmation.is_taken_back:
            raise NotAllowed("Your company has said nothing of this incident.")
        confirmation.is_taken_back, confirmation.detail, confirmation.jpeg = True, "", None
        _ask_for_hand_over(deed.session, confirmation, today)


def voices_on(store: MemberStore, person: Person, incident_id: str, marks: Collection[str]) -> Voices:
    """What companies say of an incident, as far as `marks` may be seen, and always one's own. Raises StoreError."""
    company = _LOCAL_COMPANY if person.is_local else person.company_id
    with store.reading() as session:
        query = select(Confirmation).where(Confirmation.incident_id == incident_id, Confirmation.is_taken_back.is_(False))
        standing = [voice for voice in session.scalars(query) if voice.tlp in marks or voice.company_id == company]
    own = next((voice for voice in standing if voice.company_id == company), None)
    confirm = sum(voice.stance == "seen_too" for voice in standing)
    return Voices(confirm, len(standing) - confirm, own.stance if own else None, own.detail if own else "", own.tlp if own else None)


def _company_of(person: Person) -> str:
    if person.is_local:
        return _LOCAL_COMPANY
    if not person.company_id:
        raise NotAllowed("A company confirms with one voice, and you belong to none here. Ask an administrator to enter yours.")
    return person.company_id


def _by_company(session: Session, incident_id: str, company: str) -> Confirmation | None:
    query = select(Confirmation).where(Confirmation.incident_id == incident_id, Confirmation.company_id == company)
    return session.scalars(query).one_or_none()


def _ask_for_hand_over(session: Session, confirmation: Confirmation, today: date) -> None:
    session.add(OutboxItem(kind=HAND_OVER, payload={"confirmation_id": confirmation.confirmation_id}, made_on=today, done_at=None))


@dataclass(frozen=True, slots=True)
class HeardVoice:
    """What a company says, as the desk reads it."""

    incident_id: str
    company: str
    stance: str
    detail: str
    tlp: str
    given_on: date
    jpeg: bytes | None


def latest_voices(store: MemberStore, most: int) -> list[HeardVoice]:
    """The latest voices that stand, newest first. Raises StoreError."""
    with store.reading() as session:
        query = (
            select(Confirmation, Company.name)
            .outerjoin(Company, Company.company_id == Confirmation.company_id)
            .where(Confirmation.is_taken_back.is_(False))
            .order_by(Confirmation.given_on.desc(), Confirmation.confirmation_id)
            .limit(most)
        )
        return [
            HeardVoice(
                row.incident_id, name or _UNNAMED.get(row.company_id, "a company that has been removed"), row.stance, row.detail, row.tlp,
                row.given_on, row.jpeg,
            )
            for row, name in session.execute(query)
        ]  # fmt: skip
