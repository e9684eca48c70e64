"""The distribution of a month's final number, as drawn: its central interval, and what it says of a number that came true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Wholes = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CountDistribution:
    """Whole numbers in rising order, and the probability that the final number is at most each of them."""

    values: Wholes
    cumulative: Reals

    @classmethod
    def of_draws(cls, draws: Wholes) -> CountDistribution:
        """The distribution of equally likely draws."""
        values, times = np.unique(draws, return_counts=True)
        return cls(values, np.cumsum(times) / len(draws))

    def central_interval(self, level: float) -> tuple[int, int]:
        """The interval of probability `level` around the middle.

        Each end value counts half (mid-distribution), so that the interval has its nominal probability on average.
        """
        middle = self.cumulative - np.diff(self.cumulative, prepend=0.0) / 2
        tail = (1 - level) / 2
        low = min(int(np.searchsorted(middle, tail)), len(self.values) - 1)
        high = max(int(np.searchsorted(middle, 1 - tail, side="right")) - 1, low)
        return int(self.values[low]), int(self.values[high])

    def share_inside(self, count: int, level: float) -> float:
        """The share of the step of the distribution function at `count` that lies in the central `level`: 1 inside, 0 outside.

        Its mean over many months is the coverage as a randomised probability integral transform gives it (Czado, Gneiting & Held
        2009, Biometrics 65), without the noise of drawing. An interval of whole numbers holds more than its level where counts are
        small, however right the distribution is; this share does not.
        """
        lower = self._at_most(count - 1)
        width = max(self._at_most(count) - lower, 1e-9)
        tail = (1 - level) / 2
        return float(np.clip((min(lower + width, 1 - tail) - max(lower, tail)) / width, 0.0, 1.0))

    def _at_most(self, count: int) -> float:
        place = int(np.searchsorted(self.values, count, side="right"))
        return float(self.cumulative[place - 1]) if place else 0.0
