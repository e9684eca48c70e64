"""Two lists: Chapman's estimate, its variance, and intervals.

Chapman 1951; the variance is Seber's (1970); the log-normal interval that of Burnham, White, Anderson and others (1987), in which
the number that no list holds, not the total, is log-normal; profile likelihood: Cormack 1992.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, ndtri
from scipy.stats import chi2

from analytics.gap.recapture.histories import Reals
from analytics.gap.recapture.results import LEVEL, Interval

LEAST_SHARED: Final = 7
"""Incidents that two lists must share: from seven on, Chapman's bias is below a twentieth of a standard error (Robson and Regier 1964)."""


def chapman_estimate(first: Reals | float, second: Reals | float, both: Reals | float) -> Reals:
    """The estimated number of all incidents, from those on the first list, on the second, and on both."""
    return np.asarray((np.asarray(first) + 1.0) * (np.asarray(second) + 1.0) / (np.asarray(both) + 1.0) - 1.0)


def chapman_variance(first: Reals | float, second: Reals | float, both: Reals | float) -> Reals:
    """The variance of Chapman's estimate."""
    on_first, on_second, shared = (np.asarray(each, float) for each in (first, second, both))
    return np.asarray((on_first + 1) * (on_second + 1) * (on_first - shared) * (on_second - shared) / ((shared + 1) ** 2 * (shared + 2)))


def lognormal_interval(observed: float, estimate: float, variance: float, level: float = LEVEL) -> Interval:
    """The interval of a total, of which the number that no list holds is taken to be log-normal."""
    unseen = max(estimate - observed, 0.0)
    if unseen <= 0:
        return Interval(observed, observed, "log-normal", level)
    # log1p(variance / unseen**2) is the variance of the logarithm of a log-normal quantity with these moments.
    spread = math.exp(float(ndtri(0.5 + level / 2)) * math.sqrt(math.log1p(variance / unseen**2)))
    return Interval(observed + unseen / spread, observed + unseen * spread, "log-normal", level)


def chapman_interval(first: int, second: int, both: int, level: float = LEVEL) -> Interval:
    """The log-normal interval around Chapman's estimate."""
    estimate, variance = float(chapman_estimate(first, second, both)), float(chapman_variance(first, second, both))
    return lognormal_interval(first + second - both, estimate, variance, level)


def profile_interval(first: int, second: int, both: int, level: float = LEVEL) -> Interval:
    """The totals that the likelihood of two independent lists does not contradict; without an upper end when nothing is shared."""
    observed = first + second - both
    fall = chi2.ppf(level, 1) / 2

    def likelihood(total: float) -> float:
        binomial = gammaln(total + 1) - gammaln(total - observed + 1)
        shares = ((first, total), (second, total))
        return float(binomial + sum(_weighted_log(held, all_) + _weighted_log(all_ - held, all_) for held, all_ in shares))

    # With nothing shared the likelihood rises without end: a total beyond any stands for its limit.
    most = 1e12 if not both else 4 * first * second / both + 10
    best = most if not both else float(minimize_scalar(lambda total: -likelihood(total), bounds=(observed, most), method="bounded").x)
    top = likelihood(best)

    def short(total: float) -> float:
        return likelihood(total) - top + fall

    low = observed if short(observed) >= 0 else _find_root(short, observed, best)
    if not both:
        return Interval(low, math.inf, "profile likelihood", level)
    high = 2 * best + 10
    while short(high) > 0:
        high *= 2
    return Interval(low, _find_root(short, best, high), "profile likelihood", level)


def _find_root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=1e-6))


def _weighted_log(count: float, total: float) -> float:
    """count * log(count / total), 0 for a count of 0."""
    return count * math.log(count / total) if count > 0 else 0.0


def estimate_with_odds(first: int, second: int, both: int, odds: float) -> float:
    """The total when being on one list multiplies the odds of being on the other by `odds` (1: independent).

    Two lists cannot reveal their own dependence: this shows what another assumption would give.
    """
    alone_first, alone_second = first - both, second - both
    # Plus one as in Chapman's estimate: with odds of 1 the result is exactly his.
    independent = alone_first * alone_second / (both + 1)
    return first + second - both + odds * independent
