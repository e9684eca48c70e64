"""Keeping voyages: one function a deed. A voyage is kept as the address of the page that plans it, so that it opens as it was planned."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.errors import NotAllowed
from members.people.acting import check_access, one_line
from members.store.engine import MemberStore
from members.store.voyage_tables import KeptVoyage, VoyageFigures
from members.voyages.readers import check_keeper, check_seen, owner_of_new, seen_by
from members.voyages.sealing import Sealer, UnreadableError, sealer

MOST_VOYAGES: Final = 1_000
LONGEST_NAME: Final = 120
LONGEST_PLAN: Final = 20_000
"""Characters of all parameters together: a route of its own has up to 200 waypoints."""


@dataclass(frozen=True, slots=True)
class VoyageText:
    """What a voyage says: its name, the parameters of its address, and the id of a kept ship, empty for none."""

    name: str
    query: Mapping[str, str] = field(default_factory=dict)
    ship_id: str = ""


@dataclass(frozen=True, slots=True)
class VoyageRow:
    """A kept voyage, as those see it who may."""

    voyage_id: str
    text: VoyageText
    ends_on: date
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class KeptVoyages:
    """The voyages that a person may see, by day of arrival, and how many more cannot be opened with this server's key."""

    rows: tuple[VoyageRow, ...] = ()
    unreadable: int = 0


def list_voyages(store: MemberStore, person: Person) -> KeptVoyages:
    """All that a person may see. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        check_access(session, person)
        found = session.scalars(select(KeptVoyage).where(seen_by(KeptVoyage, person)).order_by(KeptVoyage.ends_on, KeptVoyage.voyage_id))
        kept, rows, unreadable = found.all(), [], 0
    box = sealer() if kept else None
    for row in kept:
        try:
            rows.append(_row_of(row, text_of(row, box or sealer())))
        except UnreadableError:
            unreadable += 1
    return KeptVoyages(tuple(rows), unreadable)


def read_voyage(store: MemberStore, person: Person, voyage_id: str) -> VoyageRow:
    """One voyage. Raises NotAllowed where it is not kept or not this person's to see, UnreadableError, StoreError."""
    with store.reading() as session:
        row = seen_voyage(session, person, voyage_id)
    return _row_of(row, text_of(row, sealer()))


def keep_voyage(store: MemberStore, person: Person, text: VoyageText, ends_on: date) -> str:
    """Keep a voyage for the person's company, or for the person who has none; returns its id. Raises NotAllowed, StoreError."""
    checked, box = _checked(text), sealer()
    with store.writing() as session:
        check_keeper(session, person)
        kind, owner_id = owner_of_new(person)
        kept = select(func.count()).where(and_(KeptVoyage.owner_kind == kind, KeptVoyage.owner_id == owner_id))
        if (session.scalar(kept) or 0) >= MOST_VOYAGES:
            raise NotAllowed(f"{MOST_VOYAGES:,} voyages are kept, which is the most there can be. Delete one first.")
        row = KeptVoyage(
            voyage_id=uuid.uuid4().hex, owner_kind=kind, owner_id=owner_id, kept_by=person.person_id,
            kept_at=datetime.now(UTC).replace(tzinfo=None), ends_on=ends_on, sealed=b"",
        )  # fmt: skip
        _write(row, checked, box)
        session.add(row)
    return row.voyage_id


def change_voyage(store: MemberStore, person: Person, voyage_id: str, text: VoyageText, ends_on: date) -> None:
    """Give a voyage another name, plan or ship. What was signed stays as it was signed. Raises as `read_voyage`."""
    checked, box = _checked(text), sealer()
    with store.writing() as session:
        check_keeper(session, person)
        row = seen_voyage(session, person, voyage_id)
        if text_of(row, box).query != checked.query:
            # Figures of another plan say nothing of this one.
            session.execute(delete(VoyageFigures).where(VoyageFigures.voyage_id == voyage_id))
        row.ends_on = ends_on
        _write(row, checked, box)


def delete_voyage(store: MemberStore, person: Person, voyage_id: str) -> None:
    """Delete a voyage with all that was signed of it. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        check_keeper(session, person)
        session.delete(seen_voyage(session, person, voyage_id))


def seen_voyage(session: Session, person: Person, voyage_id: str) -> KeptVoyage:
    """The voyage's row, where the person may see it. Raises NotAllowed."""
    row = check_seen(session, person, session.get(KeptVoyage, voyage_id))
    assert isinstance(row, KeptVoyage)
    return row


def text_of(row: KeptVoyage, box: Sealer) -> VoyageText:
    """What a stored voyage says. Raises UnreadableError."""
    content = box.unseal(row.sealed, *_bound(row))
    return VoyageText(content["name"], content["query"], content["ship_id"])


def _bound(row: KeptVoyage) -> tuple[str, ...]:
    return ("voyage", row.owner_kind, row.owner_id, row.voyage_id)


def _row_of(row: KeptVoyage, text: VoyageText) -> VoyageRow:
    return VoyageRow(row.voyage_id, text, row.ends_on, row.kept_at)


def _write(row: KeptVoyage, text: VoyageText, box: Sealer) -> None:
    row.sealed = box.seal({"name": text.name, "query": dict(text.query), "ship_id": text.ship_id}, *_bound(row))


def _checked(text: VoyageText) -> VoyageText:
    if sum(len(name) + len(value) for name, value in text.query.items()) > LONGEST_PLAN:
        raise NotAllowed("This plan is too long to be kept. Load a route with fewer points.")
    return VoyageText(one_line(text.name, "The voyage's name", LONGEST_NAME), dict(text.query), text.ship_id)
