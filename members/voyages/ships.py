"""Ship profiles of a company: kept once, chosen for every voyage. What a profile says is for pages to read; here it is text and numbers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.errors import NotAllowed
from members.people.acting import check_access, one_line
from members.store.engine import MemberStore
from members.store.voyage_tables import KeptShip
from members.voyages.readers import check_keeper, check_seen, owner_of_new, seen_by
from members.voyages.sealing import Sealer, UnreadableError, sealer

MOST_SHIPS: Final = 1_000
LONGEST_PROFILE: Final = 8_000
"""Characters of a profile as JSON: ten ports with their days fit in well."""


@dataclass(frozen=True, slots=True)
class ShipRow:
    """A kept ship: `profile` holds JSON values by name, among them `name`."""

    ship_id: str
    profile: Mapping[str, Any]
    kept_at: datetime

    @property
    def name(self) -> str:
        return str(self.profile["name"])


def list_ships(store: MemberStore, person: Person) -> tuple[ShipRow, ...]:
    """All ships that a person may see, by name; those that this server's key does not open are left out. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        check_access(session, person)
        kept = session.scalars(select(KeptShip).where(seen_by(KeptShip, person))).all()
    box, rows = sealer() if kept else None, []
    for row in kept:
        try:
            rows.append(ShipRow(row.ship_id, profile_of(row, box or sealer()), row.kept_at))
        except UnreadableError:
            continue
    return tuple(sorted(rows, key=lambda ship: (ship.name.casefold(), ship.ship_id)))


def keep_ship(store: MemberStore, person: Person, profile: Mapping[str, Any], ship_id: str = "") -> str:
    """Keep a ship's profile, or with `ship_id` in place of the one kept under it; returns its id. Raises NotAllowed, StoreError."""
    checked, box = _checked(profile), sealer()
    with store.writing() as session:
        check_keeper(session, person)
        row = _seen_ship(session, person, ship_id) if ship_id else _new_row(session, person)
        row.sealed = box.seal(checked, *_bound(row))
        session.add(row)
    return row.ship_id


def delete_ship(store: MemberStore, person: Person, ship_id: str) -> None:
    """Delete a ship; voyages that name it stay, without a ship. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        check_keeper(session, person)
        session.delete(_seen_ship(session, person, ship_id))


def profile_of(row: KeptShip, box: Sealer) -> dict[str, Any]:
    """What a stored ship says. Raises UnreadableError."""
    return box.unseal(row.sealed, *_bound(row))


def _bound(row: KeptShip) -> tuple[str, ...]:
    return ("ship", row.owner_kind, row.owner_id, row.ship_id)


def _new_row(session: Session, person: Person) -> KeptShip:
    kind, owner_id = owner_of_new(person)
    kept = select(func.count()).where(and_(KeptShip.owner_kind == kind, KeptShip.owner_id == owner_id))
    if (session.scalar(kept) or 0) >= MOST_SHIPS:
        raise NotAllowed(f"{MOST_SHIPS:,} ships are kept, which is the most there can be. Delete one first.")
    return KeptShip(
        ship_id=uuid.uuid4().hex, owner_kind=kind, owner_id=owner_id, kept_by=person.person_id,
        kept_at=datetime.now(UTC).replace(tzinfo=None), sealed=b"",
    )  # fmt: skip


def _seen_ship(session: Session, person: Person, ship_id: str) -> KeptShip:
    row = check_seen(session, person, session.get(KeptShip, ship_id))
    assert isinstance(row, KeptShip)
    return row


def _checked(profile: Mapping[str, Any]) -> dict[str, Any]:
    checked = {**profile, "name": one_line(str(profile.get("name") or ""), "The ship's name")}
    if len(orjson.dumps(checked)) > LONGEST_PROFILE:
        raise NotAllowed("This profile is too long to be kept.")
    return checked
