"""What is expected to be recorded in the corridor while a ship passes: forecasts of regions, shared out by where incidents happen.

For a leg of d days the expected number is the sum over sea regions of

    rate of the region per day  x  d  x  share of its incidents that falls into the corridor beside the leg

The rate is the forecast's (`analytics.risk`), gamma distributed. The share is the density's (`analytics.density`), and is uncertain
as that of a beta distribution which has seen as many incidents as the region had in the years of the density: with few of them,
nobody knows where in the region the next will happen. Both are independent, so the number is close to negative binomial with

    1 / shape = (1 + 1 / shape of the rate) (1 + cv^2 of the share) - 1

It counts incidents of any ship in the corridor, not of this one: that needs the number of ships, which is known only in some straits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from analytics.risk.predictive import count_interval, cumulative_probability, sum_of_cells
from analytics.risk.results import ForecastNumbers
from analytics.voyage.ground import Ground

COVER: Final = 0.80
LEAST_SHARE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Expected:
    """Incidents expected to be recorded in a corridor: `mean` and `shape` of a negative binomial, the bounds of its 80% interval
    (whole numbers), and the chance of at least one. `harm` is the mean weighted by severity, in incidents of severity 4."""

    mean: float
    shape: float
    harm: float

    @property
    def interval(self) -> tuple[int, int]:
        low, high = count_interval(COVER, np.array([self.mean]), np.array([self.shape]))
        return int(low[0]), int(high[0])

    @property
    def at_least_one(self) -> float:
        return float(1 - cumulative_probability(np.zeros(1), np.array([self.mean]), np.array([self.shape]))[0])


def expected_in_leg(ground: Ground, shares: Mapping[str, float], days: float, last: date) -> Expected | None:
    """What is expected in the corridor beside a leg of `days`, which ends on `last`; None where no region beside it has a forecast.

    `shares`: how much of each region's incidents falls into the corridor.
    """
    parts = []
    for region, share in shares.items():
        forecast = ground.forecast(region, last)
        if forecast is None or forecast.numbers is None:
            continue
        mean = forecast.numbers.expected / ground.horizon_of(region, last) * days * share
        parts.append((mean, _shape_of(forecast.numbers, share, ground.placed.get(region, 0)), mean * forecast.weight))
    return _sum_of(parts)


def total_of(legs: list[Expected]) -> Expected | None:
    """The sum over legs; None where none has a number."""
    return _sum_of([(leg.mean, leg.shape, leg.harm) for leg in legs])


def _sum_of(parts: list[tuple[float, float, float]]) -> Expected | None:
    if not parts:
        return None
    means, shapes, harms = np.array(parts).T
    mean, shape = sum_of_cells(means, shapes, 0)
    return Expected(float(mean), float(shape), float(harms.sum()))


def _shape_of(numbers: ForecastNumbers, share: float, incidents: int) -> float:
    certain = min(max(share, LEAST_SHARE), 1.0)
    # The variance of a beta distribution with mean `share` and a total of `incidents` + 1.
    share_cv2 = (1 - certain) / (certain * (incidents + 2))
    return 1 / ((1 + 1 / numbers.shape) * (1 + share_cv2) - 1)
