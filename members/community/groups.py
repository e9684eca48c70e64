"""Groups as a reader sees them. A group by invitation is, to all whom nobody has invited, the same as one that does not exist."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from members.access import Deed, Person, require
from members.community.readers import Reader, reading_as, writing_as
from members.errors import NotAllowed
from members.people.acting import add_entry, one_line, today
from members.people.groups import NO_SUCH_GROUP
from members.people.pace import Writing, keep_pace
from members.reports.reading import clean_text
from members.store.community_tables import ADMISSIONS, GroupCall, GroupModerator, GroupRules
from members.store.engine import MemberStore
from members.store.people_tables import Account, Group, GroupMember, PeopleEntry

LONGEST_CHARTER: Final = 4_000
BY_INVITATION: Final = ADMISSIONS[-1]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group. `call`: whether the reader has asked to come in, or been invited (asked, invited, or empty). `is_open_to_reader`: whether
    the reader may come in without asking.

    `people` is None for whoever may not know: somebody outside a group by invitation.
    """

    group_id: str
    name: str
    admission: str
    charter: str
    allows_unnamed: bool
    is_inside: bool
    is_moderator: bool
    call: str
    is_open_to_reader: bool
    people: int | None


@dataclass(frozen=True, slots=True)
class GroupPerson:
    """Somebody in a group, or for its moderators somebody who has asked to come in (`asked_on`)."""

    person_id: str
    name: str
    is_moderator: bool = False
    is_by_directory: bool = False
    asked_on: date | None = None


def list_groups(store: MemberStore, person: Person) -> list[GroupRow]:
    """The groups that a person may know of, by name: invitations, then his or her own, then others. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        groups = session.scalars(select(Group).order_by(Group.name)).all()
        rows = [row for group in groups if (row := _row(session, reader, group)) is not None]
        return sorted(rows, key=lambda row: (row.call != "invited", not row.is_inside))


def read_group(store: MemberStore, person: Person, group_id: str) -> GroupRow:
    """One group. Raises NotAllowed in the same words for one that the person may not know of and one that does not exist; StoreError."""
    with reading_as(store, person) as (session, reader):
        return known_group(session, reader, group_id)


def people_in_group(store: MemberStore, person: Person, group_id: str) -> list[GroupPerson]:
    """The people of a group, moderators first, by name, for somebody inside it; for its moderators also who has asked to come in.

    Raises NotAllowed, StoreError.
    """
    with reading_as(store, person) as (session, reader):
        if group_id not in reader.groups:
            raise NotAllowed(NO_SUCH_GROUP)
        moderators = set(session.scalars(select(GroupModerator.person_id).where(GroupModerator.group_id == group_id)).all())
        inside: dict[str, bool] = {}
        for row in session.scalars(select(GroupMember).where(GroupMember.group_id == group_id)):
            inside[row.person_id] = inside.get(row.person_id, True) and row.by_claim
        accounts = session.scalars(select(Account).where(Account.person_id.in_(sorted(inside)))).all()
        people = [_person(account, account.person_id in moderators, inside[account.person_id]) for account in accounts]
        people.sort(key=lambda member: (not member.is_moderator, member.name.lower(), member.person_id))
        return people + (_asking(session, group_id) if group_id in reader.moderated else [])


def found_group(store: MemberStore, person: Person, name: str, admission: str, charter: str) -> str:
    """Found a group, which its founder belongs to and moderates; returns its id. Raises NotAllowed, StoreError."""
    line = one_line(name, "A group's name")
    require(person, Deed.MODERATE)
    with writing_as(store, person) as (session, reader):
        if session.scalar(select(func.count()).where(func.lower(Group.name) == line.lower())):
            raise NotAllowed("Choose another name: this one is taken.")
        keep_pace(person, Writing.GROUPS)
        group = Group(group_id=uuid.uuid4().hex, name=line, claim=None, added_on=today())
        session.add(group)
        session.flush()
        session.add(GroupMember(group_id=group.group_id, person_id=reader.person_id, by_claim=False))
        session.add(GroupModerator(group_id=group.group_id, person_id=reader.person_id))
        _set_rules(session, group.group_id, admission, charter, allows_unnamed=False)
        add_entry(session, reader.person_id, "group_added", group.group_id)
        return group.group_id


def set_rules(store: MemberStore, person: Person, group_id: str, admission: str, charter: str, allows_unnamed: bool) -> None:
    """Say what a group is for, how people come into it, and whether posts without a name are allowed. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        require_moderator(reader, group_id)
        _set_rules(session, group_id, admission, charter, allows_unnamed)
        add_entry(session, reader.person_id, "group_rules_set", group_id, admission=admission, allows_unnamed=allows_unnamed)


