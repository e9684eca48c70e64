"""One thread with its posts, as one reader may see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.markup import words_of
from members.community.mentions import mentionable
from members.community.pseudonyms import author_key, is_muted
from members.community.readers import Reader, has_text, open_post_row, open_thread_row, reading_as
from members.community.threads import ThreadRow, last_read, thread_rows
from members.store.community_tables import GroupRules, Post, PostMention, PostPicture, PostVersion, Reaction, Thread
from members.store.engine import MemberStore
from members.store.people_tables import Account

PAGE: Final = 30
"""Posts on one page of a thread."""
FORMER: Final = "former member"
UNATTRIBUTED: Final = "not attributed"
_LONGEST_QUOTE: Final = 240


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post. `text` is empty where it is withdrawn, or hidden from all but moderators.

    `quote` is (author, beginning of the words) where these are shown to all; `reactions` counts them by kind, `own_reactions` are the
    reader's. `is_own`: only its writer is told.
    """

    post_id: str
    author: str
    is_unattributed: bool
    is_own: bool
    text: str
    quote: tuple[str, str] | None
    mentions: tuple[str, ...]
    written_at: datetime
    edited_at: datetime | None
    versions: int
    hidden_reason: str | None
    is_withdrawn: bool
    is_unread: bool
    reactions: dict[str, int]
    own_reactions: frozenset[str]
    pictures: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread, a page of its posts from the oldest, and what the reader may do there. `people`: whom a post may mention, by id."""

    row: ThreadRow
    posts: list[PostRow]
    pages: int
    page: int
    may_write: bool
    may_moderate: bool
    allows_unnamed: bool
    people: dict[str, str]


def read_thread(store: MemberStore, person: Person, thread_id: str, page: int | None = None) -> OpenThread:
    """A page of a thread, by default its newest. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        thread = open_thread_row(session, reader, thread_id)
        total = session.scalar(select(func.count()).where(Post.thread_number == thread.number)) or 0
        pages = max(1, -(-total // PAGE))
        shown = min(max(pages - 1 if page is None else page, 0), pages - 1)
        query = select(Post).where(Post.thread_number == thread.number).order_by(Post.number).offset(shown * PAGE).limit(PAGE)
        posts = list(session.scalars(query).all())
        rules = session.get(GroupRules, thread.group_id) if thread.group_id else None
        return OpenThread(
            row=thread_rows(session, reader, [thread])[0], posts=_post_rows(session, reader, thread, posts), pages=pages, page=shown,
            may_write=not thread.is_locked and not is_muted(session, thread, reader.person_id),
            may_moderate=reader.moderates(thread.group_id), allows_unnamed=bool(rules and rules.allows_unnamed),
            people=mentionable(session, reader, thread),
        )  # fmt: skip


def earlier_versions(store: MemberStore, person: Person, post_id: str) -> list[tuple[datetime, str]]:
    """What a post said before it was edited, from the oldest, as (when that was written, words). Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        post, _ = open_post_row(session, reader, post_id)
        if post.is_withdrawn or post.hidden_reason is not None:
            return []
        query = select(PostVersion).where(PostVersion.post_number == post.number).order_by(PostVersion.version_id)
        return [(version.written_at, version.text) for version in session.scalars(query).all()]


def _post_rows(session: Session, reader: Reader, thread: Thread, posts: list[Post]) -> list[PostRow]:
    seen, own_key = last_read(session, reader, thread), author_key(session, thread.thread_id, reader.person_id)
    around = _Around(session, reader, posts)
    rows = []
    for post in posts:
        has_words = not post.is_withdrawn and (post.hidden_reason is None or reader.moderates(thread.group_id))
        is_own = reader.person_id == post.author_id or own_key == post.author_key
        rows.append(
            PostRow(
                post_id=post.post_id, author=around.author(post), is_unattributed=post.author_key is not None, is_own=is_own,
                text=post.text if has_words else "", quote=around.quote(post) if has_words else None,
                mentions=tuple(around.mentions[post.number]) if has_words else (),
                written_at=post.written_at, edited_at=post.edited_at if has_words else None,
                versions=around.versions.get(post.number, 0) if has_words else 0,
                hidden_reason=post.hidden_reason, is_withdrawn=post.is_withdrawn,
                is_unread=has_words and post.hidden_reason is None and post.number > seen and not is_own,
                reactions=around.reactions[post.number] if has_words else {},
                own_reactions=frozenset(around.own_reactions[post.number]) if has_words else frozenset(),
                pictures=tuple(around.pictures[post.number]) if has_words else (),
            )
        )  # fmt: skip
    return rows


class _Around:
    """What belongs to some posts of one thread, read with one query each."""

    def __init__(self, session: Session, reader: Reader, posts: list[Post]) -> None:
        numbers = [post.number for post in posts]
        quotes = select(Post).where(Post.number.in_([post.quotes for post in posts if post.quotes]), has_text())
        self._quoted = {post.number: post for post in session.scalars(quotes).all()}
        authors = {post.author_id for post in (*posts, *self._quoted.values()) if post.author_id}
        names = select(Account.person_id, Account.name).where(Account.person_id.in_(sorted(authors)))
        self._names = dict(session.execute(names).all())
        self.mentions: dict[int, list[str]] = defaultdict(list)
        mentioned = select(PostMention.post_number, Account.name).join(Account, Account.person_id == PostMention.person_id)
        for number, name in session.execute(mentioned.where(PostMention.post_number.in_(numbers)).order_by(Account.name)):
            self.mentions[number].append(name)
        self.reactions: dict[int, dict[str, int]] = defaultdict(dict)
        counted = select(Reaction.post_number, Reaction.kind, func.count()).where(Reaction.post_number.in_(numbers))
        for number, kind, count in session.execute(counted.group_by(Reaction.post_number, Reaction.kind)):
            self.reactions[number][kind] = count
        self.own_reactions: dict[int, set[str]] = defaultdict(set)
        mine = select(Reaction.post_number, Reaction.kind).where(Reaction.person_id == reader.person_id)
        for number, kind in session.execute(mine.where(Reaction.post_number.in_(numbers))):
            self.own_reactions[number].add(kind)
        versions = select(PostVersion.post_number, func.count()).where(PostVersion.post_number.in_(numbers))
        self.versions = dict(session.execute(versions.group_by(PostVersion.post_number)).all())
        self.pictures: dict[int, list[bytes]] = defaultdict(list)
        pictures = select(PostPicture).where(PostPicture.post_number.in_(numbers)).order_by(PostPicture.picture_id)
        for picture in session.scalars(pictures):
            self.pictures[picture.post_number].append(picture.jpeg)

    def author(self, post: Post) -> str:
        if post.author_key is not None:
            return UNATTRIBUTED
        return self._names.get(post.author_id or "", FORMER)

    def quote(self, post: Post) -> tuple[str, str] | None:
        quoted = self._quoted.get(post.quotes or 0)
        if quoted is None:
            return None
        line = words_of(quoted.text)
        return self.author(quoted), line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}…"
