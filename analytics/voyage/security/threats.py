"""The threat on each leg by kind of crime: what was recorded there, how grave it was, and how long the ship is exposed.

Capability is what attackers have shown (the gravest severity recorded), intent how often they came, opportunity the hours that this ship
gives them. None of the three is a score: each is a count with its span, and where nobody watches all three are unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.security.declared import Measure, ThreatKind, all_measures, threat_kinds
from analytics.voyage.security.ship import ShipProfile
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import SEVERITY

UNKNOWN = "unknown: nobody watches"
NO_FORECAST = "unknown: no forecast"


@dataclass(frozen=True, slots=True)
class LegThreat:
    """One kind of threat on one leg. `recorded` in the leg's last year known, with the `gravest` severity among them (None: not stated)."""

    leg: LegAssessment
    kind: ThreatKind
    recorded: int
    gravest: int | None

    @property
    def capability(self) -> str:
        if self.leg.state == "not_watched" and not self.recorded:
            return UNKNOWN
        if not self.recorded:
            return "none shown here"
        return f"severity up to {SEVERITY[self.gravest].title}" if self.gravest else "severity not stated"

    @property
    def intent(self) -> str:
        until = self.leg.evidence.until
        if until is None:
            return UNKNOWN
        stale = "; not watched since" if self.leg.state == "not_watched" else ""
        return f"{self.recorded:,} in the 12 months to {day_in_words(until)}{stale}"

    @property
    def opportunity(self) -> str:
        leg = self.leg.leg
        return f"{leg.hours:,.0f} h, {leg.night_hours:,.0f} h of them dark"


def threats_of(assessment: VoyageAssessment) -> tuple[LegThreat, ...]:
    """Every kind of threat that was recorded on a leg; a leg without any has one row of its own, of the first kind."""
    incidents = assessment.ground.incidents.set_index("incident_id")
    return tuple(threat for leg in assessment.legs for threat in _of_leg(leg, incidents))


def _of_leg(leg: LegAssessment, incidents: pd.DataFrame) -> list[LegThreat]:
    own = incidents.loc[list(leg.evidence.incident_ids)]
    threats = []
    for kind in threat_kinds().values():
        alike = own[own["category"].isin(kind.categories)]
        if len(alike):
            # Attempts are severity 0, which is not the gravest.
            levels = alike["severity"].dropna()
            grave = levels[levels > 0]
            threats.append(LegThreat(leg, kind, len(alike), int(np.min(grave)) if len(grave) else None))
    return threats or [LegThreat(leg, next(iter(threat_kinds().values())), 0, None)]


def legs_against(measure: Measure, threats: tuple[LegThreat, ...], ship: ShipProfile) -> tuple[int, ...]:
    """Numbers of the legs on which a measure applies: where its kinds were recorded, or where nobody knows.

    Measures for the port alone apply at both ends. None where the ship does not need it.
    """
    if measure.below_freeboard_m is not None and (ship.freeboard_m or 0.0) >= measure.below_freeboard_m:
        return ()
    numbers = {
        threat.leg.leg.number for threat in threats if threat.leg.is_unknown or (threat.recorded and threat.kind.code in measure.kinds)
    }
    if measure.where == {"port"}:
        ends = {threats[0].leg.leg.number, threats[-1].leg.leg.number}
        numbers = ends
    return tuple(sorted(numbers))


def measures_for(threats: tuple[LegThreat, ...], ship: ShipProfile) -> tuple[tuple[Measure, tuple[int, ...]], ...]:
    """The measures that apply on some leg, with the numbers of those legs, in the declared order."""
    pairs = ((measure, legs_against(measure, threats, ship)) for measure in all_measures().values())
    return tuple((measure, legs) for measure, legs in pairs if legs)