def known_group(session: Session, reader: Reader, group_id: str) -> GroupRow:
    """Within a transaction, a group that the reader may know of. Raises NotAllowed."""
    group = session.get(Group, group_id)
    row = _row(session, reader, group) if group else None
    if row is None:
        raise NotAllowed(NO_SUCH_GROUP)
    return row


def require_moderator(reader: Reader, group_id: str) -> None:
    """Raises NotAllowed for whoever does not moderate a group; outside it, in the words for a group that does not exist."""
    if group_id not in reader.groups:
        raise NotAllowed(NO_SUCH_GROUP)
    if not reader.moderates(group_id):
        raise NotAllowed("Only a moderator of this group may do that.")


def _row(session: Session, reader: Reader, group: Group) -> GroupRow | None:
    rules = session.get(GroupRules, group.group_id)
    admission = rules.admission if rules else BY_INVITATION
    call = session.get(GroupCall, (group.group_id, reader.person_id))
    is_inside = group.group_id in reader.groups
    if admission == BY_INVITATION and not is_inside and (call is None or call.kind != "invited"):
        return None
    people = None
    if is_inside or admission != BY_INVITATION:
        counted = select(func.count(GroupMember.person_id.distinct())).where(GroupMember.group_id == group.group_id)
        people = session.scalar(counted) or 0
    return GroupRow(
        group.group_id, group.name, admission, rules.charter if rules else "", bool(rules and rules.allows_unnamed), is_inside,
        reader.moderates(group.group_id), call.kind if call else "", _is_open_to(session, reader, group.group_id, admission, call), people,
    )  # fmt: skip


def _is_open_to(session: Session, reader: Reader, group_id: str, admission: str, call: GroupCall | None) -> bool:
    if call is not None and call.kind == "invited":
        return True
    return admission == "open" and not _was_taken_out(session, group_id, reader.person_id)


def _was_taken_out(session: Session, group_id: str, person_id: str) -> bool:
    """Whether the log's last word on somebody and a group is that others took that person out of it."""
    query = select(PeopleEntry).where(PeopleEntry.subject == person_id, PeopleEntry.deed.in_(("joined_group", "left_group")))
    for entry in session.scalars(query.order_by(PeopleEntry.entry_id.desc())):
        if entry.detail.get("group") == group_id:
            return entry.deed == "left_group" and entry.who != person_id
    return False


def _person(account: Account, is_moderator: bool = False, is_by_directory: bool = False, asked_on: date | None = None) -> GroupPerson:
    return GroupPerson(account.person_id, account.name, is_moderator, is_by_directory, asked_on)


def _asking(session: Session, group_id: str) -> list[GroupPerson]:
    query = select(Account, GroupCall.made_on).join(GroupCall, GroupCall.person_id == Account.person_id)
    rows = session.execute(query.where(GroupCall.group_id == group_id, GroupCall.kind == "asked").order_by(GroupCall.made_on, Account.name))
    return [_person(account, asked_on=made_on) for account, made_on in rows]


def _set_rules(session: Session, group_id: str, admission: str, charter: str, allows_unnamed: bool) -> None:
    text = clean_text(charter) if len(charter) <= LONGEST_CHARTER else charter
    if admission not in ADMISSIONS or len(text) > LONGEST_CHARTER:
        raise NotAllowed(f"Choose how people come in, and a charter of at most {LONGEST_CHARTER:,} characters.")
    session.merge(GroupRules(group_id=group_id, admission=admission, charter=text, allows_unnamed=allows_unnamed))
