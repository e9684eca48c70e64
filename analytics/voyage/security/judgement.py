"""What the company security officer makes of the evidence: per leg a level of his own with his reason, and the decision on the voyage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from analytics.voyage.assessment import LegAssessment

LEVELS: Final = ("Low", "Moderate", "Substantial", "Severe", "Critical")
DECISIONS: Final = ("Not decided yet", "Sail as planned", "Sail with the measures below", "Sail otherwise", "Do not sail")
NO_REASON: Final = "no reason given: not valid until there is one"


@dataclass(frozen=True, slots=True)
class LegJudgement:
    """The officer's level for the risk that is left on a leg, and the reason, without which it does not hold."""

    level: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All of a voyage: by number of leg; `company`, `officer` and `remarks` as typed."""

    company: str = ""
    officer: str = ""
    decision: str = DECISIONS[0]
    remarks: str = ""
    legs: Mapping[int, LegJudgement] = field(default_factory=dict)


def level_by_evidence(leg: LegAssessment) -> str:
    """The level of the leg's waters; `Unknown` where nothing is known, which is never low."""
    return leg.known_level.title if leg.known_level else "Unknown"


def residual_level(leg: LegAssessment, judgement: Judgement) -> tuple[str, str]:
    """The level that stands after judgement, and why: the officer's with his reason, or that of the evidence."""
    own = judgement.legs.get(leg.leg.number)
    if own is None or own.level not in LEVELS:
        return level_by_evidence(leg), "as the evidence, no measure counted"
    if not own.reason.strip():
        return level_by_evidence(leg), f"{own.level} judged, {NO_REASON}"
    return own.level, f"judged by the officer: {own.reason.strip()}"
