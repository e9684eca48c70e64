"""Risk levels: published thresholds of the expected number, weighed by severity.

A level says how much harm is expected to be *recorded*, by the sources used. It does not say that waters are safe: a low
level is few records expected, and where nobody watches there is no level at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SEVERITY_WEIGHT: Final[dict[int, float]] = {1: 10.0, 2: 4.0, 3: 2.0, 4: 1.0, 0: 1.0}
"""Severity to weight, in incidents of CAT 4.

The order is ReCAAP's. The distances are Anchorwatch's judgement, published so that they can be argued with: one incident
with crew held or harmed or a hijack (CAT 1) counts as ten thefts by unarmed men, CAT 2 as four, CAT 3 as two. That harm
must be weighed and not only counted is the argument of crime harm indices (Sherman, Neyroud and Neyroud 2016,
doi 10.1093/police/paw003). An attempt counts as CAT 4: attackers were there. Severity not known counts as the mean of
what is known of the same region and group.
"""

WEIGHT_PRIOR: Final = 10.0
"""Incidents by which a cell's mean weight is held at that of its group everywhere."""
PER_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Level:
    """`least` is the weighed number expected per 30 days from which the level holds; `meaning` puts it in words."""

    code: str
    title: str
    least: float
    meaning: str
    colour: str


LEVELS: Final[tuple[Level, ...]] = (
    Level("low", "Low", 0.0, "less than one unarmed theft, or its like in harm, expected in 60 days", "#596A82"),
    Level("moderate", "Moderate", 0.5, "an unarmed theft every 60 days up to three a month, or their like in harm", "#815B0F"),
    Level(
        "substantial", "Substantial", 3.0, "three thefts a month, or a CAT 1 incident in three months, up to ten thefts a month", "#ED6C1C"
    ),
    Level("severe", "Severe", 10.0, "the like of one to three CAT 1 incidents a month", "#E44550"),
    Level("critical", "Critical", 30.0, "the like of three and more CAT 1 incidents a month", "#D72FA8"),
)
"""The names are those of the UK's threat levels, which UKMTO and JMIC use too; thresholds rise about threefold each step,
which is more than the 80% interval of a well-known rate spans. They are Anchorwatch's own. No level is green: few records are not
safety. Colours were searched for so that all eyes tell them apart on both themes, and the highest stands out at night too."""

NOT_WATCHED: Final = "Not watched"
TOO_THIN: Final = "Too thin to say"
MOST_STEPS: Final = 2
"""A level is given only when the 80% interval of the expected number reaches over at most so many thresholds."""


def score(expected: float, weight: float, horizon: int) -> float:
    """Expected number in `horizon` days, weighed, per 30 days."""
    return expected * weight * PER_DAYS / horizon


def level(scored: float) -> Level:
    """The level of a score."""
    return next(one for one in reversed(LEVELS) if scored >= one.least)


def steps(low: float, high: float) -> int:
    """Levels between two scores."""
    return LEVELS.index(level(high)) - LEVELS.index(level(low))
