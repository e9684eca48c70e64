"""Who may do what: roles, deeds, and the one table that says which role may do which deed. Pages ask it before they offer a deed, deeds
ask it again before they write.

Roles do not stand on one another: an administrator manages people, and what he or she may do besides is written in the table like
everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from members.errors import NotAllowed


class Role(StrEnum):
    """What a person is to this server, from the fewest deeds to the most."""

    READER = "reader"
    MEMBER = "member"
    ANALYST = "analyst"
    MODERATOR = "moderator"
    ADMIN = "admin"


class Deed(StrEnum):
    """What a person does that others will see. Reading is none: what a person may read is decided by his or her clearance."""

    CONFIRM = "confirm"
    TALK = "talk"
    KEEP_VOYAGES = "keep_voyages"
    MODERATE = "moderate"
    VERIFY = "verify"
    DECIDE_LINKS = "decide_links"
    ADD_TABLES = "add_tables"
    ADMINISTER = "administer"


_STAFF: Final = frozenset({Role.ANALYST, Role.MODERATOR, Role.ADMIN})

ALLOWED: Final[dict[Deed, frozenset[Role]]] = {
    Deed.CONFIRM: frozenset(Role) - {Role.READER},
    Deed.TALK: frozenset(Role) - {Role.READER},
    Deed.KEEP_VOYAGES: frozenset(Role) - {Role.READER},
    Deed.MODERATE: frozenset({Role.MODERATOR, Role.ADMIN}),
    Deed.VERIFY: _STAFF,
    Deed.DECIDE_LINKS: _STAFF,
    Deed.ADD_TABLES: frozenset({Role.ADMIN}),
    Deed.ADMINISTER: frozenset({Role.ADMIN}),
}

ROLE_IN_WORDS: Final[dict[Role, str]] = {
    Role.READER: "reads what the community may see",
    Role.MEMBER: "belongs to a member company; reads what members may see, confirms incidents, keeps the company's voyages, and takes part "
    "in Chatter, groups and events",
    Role.ANALYST: "works at the desk: verifies reports and decides links between them",
    Role.MODERATOR: "moderates what members write in the open, founds groups, plans events, and may do what an analyst may",
    Role.ADMIN: "manages people, companies, roles and retention, and may do what a moderator may",
}

DEED_IN_WORDS: Final[dict[Deed, str]] = {
    Deed.CONFIRM: "confirm or dispute incidents",
    Deed.TALK: "take part in Chatter, groups and events",
    Deed.KEEP_VOYAGES: "keep voyages and ships of your company, and sign their assessments",
    Deed.MODERATE: "moderate what members write in the open, found groups, and plan events for all",
    Deed.VERIFY: "verify reports",
    Deed.DECIDE_LINKS: "decide which reports are of one incident",
    Deed.ADD_TABLES: "add tables as sources",
    Deed.ADMINISTER: "manage people",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses this server, as far as pages and deeds need to know. `clearance` is a TLP mark given to this person alone.

    `groups` are ids; none means no group, never every group. `session_number` is the account's at the moment of asking: it tells a deed
    that the person has been signed out since.
    """

    person_id: str
    name: str
    role: Role
    email: str = ""
    company_id: str = ""
    company: str = ""
    groups: frozenset[str] = field(default_factory=frozenset)
    clearance: str | None = None
    session_number: int = 0

    @property
    def is_local(self) -> bool:
        """Whether this is the one person of a server without sign-in."""
        return self.person_id == LOCAL.person_id


LOCAL: Final = Person(person_id="local", name="Local user", role=Role.ADMIN)
"""The one person of a server without sign-in, who has all rights."""


def may(person: Person, deed: Deed) -> bool:
    """Whether a person may do a deed."""
    return person.role in ALLOWED[deed]


def require(person: Person, deed: Deed) -> None:
    """Raises NotAllowed, with what to do, where a person may not do a deed."""
    if not may(person, deed):
        raise NotAllowed(refusal(person, deed))


def refusal(person: Person, deed: Deed) -> str:
    """What a person is told who may not do a deed."""
    return f"Your role here is {person.role}, which may not {DEED_IN_WORDS[deed]}. Ask an administrator of this server."


def is_addressed(person: Person, group_ids: Iterable[str]) -> bool:
    """Whether something meant for these groups is meant for this person. Meant for no group, it is meant for nobody."""
    return not person.groups.isdisjoint(group_ids)
