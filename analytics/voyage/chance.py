"""The chance that one passage of a strait meets a grave incident, where the ships that pass it are counted.

Incidents of CAT 1 and 2 over transits, on the days on which both are known (`analytics.risk.patterns.transit_rates`). Incidents of
unknown severity count as grave as the others are on average. The interval is exact for a Poisson count (Garwood 1936).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from analytics.describe.words import span_in_words
from analytics.risk.patterns.transit_rates import PER, TransitRate, garwood_interval
from analytics.voyage.ground import StraitRates

COVER: Final = 0.80


@dataclass(frozen=True, slots=True)
class PassageChance:
    """`every` are all incidents per 1,000 transits with their 95% interval; `chance`, `low` and `high` are probabilities that one
    passage meets an incident of CAT 1 or 2, with an 80% interval."""

    every: TransitRate
    chance: float
    low: float
    high: float
    grave: int
    ungraded: int


def chance_of_passage(rates: StraitRates | None) -> PassageChance | None:
    """The chance for one passage; None where transits are not counted, or no incident has a known severity."""
    if rates is None:
        return None
    graded = rates.every.incidents - rates.ungraded.incidents
    if graded == 0 and rates.every.incidents:
        return None
    scale = rates.every.incidents / graded if graded else 1.0
    grave = rates.grave.incidents
    low, high = garwood_interval(grave, COVER)
    mean, low, high = (1 - math.exp(-count * scale / rates.every.transits) for count in (grave, low, high))
    return PassageChance(rates.every, mean, low, high, grave, rates.ungraded.incidents)


def chance_in_words(chance: PassageChance) -> str:
    """`about 1 in 8,000 (80% interval 1 in 12,000 to 1 in 5,000)`; without an incident only the interval."""
    if not chance.grave:
        return f"between none and {_odds(chance.high)} ({COVER:.0%} interval; none was recorded)"
    return f"about {_odds(chance.chance)} ({COVER:.0%} interval {_odds(chance.low)} to {_odds(chance.high)})"


def rate_in_words(chance: PassageChance) -> str:
    """`0.12 incidents per 1,000 transits (95% interval 0.08 to 0.17) from 1 July 2023 to 30 June 2024`."""
    rate = chance.every
    days = span_in_words((rate.first, rate.last))
    return f"{rate.rate:.2f} incidents per {PER:,} transits (95% interval {rate.low:.2f} to {rate.high:.2f}) from {days}"


def _odds(probability: float) -> str:
    ships = 1 / max(probability, 1e-9)
    digits = max(len(f"{ships:.0f}") - 2, 0)
    return f"1 in {round(ships, -digits):,.0f}"
