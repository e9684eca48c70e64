"""Invitations: each can be taken once, by its code, or by whoever signs in with the verified address that it is meant for."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from members.access import Deed, Person, Role
from members.errors import NotAllowed
from members.people.acting import doing, looking, one_line, today
from members.store.engine import MemberStore
from members.store.people_tables import Company, Invitation

_CODE_BYTES: Final = 24
NOT_AN_INVITATION: Final = "This invitation has been used, has expired, or never existed. Ask for a new one."


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that has not been taken, as administrators see it."""

    invitation_id: str
    meant_for: str
    role: Role
    company: str
    expires_on: date


def invite(store: MemberStore, actor: Person, meant_for: str, role: Role, company_id: str, days: int) -> str:
    """Make an invitation; returns its code, which is kept nowhere. `company_id` may be empty. Raises NotAllowed, StoreError."""
    address = one_line(meant_for, "The name or address of the person invited", longest=320).lower()
    code = secrets.token_urlsafe(_CODE_BYTES)
    with doing(store, actor, Deed.ADMINISTER) as deed:
        if company_id and deed.session.get(Company, company_id) is None:
            raise NotAllowed("This company has since been removed.")
        invitation = Invitation(
            invitation_id=uuid.uuid4().hex, code_sha256=_hash(code), meant_for=address, role=role, company_id=company_id or None,
            made_on=today(), expires_on=today() + timedelta(days=days), taken_on=None,
        )  # fmt: skip
        deed.session.add(invitation)
        deed.log("invited", invitation.invitation_id, role=role, company=company_id)
    return code


def withdraw_invitation(store: MemberStore, actor: Person, invitation_id: str) -> None:
    """Withdraw an invitation that nobody has taken. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        invitation = deed.session.get(Invitation, invitation_id)
        if invitation is None or invitation.taken_on is not None:
            raise NotAllowed("This invitation has since been used or withdrawn.")
        deed.session.delete(invitation)
        deed.log("invitation_withdrawn", invitation_id)


def open_invitations(store: MemberStore, actor: Person) -> list[InvitationRow]:
    """Invitations that can still be taken, those that expire first before others. Raises NotAllowed, StoreError."""
    with looking(store, actor, Deed.ADMINISTER) as session:
        rows = session.scalars(_still_open().order_by(Invitation.expires_on, Invitation.meant_for)).all()
        names = {company.company_id: company.name for company in session.scalars(select(Company)).all()}
        return [
            InvitationRow(row.invitation_id, row.meant_for, Role(row.role), names.get(row.company_id or "", ""), row.expires_on)
            for row in rows
        ]


def open_invitation(session: Session, meant_for: str) -> Invitation | None:
    """The open invitation for an address, the newest where there are several."""
    query = _still_open().where(Invitation.meant_for == meant_for.lower()).order_by(Invitation.made_on.desc())
    return session.scalars(query.with_for_update()).first()


def invitation_of_code(session: Session, code: str) -> Invitation:
    """The open invitation with this code. Raises NotAllowed, saying the same of a code that was taken and one that never was."""
    # Locked: on PostgreSQL two who come at once would otherwise both find it open.
    query = _still_open().where(Invitation.code_sha256 == _hash(code.strip())).with_for_update()
    invitation = session.scalars(query).one_or_none()
    if invitation is None:
        raise NotAllowed(NOT_AN_INVITATION)
    return invitation


def _still_open() -> Select[Invitation]:
    return select(Invitation).where(Invitation.taken_on.is_(None), Invitation.expires_on >= today())


def _hash(code: str) -> str:
    # The code has 192 random bits, so that a plain hash cannot be guessed.
    return hashlib.sha256(f"anchorwatch invitation {code}".encode()).hexdigest()
