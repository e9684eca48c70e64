"""The nowcast in hindsight: as of days in the past, from what was known then, compared with what is known now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.delays.nowcast import LEVEL, LONGEST, ReportingTriangle, day_number, nowcast


@dataclass(frozen=True, slots=True)
class HindsightCheck:
    """One month nowcast in hindsight: `age` is months back from the day of the nowcast, `final` the number of events in the end.

    `share_inside`: how much of the final number's probability lies in the interval (`CountDistribution.share_inside`).
    """

    on: date
    age: int
    known: int
    total: float
    low: int
    high: int
    final: int
    share_inside: float

    @property
    def inside(self) -> bool:
        """Whether the interval contained the final number."""
        return self.low <= self.final <= self.high


def back_test(
    triangle: ReportingTriangle, on: Sequence[date], months: int = 4, level: float = LEVEL, seed: int = 1
) -> list[HindsightCheck]:
    """Nowcast as of each day of `on` from what was known then, compared with what is known now.

    Only months in which at least one more event was expected count: for the others there was nothing to predict.
    """
    checks = []
    for number, day in enumerate(on):
        # Another seed for every day: errors of simulation must not line up and pass for bias.
        result = nowcast(triangle, day, months, level, seed + number)
        for back, month in enumerate(reversed(result.months)):
            if month.filling:
                inside = (triangle.occurred >= day_number(month.month)) & (triangle.occurred <= day_number(month.until))
                # A nowcast is of what will be published within LONGEST days: later reports are no part of its target.
                final = int(triangle.number[inside & (triangle.published - triangle.occurred <= LONGEST)].sum())
                checks.append(
                    HindsightCheck(
                        day, back, month.known, month.total, month.low, month.high, final, month.distribution.share_inside(final, level)
                    )
                )
    return checks


def interval_coverage(checks: Sequence[HindsightCheck]) -> tuple[float, float, float]:
    """The share of intervals that contained the final number, and its 95% Wilson interval; NaN without checks."""
    n = len(checks)
    if not n:
        return np.nan, np.nan, np.nan
    z = 1.959964
    p = sum(check.inside for check in checks) / n
    middle, spread = (p + z**2 / (2 * n)) / (1 + z**2 / n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, float(middle - spread), float(middle + spread)
