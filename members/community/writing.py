"""What members write: threads, posts, edits, withdrawals and reactions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.mentions import mentionable
from members.community.pseudonyms import author_key, is_author, is_muted, is_muted_without_name
from members.community.readers import NO_SUCH_POST, Reader, open_post_row, open_thread_row, writing_as
from members.community.threads import mark_thread
from members.errors import NotAllowed
from members.people.acting import one_line
from members.people.pace import Writing, keep_pace
from members.reports.pictures import redraw
from members.reports.reading import clean_text
from members.store.community_tables import (
    REACTIONS,
    SUBJECT_KINDS,
    GroupRules,
    Post,
    PostMention,
    PostPicture,
    PostVersion,
    Reaction,
    Thread,
)
from members.store.engine import MemberStore
from members.store.people_tables import GroupMember
from members.store.tables import OutboxItem
from warehouse.contract.taxonomy import MARKS

LONGEST_POST: Final = 10_000
LONGEST_TITLE: Final = 150
MOST_PICTURES: Final = 4
POST_WRITTEN: Final = "post_written"
UNNAMED_POST_WRITTEN: Final = "unnamed_post_written"
"""In the outbox: a post that alerts may tell of, with its id; the second, one without attribution."""
FEWEST_FOR_UNNAMED: Final = 5
"""In a smaller group, an unnamed post would be as good as signed."""
_LOCKED: Final = "This thread is locked: nobody writes in it any more."
_MUTED: Final = "A moderator has stopped you here. The moderators have not been told who you are."


@dataclass(frozen=True, slots=True)
class Subject:
    """What a thread is about. `mark` is the strictest under which the writer knows it: the thread's may not be wider."""

    kind: str
    id: str
    mark: str = MARKS[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """A post to be written. `quotes`: the id of a post in the same thread; `mentions`: ids of people; `pictures`: files as they came."""

    text: str
    quotes: str = ""
    mentions: frozenset[str] = frozenset()
    is_unnamed: bool = False
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class NewThread:
    """A thread to be started: in the open, or with `group_id` in a group. `is_unattributed`: under the Chatham House Rule."""

    title: str
    tlp: str
    group_id: str = ""
    subject: Subject | None = None
    is_unattributed: bool = False


def start_thread(store: MemberStore, person: Person, new: NewThread, draft: Draft) -> str:
    """Start a thread with its first post; returns its id. Raises NotAllowed, StoreError."""
    title, text, pictures = one_line(new.title, "A title", LONGEST_TITLE), post_text(draft.text), _redrawn(draft)
    with writing_as(store, person) as (session, reader):
        _check_thread(session, reader, new)
        keep_pace(person, Writing.THREADS)
        thread = Thread(
            thread_id=uuid.uuid4().hex, title=title, tlp=new.tlp, group_id=new.group_id or None,
            subject_kind=new.subject.kind if new.subject else None, subject_id=new.subject.id if new.subject else None,
            is_unattributed=new.is_unattributed, is_pinned=False, is_locked=False, is_hidden=False,
            last_post=0, last_written_on=datetime.now(UTC).date(),
        )  # fmt: skip
        session.add(thread)
        session.flush()
        _add_post(session, reader, thread, draft, text, pictures, title)
        return thread.thread_id


def reply(store: MemberStore, person: Person, thread_id: str, draft: Draft) -> str:
    """Write in a thread; returns the post's id. Raises NotAllowed, StoreError."""
    text, pictures = post_text(draft.text), _redrawn(draft)
    with writing_as(store, person) as (session, reader):
        thread = open_thread_row(session, reader, thread_id)
        if thread.is_locked:
            raise NotAllowed(_LOCKED)
        return _add_post(session, reader, thread, draft, text, pictures).post_id


def edit_post(store: MemberStore, person: Person, post_id: str, text: str) -> str:
    """Change one's own post; what it said before stays to be seen. Returns the words as they are kept. Raises NotAllowed, StoreError."""
    changed = post_text(text)
    with writing_as(store, person) as (session, reader):
        post, thread = _own_post(session, reader, post_id)
        if thread.is_locked or is_muted(session, thread, reader.person_id):
            raise NotAllowed(_LOCKED if thread.is_locked else _MUTED)
        if changed != post.text:
            keep_pace(person, Writing.POSTS)
            session.add(PostVersion(post_number=post.number, text=post.text, written_at=post.edited_at or post.written_at))
            post.text, post.edited_at = changed, _moment(post.author_key is not None)
    return changed


def withdraw_post(store: MemberStore, person: Person, post_id: str) -> None:
    """Take one's own post back: its words, earlier ones, pictures, mentions and reactions are deleted. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        post, thread = _own_post(session, reader, post_id)
        post.text, post.is_withdrawn, post.edited_at = "", True, None
        for table in (PostVersion, PostPicture, PostMention, Reaction):
            session.execute(delete(table).where(table.post_number == post.number))
        session.flush()
        renew_last_post(session, thread)
        if not session.scalar(select(func.count()).where(Post.thread_number == thread.number, Post.is_withdrawn.is_(False))):
            session.delete(thread)


def react(store: MemberStore, person: Person, post_id: str, kind: str) -> None:
    """Say what one thinks of a post, or take it back. Raises NotAllowed, StoreError."""
    if kind not in REACTIONS:
        raise NotAllowed("There is no such reaction.")
    with writing_as(store, person) as (session, reader):
        post, _ = open_post_row(session, reader, post_id)
        _refuse_without_text(post)
        given = session.get(Reaction, (post.number, reader.person_id, kind))
        if given is None:
            session.add(Reaction(post_number=post.number, person_id=reader.person_id, kind=kind))
        else:
            session.delete(given)


def renew_last_post(session: Session, thread: Thread) -> None:
    """Note the newest post of a thread whose words are shown, after one of them has been hidden or withdrawn."""
    shown = select(func.max(Post.number)).where(
        Post.thread_number == thread.number, Post.hidden_reason.is_(None), Post.is_withdrawn.is_(False)
    )
    thread.last_post = session.scalar(shown) or 0


def post_text(text: str) -> str:
    """The words of a post. Raises NotAllowed where there are none or too many."""
    # Asked before anything is done to it: a megabyte takes long to clean.
    cleaned = clean_text(text) if len(text) <= LONGEST_POST else text
    if not 1 <= len(cleaned) <= LONGEST_POST:
        raise NotAllowed(f"A post needs 1 to {LONGEST_POST:,} characters.")
    return cleaned


def _check_thread(session: Session, reader: Reader, new: NewThread) -> None:
    if new.tlp not in reader.marks:
        raise NotAllowed("Choose a TLP mark that you may read yourself.")
    if new.group_id and new.group_id not in reader.groups:
        raise NotAllowed("You do not belong to this group.")
    if new.subject is None:
        return
    if new.subject.kind not in SUBJECT_KINDS or not 1 <= len(new.subject.id) <= 200 or new.subject.mark not in MARKS:
        raise NotAllowed("A thread cannot be about this.")
    if MARKS.index(new.tlp) < MARKS.index(new.subject.mark):
        raise NotAllowed(f"What this thread is about is marked TLP:{new.subject.mark}. Choose that mark or a stricter one.")


def _add_post(
    session: Session, reader: Reader, thread: Thread, draft: Draft, text: str, pictures: list[bytes], title: str | None = None
) -> Post:
    if is_muted(session, thread, reader.person_id):
        raise NotAllowed(_MUTED)
    is_unnamed = _is_unnamed(session, reader, thread, draft)
    post = Post(
        post_id=uuid.uuid4().hex, thread_number=thread.number, title=title, text=text, quotes=_quoted(session, thread, draft.quotes),
        author_id=None if is_unnamed else reader.person_id,
        author_key=author_key(session, thread.thread_id, reader.person_id) if is_unnamed else None,
        written_at=_moment(is_unnamed), edited_at=None, hidden_reason=None, is_withdrawn=False,
    )  # fmt: skip
    if draft.mentions - mentionable(session, reader, thread).keys():
        raise NotAllowed("Somebody whom you mention may not read this thread.")
    keep_pace(reader.person, Writing.POSTS)
    session.add(post)
    session.flush()
    session.add_all([PostMention(post_number=post.number, person_id=person_id) for person_id in sorted(draft.mentions)])
    session.add_all([PostPicture(post_number=post.number, jpeg=jpeg) for jpeg in pictures])
    thread.last_post, thread.last_written_on = post.number, post.written_at.date()
    if thread.subject_kind is not None:
        kind = UNNAMED_POST_WRITTEN if is_unnamed else POST_WRITTEN
        session.add(OutboxItem(kind=kind, payload={"post": post.post_id}, made_on=thread.last_written_on, done_at=None))
    mark_thread(session, reader, thread)
    return post


def _is_unnamed(session: Session, reader: Reader, thread: Thread, draft: Draft) -> bool:
    """Whether the post goes without attribution. Raises NotAllowed where that was asked for and is not open."""
    if not (thread.is_unattributed or draft.is_unnamed):
        return False
    if is_muted_without_name(session, thread.group_id, reader.person_id):
        raise NotAllowed(_MUTED)
    if not thread.is_unattributed:
        rules = session.get(GroupRules, thread.group_id) if thread.group_id else None
        if rules is None or not rules.allows_unnamed:
            raise NotAllowed("Posts without a name are for groups that allow them.")
    if thread.group_id:
        inside = select(func.count(GroupMember.person_id.distinct())).where(GroupMember.group_id == thread.group_id)
        if (session.scalar(inside) or 0) < FEWEST_FOR_UNNAMED:
            raise NotAllowed(f"This group has fewer than {FEWEST_FOR_UNNAMED} people: a post without a name would be as good as signed.")
    return True


def _own_post(session: Session, reader: Reader, post_id: str) -> tuple[Post, Thread]:
    post, thread = open_post_row(session, reader, post_id)
    if not is_author(session, post, thread, reader.person_id):
        raise NotAllowed("Only who wrote a post may change it.")
    _refuse_without_text(post)
    return post, thread


def _refuse_without_text(post: Post) -> None:
    if post.is_withdrawn or post.hidden_reason is not None:
        raise NotAllowed("This post has been hidden or withdrawn.")


def _quoted(session: Session, thread: Thread, post_id: str) -> int | None:
    if not post_id:
        return None
    quoted = session.scalars(select(Post).where(Post.post_id == post_id, Post.thread_number == thread.number)).one_or_none()
    if quoted is None:
        raise NotAllowed(NO_SUCH_POST)
    _refuse_without_text(quoted)
    return quoted.number


def _redrawn(draft: Draft) -> list[bytes]:
    if len(draft.pictures) > MOST_PICTURES:
        raise NotAllowed(f"At most {MOST_PICTURES} pictures go on a post.")
    return [redraw(picture) for picture in draft.pictures]


def _moment(is_unnamed: bool) -> datetime:
    """Now, UTC; for a post without attribution the day alone: the minute could be compared with who was there."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return datetime.combine(now.date(), time()) if is_unnamed else now.replace(microsecond=0)
