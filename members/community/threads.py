"""Lists of threads, counts of posts, and unread marks, each for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.readers import Reader, has_text, may_open, open_thread_row, reading_as, writing_as
from members.store.community_tables import Post, PostMention, ReadFloor, ReadMark, Thread
from members.store.engine import MemberStore
from members.store.people_tables import Group

PAGE: Final = 20
"""Threads on one page of the list."""
MOST_UNREAD: Final = 99
"""Beyond it, unread threads are not counted further."""
IN_THE_OPEN: Final = "open"
"""In the place of a group's id: threads in no group."""


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """Which threads to list. `place`: a group's id, IN_THE_OPEN, or empty for all; `subject_kind` and `subject_id`: what they are about."""

    place: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    is_unread: bool = False
    mentions_me: bool = False


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in a list. `posts` are those whose words are shown, `unread` those of them that the reader has not seen."""

    thread_id: str
    title: str
    tlp: str
    group_id: str
    group: str
    subject_kind: str
    subject_id: str
    is_unattributed: bool
    is_pinned: bool
    is_locked: bool
    is_hidden: bool
    last_written_on: date
    posts: int = 0
    unread: int = 0


def list_threads(store: MemberStore, person: Person, chosen: ThreadFilter, page: int = 0) -> tuple[list[ThreadRow], bool]:
    """A page of the threads that a person may open, pinned ones and then the latest first, and whether there are more.

    Raises NotAllowed, StoreError.
    """
    with reading_as(store, person) as (session, reader):
        query = select(Thread).where(may_open(reader), *_conditions(session, reader, chosen))
        query = query.order_by(Thread.is_pinned.desc(), Thread.last_post.desc(), Thread.number.desc())
        threads = list(session.scalars(query.offset(max(page, 0) * PAGE).limit(PAGE + 1)).all())
        return thread_rows(session, reader, threads[:PAGE]), len(threads) > PAGE


def unread_threads(store: MemberStore, person: Person) -> int:
    """In how many threads something waits to be read, at most MOST_UNREAD. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        numbers = select(Thread.number).where(may_open(reader), _is_unread(session, reader)).limit(MOST_UNREAD)
        return session.scalar(select(func.count()).select_from(numbers.subquery())) or 0


def posts_about(store: MemberStore, person: Person, kind: str, subject_id: str) -> int:
    """How many posts about something a person may read. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        query = select(func.count()).select_from(Post).join(Thread, Thread.number == Post.thread_number)
        about = (Thread.subject_kind == kind, Thread.subject_id == subject_id)
        return session.scalar(query.where(may_open(reader), has_text(), *about)) or 0


def mark_read(store: MemberStore, person: Person, thread_id: str) -> None:
    """Note that a person has read a thread up to its newest post. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        thread = open_thread_row(session, reader, thread_id)
        if last_read(session, reader, thread) >= thread.last_post:
            # Most openings change nothing, and need not wait for whoever writes.
            return
    with writing_as(store, person) as (session, reader):
        mark_thread(session, reader, open_thread_row(session, reader, thread_id))


def mark_everything_read(store: MemberStore, person: Person) -> None:
    """Note that a person wants to be told of later posts only. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        newest = session.scalar(select(func.max(Post.number))) or 0
        session.merge(ReadFloor(person_id=reader.person_id, post_number=newest))


def mark_thread(session: Session, reader: Reader, thread: Thread) -> None:
    """Within a transaction, note that a reader has seen a thread up to its newest post."""
    session.merge(ReadMark(person_id=reader.person_id, thread_number=thread.number, post_number=thread.last_post))


def thread_rows(session: Session, reader: Reader, threads: list[Thread]) -> list[ThreadRow]:
    """Threads that the reader may open, with their groups' names and counts of posts."""
    numbers = [thread.number for thread in threads]
    groups = {thread.group_id for thread in threads if thread.group_id}
    names = dict(session.execute(select(Group.group_id, Group.name).where(Group.group_id.in_(sorted(groups)))).all())
    unread = func.sum(case((Post.number > _read_number(session, reader), 1), else_=0))
    counted = select(Post.thread_number, func.count(), unread).outerjoin(ReadMark, _is_mark_on(reader, Post.thread_number))
    counts = {
        number: (posts, waiting)
        for number, posts, waiting in session.execute(
            counted.where(Post.thread_number.in_(numbers), has_text()).group_by(Post.thread_number)
        )
    }
    return [_row(thread, names, *counts.get(thread.number, (0, 0))) for thread in threads]


def last_read(session: Session, reader: Reader, thread: Thread) -> int:
    """The number of the newest post of a thread that a reader has seen."""
    mark = session.get(ReadMark, (reader.person_id, thread.number))
    return max(mark.post_number if mark else 0, _floor(session, reader))


def _row(thread: Thread, names: dict[str, str], posts: int, unread: int) -> ThreadRow:
    return ThreadRow(
        thread.thread_id, thread.title, thread.tlp, thread.group_id or "", names.get(thread.group_id or "", ""),
        thread.subject_kind or "", thread.subject_id or "", thread.is_unattributed, thread.is_pinned, thread.is_locked, thread.is_hidden,
        thread.last_written_on, posts, unread,
    )  # fmt: skip


def _conditions(session: Session, reader: Reader, chosen: ThreadFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.place:
        conditions.append(Thread.group_id.is_(None) if chosen.place == IN_THE_OPEN else Thread.group_id == chosen.place)
    if chosen.subject_kind:
        conditions.append(Thread.subject_kind == chosen.subject_kind)
    if chosen.subject_id:
        conditions.append(Thread.subject_id == chosen.subject_id)
    if chosen.is_unread:
        conditions.append(_is_unread(session, reader))
    if chosen.mentions_me:
        mine = select(Post.thread_number).join(PostMention, PostMention.post_number == Post.number)
        conditions.append(Thread.number.in_(mine.where(PostMention.person_id == reader.person_id, has_text())))
    return conditions


def _is_unread(session: Session, reader: Reader) -> ColumnElement[bool]:
    mark = select(ReadMark.post_number).where(_is_mark_on(reader, Thread.number)).scalar_subquery()
    return and_(Thread.last_post > _floor(session, reader), Thread.last_post > func.coalesce(mark, 0))


def _is_mark_on(reader: Reader, number: ColumnElement[int] | object) -> ColumnElement[bool]:
    return and_(ReadMark.person_id == reader.person_id, ReadMark.thread_number == number)


def _read_number(session: Session, reader: Reader) -> ColumnElement[int]:
    floor = _floor(session, reader)
    return case((func.coalesce(ReadMark.post_number, 0) > floor, ReadMark.post_number), else_=floor)


def _floor(session: Session, reader: Reader) -> int:
    floor = session.get(ReadFloor, reader.person_id)
    return floor.post_number if floor else 0
