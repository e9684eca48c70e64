"""The tables of groups' rules, threads and posts.

Every thread and post has two names: `number`, by which rows are ordered and joined, and a random id, which alone leaves the server. Numbers
would tell how much is written where one may not read.

A post without attribution has no `author_id`. Its `author_key` is a keyed hash of its thread and author, different in every thread: enough
to let authors change what they wrote and moderators stop somebody, without telling who it is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from members.store.tables import Base
from warehouse.contract.taxonomy import MARKS

ADMISSIONS: Final = ("open", "request", "invitation")
"""How people come into a group: by themselves, after asking its moderators, or when these ask them."""
SUBJECT_KINDS: Final = ("incident", "region", "port", "advisory")
REACTIONS: Final = ("useful", "seen_too", "disagree")


def _among(values: tuple[str, ...]) -> str:
    return f"IN ({', '.join(repr(value) for value in values)})"


class GroupRules(Base):
    """What a group is for and how people come into it. A group without a line here is one by invitation."""

    __tablename__ = "group_rules"
    __table_args__ = (CheckConstraint(f"admission {_among(ADMISSIONS)}", name="admission"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("groups.group_id", ondelete="CASCADE"), primary_key=True)
    admission: Mapped[str] = mapped_column(String(12))
    charter: Mapped[str] = mapped_column(Text)
    allows_unnamed: Mapped[bool]


class GroupModerator(Base):
    """That somebody moderates a group. It counts while that person belongs to the group."""

    __tablename__ = "group_moderators"

    group_id: Mapped[str] = mapped_column(ForeignKey("groups.group_id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True, index=True)


class GroupCall(Base):
    """That somebody has asked to come into a group, or has been invited to it, and has no answer yet."""

    __tablename__ = "group_calls"
    __table_args__ = (CheckConstraint("kind IN ('asked', 'invited')", name="kind"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("groups.group_id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(8))
    made_on: Mapped[date] = mapped_column(index=True)


class GroupFile(Base):
    """A file of a group. Lists leave `content` out, of up to ten megabytes."""

    __tablename__ = "group_files"
    __table_args__ = (CheckConstraint(f"tlp {_among(MARKS)}", name="tlp"),)

    file_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.group_id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(150))
    tlp: Mapped[str] = mapped_column(String(12))
    size: Mapped[int]
    added_by: Mapped[str | None] = mapped_column(ForeignKey("people.person_id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class DirectoryEntry(Base):
    """What somebody who wants to be found says of himself or herself; without a line here nobody is listed."""

    __tablename__ = "directory"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True)
    regions: Mapped[list[str]] = mapped_column(JSON)
    vessel_types: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    reach: Mapped[str] = mapped_column(String(300))
    changed_on: Mapped[date]


class PseudonymSecret(Base):
    """The one key of this database's `author_key`s, made with the tables."""

    __tablename__ = "pseudonym_secret"

    secret: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class Thread(Base):
    """A conversation. `group_id`: only that group's people may open it; none: every member whose clearance allows `tlp`.

    `last_post` is the number of the newest post that is neither hidden nor withdrawn. `is_unattributed`: under the Chatham House Rule, no
    post in it has an author.
    """

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint(f"tlp {_among(MARKS)}", name="tlp"),
        CheckConstraint(f"subject_kind {_among(SUBJECT_KINDS)}", name="subject_kind"),
        CheckConstraint("(subject_kind IS NULL) = (subject_id IS NULL)", name="subject"),
        Index("ix_threads_group_last", "group_id", "last_post"),
        Index("ix_threads_last_post", "last_post"),
        Index("ix_threads_subject", "subject_kind", "subject_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    tlp: Mapped[str] = mapped_column(String(12))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.group_id", ondelete="CASCADE"))
    subject_kind: Mapped[str | None] = mapped_column(String(10))
    subject_id: Mapped[str | None] = mapped_column(String(200))
    is_unattributed: Mapped[bool]
    is_pinned: Mapped[bool]
    is_locked: Mapped[bool]
    is_hidden: Mapped[bool]
    last_post: Mapped[int]
    last_written_on: Mapped[date] = mapped_column(index=True)


class Post(Base):
    """A post. `title` is its thread's, on the first post alone, for the search. `written_at` of an unattributed post is a day's start."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_thread", "thread_number", "number"),
        Index("ix_posts_author_key", "author_key"),
        CheckConstraint("author_id IS NULL OR author_key IS NULL", name="author"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[str] = mapped_column(String(32), unique=True)
    thread_number: Mapped[int] = mapped_column(ForeignKey("threads.number", ondelete="CASCADE"))
    author_id: Mapped[str | None] = mapped_column(ForeignKey("people.person_id", ondelete="SET NULL"), index=True)
    author_key: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    quotes: Mapped[int | None] = mapped_column(ForeignKey("posts.number", ondelete="SET NULL"), index=True)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None] = mapped_column(String(300))
    is_withdrawn: Mapped[bool]


class PostVersion(Base):
    """What a post said before it was edited."""

    __tablename__ = "post_versions"

    version_id: Mapped[int] = mapped_column(primary_key=True)
    post_number: Mapped[int] = mapped_column(ForeignKey("posts.number", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class PostMention(Base):
    """That a post names somebody. The name stands in `people` alone, so that it goes with the account."""

    __tablename__ = "post_mentions"

    post_number: Mapped[int] = mapped_column(ForeignKey("posts.number", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True, index=True)


class PostPicture(Base):
    """A picture on a post, drawn anew from its pixels."""

    __tablename__ = "post_pictures"

    picture_id: Mapped[int] = mapped_column(primary_key=True)
    post_number: Mapped[int] = mapped_column(ForeignKey("posts.number", ondelete="CASCADE"), index=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)


class Reaction(Base):
    """What somebody thinks of a post. Others see how many think so."""

    __tablename__ = "reactions"
    __table_args__ = (CheckConstraint(f"kind {_among(REACTIONS)}", name="kind"),)

    post_number: Mapped[int] = mapped_column(ForeignKey("posts.number", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)


class ReadMark(Base):
    """How far somebody has read a thread."""

    __tablename__ = "read_marks"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True)
    thread_number: Mapped[int] = mapped_column(ForeignKey("threads.number", ondelete="CASCADE"), primary_key=True, index=True)
    post_number: Mapped[int]


class ReadFloor(Base):
    """That somebody has called everything up to a post read."""

    __tablename__ = "read_floors"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True)
    post_number: Mapped[int]


class Mute(Base):
    """That whoever wrote under `author_key` may write no more in its thread, nor without a name in the same group or in the open."""

    __tablename__ = "mutes"

    thread_number: Mapped[int] = mapped_column(ForeignKey("threads.number", ondelete="CASCADE"), primary_key=True)
    author_key: Mapped[str] = mapped_column(String(64), primary_key=True)


class CommunityEntry(Base):
    """One line of the log of moderation. The database itself refuses to change a line; it holds ids, and the reason that was given."""

    __tablename__ = "community_log"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(32), index=True)
    deed: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
