"""How much more or fewer: the change between two counts in percent, with what chance alone leaves open, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from scipy import stats

CONFIDENCE: Final = 0.95
SMALL: Final = 500
"""Below this count a change is stated with its range: chance alone moves such a count by a tenth or more."""
FEWEST_BEFORE: Final = 5
"""Counts on the other side below which a percentage says nothing."""
MOST_PERCENT: Final = 1000
"""Percentages beyond which nobody can picture the change: both counts are then left to speak for themselves."""

METHOD: Final = (
    "The range in brackets is the exact 95% interval of the ratio of two Poisson counts: given their sum, one of them is binomial "
    "(Przyborowski and Wilenski 1940; Clopper and Pearson 1934). It takes incidents as independent of one another; where one gang "
    "strikes several ships in a week, the true range is wider."
)


@dataclass(frozen=True, slots=True)
class Change:
    """Count `a` against count `b`, watched for `days_a` and `days_b` days.

    `low` to `high` is the 95% interval of the ratio of rates; `high` is infinite where `b` is 0.
    """

    a: int
    b: int
    days_a: float
    days_b: float
    low: float
    high: float

    @property
    def ratio(self) -> float | None:
        """The rate of `a` over that of `b`; None where `b` is 0."""
        return self.a / self.b * self.days_b / self.days_a if self.b else None

    @property
    def percent(self) -> int | None:
        """The change in whole percent, or None where the counts cannot carry one."""
        if self.ratio is None or self.b < FEWEST_BEFORE:
            return None
        percent = round(100 * (self.ratio - 1))
        return percent if percent <= MOST_PERCENT else None

    @property
    def is_clear(self) -> bool:
        """True when chance alone does not explain the change."""
        return self.low > 1 or self.high < 1


def change_between(a: int, b: int, days_a: float = 1.0, days_b: float = 1.0) -> Change:
    """The change from `b` to `a`. Raises ValueError for a negative count or where no day was watched.

    Source of the interval: see METHOD.
    """
    if a < 0 or b < 0 or days_a <= 0 or days_b <= 0:
        raise ValueError("counts must not be negative, and days must be positive")
    if a + b == 0:
        return Change(a, b, days_a, days_b, 0.0, math.inf)
    share = stats.binomtest(a, a + b).proportion_ci(CONFIDENCE, "exact")
    low, high = (_odds(bound) * days_b / days_a for bound in (float(share.low), float(share.high)))
    return Change(a, b, days_a, days_b, low, high)


def change_in_words(change: Change) -> str:
    """`36% more (between 1% fewer and 88% more)`; without a percentage where the counts cannot carry one."""
    if change.percent is None:
        return _difference_in_words(change)
    words = _percent_in_words(change.percent) if change.percent else "as many" if change.a == change.b else "about as many"
    return f"{words} ({_range_in_words(change)})" if min(change.a, change.b) < SMALL else words


def _difference_in_words(change: Change) -> str:
    if change.a == change.b:
        return "as many"
    # Of spans of different length the difference of two counts means nothing.
    if change.days_a != change.days_b:
        return "too few for a percentage"
    count = f"{abs(change.a - change.b):,} {'more' if change.a > change.b else 'fewer'}"
    return count if change.is_clear else f"{count}, which can be chance"


def _range_in_words(change: Change) -> str:
    low = round(100 * (change.low - 1))
    if math.isinf(change.high) or 100 * (change.high - 1) > MOST_PERCENT:
        return f"at least {_percent_in_words(low)}"
    high = round(100 * (change.high - 1))
    if low >= 0:
        return f"between {low:,}% and {high:,}% more"
    if high <= 0:
        return f"between {-high}% and {-low}% fewer"
    return f"between {-low}% fewer and {high:,}% more"


def _percent_in_words(percent: int) -> str:
    return f"{abs(percent):,}% {'fewer' if percent < 0 else 'more'}"


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf
