"""What is stored of a person in groups and threads: handed out, and deleted when nobody has written for long.

With an account go its line in the directory, memberships, requests, reactions, mentions and read marks; posts and
files of groups stay without a name.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from members.community.pseudonyms import author_key
from members.store.community_tables import (
    CommunityEntry,
    DirectoryEntry,
    GroupCall,
    GroupFile,
    GroupModerator,
    Post,
    PostMention,
    PostPicture,
    PostVersion,
    Reaction,
    ReadFloor,
    ReadMark,
    Thread,
)
from members.store.people_tables import Group
from members.store.tables import Base


def community_data(session: Session, person_id: str, is_own: bool) -> dict[str, Any]:
    """All of it, as JSON values. Posts without attribution are among them for the person alone: no administrator may see whose they are."""
    posts = list(session.scalars(select(Post).where(Post.author_id == person_id).order_by(Post.number)).all())
    if is_own:
        posts += _unattributed_posts(session, person_id)
    logged = select(CommunityEntry).where(CommunityEntry.who == person_id).order_by(CommunityEntry.entry_id)
    calls = select(Group.name, GroupCall.kind, GroupCall.made_on).join(GroupCall, GroupCall.group_id == Group.group_id)
    moderated = select(Group.name).join(GroupModerator, GroupModerator.group_id == Group.group_id)
    marks = select(Thread.thread_id).join(ReadMark, ReadMark.thread_number == Thread.number).where(ReadMark.person_id == person_id)
    listed = session.get(DirectoryEntry, person_id)
    return {
        "directory": _fields(listed) if listed else None,
        "posts": [_post(session, post) for post in posts],
        "reactions": [
            {"post_id": post_id, "kind": kind}
            for post_id, kind in session.execute(
                select(Post.post_id, Reaction.kind)
                .join(Reaction, Reaction.post_number == Post.number)
                .where(Reaction.person_id == person_id)
            )
        ],
        "mentioned_in": list(
            session.scalars(
                select(Post.post_id).join(PostMention, PostMention.post_number == Post.number).where(PostMention.person_id == person_id)
            ).all()
        ),
        "threads_read": list(session.scalars(marks).all()),
        "called_everything_read": session.get(ReadFloor, person_id) is not None,
        "requests_and_invitations": [
            {"group": name, "kind": kind, "made_on": made_on.isoformat()}
            for name, kind, made_on in session.execute(calls.where(GroupCall.person_id == person_id))
        ],
        "files": [
            {"group": group, "name": name, "size": size, "added_at": added_at.isoformat()}
            for group, name, size, added_at in session.execute(
                select(Group.name, GroupFile.name, GroupFile.size, GroupFile.added_at)
                .join(GroupFile, GroupFile.group_id == Group.group_id)
                .where(GroupFile.added_by == person_id)
                .order_by(GroupFile.added_at)
            )
        ],
        "moderates": sorted(session.scalars(moderated.where(GroupModerator.person_id == person_id)).all()),
        "moderation": [_fields(entry) for entry in session.scalars(logged).all()],
    }


def delete_quiet_threads(session: Session, before: date) -> int:
    """Delete threads in which nobody has written since a day; returns how many."""
    return len(session.scalars(delete(Thread).where(Thread.last_written_on < before).returning(Thread.number)).all())


def delete_old_calls(session: Session, before: date) -> None:
    """Delete requests and invitations that nobody has answered since a day."""
    session.execute(delete(GroupCall).where(GroupCall.made_on < before))


def settle_search(session: Session) -> None:
    """Take deleted words out of the full-text index for good: SQLite otherwise keeps them until it next merges its parts."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO post_search (post_search) VALUES ('optimize')"))


def _unattributed_posts(session: Session, person_id: str) -> list[Post]:
    with_such = select(Thread.thread_id).where(Thread.number.in_(select(Post.thread_number).where(Post.author_key.is_not(None))))
    keys = [author_key(session, thread_id, person_id) for thread_id in session.scalars(with_such).all()]
    return [post for key in keys for post in session.scalars(select(Post).where(Post.author_key == key).order_by(Post.number)).all()]


def _post(session: Session, post: Post) -> dict[str, Any]:
    thread = session.get_one(Thread, post.thread_number)
    versions = select(PostVersion).where(PostVersion.post_number == post.number).order_by(PostVersion.version_id)
    pictures = select(PostPicture.picture_id).where(PostPicture.post_number == post.number)
    return {
        "post_id": post.post_id,
        "thread": thread.title,
        "tlp": thread.tlp,
        "text": post.text,
        "is_unattributed": post.author_key is not None,
        "written_at": post.written_at.isoformat(),
        "edited_at": post.edited_at.isoformat() if post.edited_at else None,
        "hidden_reason": post.hidden_reason,
        "is_withdrawn": post.is_withdrawn,
        "earlier": [{"text": version.text, "written_at": version.written_at.isoformat()} for version in session.scalars(versions).all()],
        "pictures": len(session.scalars(pictures).all()),
    }


def _fields(row: Base) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in values.items()}
