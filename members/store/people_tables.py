"""The tables of people: accounts, companies, groups, invitations, keys, and the log of what was done to them.

An account is known by who vouches for it (`issuer`) and the name under which that one knows it (`subject`). Names and addresses stand
in `people` and `invitations` alone, so that deleting a person's row there leaves nothing that names him or her.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from members.access import Role
from members.store.tables import Base

_ROLES = f"IN ({', '.join(repr(str(role)) for role in Role)})"


class Company(Base):
    """A company whose people use this server; it has one voice where members confirm."""

    __tablename__ = "companies"

    company_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    added_on: Mapped[date]


class Account(Base):
    """A person with an account.

    `role` was given by an administrator or an invitation, `claimed_role` by the directory at the last sign-in. Sessions bear
    `session_number`; raising it ends all of them.
    """

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("issuer", "subject", name="uq_people_issuer"),
        CheckConstraint(f"role {_ROLES}", name="role"),
        CheckConstraint(f"claimed_role {_ROLES}", name="claimed_role"),
    )

    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(300))
    email: Mapped[str] = mapped_column(String(320))
    email_is_verified: Mapped[bool]
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str | None] = mapped_column(String(20))
    claimed_role: Mapped[str | None] = mapped_column(String(20))
    company_id: Mapped[str | None] = mapped_column(ForeignKey("companies.company_id"), index=True)
    clearance: Mapped[str | None] = mapped_column(String(12))
    is_disabled: Mapped[bool]
    session_number: Mapped[int]
    added_on: Mapped[date]
    seen_on: Mapped[date]


class Group(Base):
    """A circle of people. `claim` is the name of a directory group whose people belong to it while they do there."""

    __tablename__ = "groups"

    group_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    claim: Mapped[str | None] = mapped_column(String(300))
    added_on: Mapped[date]


class GroupMember(Base):
    """That a person belongs to a group: by the directory, or because an administrator said so."""

    __tablename__ = "group_members"

    group_id: Mapped[str] = mapped_column(ForeignKey("groups.group_id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True, index=True)
    by_claim: Mapped[bool] = mapped_column(primary_key=True)


class Invitation(Base):
    """An invitation that can be taken once. Its code is kept as a hash, and is known to nobody but whom it was given to."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint(f"role {_ROLES}", name="role"),)

    invitation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    meant_for: Mapped[str] = mapped_column(String(320))
    role: Mapped[str] = mapped_column(String(20))
    company_id: Mapped[str | None] = mapped_column(ForeignKey("companies.company_id"), index=True)
    made_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    taken_on: Mapped[date | None]


class ApiKey(Base):
    """A key with which a person's programs ask the API, kept as a hash under a secret of this server.

    `company_id` is the company that the person belonged to when it was made: the key ends when that changes. `used_on` is a day, not a
    moment.
    """

    __tablename__ = "api_keys"

    key_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id", ondelete="CASCADE"), index=True)
    company_id: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(80))
    clearance: Mapped[str] = mapped_column(String(12))
    made_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    used_on: Mapped[date | None]


class RetentionRule(Base):
    """After how many days something is deleted, where an administrator has set it."""

    __tablename__ = "retention_rules"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    days: Mapped[int]


class PeopleEntry(Base):
    """One line of the log of deeds on people. It holds ids, never names; the database itself refuses to change a line."""

    __tablename__ = "people_log"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(32), index=True)
    deed: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(32), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
