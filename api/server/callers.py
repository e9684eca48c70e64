"""Who asks: the bearer of a key, or on a server without sign-in its one local person. Asked anew at every request.

Cookies count for nothing here, so that no page of another site can ask in somebody's name.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from api.server.problems import Problem
from members.access import LOCAL
from members.flood import HourlyLimit
from members.people.api_keys import bearer_of
from members.people.role_policy import policy_in
from members.store import shared_store
from warehouse.contract.settings import Settings
from warehouse.contract.taxonomy import MARKS
from warehouse.reader import Reader

_CHALLENGE: Final = {"www-authenticate": 'Bearer realm="Anchorwatch"'}
_HOW: Final = "Send your key in the header Authorization: Bearer KEY. Keys are made on the page My account."


def reader_of(authorization: str, settings: Settings, people_sign_in: bool) -> Reader:
    """What the bearer of this Authorization header may read now: no more than the key says, nor than its person may.

    Raises Problem 401 where people sign in and the header holds no valid key, 429 where its person has asked too often;
    StoreError, SettingsError.
    """
    if not people_sign_in:
        return Reader(clearance=policy_in(settings).clearance_of(LOCAL, settings.clearance), role=LOCAL.role)
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(401, f"This needs a key. {_HOW}", _CHALLENGE)
    bearer = bearer_of(shared_store(settings), settings, key.strip())
    if bearer is None:
        raise Problem(401, f"This key is not valid, or no longer. {_HOW}", _CHALLENGE)
    person = bearer.person
    _count_request(person.person_id, settings.api_requests_an_hour)
    clearance = min(bearer.clearance, policy_in(settings).clearance_of(person, settings.clearance), key=MARKS.index)
    return Reader(clearance=clearance, organisation=person.company, groups=person.groups, role=person.role)


def _count_request(person_id: str, most: int) -> None:
    limit = _limit(most)
    if not limit.take(person_id):
        wait = max(1, round(limit.seconds_left()))
        detail = f"This server answers {most:,} requests an hour from one person. Try again in {wait:,} seconds."
        raise Problem(429, detail, {"retry-after": str(wait)})


@cache
def _limit(most: int) -> HourlyLimit:
    return HourlyLimit(most)
