"""Who may see and change kept voyages and ships: the people of the company that they belong to, and nobody else, administrators neither.

Who belongs to no company keeps voyages of his or her own, and takes them along into a company without showing them to it. This is the only
place that decides it; every query and every deed of this room asks here.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from members.access import Deed, Person, require
from members.errors import NotAllowed
from members.people.acting import check_access
from members.store.voyage_tables import COMPANY, PERSON, KeptShip, KeptVoyage

Kept = KeptVoyage | KeptShip
_GONE = "This is no longer kept, or not open to you."


def owner_of_new(person: Person) -> tuple[str, str]:
    """Whose becomes what a person keeps: kind and id of the owner."""
    return (COMPANY, person.company_id) if person.company_id else (PERSON, person.person_id)


def seen_by(table: type[Kept], person: Person) -> ColumnElement[bool]:
    """The rows that a person may see."""
    own = and_(table.owner_kind == PERSON, table.owner_id == person.person_id)
    if not person.company_id:
        return own
    return or_(own, and_(table.owner_kind == COMPANY, table.owner_id == person.company_id))


def check_seen(session: Session, person: Person, row: Kept | None) -> Kept:
    """The row, where the person may see it. Raises NotAllowed, the same for a row of others as for none."""
    check_access(session, person)
    if row is None or (row.owner_kind, row.owner_id) not in ((PERSON, person.person_id), (COMPANY, person.company_id or None)):
        raise NotAllowed(_GONE)
    return row


def check_keeper(session: Session, person: Person) -> None:
    """Raises NotAllowed where a person may not keep voyages at all."""
    require(person, Deed.KEEP_VOYAGES)
    check_access(session, person)
