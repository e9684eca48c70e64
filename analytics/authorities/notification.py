"""Whether coastal authorities were told: shares among the reports that say, with intervals, and the range that silence leaves.

Most reports do not say. Those that do are no random choice of all (a report tells of the police who came aboard far
more readily than of a master who told nobody), so beside the share among those that say (Jeffreys interval; Brown, Cai &
DasGupta 2001) stands the range in which the share of all must lie whatever the silent ones hide (Manski 1989).

    Brown, L. D., Cai, T. T. & DasGupta, A. (2001). Interval estimation for a binomial proportion. Statistical Science 16, 101-133.
    Manski, C. F. (1989). Anatomy of the selection problem. Journal of Human Resources 24, 343-360.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
from scipy.stats import beta

FEWEST: Final = 10
"""Reports that say, below which no share is given."""


@dataclass(frozen=True, slots=True)
class Told:
    """One year, region or all: how many say that an authority was told, that none was, or nothing.

    `share` is that of not told among those that say, `low` to `high` its 95% interval; None where fewer than FEWEST say.
    `least` and `most` bound the share of not told among all.
    """

    key: str
    told: int
    not_told: int
    silent: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def says(self) -> int:
        return self.told + self.not_told

    @property
    def least(self) -> float:
        return self.not_told / max(self.says + self.silent, 1)

    @property
    def most(self) -> float:
        return (self.not_told + self.silent) / max(self.says + self.silent, 1)


def told(key: str, told_n: int, not_told: int, silent: int) -> Told:
    """The share not told with its Jeffreys interval."""
    says = told_n + not_told
    if says < FEWEST:
        return Told(key, told_n, not_told, silent, None, None, None)
    low = float(beta.ppf(0.025, not_told + 0.5, told_n + 0.5)) if not_told else 0.0
    high = float(beta.ppf(0.975, not_told + 0.5, told_n + 0.5)) if told_n else 1.0
    return Told(key, told_n, not_told, silent, not_told / says, low, high)


def by(counts: pd.DataFrame, column: str) -> tuple[Told, ...]:
    """One row a value of `column` (year, sea_region, area) of `queries.authority.authority_counts`, in the order of the values."""
    sums = counts.groupby(column)[["told", "not_told", "silent"]].sum()
    rows = zip(sums.index.astype(str), *(sums[name].tolist() for name in sums), strict=True)
    return tuple(told(key, int(said), int(said_not), int(silent)) for key, said, said_not, silent in rows)


def overall(counts: pd.DataFrame) -> Told:
    """All rows together."""
    return told("all", *(int(counts[name].sum()) for name in ("told", "not_told", "silent")))
