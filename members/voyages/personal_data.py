"""Kept voyages in what is stored of a person: handed out, deleted with the account or the company, and when their time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from members.store.voyage_tables import COMPANY, PERSON, KeptShip, KeptVoyage, SignedAssessment
from members.voyages.kept import text_of
from members.voyages.sealing import Sealer, UnreadableError, sealer
from members.voyages.ships import profile_of


def voyage_data(session: Session, person_id: str, is_own: bool) -> dict[str, Any]:
    """What a person kept and signed, as JSON values. What it says is for the person alone: no administrator may read it here."""
    voyages = session.scalars(select(KeptVoyage).where(_of(KeptVoyage, person_id)).order_by(KeptVoyage.kept_at)).all()
    ships = session.scalars(select(KeptShip).where(_of(KeptShip, person_id)).order_by(KeptShip.kept_at)).all()
    signed = session.scalars(
        select(SignedAssessment).where(SignedAssessment.signed_by == person_id).order_by(SignedAssessment.signed_at)
    ).all()
    box = sealer() if is_own and (voyages or ships) else None
    return {
        "voyages": [
            {"voyage_id": row.voyage_id, "kept_at": row.kept_at.isoformat(), "ends_on": row.ends_on.isoformat(), **_said(_voyage, row, box)}
            for row in voyages
        ],
        "ships": [{"ship_id": row.ship_id, "kept_at": row.kept_at.isoformat(), **_said(profile_of, row, box)} for row in ships],
        "signed": [{"voyage_id": row.voyage_id, "signed_at": row.signed_at.isoformat(), "snapshot_id": row.snapshot_id} for row in signed],
    }


def delete_voyages_of(session: Session, person_id: str) -> None:
    """Delete what belongs to a person alone. What the person kept for a company stays the company's, without the person."""
    _delete_owned(session, PERSON, person_id)
    for table in (KeptVoyage, KeptShip):
        session.execute(update(table).where(table.kept_by == person_id).values(kept_by=None))
    session.execute(update(SignedAssessment).where(SignedAssessment.signed_by == person_id).values(signed_by=None))


def delete_voyages_of_company(session: Session, company_id: str) -> None:
    """Delete all voyages and ships of a company."""
    _delete_owned(session, COMPANY, company_id)


def delete_ended_voyages(session: Session, before: date) -> int:
    """Delete voyages that arrived before a day and that nobody signed; returns how many."""
    signed = select(SignedAssessment.voyage_id)
    over = delete(KeptVoyage).where(KeptVoyage.ends_on < before, KeptVoyage.voyage_id.not_in(signed))
    return len(session.scalars(over.returning(KeptVoyage.voyage_id)).all())


def _of(table: type[KeptVoyage] | type[KeptShip], person_id: str) -> Any:
    return or_(table.kept_by == person_id, (table.owner_kind == PERSON) & (table.owner_id == person_id))


def _delete_owned(session: Session, kind: str, owner_id: str) -> None:
    for table in (KeptVoyage, KeptShip):
        session.execute(delete(table).where(table.owner_kind == kind, table.owner_id == owner_id))


def _voyage(row: KeptVoyage, box: Sealer) -> dict[str, Any]:
    text = text_of(row, box)
    return {"name": text.name, "plan": dict(text.query), "ship_id": text.ship_id}


def _said(read: Callable[[Any, Sealer], dict[str, Any]], row: KeptVoyage | KeptShip, box: Sealer | None) -> dict[str, Any]:
    try:
        return read(row, box) if box else {}
    except UnreadableError as error:
        return {"unreadable": str(error)}
