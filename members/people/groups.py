"""Groups: circles of people within and across companies. Who belongs to one is known to its own people and to administrators; to all
others, a group that they do not belong to is the same as one that does not exist.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Integer, cast, delete, func, select
from sqlalchemy.orm import Session

from members.access import Deed, Person, may
from members.errors import NotAllowed
from members.people.acting import check_access, doing, one_line, today
from members.store.alert_tables import GROUP, WatchRule
from members.store.engine import MemberStore
from members.store.people_tables import Account, Group, GroupMember

NO_SUCH_GROUP: Final = "There is no such group."


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group; `claim` is the directory group whose people belong to it, or empty."""

    group_id: str
    name: str
    claim: str
    people: int


def groups_of(store: MemberStore, person: Person) -> list[GroupRow]:
    """The groups that a person belongs to; for an administrator all. By name. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        check_access(session, person)
        count = func.count(GroupMember.person_id.distinct())
        query = select(Group, count).outerjoin(GroupMember, GroupMember.group_id == Group.group_id)
        rows = session.execute(query.group_by(Group.group_id).order_by(Group.name)).all()
        return [
            GroupRow(group.group_id, group.name, group.claim or "", people)
            for group, people in rows
            if _is_inside(session, person, group.group_id)
        ]


def people_of_group(store: MemberStore, person: Person, group_id: str) -> list[tuple[str, str, bool]]:
    """The people of a group as (id, name, whether by the directory alone), by name, for somebody inside it or an administrator.

    Raises NotAllowed, in the same words for a group that the person is not in and one that does not exist; StoreError.
    """
    with store.reading() as session:
        check_access(session, person)
        if not _is_inside(session, person, group_id) or session.get(Group, group_id) is None:
            raise NotAllowed(NO_SUCH_GROUP)
        query = select(Account.person_id, Account.name, func.min(cast(GroupMember.by_claim, Integer))).join(GroupMember)
        rows = session.execute(
            query.where(GroupMember.group_id == group_id).group_by(Account.person_id, Account.name).order_by(Account.name)
        ).all()
        return [(person_id, name, bool(by_claim)) for person_id, name, by_claim in rows]


def add_group(store: MemberStore, actor: Person, name: str, claim: str = "") -> str:
    """Add a group; people of the directory group `claim`, where one is named, come into it at their next sign-in. Returns its id.

    Raises NotAllowed, StoreError.
    """
    line = one_line(name, "A group's name")
    with doing(store, actor, Deed.ADMINISTER) as deed:
        if deed.session.scalar(select(func.count()).where(func.lower(Group.name) == line.lower())):
            raise NotAllowed(f"There is already a group called {line}.")
        group = Group(group_id=uuid.uuid4().hex, name=line, claim=claim.strip() or None, added_on=today())
        deed.session.add(group)
        deed.log("group_added", group.group_id)
    return group.group_id


def remove_group(store: MemberStore, actor: Person, group_id: str) -> None:
    """Remove a group. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        deed.session.delete(_group(deed.session, group_id))
        deed.session.execute(delete(WatchRule).where(WatchRule.owner_kind == GROUP, WatchRule.owner_id == group_id))
        deed.log("group_removed", group_id)


def set_group_people(store: MemberStore, actor: Person, group_id: str, person_ids: frozenset[str]) -> None:
    """Say who belongs to a group besides those whom the directory puts into it. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        _group(deed.session, group_id)
        if missing := person_ids - set(deed.session.scalars(select(Account.person_id)).all()):
            raise NotAllowed(f"{len(missing):,} of these accounts have since been deleted.")
        named = select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.by_claim.is_(False))
        rows = {row.person_id: row for row in deed.session.scalars(named).all()}
        for person_id in rows.keys() - person_ids:
            deed.session.delete(rows[person_id])
            deed.log("left_group", person_id, group=group_id)
        for person_id in person_ids - rows.keys():
            deed.session.add(GroupMember(group_id=group_id, person_id=person_id, by_claim=False))
            deed.log("joined_group", person_id, group=group_id)


def _group(session: Session, group_id: str) -> Group:
    group = session.get(Group, group_id)
    if group is None:
        raise NotAllowed(NO_SUCH_GROUP)
    return group


def _is_inside(session: Session, person: Person, group_id: str) -> bool:
    # Asked of the database, not of what the page knew: somebody may have left the group since.
    mine = select(func.count()).where(GroupMember.group_id == group_id, GroupMember.person_id == person.person_id)
    return may(person, Deed.ADMINISTER) or bool(session.scalar(mine))
