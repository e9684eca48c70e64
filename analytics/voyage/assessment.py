"""A voyage assessed: what is known of each leg, what is expected there, and how many of its hours nobody knows anything about.

Three states, never mixed: incidents were recorded; somebody watches and recorded none; nobody watches. A leg that nobody watches has
no level, however little was ever recorded there, and its hours are counted as unknown in the total. There is no score that could hide
them: worse means more harm expected, and only legs with a forecast are ranked by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from analytics.gap.recapture.results import GapEstimate
from analytics.risk.levels import RiskLevel
from analytics.risk.results import WatchState
from analytics.voyage import evidence
from analytics.voyage.chance import PassageChance, chance_of_passage
from analytics.voyage.corridor import USUAL_NM, WIDTHS_NM, corridor_of
from analytics.voyage.errors import VoyageError
from analytics.voyage.evidence import LegEvidence
from analytics.voyage.expected import Expected, expected_in_leg, total_of
from analytics.voyage.ground import Ground, Read
from analytics.voyage.route.legs import ROUTES_KEPT, USUAL_KN, Leg, Passage, pass_along
from analytics.voyage.route.routes import Route, Waypoint, follow, sail
from analytics.voyage.unreported import region_gaps
from warehouse.reference.sea_network import USUALLY_CLOSED

NO_FORECAST: Final = "No forecast: nobody watches these waters"
NOT_SHARED_OUT: Final = "No forecast for the corridor: no incident of these waters has a position near it"


@dataclass(frozen=True, slots=True)
class VoyagePlan:
    """What a person plans. `is_followed`: the waypoints are a route of the ship's own, joined by rhumb lines; otherwise the shortest way
    by sea is sailed through them, on none of the passages to `avoid`. `departure` is UTC, `ship_type` a code of the taxonomy or empty."""

    waypoints: tuple[Waypoint, ...]
    departure: datetime
    speed_kn: float = USUAL_KN
    within_nm: float = USUAL_NM
    avoid: frozenset[str] = USUALLY_CLOSED
    is_followed: bool = False
    ship_type: str = ""


@dataclass(frozen=True, slots=True)
class LegAssessment:
    """One leg with its evidence. `expected` and `level` (of the whole waters) are None where there is none, for the `reason` given.

    `chance` is that of this passage, where transits are counted. `gap` is the estimate of what no source records, None without one.
    """

    leg: Leg
    state: WatchState
    evidence: LegEvidence
    expected: Expected | None
    level: RiskLevel | None
    reason: str
    chance: PassageChance | None
    gap: GapEstimate | None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing can be said of what happens there now."""
        return self.state == "not_watched" or self.expected is None

    @property
    def known_level(self) -> RiskLevel | None:
        """The level, where the leg is known as well as its waters."""
        return None if self.is_unknown else self.level

    @property
    def harm(self) -> float:
        """Harm expected while the ship passes, in incidents of severity 4; 0 where unknown, which never ranks before a known one."""
        return self.expected.harm if self.expected else 0.0


@dataclass(frozen=True, eq=False)
class VoyageAssessment:
    """A passage with its legs assessed, as known on `ground.day`."""

    plan: VoyagePlan
    passage: Passage
    legs: tuple[LegAssessment, ...]
    ground: Ground

    @property
    def worst(self) -> LegAssessment | None:
        """The leg with most harm expected; None where no leg has a forecast."""
        known = [leg for leg in self.legs if not leg.is_unknown]
        return max(known, key=lambda leg: leg.harm, default=None)

    @property
    def worst_on_record(self) -> LegAssessment | None:
        """The leg with most incidents in its last year known; None where none has any."""
        return max((leg for leg in self.legs if leg.evidence.year), key=lambda leg: leg.evidence.year, default=None)

    @property
    def beyond_forecast(self) -> tuple[LegAssessment, ...]:
        """The known legs that end after the last day for which there is a forecast: they are judged as if its days went on."""
        return tuple(leg for leg in self.legs if not leg.is_unknown and leg.leg.days[1] > self.ground.forecast_until(leg.leg.region))

    @property
    def unknown_hours(self) -> float:
        """Hours in waters of which nothing is known."""
        return sum(leg.leg.hours for leg in self.legs if leg.is_unknown)

    @property
    def whole_hours_unknown(self) -> int:
        """These hours as a whole number, never 0 where some are unknown."""
        return max(1, round(self.unknown_hours)) if self.unknown_hours else 0

    @property
    def expected(self) -> Expected | None:
        """What is expected on all legs that have a forecast."""
        return total_of([leg.expected for leg in self.legs if leg.expected and not leg.is_unknown])

    @property
    def recorded(self) -> int:
        """Incidents in the corridor in each leg's last year known."""
        return sum(leg.evidence.year for leg in self.legs)


@lru_cache(maxsize=ROUTES_KEPT)
def passage_of(plan: VoyagePlan) -> Passage:
    """The way and the times of a plan, kept: neither depends on what is known. Raises VoyageError."""
    if plan.within_nm not in WIDTHS_NM:
        raise VoyageError(f"The corridor reaches {', '.join(f'{width:.0f}' for width in WIDTHS_NM)} nm to either side.")
    return pass_along(_route_of(plan.waypoints, plan.avoid, plan.is_followed), plan.departure, plan.speed_kn)


@lru_cache(maxsize=ROUTES_KEPT)
def _route_of(waypoints: tuple[Waypoint, ...], avoid: frozenset[str], is_followed: bool) -> Route:
    return follow(waypoints) if is_followed else sail(waypoints, avoid)


def assess_voyage(read: Read, plan: VoyagePlan, ground: Ground, with_gaps: bool = True) -> VoyageAssessment:
    """The assessment of a plan by what is known; without gaps, no estimate of what goes unrecorded. Raises VoyageError."""
    passage = passage_of(plan)
    corridor = corridor_of(passage, plan.within_nm)
    found = evidence.evidence_by_leg(ground, passage, corridor, plan.ship_type)
    # The density takes seconds; it is needed only to share out a forecast.
    is_forecast = any(ground.is_watched(leg.region) for leg in passage.legs)
    shares = corridor.cells.shares_by_leg(ground.density, len(passage.legs)) if is_forecast else [{}] * len(passage.legs)
    regions = tuple(sorted({leg.region for leg in passage.legs if leg.region}))
    gaps: dict[str, GapEstimate] = read(region_gaps, regions, ground.watchkeeping.moment) if with_gaps else {}
    legs = tuple(
        _assess_leg(ground, leg, own, share, gaps.get(leg.region)) for leg, own, share in zip(passage.legs, found, shares, strict=True)
    )
    return VoyageAssessment(plan, passage, legs, ground)


def _assess_leg(ground: Ground, leg: Leg, own: LegEvidence, shares: dict[str, float], gap: GapEstimate | None) -> LegAssessment:
    last = leg.days[1]
    forecast = ground.forecast(leg.region, last)
    if forecast is None or not forecast.basis.watched:
        return LegAssessment(leg, "not_watched", own, None, None, NO_FORECAST, None, gap)
    # Only what the leg's own waters are forecast decides whether anything is known; its neighbours' incidents add to that.
    expected = expected_in_leg(ground, shares, leg.hours / 24, last) if forecast.numbers else None
    reason = forecast.reason or ("" if expected else NOT_SHARED_OUT)
    chance = chance_of_passage(ground.rates.get(leg.region))
    state: WatchState = "incidents" if own.year else "none"
    return LegAssessment(leg, state, own, expected, forecast.level, reason, chance, gap)
