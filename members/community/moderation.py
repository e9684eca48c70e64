"""What moderators do: pin, lock, hide, move, and stop somebody whom they do not know; each with its reason, in a log.

Whoever may open a thread may read what moderators did there. Nothing that they do shows words to more people than these were written
for: a thread moves from the open into a group and never out of it, and its mark becomes stricter and never wider.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.pseudonyms import author_key
from members.community.readers import NO_SUCH_POST, Reader, open_post_row, open_thread_row, reading_as, writing_as
from members.community.writing import renew_last_post
from members.errors import NotAllowed
from members.people.acting import one_line
from members.store.community_tables import CommunityEntry, Mute, Post, Thread
from members.store.engine import MemberStore
from warehouse.contract.taxonomy import MARKS

_NOT_YOURS = "Only a moderator of this place may do that."


@dataclass(frozen=True, slots=True)
class LogLine:
    """One deed of a moderator, who is not named."""

    at: datetime
    deed: str
    reason: str


def set_pinned(store: MemberStore, person: Person, thread_id: str, is_pinned: bool, reason: str) -> None:
    """Put a thread on top of the list, or back. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        thread = _moderated(session, reader, thread_id)
        thread.is_pinned = is_pinned
        _log(session, reader, "pinned" if is_pinned else "unpinned", thread_id, reason)


def set_locked(store: MemberStore, person: Person, thread_id: str, is_locked: bool, reason: str) -> None:
    """Let nobody write in a thread any more, or let them again. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        thread = _moderated(session, reader, thread_id)
        thread.is_locked = is_locked
        _log(session, reader, "locked" if is_locked else "unlocked", thread_id, reason)


def set_thread_hidden(store: MemberStore, person: Person, thread_id: str, is_hidden: bool, reason: str) -> None:
    """Hide a thread from all but its moderators, or show it again. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        thread = _moderated(session, reader, thread_id)
        thread.is_hidden = is_hidden
        _log(session, reader, "thread_hidden" if is_hidden else "thread_shown", thread_id, reason)


def set_post_hidden(store: MemberStore, person: Person, post_id: str, is_hidden: bool, reason: str) -> None:
    """Hide a post's words, in whose place the reason stands, or show them again. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        post, thread = _moderated_post(session, reader, post_id)
        post.hidden_reason = _reason(reason) if is_hidden else None
        _log(session, reader, "post_hidden" if is_hidden else "post_shown", thread.thread_id, reason, post=post_id)
        session.flush()
        renew_last_post(session, thread)


def move_thread(store: MemberStore, person: Person, thread_id: str, group_id: str, reason: str) -> None:
    """Move a thread from the open into a group that the moderator belongs to. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        thread = _moderated(session, reader, thread_id)
        if thread.group_id is not None:
            raise NotAllowed("A thread in a group was written for that group, and stays there.")
        if group_id not in reader.groups:
            raise NotAllowed("You do not belong to this group.")
        thread.group_id = group_id
        _log(session, reader, "moved", thread_id, reason)


def set_stricter_mark(store: MemberStore, person: Person, thread_id: str, mark: str, reason: str) -> None:
    """Give a thread a stricter TLP mark. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        thread = _moderated(session, reader, thread_id)
        if mark not in reader.marks or MARKS.index(mark) <= MARKS.index(thread.tlp):
            raise NotAllowed("Choose a stricter mark, up to what you may read yourself: the thread was written under the present one.")
        thread.tlp = mark
        _log(session, reader, "marked", thread_id, reason, mark=mark)


def set_writer_stopped(store: MemberStore, person: Person, post_id: str, is_stopped: bool, reason: str) -> None:
    """Stop whoever wrote a post: in its thread, and without a name in the same group, or in the open; or let that person write again.

    Nobody is told who that is, nor whether somebody was stopped before. Raises NotAllowed, StoreError.
    """
    with writing_as(store, person) as (session, reader):
        post, thread = _moderated_post(session, reader, post_id)
        if post.author_key is None and post.author_id is None:
            raise NotAllowed("Whoever wrote this has no account any more.")
        key = post.author_key or author_key(session, thread.thread_id, post.author_id or "")
        mute = session.get(Mute, (thread.number, key))
        if is_stopped and mute is None:
            session.add(Mute(thread_number=thread.number, author_key=key))
        elif not is_stopped and mute is not None:
            session.delete(mute)
        _log(session, reader, "writer_stopped" if is_stopped else "writer_let_back", thread.thread_id, reason, post=post_id)


def log_of_thread(store: MemberStore, person: Person, thread_id: str) -> list[LogLine]:
    """What moderators did in a thread, from the oldest, for whoever may open it. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        thread = open_thread_row(session, reader, thread_id)
        query = select(CommunityEntry).where(CommunityEntry.subject == thread.thread_id).order_by(CommunityEntry.entry_id)
        return [LogLine(entry.at, entry.deed, entry.reason) for entry in session.scalars(query).all()]


def _moderated(session: Session, reader: Reader, thread_id: str) -> Thread:
    thread = open_thread_row(session, reader, thread_id)
    if not reader.moderates(thread.group_id):
        raise NotAllowed(_NOT_YOURS)
    return thread


def _moderated_post(session: Session, reader: Reader, post_id: str) -> tuple[Post, Thread]:
    post, thread = open_post_row(session, reader, post_id)
    if not reader.moderates(thread.group_id):
        raise NotAllowed(_NOT_YOURS)
    if post.is_withdrawn:
        raise NotAllowed(NO_SUCH_POST)
    return post, thread


def _reason(reason: str) -> str:
    return one_line(reason, "The reason", 300)


def _log(session: Session, reader: Reader, deed: str, subject: str, reason: str, **detail: Any) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    session.add(CommunityEntry(at=now, who=reader.person_id, deed=deed, subject=subject, reason=_reason(reason), detail=detail))
