"""Coming into a group and leaving it. The log of people notes both, as it does for what administrators do."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from members.access import Deed, Person
from members.community.groups import known_group, require_moderator
from members.community.readers import Reader, writing_as
from members.errors import NotAllowed
from members.people.acting import add_entry, doing, looking, today
from members.people.groups import NO_SUCH_GROUP
from members.people.pace import Writing, keep_pace
from members.store.community_tables import GroupCall, GroupModerator
from members.store.engine import MemberStore
from members.store.people_tables import Account, GroupMember

INVITED: Final = "If somebody with this verified address has an account, the invitation waits on that person's page Groups."
"""What a moderator is told in every case: the answer must not tell who has an account."""


def join_group(store: MemberStore, person: Person, group_id: str) -> bool:
    """Come into an open group, or one that one has been invited to; ask to come into one by request, or one that others took one out of.

    Returns whether one is in. Raises NotAllowed, StoreError.
    """
    with writing_as(store, person) as (session, reader):
        group = known_group(session, reader, group_id)
        if group.is_inside:
            return True
        keep_pace(person, Writing.REQUESTS)
        if group.is_open_to_reader:
            _let_in(session, group_id, reader.person_id, reader.person_id)
            return True
        session.merge(GroupCall(group_id=group_id, person_id=reader.person_id, kind="asked", made_on=today()))
        return False


def take_call_back(store: MemberStore, person: Person, group_id: str) -> None:
    """No longer ask to come in, or decline an invitation. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        known_group(session, reader, group_id)
        _end_call(session, group_id, reader.person_id)


def leave_group(store: MemberStore, person: Person, group_id: str) -> None:
    """Leave a group. Raises NotAllowed where the directory put the person into it; StoreError."""
    with writing_as(store, person) as (session, reader):
        _take_out(session, reader, group_id, reader.person_id)


def invite_to_group(store: MemberStore, person: Person, group_id: str, email: str) -> str:
    """Invite whoever has a verified address; returns what to tell the moderator, the same in every case. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        require_moderator(reader, group_id)
        keep_pace(person, Writing.INVITATIONS)
        query = select(Account).where(func.lower(Account.email) == email.strip().lower(), Account.email_is_verified.is_(True))
        for account in session.scalars(query).all():
            if not _is_inside(session, group_id, account.person_id):
                session.merge(GroupCall(group_id=group_id, person_id=account.person_id, kind="invited", made_on=today()))
    return INVITED


def answer_request(store: MemberStore, person: Person, group_id: str, person_id: str, is_let_in: bool) -> None:
    """Let in somebody who has asked to come in, or do not. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        require_moderator(reader, group_id)
        call = session.get(GroupCall, (group_id, person_id))
        if call is None or call.kind != "asked":
            raise NotAllowed("This person no longer asks to come in.")
        if is_let_in:
            _let_in(session, group_id, person_id, reader.person_id)
        else:
            session.delete(call)


def take_out_of_group(store: MemberStore, person: Person, group_id: str, person_id: str) -> None:
    """Take somebody out of a group. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        require_moderator(reader, group_id)
        _take_out(session, reader, group_id, person_id)


def set_moderator(store: MemberStore, person: Person, group_id: str, person_id: str, is_moderator: bool) -> None:
    """Make somebody of a group its moderator, or no longer. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        require_moderator(reader, group_id)
        _set_moderator(session, reader.person_id, group_id, person_id, is_moderator)


def moderators_of(store: MemberStore, actor: Person, group_id: str) -> frozenset[str]:
    """The ids of a group's moderators, for an administrator. Raises NotAllowed, StoreError."""
    with looking(store, actor, Deed.ADMINISTER) as session:
        return frozenset(session.scalars(select(GroupModerator.person_id).where(GroupModerator.group_id == group_id)).all())


def appoint_moderators(store: MemberStore, actor: Person, group_id: str, person_ids: frozenset[str]) -> None:
    """Say who moderates a group, as an administrator, who need not belong to it. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        query = select(GroupModerator.person_id).where(GroupModerator.group_id == group_id)
        before = frozenset(deed.session.scalars(query).all())
        for person_id in sorted(before ^ person_ids):
            _set_moderator(deed.session, actor.person_id, group_id, person_id, person_id in person_ids)


def _set_moderator(session: Session, who: str, group_id: str, person_id: str, is_moderator: bool) -> None:
    if is_moderator and not _is_inside(session, group_id, person_id):
        raise NotAllowed("This person does not belong to the group.")
    row = session.get(GroupModerator, (group_id, person_id))
    if is_moderator and row is None:
        session.add(GroupModerator(group_id=group_id, person_id=person_id))
    elif not is_moderator and row is not None:
        session.delete(row)
    add_entry(session, who, "moderator_named" if is_moderator else "moderator_dismissed", person_id, group=group_id)


def _let_in(session: Session, group_id: str, person_id: str, who: str) -> None:
    _end_call(session, group_id, person_id)
    session.add(GroupMember(group_id=group_id, person_id=person_id, by_claim=False))
    add_entry(session, who, "joined_group", person_id, group=group_id)


def _take_out(session: Session, reader: Reader, group_id: str, person_id: str) -> None:
    if group_id not in reader.groups:
        raise NotAllowed(NO_SUCH_GROUP)
    if session.get(GroupMember, (group_id, person_id, True)) is not None:
        raise NotAllowed("The directory puts this person into the group; whoever runs the directory can change that.")
    row = session.get(GroupMember, (group_id, person_id, False))
    if row is None:
        raise NotAllowed("This person does not belong to the group.")
    session.delete(row)
    session.execute(delete(GroupModerator).where(GroupModerator.group_id == group_id, GroupModerator.person_id == person_id))
    add_entry(session, reader.person_id, "left_group", person_id, group=group_id)


def _end_call(session: Session, group_id: str, person_id: str) -> None:
    session.execute(delete(GroupCall).where(GroupCall.group_id == group_id, GroupCall.person_id == person_id))


def _is_inside(session: Session, group_id: str, person_id: str) -> bool:
    rows = select(func.count()).where(GroupMember.group_id == group_id, GroupMember.person_id == person_id)
    return bool(session.scalar(rows))
