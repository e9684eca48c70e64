"""Who takes part, and what a reader may open: `is_meant_for` for everything with a mark and a group, `may_open` for threads. Every list,
count, search, mail, feed and address goes through them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from members.access import Deed, Person, may, require
from members.errors import NotAllowed
from members.people.acting import check_access
from members.people.role_policy import policy_in
from members.store.community_tables import GroupFile, GroupModerator, Post, Thread
from members.store.engine import IDS_AT_ONCE, MemberStore
from members.store.event_tables import Event
from members.store.people_tables import Account, GroupMember
from warehouse.contract import settings
from warehouse.contract.taxonomy import MARKS

NO_SUCH_THREAD: Final = "There is no such thread, or it is not open to you."
NO_SUCH_POST: Final = "There is no such post, or it is not open to you."
NEEDS_SIGN_IN: Final = "Members talk where people sign in; no sign-in is set up on this server."


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who takes part, as the database knows that person at this moment; not as the page did that was opened earlier.

    `marks`: the TLP marks that the person may read. `groups`: those that the person belongs to; `moderated`: those of them that he or she
    moderates. An empty set means no group.
    """

    person: Person
    marks: tuple[str, ...]
    groups: frozenset[str]
    moderated: frozenset[str]

    @property
    def person_id(self) -> str:
        """The id of the person's account."""
        return self.person.person_id

    def moderates(self, group_id: str | None) -> bool:
        """Whether the person moderates a group; with None, what is said in the open."""
        return may(self.person, Deed.MODERATE) if group_id is None else group_id in self.moderated

    def may_read(self, tlp: str, group_id: str | None) -> bool:
        """Whether something with this mark, for a group's people or with None for all members, is meant for the person."""
        return tlp in self.marks and (group_id is None or group_id in self.groups)


@contextmanager
def reading_as(store: MemberStore, person: Person) -> Iterator[tuple[Session, Reader]]:
    """A transaction in which somebody reads. Raises NotAllowed, StoreError, SettingsError."""
    require(person, Deed.TALK)
    with store.reading() as session:
        yield session, reader_in(session, person)


@contextmanager
def writing_as(store: MemberStore, person: Person) -> Iterator[tuple[Session, Reader]]:
    """A transaction in which somebody writes. Raises NotAllowed, StoreError, SettingsError."""
    require(person, Deed.TALK)
    with store.writing() as session:
        yield session, reader_in(session, person)


def reader_in(session: Session, person: Person) -> Reader:
    """What a person may read now. Raises NotAllowed where access has ended or the role has changed since the page was opened."""
    if person.is_local:
        raise NotAllowed(NEEDS_SIGN_IN)
    check_access(session, person)
    account = session.get_one(Account, person.person_id)
    groups = frozenset(session.scalars(select(GroupMember.group_id).where(GroupMember.person_id == person.person_id)).all())
    moderated = session.scalars(select(GroupModerator.group_id).where(GroupModerator.person_id == person.person_id)).all()
    return Reader(person, marks_of(replace(person, clearance=account.clearance)), groups, groups.intersection(moderated))


def readers_by_id(session: Session, person_ids: Iterable[str]) -> dict[str, Reader]:
    """What people may read now who are not asking, by id; those without access and those who take no part are missing."""
    policy, wanted, readers = policy_in(settings.load()), sorted(set(person_ids)), {}
    for start in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[start : start + IDS_AT_ONCE]
        groups, moderated = _groups_by_person(session, GroupMember, some), _groups_by_person(session, GroupModerator, some)
        for account in session.scalars(select(Account).where(Account.person_id.in_(some), Account.is_disabled.is_(False))).all():
            role = policy.role_of(account)
            person = Person(account.person_id, account.name, role, clearance=account.clearance) if role else None
            if person and may(person, Deed.TALK):
                inside, moderating = groups.get(account.person_id, set()), moderated.get(account.person_id, set())
                readers[account.person_id] = Reader(person, marks_of(person), frozenset(inside), frozenset(inside & moderating))
    return readers


def who_may_open(session: Session, readers: Iterable[Reader], threads: Collection[Thread]) -> dict[str, frozenset[str]]:
    """Who of these people may open each of these threads: ids of people by id of thread."""
    within = {thread.group_id for thread in threads if thread.group_id}
    alike: dict[tuple[object, ...], list[Reader]] = {}
    for reader in readers:
        alike.setdefault((reader.marks, reader.groups & within, reader.moderated & within, reader.moderates(None)), []).append(reader)
    openers: dict[str, set[str]] = {thread.thread_id: set() for thread in threads}
    for people in alike.values():
        query = select(Thread.thread_id).where(Thread.thread_id.in_(sorted(openers)), may_open(people[0]))
        for thread_id in session.scalars(query).all():
            openers[thread_id].update(reader.person_id for reader in people)
    return {thread_id: frozenset(people) for thread_id, people in openers.items()}


def marks_of(person: Person) -> tuple[str, ...]:
    """The TLP marks that a person may read on this server, from the widest. Raises SettingsError."""
    chosen = settings.load()
    return MARKS[: 1 + MARKS.index(policy_in(chosen).clearance_of(person, chosen.clearance))]


def is_meant_for(reader: Reader, table: type[Thread] | type[Event] | type[GroupFile]) -> ColumnElement[bool]:
    """The rows of a table that are meant for a reader: by mark and by group, as in `Reader.may_read`."""
    return and_(table.tlp.in_(reader.marks), or_(table.group_id.is_(None), table.group_id.in_(sorted(reader.groups))))


def may_open(reader: Reader) -> ColumnElement[bool]:
    """The threads that a reader may open: those meant for him or her, hidden ones only for those who moderate them."""
    moderated: ColumnElement[bool] = Thread.group_id.in_(sorted(reader.moderated))
    if reader.moderates(None):
        moderated = or_(moderated, Thread.group_id.is_(None))
    return and_(is_meant_for(reader, Thread), or_(Thread.is_hidden.is_(False), moderated))


def has_text() -> ColumnElement[bool]:
    """The posts of an open thread whose words are shown: neither hidden nor withdrawn."""
    return and_(Post.hidden_reason.is_(None), Post.is_withdrawn.is_(False))


def open_thread_row(session: Session, reader: Reader, thread_id: str) -> Thread:
    """A thread that the reader may open. Raises NotAllowed in the same words for any other and for one that does not exist."""
    thread = session.scalars(select(Thread).where(Thread.thread_id == thread_id, may_open(reader))).one_or_none()
    if thread is None:
        raise NotAllowed(NO_SUCH_THREAD)
    return thread


def open_post_row(session: Session, reader: Reader, post_id: str) -> tuple[Post, Thread]:
    """A post in a thread that the reader may open, and that thread. Raises NotAllowed like `open_thread_row`."""
    query = select(Post, Thread).join(Thread, Thread.number == Post.thread_number).where(Post.post_id == post_id, may_open(reader))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotAllowed(NO_SUCH_POST)
    return row[0], row[1]


def _groups_by_person(session: Session, table: type[GroupMember | GroupModerator], person_ids: Collection[str]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for person_id, group_id in session.execute(select(table.person_id, table.group_id).where(table.person_id.in_(person_ids))):
        groups.setdefault(person_id, set()).add(group_id)
    return groups
