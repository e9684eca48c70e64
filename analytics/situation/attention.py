"""Which incidents need attention: points by a rule printed beside them, so that a reader can disagree with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from warehouse.contract.taxonomy import ACT, CREW_HARM

LEAST_POINTS: Final = 5
"""Points from which an incident needs attention."""

# Nothing for level 4 and attempts: recent ones would otherwise fill the list.
SEVERITY_POINTS: Final[dict[int, int]] = {1: 4, 2: 3, 3: 1}
GRAVE_HARM: Final = ("killed", "missing", "kidnapped", "hostage")
HARM_POINTS: Final = 2
HURT_POINTS: Final = 1
ACT_POINTS: Final[dict[str, int]] = {"struck": 2, "seized": 2, "hijacked": 2, "kidnapping": 2, "fired_upon": 2}
"""These also score through their severity, where enough is known to give one."""
UNGRADED_POINTS: Final[dict[str, int]] = {"struck": 4, "seized": 4}
"""Instead of the above where the severity is not known."""
RECENT_POINTS: Final[tuple[tuple[int, int], ...]] = ((7, 3), (30, 1))
"""Days up to the end of the span, and the points for an incident within them; the first that fits counts."""
WATCHED_POINTS: Final = 2
SEVERE: Final[dict[int | None, str]] = {1: "very severe", 2: "severe"}
"""Words for the two levels that count as severe."""

RULE: Final = (
    "Points: severity 1 (4), 2 (3), 3 (1); ship struck or seized (2, or 4 if its severity is not known), hijacked, fired upon or people "
    "kidnapped (2); crew killed, missing, kidnapped or held (2), injured (1); in the last 7 days (3), in the last 30 days (1); "
    f"in a watched region (2). Shown from {LEAST_POINTS} points; unfounded incidents are left out. An incident about which little is "
    "reported may be missing."
)


@dataclass(frozen=True, slots=True)
class NotableIncident:
    """An incident (a row of `spans.span_incidents`), its points, and what earned them, each as (reason, points)."""

    incident: Mapping[str, Any]
    points: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def why(self) -> str:
        """What is grave about it besides the act, for a list: `crew killed, missing`, else `very severe` or `severe`; may be empty."""
        # Who reads of a kidnapping need not be told that people were kidnapped, nor that this is severe.
        kidnapping = self.incident["act"] == "kidnapping"
        harm = harm_in_words([code for code in self.incident["crew_harm"] if not (kidnapping and code == "kidnapped")])
        if harm:
            # The title names a person; the crew were held.
            return f"crew {harm.replace('hostage', 'held hostage')}"
        return "" if kidnapping else SEVERE.get(self.incident["severity"], "")

    @property
    def points_in_words(self) -> str:
        """`severity 1 (4) + ship hijacked (2) + in the last 7 days (3) = 9`."""
        return f"{' + '.join(f'{reason} ({points})' for reason, points in self.reasons)} = {self.points}"


def rank_notable(
    rows: Iterable[Mapping[str, Any]], until: date, watched: Collection[str] = (), least: int = LEAST_POINTS
) -> list[NotableIncident]:
    """The incidents with at least `least` points, most points first, then latest first. `until` is the last day of the span."""
    scored = [_score_incident(row, until, watched) for row in rows if row["status"] != "unfounded"]
    selected = [incident for incident in scored if incident.points >= least]
    return sorted(
        selected, key=lambda incident: (-incident.points, -incident.incident["occurred_on"].toordinal(), incident.incident["incident_id"])
    )


def harm_in_words(codes: Collection[str]) -> str:
    """The harm that scores: `killed, missing`; otherwise `injured`, or nothing."""
    grave = [CREW_HARM[code].title.lower() for code in codes if code in GRAVE_HARM]
    return ", ".join(grave) or ("injured" if "injured" in codes else "")


def _score_incident(row: Mapping[str, Any], until: date, watched: Collection[str]) -> NotableIncident:
    reasons: list[tuple[str, int]] = []
    if row["severity"] in SEVERITY_POINTS:
        reasons.append((f"severity {row['severity']}", SEVERITY_POINTS[row["severity"]]))
    if harm := harm_in_words(row["crew_harm"]):
        reasons.append((f"crew: {harm}", HURT_POINTS if harm == "injured" else HARM_POINTS))
    act_points = {**ACT_POINTS, **UNGRADED_POINTS} if row["severity"] is None else ACT_POINTS
    if row["act"] in act_points:
        reasons.append((f"ship {_act_in_words(row['act'])}", act_points[row["act"]]))
    age = (until - row["occurred_on"]).days
    for days, points in RECENT_POINTS:
        if age < days:
            reasons.append((f"in the last {days} days", points))
            break
    if row["sea_region"] in watched:
        reasons.append(("watched region", WATCHED_POINTS))
    return NotableIncident(row, sum(points for _, points in reasons), tuple(reasons))


def _act_in_words(act: str) -> str:
    # The act's own title would make the ship the one who was kidnapped.
    return "lost people to kidnappers" if act == "kidnapping" else ACT[act].title.lower()
