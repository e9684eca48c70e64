"""Who wrote a post without attribution: a keyed hash of author and thread, from which nobody on a page learns who it is.

It differs from thread to thread, so that it does not show what somebody wrote elsewhere. Whoever holds the database could compute it for
every account and compare; `docs/community.md` says so.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.store.community_tables import Mute, Post, PseudonymSecret, Thread


def author_key(session: Session, thread_id: str, person_id: str) -> str:
    """The key under which a person writes without attribution in a thread."""
    secret = session.scalars(select(PseudonymSecret.secret)).one()
    return hmac.new(secret, f"{thread_id}:{person_id}".encode(), hashlib.sha256).hexdigest()


def is_author(session: Session, post: Post, thread: Thread, person_id: str) -> bool:
    """Whether a person wrote a post."""
    if post.author_key is None:
        return post.author_id == person_id
    return hmac.compare_digest(post.author_key, author_key(session, thread.thread_id, person_id))


def is_muted(session: Session, thread: Thread, person_id: str) -> bool:
    """Whether a moderator has stopped this person in a thread."""
    key = author_key(session, thread.thread_id, person_id)
    return session.get(Mute, (thread.number, key)) is not None


def is_muted_without_name(session: Session, group_id: str | None, person_id: str) -> bool:
    """Whether a moderator has stopped this person somewhere in a group, or with None somewhere in the open."""
    muted = select(Thread.thread_id, Mute.author_key).join(Mute, Mute.thread_number == Thread.number)
    rows = session.execute(muted.where(Thread.group_id.is_not_distinct_from(group_id))).all()
    return any(author_key(session, thread_id, person_id) == key for thread_id, key in rows)
