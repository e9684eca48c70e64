"""Who asks: the bearer of a key, or on a server without sign-in its one local person. Asked anew at every request.

Cookies count for nothing here, so that no page of another site can ask in somebody's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.server.problems import Problem
from members.access import LOCAL, Person
from members.people.role_policy import policy_in
from warehouse.contract.settings import Settings
from warehouse.reader import Reader

_CHALLENGE: Final = {"www-authenticate": 'Bearer realm="Anchorwatch"'}
_HOW: Final = "Send your key in the header Authorization: Bearer KEY. Keys are made on the page My account."


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose request it is, and what that person's key may read."""

    person: Person
    reader: Reader


def caller_of(authorization: str, settings: Settings, people_sign_in: bool) -> Caller:
    """The caller with this Authorization header. Raises Problem 401 where people sign in and it holds no key that is good now."""
    if not people_sign_in:
        return _caller(LOCAL, settings)
    raise Problem(401, f"This needs a key. {_HOW}", _CHALLENGE)


def _caller(person: Person, settings: Settings) -> Caller:
    clearance = policy_in(settings).clearance_of(person, settings.clearance)
    return Caller(person, Reader(clearance=clearance, organisation=person.company, groups=person.groups, role=person.role))
