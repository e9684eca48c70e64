"""Signing in and out, and who somebody in a session is.

What the directory says at sign-in is used here once. Of its groups, those are kept that give a role or a group of this server; the
session itself bears a name, an address and a number. Raising the account's number ends all its sessions, on every device.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Person, Role
from members.errors import NotAllowed
from members.people.acting import add_entry, today
from members.people.invitations import invitation_of_code, open_invitation
from members.people.role_policy import RolePolicy
from members.store.engine import MemberStore
from members.store.people_tables import Account, Company, Group, GroupMember, Invitation


@dataclass(frozen=True, slots=True)
class Claims:
    """What the directory vouches for."""

    issuer: str
    subject: str
    email: str = ""
    email_is_verified: bool = False
    name: str = ""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SessionClaims:
    """What a session bears, signed by this server."""

    issuer: str
    subject: str
    number: int
    signed_in_at: datetime


class NoAccess(Enum):
    """Why somebody who has signed in has no access, in words for that person."""

    ENDED = "You have been signed out. Sign in again to continue."
    DISABLED = "An administrator has ended your access to this server."
    UNKNOWN = "You have signed in, but nobody has given you access to this server yet."


def sign_in(store: MemberStore, claims: Claims, policy: RolePolicy) -> int:
    """Note that somebody has signed in; returns the number that the session must bear. Raises StoreError.

    Nothing is stored of somebody who has no role and no invitation.
    """
    with store.writing() as session:
        account = _account(session, claims.issuer, claims.subject)
        if account is None:
            invitation = open_invitation(session, meant_for=claims.email) if claims.email_is_verified else None
            if invitation is None and not _role_without_account(claims, policy):
                return 0
            # Not one: a session of an earlier account of the same person must not fit this one.
            account = _add_account(session, claims, invitation, number=1 + secrets.randbelow(2**30))
        elif account.role is None and claims.email_is_verified and (invitation := open_invitation(session, meant_for=claims.email)):
            _apply(session, account, invitation)
        account.email, account.email_is_verified = claims.email, claims.email_is_verified
        account.name = claims.name or claims.email or account.name
        account.claimed_role = policy.claimed_role(claims.groups)
        account.seen_on = today()
        _renew_groups(session, account, claims.groups)
        return account.session_number


def accept_invitation(store: MemberStore, claims: Claims, code: str) -> None:
    """Take an invitation by its code: it gives somebody without access an account. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        invitation = invitation_of_code(session, code)
        account = _account(session, claims.issuer, claims.subject)
        if account is None:
            # The session that takes the invitation bears this number, since it stood for no account.
            _add_account(session, claims, invitation, number=0)
        elif account.is_disabled:
            raise NotAllowed(NoAccess.DISABLED.value)
        else:
            _apply(session, account, invitation)


def person_in_session(store: MemberStore, claims: SessionClaims, policy: RolePolicy, now: datetime) -> Person | NoAccess:
    """Who the bearer of a session is now. Raises StoreError."""
    with store.reading() as session:
        account = _account(session, claims.issuer, claims.subject)
        if now > claims.signed_in_at + timedelta(hours=policy.session_hours):
            return NoAccess.ENDED
        if account is None:
            # A number above zero once stood for an account, which has been deleted.
            return NoAccess.UNKNOWN if claims.number == 0 else NoAccess.DISABLED
        if account.is_disabled:
            return NoAccess.DISABLED
        if account.session_number != claims.number:
            return NoAccess.ENDED
        role = policy.role_of(account)
        return NoAccess.UNKNOWN if role is None else person_of(session, account, role)


def sign_out(store: MemberStore, person: Person) -> None:
    """End all sessions of a person, in every tab and on every device. Raises StoreError."""
    with store.writing() as session:
        if account := session.get(Account, person.person_id):
            account.session_number += 1


def utc_now() -> datetime:
    """The present moment, with its zone."""
    return datetime.now(UTC)


def _account(session: Session, issuer: str, subject: str) -> Account | None:
    return session.scalars(select(Account).where(Account.issuer == issuer, Account.subject == subject)).one_or_none()


def _role_without_account(claims: Claims, policy: RolePolicy) -> Role | None:
    by_file = policy.role_by_file(claims.subject, claims.email, claims.email_is_verified)
    return by_file or policy.claimed_role(claims.groups) or policy.without_invitation


def _add_account(session: Session, claims: Claims, invitation: Invitation | None, number: int) -> Account:
    account = Account(
        person_id=uuid.uuid4().hex, issuer=claims.issuer, subject=claims.subject, email=claims.email,
        email_is_verified=claims.email_is_verified, name=claims.name or claims.email or claims.subject,
        role=None, claimed_role=None, company_id=None, clearance=None, is_disabled=False, session_number=number,
        added_on=today(), seen_on=today(),
    )  # fmt: skip
    session.add(account)
    session.flush()
    add_entry(session, account.person_id, "account_added", account.person_id)
    if invitation:
        _apply(session, account, invitation)
    return account


def _apply(session: Session, account: Account, invitation: Invitation) -> None:
    account.role, account.company_id = invitation.role, invitation.company_id or account.company_id
    invitation.taken_on = today()
    add_entry(session, account.person_id, "invitation_taken", account.person_id, invitation=invitation.invitation_id, role=invitation.role)


def _renew_groups(session: Session, account: Account, claimed: frozenset[str]) -> None:
    """Put the account into the groups that its groups in the directory stand for, and out of those that they no longer do."""
    rows = session.scalars(select(GroupMember).where(GroupMember.person_id == account.person_id, GroupMember.by_claim)).all()
    claimable = session.scalars(select(Group).where(Group.claim.is_not(None))).all()
    wanted = {group.group_id for group in claimable if group.claim in claimed}
    for row in rows:
        if row.group_id not in wanted:
            session.delete(row)
    for group_id in wanted - {row.group_id for row in rows}:
        session.add(GroupMember(group_id=group_id, person_id=account.person_id, by_claim=True))


def person_of(session: Session, account: Account, role: Role) -> Person:
    """Within a transaction, whose account this is, as pages and deeds need to know."""
    company = session.get(Company, account.company_id) if account.company_id else None
    groups = session.scalars(select(GroupMember.group_id).where(GroupMember.person_id == account.person_id)).all()
    return Person(
        person_id=account.person_id, name=account.name, role=role, email=account.email,
        company_id=account.company_id or "", company=company.name if company else "",
        groups=frozenset(groups), clearance=account.clearance, session_number=account.session_number,
    )  # fmt: skip
