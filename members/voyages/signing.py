"""Signing the assessment of a kept voyage: who, when, what was decided, and the figures that it rested on, for good.

A signature is never changed; a later one stands beside it. Its figures are shown to those alone who may read as much as the signer could.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Person
from members.errors import NotAllowed
from members.people.acting import check_access, one_line
from members.reports.reading import clean_text
from members.store.engine import MemberStore
from members.store.voyage_tables import KeptVoyage, SignedAssessment
from members.voyages.kept import seen_voyage
from members.voyages.readers import check_keeper, seen_by
from members.voyages.sealing import Sealer, UnreadableError, sealer
from warehouse.contract.taxonomy import MARKS

LONGEST_REMARKS: Final = 400
MOST_SIGNATURES: Final = 100
"""Signatures of one voyage."""


@dataclass(frozen=True, slots=True)
class SignedText:
    """What is signed: the officer as typed, the decision, remarks, the figures, and the judgement of legs (level and reason) by number.

    `figures` is empty for readers who may read less than the signer could.
    """

    officer: str
    decision: str
    remarks: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    legs: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature; `name` is that of the account it was made with. `signed_at` is UTC."""

    signature_id: str
    voyage_id: str
    signed_at: datetime
    name: str
    clearance: str
    snapshot_id: str
    text: SignedText


def sign_assessment(store: MemberStore, person: Person, voyage_id: str, text: SignedText, clearance: str, snapshot_id: str) -> str:
    """Sign; returns the signature's id. Raises NotAllowed where the voyage is not this person's to see, StoreError."""
    checked, box = _checked(text), sealer()
    with store.writing() as session:
        check_keeper(session, person)
        seen_voyage(session, person, voyage_id)
        if (
            len(session.scalars(select(SignedAssessment.signature_id).where(SignedAssessment.voyage_id == voyage_id)).all())
            >= MOST_SIGNATURES
        ):
            raise NotAllowed(f"This voyage has {MOST_SIGNATURES} signatures, which is the most there can be. Keep it anew.")
        row = SignedAssessment(
            signature_id=uuid.uuid4().hex, voyage_id=voyage_id, signed_by=person.person_id,
            signed_at=datetime.now(UTC).replace(tzinfo=None), clearance=clearance, snapshot_id=snapshot_id, sealed=b"",
        )  # fmt: skip
        content = {
            "name": person.name, "officer": checked.officer, "decision": checked.decision, "remarks": checked.remarks,
            "figures": dict(checked.figures), "legs": {number: list(leg) for number, leg in checked.legs.items()},
        }  # fmt: skip
        row.sealed = box.seal(content, *_bound(row))
        session.add(row)
    return row.signature_id


def signatures_of(store: MemberStore, person: Person, voyage_id: str, clearance: str) -> tuple[SignatureRow, ...]:
    """The signatures of one voyage, the newest first; `clearance` is the reader's. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        seen_voyage(session, person, voyage_id)
        rows = session.scalars(_newest_first().where(SignedAssessment.voyage_id == voyage_id)).all()
    return _opened(rows, clearance)


def last_signatures(store: MemberStore, person: Person, clearance: str) -> dict[str, SignatureRow]:
    """By voyage, the newest signature of every voyage that a person may see. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        check_access(session, person)
        rows = _of_seen(session, person)
    newest: dict[str, SignedAssessment] = {}
    for row in rows:
        newest.setdefault(row.voyage_id, row)
    return {row.voyage_id: row for row in _opened(newest.values(), clearance)}


def _of_seen(session: Session, person: Person) -> Iterable[SignedAssessment]:
    seen = select(KeptVoyage.voyage_id).where(seen_by(KeptVoyage, person))
    return session.scalars(_newest_first().where(SignedAssessment.voyage_id.in_(seen))).all()


def _newest_first() -> Any:
    return select(SignedAssessment).order_by(SignedAssessment.signed_at.desc(), SignedAssessment.signature_id)


def _opened(rows: Iterable[SignedAssessment], clearance: str) -> tuple[SignatureRow, ...]:
    kept = list(rows)
    box, opened = sealer() if kept else None, []
    for row in kept:
        try:
            opened.append(_row_of(row, clearance, box or sealer()))
        except UnreadableError:
            continue
    return tuple(opened)


def _row_of(row: SignedAssessment, clearance: str, box: Sealer) -> SignatureRow:
    content = box.unseal(row.sealed, *_bound(row))
    figures = content["figures"] if MARKS.index(row.clearance) <= MARKS.index(clearance) else {}
    legs = {number: (leg[0], leg[1]) for number, leg in content["legs"].items()}
    text = SignedText(content["officer"], content["decision"], content["remarks"], figures, legs)
    signed_at = row.signed_at.replace(tzinfo=UTC)
    return SignatureRow(row.signature_id, row.voyage_id, signed_at, content["name"], row.clearance, row.snapshot_id, text)


def _bound(row: SignedAssessment) -> tuple[str, ...]:
    return ("signed", row.voyage_id, row.signature_id)


def _checked(text: SignedText) -> SignedText:
    if not text.figures:
        raise NotAllowed("There are no figures to sign.")
    remarks = " ".join(clean_text(text.remarks).split())
    if len(remarks) > LONGEST_REMARKS:
        raise NotAllowed(f"Remarks have at most {LONGEST_REMARKS} characters.")
    officer, decision = one_line(text.officer, "The officer's name"), one_line(text.decision, "The decision")
    return SignedText(officer, decision, remarks, text.figures, text.legs)
