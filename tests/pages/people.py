"""Opens pages as somebody who has signed in, without a directory: what the session's cookie would say is put in its place."""

from __future__ import annotations

import pytest

from members.access import LOCAL, Person, Role
from members.people import administration, invitations
from members.people.role_policy import policy_in
from members.people.sign_in import Claims, SessionClaims, person_in_session, sign_in, utc_now
from members.store import shared_store
from pages.shell.access import current, gate
from warehouse.contract import settings

ISSUER = "https://id.example.com"
MANY_GROUPS = [f"{number:08x}-0000-4000-8000-{number:012x}" for number in range(500)]
"""As large directories name groups."""


def directory_claims(subject: str) -> Claims:
    """What the directory says of somebody."""
    return Claims(ISSUER, subject, f"{subject}@example.com", True, subject.title())


def be_somebody(monkeypatch: pytest.MonkeyPatch, claims: SessionClaims | None) -> None:
    """Have pages take whoever opens them for the bearer of this session; None: for somebody who has not signed in."""
    for module in (current, gate):
        monkeypatch.setattr(module, "sign_in_is_set_up", lambda: True)
        monkeypatch.setattr(module, "session_claims", lambda: claims)
    monkeypatch.setattr(gate, "_providers", lambda: {None: "Sign in"})


def sign_in_as(monkeypatch: pytest.MonkeyPatch, role: Role | None, subject: str = "", clearance: str | None = None) -> Person:
    """Be somebody with this role, and a clearance of one's own where one is named; the account is in the members' database.

    Without a role the session is that of somebody to whom nobody has given access; LOCAL is returned, which nobody is then.
    """
    store, policy = shared_store(settings.load()), policy_in(settings.load())
    claims = directory_claims(subject or str(role or "nobody"))
    if role:
        invitations.invite(store, LOCAL, claims.email, role, "", 5)
    number = sign_in(store, claims, policy)
    session = SessionClaims(claims.issuer, claims.subject, number, utc_now())
    be_somebody(monkeypatch, session)
    person = person_in_session(store, session, policy, utc_now())
    if not isinstance(person, Person):
        return LOCAL
    administration.give_clearance(store, LOCAL, person.person_id, clearance)
    return person
