"""How urgently a report should be read, from its coded answers alone, on ReCAAP's reading of severity.

It orders the queue, and 1 asks for two analysts. The severity that is published is the pipeline's, which reads the words as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MOST_URGENT: Final = 1
LEAST_URGENT: Final = 4
_HELD_OR_HARMED: Final = frozenset({"hostage", "kidnapped", "injured", "killed", "missing"})
_GRAVE_ACTS: Final = frozenset({"hijacked", "kidnapping", "seized", "struck", "fired_upon"})
_GUNS: Final = frozenset({"guns", "rpg", "missile_drone", "mine"})
_MANY: Final = 9
_SEVERAL: Final = 4


def urgency_of(answers: Mapping[str, Any]) -> int:
    """1 (crew held or harmed, ship taken or fired at, more than nine attackers) to 4 (nobody armed, nobody harmed)."""
    harm, weapons = set(answers.get("crew_harm") or ()), set(answers.get("weapons") or ()) - {"none"}
    attackers = answers.get("attackers") or 0
    is_armed = bool(weapons)
    if harm & _HELD_OR_HARMED or answers.get("act") in _GRAVE_ACTS or (is_armed and attackers > _MANY):
        return MOST_URGENT
    if harm or weapons & _GUNS or (is_armed and attackers >= _SEVERAL):
        return 2
    return 3 if is_armed or attackers else LEAST_URGENT
