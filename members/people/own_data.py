"""What is stored about a person: handed out to that person, or deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from members.access import Deed, Person, may
from members.alerts.kept import alerts_about, delete_alerts_of
from members.community.personal_data import community_data
from members.errors import NotAllowed
from members.events.personal_data import event_data
from members.people.acting import add_entry, check_access
from members.people.api_keys import key_data
from members.store.engine import MemberStore
from members.store.people_tables import Account, Company, Group, GroupMember, Invitation, PeopleEntry
from members.store.tables import Base, DeskEntry
from members.voyages.personal_data import delete_voyages_of, voyage_data

KEPT_AFTER_DELETION: Final = (
    "The account is deleted with its name, address and role, its line in the directory of members, its memberships of groups, its "
    "watch rules and alerts, places at events and feedback on them, reactions, mentions and read marks, voyages and ships kept "
    "without a company, keys for programs, and invitations for this person. What was kept for a company stays the company's, and "
    "assessments stay signed. Posts, files of groups, and events that the person made, stay without the name: withdraw what should not. "
    "The logs of changes to accounts, of moderation and of the desk are kept; they hold a random number in place of the name. Decisions "
    "on links stay signed with the name: others rely on them, and must be able to see who answers for them. Reports sent at /report bear "
    "no name and cannot be traced to anybody."
)
ELSEWHERE: Final = "Decisions on links that this person made are signed with the name; the page Link review shows them."


def export_data(store: MemberStore, actor: Person, person_id: str) -> dict[str, Any]:
    """All that is stored about a person, as JSON values, for that person or an administrator. Raises NotAllowed, StoreError."""
    if person_id != actor.person_id and not may(actor, Deed.ADMINISTER):
        raise NotAllowed("Only you and administrators may see what is stored about you.")
    is_own = person_id == actor.person_id
    with store.writing() as session:
        check_access(session, actor)
        account = _account(session, person_id)
        company = session.get(Company, account.company_id) if account.company_id else None
        groups = select(Group.name).join(GroupMember).where(GroupMember.person_id == person_id).distinct()
        entries = select(PeopleEntry).where((PeopleEntry.subject == person_id) | (PeopleEntry.who == person_id))
        at_the_desk = select(DeskEntry).where(DeskEntry.who == person_id)
        exported = {
            "account": _fields(account),
            "company": company.name if company else None,
            "groups": sorted(session.scalars(groups).all()),
            # Without the hash of the code, which is no fact about anybody.
            "invitations": [_fields(row, ("code_sha256",)) for row in _invitations_of(session, account)],
            "log": [_fields(entry) for entry in session.scalars(entries.order_by(PeopleEntry.entry_id)).all()],
            # Without the detail, which repeats the answers of reporters.
            "desk": [_fields(entry, ("detail",)) for entry in session.scalars(at_the_desk.order_by(DeskEntry.entry_id)).all()],
            "alerts": {
                name: [_fields(row, left_out) for row, left_out in rows] for name, rows in alerts_about(session, person_id, is_own).items()
            },
            "community": community_data(session, person_id, is_own),
            "events": event_data(session, person_id, is_own),
            "voyages": voyage_data(session, person_id, is_own),
            "keys": key_data(session, person_id),
            "elsewhere": ELSEWHERE,
        }
        if not is_own:
            add_entry(session, actor.person_id, "data_exported", person_id)
    return exported


def delete_own_account(store: MemberStore, person: Person) -> None:
    """Delete one's own account. Raises NotAllowed for an administrator, whom another one must delete; StoreError."""
    if may(person, Deed.ADMINISTER):
        raise NotAllowed("Another administrator must delete your account, so that one of you always remains.")
    with store.writing() as session:
        check_access(session, person)
        erase_account(session, _account(session, person.person_id), person.person_id)


def erase_account(session: Session, account: Account, who: str, **detail: Any) -> None:
    """Delete all that names a person, and log who did it; `detail` goes into that line."""
    for invitation in _invitations_of(session, account):
        session.delete(invitation)
    delete_alerts_of(session, account.person_id)
    delete_voyages_of(session, account.person_id)
    session.delete(account)
    add_entry(session, who, "account_deleted", account.person_id, **detail)


def _invitations_of(session: Session, account: Account) -> list[Invitation]:
    """Those that the person has taken, and those for the person's address where it is verified: anybody could name somebody else's."""
    lines = select(PeopleEntry).where(PeopleEntry.subject == account.person_id, PeopleEntry.deed == "invitation_taken")
    mine: list[ColumnElement[bool]] = [Invitation.invitation_id.in_([entry.detail["invitation"] for entry in session.scalars(lines)])]
    if account.email_is_verified:
        mine.append(Invitation.meant_for == account.email.lower())
    return list(session.scalars(select(Invitation).where(or_(*mine)).order_by(Invitation.made_on)).all())


def _account(session: Session, person_id: str) -> Account:
    account = session.get(Account, person_id)
    if account is None:
        raise NotAllowed("Nothing is stored about this person.")
    return account


def _fields(row: Base, left_out: Iterable[str] = ()) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in left_out}
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in values.items()}
