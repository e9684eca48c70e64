"""Whether counts differ: the ratio of two rates with its exact interval, over-dispersion, and tests of evenness.

Incidents cluster: one gang strikes five ships in a week, so monthly counts vary more than independent (Poisson) events
would. `dispersion` measures by how much (1: not at all), and every interval here widens with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import betainc, betaincinv

Counts = npt.NDArray[np.float64]
CONFIDENCE: Final = 0.95
ALPHA: Final = 1 - CONFIDENCE


@dataclass(frozen=True, slots=True)
class Ratio:
    """The rate `now` over the rate `before` (both given as counts), with its 95% interval and two-sided p value.

    `ratio` is None when nothing was counted before; `high` is then infinite. `low` is 0 when nothing is counted now.
    """

    now: int
    before: int
    ratio: float | None
    low: float
    high: float
    p: float
    dispersion: float = 1.0

    @property
    def is_clear(self) -> bool:
        """True when the interval excludes 1, no change."""
        return self.p < ALPHA


@dataclass(frozen=True, slots=True)
class Evenness:
    """A test of whether counts are spread as expected: the p value, the `dispersion` allowed for, and n."""

    p: float
    dispersion: float
    n: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a total, or a bin's rate relative to the mean rate, with its 95% interval."""

    value: float
    low: float
    high: float


def rate_ratio(now: int, before: int, exposure_now: float = 1.0, exposure_before: float = 1.0, dispersion: float = 1.0) -> Ratio:
    """The ratio of two Poisson rates; exposures are in any common unit (days watched). Raises ValueError when one is not positive.

    Conditional on their sum, one of two Poisson counts is binomial: the interval is that of Clopper and Pearson, which
    covers at least 95% (Przyborowski and Wilenski 1940; Lehmann and Romano 2005, 4.5). With a dispersion above 1 the
    counts enter divided by it, as effective numbers of independent events (Korn and Graubard 1998).
    """
    if exposure_now <= 0 or exposure_before <= 0 or dispersion < 1 or now < 0 or before < 0:
        raise ValueError("counts must not be negative, exposures must be positive, and a dispersion is at least 1")
    # The incomplete beta function takes fractions, which a binomial distribution function of whole counts would round.
    x, y = now / dispersion, before / dispersion
    scale = exposure_before / exposure_now
    low = _odds_of_share(float(betaincinv(x, y + 1, ALPHA / 2))) * scale if now else 0.0
    high = _odds_of_share(float(betaincinv(x + 1, y, 1 - ALPHA / 2))) * scale if before else math.inf
    expected = exposure_now / (exposure_now + exposure_before)
    at_least = float(betainc(x, y + 1, expected)) if now else 1.0
    # Twice the smaller tail, as the equal-tailed interval has it: p < 5% exactly when the interval excludes 1.
    at_most = 1 - float(betainc(x + 1, y, expected)) if before else 1.0
    ratio = now / before * scale if before else None
    return Ratio(now, before, ratio, low, high, min(1.0, 2 * min(at_least, at_most)), dispersion)


def pearson_dispersion(groups: Sequence[tuple[Sequence[float], Sequence[float]]]) -> float:
    """How much more counts vary within groups than Poisson counts would: 1 unless they clearly do.

    A group is a pair of counts and exposures over which the rate is taken to be constant (the months of one year). The
    Pearson statistic over its degrees of freedom; 1 when a chi-square test at 5% finds no over-dispersion.
    """
    statistic, freedom = 0.0, 0
    for counts, exposures in groups:
        observed, expected = _expected_counts(counts, exposures)
        if len(observed) < 2 or not observed.sum():
            continue
        statistic += float(((observed - expected) ** 2 / expected).sum())
        freedom += len(observed) - 1
    return _clear_dispersion(statistic, freedom)


def evenness_test(
    counts: Sequence[float], exposures: Sequence[float] | None = None, allowed: float = 1.0, freedom: int | None = None
) -> Evenness:
    """Whether counts are spread over bins in proportion to `exposures` (equal where none are given): Pearson's chi-square.

    With `allowed`, a dispersion above 1 that was estimated with `freedom` degrees of freedom, the F test of
    quasi-likelihood (McCullagh and Nelder 1989, 4.5).
    """
    observed, expected = _expected_counts(counts, exposures if exposures is not None else [1.0] * len(counts))
    if len(observed) < 2 or not observed.sum():
        return Evenness(1.0, allowed, int(observed.sum()))
    statistic, bins = float(((observed - expected) ** 2 / expected).sum()), len(observed) - 1
    if allowed > 1 and freedom:
        p = float(stats.f.sf(statistic / bins / allowed, bins, freedom))
    else:
        p = float(stats.chi2.sf(statistic / allowed, bins))
    return Evenness(p, allowed, int(observed.sum()))


def table_dispersion(table: Counts) -> tuple[float, int]:
    """Dispersion of a table of counts around rows times columns (years and months), and its degrees of freedom.

    What a Poisson model with factors for year and month leaves unexplained: Pearson's statistic over its degrees of freedom.
    """
    # Empty rows and columns have no expected count and would divide by 0.
    rows = table[table.sum(axis=1) > 0]
    columns = rows[:, rows.sum(axis=0) > 0]
    if min(columns.shape) < 2:
        return 1.0, 0
    expected = np.outer(columns.sum(axis=1), columns.sum(axis=0)) / columns.sum()
    freedom = (columns.shape[0] - 1) * (columns.shape[1] - 1)
    return _clear_dispersion(float(((columns - expected) ** 2 / expected).sum()), freedom), freedom


def share_interval(part: float, total: float, allowed: float = 1.0) -> Share:
    """`part` of `total` with the interval of Clopper and Pearson (1934), on effective numbers where `allowed` is above 1."""
    if total <= 0:
        return Share(0.0, 0.0, 1.0)
    x, n = part / allowed, total / allowed
    low = float(betaincinv(x, n - x + 1, ALPHA / 2)) if part > 0 else 0.0
    high = float(betaincinv(x + 1, n - x, 1 - ALPHA / 2)) if part < total else 1.0
    return Share(part / total, low, high)


def _odds_of_share(share_of_sum: float) -> float:
    return share_of_sum / (1 - share_of_sum) if share_of_sum < 1 else math.inf


def _expected_counts(counts: Sequence[float], exposures: Sequence[float]) -> tuple[Counts, Counts]:
    observed, watched = np.asarray(counts, float), np.asarray(exposures, float)
    has_exposure = watched > 0
    observed, watched = observed[has_exposure], watched[has_exposure]
    return observed, watched * (observed.sum() / watched.sum()) if len(watched) else observed


def _clear_dispersion(statistic: float, freedom: int) -> float:
    if freedom < 1 or stats.chi2.sf(statistic, freedom) >= ALPHA:
        return 1.0
    return max(1.0, statistic / freedom)
