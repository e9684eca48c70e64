"""When to pass a strait: how the hour of the local sun moves the risk there, from incidents whose hour is known.

Hours are smoothed with their neighbours and shrunk towards the mean of the day by SHRUNK_BY incidents an hour (the posterior mean under a
gamma prior), so that an hour without incidents is not taken to be safe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.corridor import corridor_of

Reals = NDArray[np.float64]

FEWEST: Final = 20
"""Incidents with a known hour below which no hour is told from another."""
SHRUNK_BY: Final = 1.0
KERNEL: Final = (0.25, 0.5, 0.25)
HOURS: Final = 24


@dataclass(frozen=True, eq=False)
class StraitHours:
    """The hours of one strait. `counts` are its incidents by hour of the local sun; `factor` the risk of a passage that begins in each
    hour, 1 for the mean of all; `planned` is the hour of the plan."""

    title: str
    leg: int
    counts: tuple[int, ...]
    factor: tuple[float, ...]
    planned: int
    hours: float

    @property
    def incidents(self) -> int:
        return sum(self.counts)

    @property
    def best(self) -> int:
        """The hour of least risk to begin the passage."""
        return int(np.argmin(self.factor))

    @property
    def worst(self) -> int:
        return int(np.argmax(self.factor))

    @property
    def sentence(self) -> str:
        """`Singapore Strait: least risk if entered at 06:00 local sun (0.6 times the mean), most at 23:00 (1.9 times); planned 14:00 …`."""
        least, most, now = self.factor[self.best], self.factor[self.worst], self.factor[self.planned]
        return (
            f"{self.title}: least risk if entered about {self.best:02d}:00 by the local sun ({_times(least)} the mean of the day), most "
            f"about {self.worst:02d}:00 ({_times(most)}); as planned, about {self.planned:02d}:00 ({_times(now)}). "
            f"From {self.incidents:,} incidents with a known hour, as if ships passed evenly around the clock."
        )


def _times(factor: float) -> str:
    return f"{factor:.1f} times" if factor >= 0.1 else "less than 0.1 times"


def hours_of_straits(assessment: VoyageAssessment) -> tuple[StraitHours, ...]:
    """The hours of every strait on the way in which enough incidents have a known hour."""
    incidents = assessment.ground.incidents
    corridor = corridor_of(assessment.passage, assessment.plan.within_nm)
    legs = corridor.legs_at(incidents["latitude"].to_numpy(np.float64), incidents["longitude"].to_numpy(np.float64))
    hours = incidents["hour"].to_numpy(np.float64)
    straits = []
    for number, leg in enumerate(assessment.legs):
        own = hours[(legs == number) & ~np.isnan(hours)].astype(np.int64)
        if leg.leg.is_strait and len(own) >= FEWEST:
            straits.append(_strait_of(leg, assessment, np.bincount(own, minlength=HOURS)))
    return tuple(straits)


def _strait_of(leg: LegAssessment, assessment: VoyageAssessment, counts: NDArray[np.int64]) -> StraitHours:
    route = assessment.passage.route
    middle = float(route.longitude[(leg.leg.first + leg.leg.last) // 2])
    start = leg.leg.start
    planned = int((start.hour + start.minute / 60 + middle / 15) % HOURS)
    factors = passage_factors(counts, leg.leg.hours)
    return StraitHours(
        leg.leg.title, leg.leg.number, tuple(counts.tolist()), tuple(float(factor) for factor in factors), planned, leg.leg.hours
    )


def passage_factors(counts: NDArray[np.int64], hours: float) -> Reals:
    """The risk of a passage of `hours` that begins in each hour of the day, over that of the mean hour."""
    smooth = sum(weight * np.roll(counts, shift) for weight, shift in zip(KERNEL, (-1, 0, 1), strict=True))
    of_hour = (np.asarray(smooth, np.float64) + SHRUNK_BY) / (counts.sum() / HOURS + SHRUNK_BY)
    # Sampled every quarter of an hour: a passage of two hours and a half counts half of its third hour.
    steps = np.arange(max(1, round(hours * 4))) / 4
    factors: Reals = np.array([of_hour[(np.floor(begin + steps) % HOURS).astype(np.int64)].mean() for begin in range(HOURS)])
    return factors
