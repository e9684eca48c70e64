"""Risk levels: published thresholds of the expected number, weighted by severity.

A level says how much harm the sources used are expected to *record*. It does not say that waters are safe: a low level means
that few records are expected, and where nobody watches there is no level at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analytics.describe.colours import LEVEL_COLOUR

SEVERITY_WEIGHT: Final[dict[int, float]] = {1: 10.0, 2: 4.0, 3: 2.0, 4: 1.0, 0: 1.0}
"""Severity to weight, in incidents of severity 4.

The order is that of `taxonomy.SEVERITY`. The distances are Anchorwatch's judgement, published so that they can be challenged: one
incident with crew held or harmed or a hijack (1) counts as ten thefts by unarmed men, severity 2 as four, 3 as two. That harm must be
weighted and not only counted is the argument of crime harm indices (Sherman, Neyroud and Neyroud 2016,
doi 10.1093/police/paw003). An attempt counts as 4: attackers were there. An unknown severity counts as the mean of the known ones
in the same region and group.
"""

WEIGHT_PRIOR: Final = 10.0
"""Strength, in incidents, with which a cell's mean weight is shrunk towards its group's mean everywhere."""
PER_DAYS: Final = 30
"""Scores are per 30 days, whatever the horizon, so that both horizons share their thresholds."""


@dataclass(frozen=True, slots=True)
class RiskLevel:
    """`least` is the severity-weighted number expected per 30 days from which the level applies; `meaning` puts it in words."""

    code: str
    title: str
    least: float
    meaning: str
    colour: str


LEVELS: Final[tuple[RiskLevel, ...]] = (
    RiskLevel("low", "Low", 0.0, "less harm is expected than from one unarmed theft in 60 days", LEVEL_COLOUR["low"]),
    RiskLevel(
        "moderate",
        "Moderate",
        0.5,
        "as much harm is expected as from one unarmed theft in 60 days to three a month",
        LEVEL_COLOUR["moderate"],
    ),
    RiskLevel(
        "substantial",
        "Substantial",
        3.0,
        "as much harm is expected as from three to ten unarmed thefts a month",
        LEVEL_COLOUR["substantial"],
    ),
    RiskLevel(
        "severe", "Severe", 10.0, "as much harm is expected as from one to three incidents of severity 1 a month", LEVEL_COLOUR["severe"]
    ),
    RiskLevel(
        "critical",
        "Critical",
        30.0,
        "as much harm is expected as from three or more incidents of severity 1 a month",
        LEVEL_COLOUR["critical"],
    ),
)
"""The names are those of the UK's threat levels, which UKMTO and JMIC also use. The thresholds are Anchorwatch's own and rise about
threefold at each step, more than the 80% interval of a well-known rate spans."""

NOT_WATCHED: Final = "Not watched"
TOO_THIN: Final = "Too few data"
MOST_STEPS: Final = 2
"""Most thresholds that the 80% interval of the expected number may span for a level to be given."""


def severity_score(expected: float, weight: float, horizon: int) -> float:
    """The number expected in `horizon` days, times its severity weight, per 30 days."""
    return expected * weight * PER_DAYS / horizon


def level_of(scored: float) -> RiskLevel:
    """The highest level whose threshold a score reaches."""
    return next(level for level in reversed(LEVELS) if scored >= level.least)


def levels_apart(low: float, high: float) -> int:
    """Number of thresholds between two scores."""
    return LEVELS.index(level_of(high)) - LEVELS.index(level_of(low))
