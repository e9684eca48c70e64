"""The same voyage otherwise: later, faster, slower, around a passage; each assessed alike and put side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from analytics.voyage.assessment import VoyageAssessment, VoyagePlan
from analytics.voyage.errors import VoyageError
from analytics.voyage.route.legs import FASTEST_KN, SLOWEST_KN
from warehouse.reference.sea_network import CANALS, PASSAGES

LATER_HOURS: Final = (12, 24, 72)
FASTER_KN: Final = 3.0
MOST_AROUND: Final = 2
_WORTH_AVOIDING: Final = (*CANALS, "bab_el_mandeb", "malacca", "hormuz")


@dataclass(frozen=True, eq=False)
class Alternative:
    """A plan by its title; `assessment` is None where it cannot be sailed, for the `reason`."""

    title: str
    assessment: VoyageAssessment | None
    reason: str = ""


def alternatives_to(
    plan: VoyagePlan, passages: tuple[str, ...], assess: Callable[[VoyagePlan], VoyageAssessment]
) -> tuple[Alternative, ...]:
    """The plan and its alternatives, assessed by `assess`. `passages` are those on the way."""
    return tuple(_assessed(title, other, assess) for title, other in other_plans(plan, passages))


def other_plans(plan: VoyagePlan, passages: tuple[str, ...]) -> tuple[tuple[str, VoyagePlan], ...]:
    """The plan itself, then others by title."""
    plans = [("As planned", plan)]
    for hours in LATER_HOURS:
        later = f"{hours} hours later" if hours < 48 else f"{hours // 24} days later"
        plans.append((later, replace(plan, departure=plan.departure + timedelta(hours=hours))))
    for change in (-FASTER_KN, FASTER_KN):
        speed = min(max(plan.speed_kn + change, SLOWEST_KN), FASTEST_KN)
        if speed != plan.speed_kn:
            plans.append((f"At {speed:g} knots", replace(plan, speed_kn=speed)))
    if not plan.is_followed:
        around = [code for code in _WORTH_AVOIDING if code in passages][:MOST_AROUND]
        plans += [(f"Without the {PASSAGES[code]}", replace(plan, avoid=plan.avoid | {code})) for code in around]
    return tuple(plans)


def _assessed(title: str, plan: VoyagePlan, assess: Callable[[VoyagePlan], VoyageAssessment]) -> Alternative:
    try:
        return Alternative(title, assess(plan))
    except VoyageError as refusal:
        return Alternative(title, None, str(refusal))
