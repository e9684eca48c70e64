"""People who take part, with the roles and clearances that a test wants."""

from __future__ import annotations

from members.access import LOCAL, Person, Role
from members.community import belonging, groups
from members.community.writing import Draft, NewThread, start_thread
from members.people import administration, invitations
from members.people.role_policy import policy_in
from members.people.sign_in import Claims, SessionClaims, person_in_session, sign_in, utc_now
from members.store.engine import MemberStore
from warehouse.contract import settings

ISSUER = "https://id.example.com"


def come_in(store: MemberStore, name: str, role: Role = Role.MEMBER, clearance: str | None = None) -> Person:
    """Somebody who has just signed in; the same account each time for the same name."""
    claims, policy = Claims(ISSUER, name, f"{name}@example.com", True, name.title()), policy_in(settings.load())
    number = sign_in(store, claims, policy)
    if not number:
        invitations.invite(store, LOCAL, claims.email, role, "", 5)
        number = sign_in(store, claims, policy)
    person = person_in_session(store, SessionClaims(ISSUER, name, number, utc_now()), policy, utc_now())
    assert isinstance(person, Person), person
    if clearance:
        administration.give_clearance(store, LOCAL, person.person_id, clearance)
    return person


def found(store: MemberStore, founder: Person, name: str, admission: str, *inside: Person) -> str:
    """A group with these people besides its founder."""
    group_id = groups.found_group(store, founder, name, admission, "What we talk about")
    for person in inside:
        belonging.invite_to_group(store, founder, group_id, person.email)
        assert belonging.join_group(store, person, group_id)
    return group_id


def write(
    store: MemberStore, person: Person, text: str = "Words", *, title: str = "A title", tlp: str = "GREEN", group_id: str = ""
) -> str:
    """A thread with one post; returns its id."""
    return start_thread(store, person, NewThread(title, tlp, group_id), Draft(text))
