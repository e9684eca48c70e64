"""Whether coastal authorities were told: shares among the reports that say, with intervals, and the range left by those that do not.

Most reports do not say. Those that do are not a random sample (a report mentions police who came aboard far more readily than a master
who told nobody), so the share among those that say (Jeffreys interval; Brown, Cai & DasGupta 2001) is given together with the range in
which the share of all must lie, whatever happened in the silent cases (Manski 1989).

    Brown, L. D., Cai, T. T. & DasGupta, A. (2001). Interval estimation for a binomial proportion. Statistical Science 16, 101-133.
    Manski, C. F. (1989). Anatomy of the selection problem. Journal of Human Resources 24, 343-360.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
from scipy.stats import beta

FEWEST: Final = 10
"""No share is given where fewer reports than this say."""


@dataclass(frozen=True, slots=True)
class NotificationShare:
    """One year, region or all: how many say that an authority was told, that none was, or do not say.

    `share` is the share not told among those that say, `low` to `high` its 95% interval; None where fewer than FEWEST say.
    `least` and `most` bound the share not told among all.
    """

    group: str
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


def notification_share(key: str, told_n: int, not_told: int, silent: int) -> NotificationShare:
    """The share not told with its Jeffreys interval."""
    says = told_n + not_told
    if says < FEWEST:
        return NotificationShare(key, told_n, not_told, silent, None, None, None)
    # At 0 and at all the end of the interval is set to 0 and 1, as Brown, Cai & DasGupta have it: the quantile would exclude them.
    low = float(beta.ppf(0.025, not_told + 0.5, told_n + 0.5)) if not_told else 0.0
    high = float(beta.ppf(0.975, not_told + 0.5, told_n + 0.5)) if told_n else 1.0
    return NotificationShare(key, told_n, not_told, silent, not_told / says, low, high)


def notification_shares_by(counts: pd.DataFrame, column: str) -> tuple[NotificationShare, ...]:
    """One row per value of `column` (year, sea_region, area) of `queries.gap.authority_counts`, in the order of the values."""
    sums = counts.groupby(column)[["told", "not_told", "silent"]].sum()
    rows = zip(sums.index.astype(str), *(sums[name].tolist() for name in sums), strict=True)
    return tuple(notification_share(key, int(told), int(not_told), int(silent)) for key, told, not_told, silent in rows)


def overall_share(counts: pd.DataFrame) -> NotificationShare:
    """All rows together."""
    return notification_share("all", *(int(counts[name].sum()) for name in ("told", "not_told", "silent")))
