"""Publishing on a sender's behalf: the desk tells in its own words what happened, and nothing goes out that only the sender could say.

The record that is published names no reporter, like every report sent at /report, so that it counts for nobody in corroboration and in
k-anonymity; it says that the desk is its publisher.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from members.errors import NotAllowed
from members.reports.forms import LONGEST_LINE, LONGEST_TEXT
from members.reports.reading import clean_text

PUBLISHER: Final = "Published by the verification desk on behalf of a member."
_KEPT: Final = ("day", "vessel_status", "attackers", "weapons", "crew_harm", "cyber_subtype")
"""Answers that go out as they are, since severity rests on them. Time, exact position, ship, what authorities were told and everything in
the sender's words could tell who it was."""
_STEPS_A_DEGREE: Final = 2
_ROUGH_KM: Final = 40.0
"""A position to half a degree is off by at most a quarter of one each way: 39 km."""


@dataclass(frozen=True, slots=True)
class DeskAccount:
    """Where it was and what happened, in the desk's words."""

    place: str
    narrative: str


def checked_account(account: DeskAccount, answers: Mapping[str, Any]) -> dict[str, str]:
    """The account in plain text, as it is stored. Raises NotAllowed where it is empty, too long, or the sender's own text."""
    place, narrative = " ".join(clean_text(account.place).split()), clean_text(account.narrative)
    if not (0 < len(place) <= LONGEST_LINE and 0 < len(narrative) <= LONGEST_TEXT):
        raise NotAllowed("To publish on the sender's behalf, say in words of your own where it was and what happened.")
    if narrative == answers.get("narrative"):
        raise NotAllowed("These are the sender's own words. Tell in yours what happened.")
    return asdict(DeskAccount(place, narrative))


def answers_on_behalf(answers: Mapping[str, Any], account: Mapping[str, str]) -> dict[str, Any]:
    """The answers that are published in place of the sender's."""
    kept = {name: answers[name] for name in _KEPT if name in answers}
    if position := answers.get("position"):
        kept["position"] = _rough(position)
    return {**kept, "place": account["place"], "narrative": f"{account['narrative']} {PUBLISHER}"}


def _rough(position: Mapping[str, float]) -> dict[str, float]:
    """A position to the nearest half degree."""
    latitude, longitude = (round(position[name] * _STEPS_A_DEGREE) / _STEPS_A_DEGREE for name in ("latitude", "longitude"))
    return {"latitude": latitude, "longitude": longitude, "precision_km": max(_ROUGH_KM, position["precision_km"])}
