"""How much one person may write within an hour, so that neither a script nor an angry evening buries what others say.

Deeds call `keep_pace` inside their transaction, once everything else allows them. What is counted is said in `members.flood`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Final

from members.access import Person
from members.errors import NotAllowed
from members.flood import HourlyLimit
from warehouse.contract import settings

_FEWER: Final = 6
"""What others are asked to look at, such as a new thread, may be begun a sixth as often as something is written."""


class Writing(Enum):
    """What is counted, each by itself: the words for it, and the part of the setting that is allowed."""

    POSTS = "posts and changes of posts", 1
    THREADS = "new threads", _FEWER
    GROUPS = "new groups", _FEWER
    REQUESTS = "requests to come into groups", _FEWER
    INVITATIONS = "invitations to groups", 1
    FILES = "new files", _FEWER
    RULES = "changes of watch rules", 1
    EVENTS = "new, changed and moved events", 1


def keep_pace(person: Person, what: Writing) -> None:
    """Count one more. Raises NotAllowed, saying when the person may go on; SettingsError.

    Not for the local person of a server without sign-in, whom nobody reads.
    """
    if person.is_local:
        return
    words, part = what.value
    most = max(1, settings.load().writes_an_hour_by_one_person // part)
    limit = _limit(what, most)
    if not limit.take(person.person_id):
        again = datetime.now(UTC) + timedelta(seconds=limit.seconds_left(), minutes=1)
        raise NotAllowed(f"This server takes {most:,} {words} an hour from one person. You may go on at {again:%H:%M} UTC.")


@cache
def _limit(what: Writing, most: int) -> HourlyLimit:
    return HourlyLimit(most)
