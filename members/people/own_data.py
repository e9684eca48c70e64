"""What is stored of a person: handed out to that person, or deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Deed, Person, may
from members.errors import NotAllowed
from members.people.acting import add_entry, check_access
from members.store.engine import MemberStore
from members.store.people_tables import Account, Company, Group, GroupMember, PeopleEntry

KEPT_AFTER_DELETION: Final = (
    "Deleted are the account with its name, address and role, and memberships of groups. Kept are the log of changes to accounts, "
    "which holds a random number in place of the name, and the signature below decisions on reports and links: others rely on them, "
    "and must be able to see who answers for them. Reports sent at /report bear no name and cannot be traced to anybody."
)


def export_data(store: MemberStore, actor: Person, person_id: str) -> dict[str, Any]:
    """All that is stored of a person, as JSON values, for that person or an administrator. Raises NotAllowed, StoreError."""
    if person_id != actor.person_id and not may(actor, Deed.ADMINISTER):
        raise NotAllowed("Only you and administrators may see what is stored of you.")
    with store.writing() as session:
        check_access(session, actor)
        account = _account(session, person_id)
        company = session.get(Company, account.company_id) if account.company_id else None
        groups = select(Group.name).join(GroupMember).where(GroupMember.person_id == person_id).distinct()
        entries = select(PeopleEntry).where((PeopleEntry.subject == person_id) | (PeopleEntry.who == person_id))
        exported = {
            "account": _fields(account),
            "company": company.name if company else None,
            "groups": sorted(session.scalars(groups).all()),
            "log": [_fields(entry) for entry in session.scalars(entries.order_by(PeopleEntry.entry_id)).all()],
        }
        if person_id != actor.person_id:
            add_entry(session, actor.person_id, "data_exported", person_id)
    return exported


def delete_own_account(store: MemberStore, person: Person) -> None:
    """Delete one's own account. Raises NotAllowed for an administrator, whom another one must delete; StoreError."""
    if may(person, Deed.ADMINISTER):
        raise NotAllowed("Another administrator must delete your account, so that one of you always remains.")
    with store.writing() as session:
        check_access(session, person)
        session.delete(_account(session, person.person_id))
        add_entry(session, person.person_id, "account_deleted", person.person_id)


def _account(session: Session, person_id: str) -> Account:
    account = session.get(Account, person_id)
    if account is None:
        raise NotAllowed("Nothing is stored of this person.")
    return account


def _fields(row: Account | PeopleEntry) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in values.items()}
