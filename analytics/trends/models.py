"""Whether counts over time rise or fall: a log-linear model, and change points.

Established libraries do the work: statsmodels for generalised linear models, ruptures for change points.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import ruptures
from scipy import stats

# Not statsmodels.api: it loads every model there is, a second of the page's first visit.
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

from analytics.trends.rates import ALPHA, Counts

FEWEST: Final = 5
"""Fewest periods for a trend."""
FEWEST_INCIDENTS: Final = 10
"""Fewest incidents for a trend, over all its periods."""
# Correlation beyond which the variance inflation (1 + r) / (1 - r) would grow past nine and swamp every series.
MOST_CORRELATED: Final = 0.8
PENALTY: Final = 3.0
"""Penalty for a change point in counts that vary as Poisson counts do, as a multiple of log(n)."""
MOST_ROUNDS: Final = 3
"""How often the noise is estimated anew within the levels found."""
SMALLEST: Final[dict[int, int]] = {12: 12, 4: 4, 1: 3}
"""Fewest periods between two change points, by periods a year."""

Family = Literal["Poisson", "negative binomial"]


@dataclass(frozen=True, slots=True)
class Trend:
    """The rate's factor per year, with 95% interval and p value; how it was fitted, and over how many periods.

    `dispersion` is the Poisson model's; `correlation` that of neighbouring periods, 0 or more, which the interval allows for.
    """

    factor: float
    low: float
    high: float
    p: float
    family: Family
    dispersion: float
    correlation: float
    periods: int

    @property
    def is_clear(self) -> bool:
        return self.p < ALPHA


def fit_trend(counts: npt.ArrayLike, exposures: npt.ArrayLike, a_year: int) -> Trend | None:
    """The log-linear trend of counts over consecutive periods, `a_year` of them to a year; None where there are too few.

    A Poisson model with the log of the exposure as offset and, within years, a factor for the season (from three years
    on). Where the test of Cameron and Trivedi (1990) finds over-dispersion at 5%, a negative binomial model (NB2) with
    the dispersion parameter of that test. Variance that is still left over widens the interval (quasi-likelihood,
    McCullagh and Nelder 1989), and so does the correlation of neighbouring periods, as for the mean of a first-order
    autoregression (Bartlett 1946), its estimate corrected for bias. Intervals by Student's t.
    """
    observed, watched = np.asarray(counts, float), np.asarray(exposures, float)
    n = len(observed)
    # Three periods with incidents: with fewer the slope fits the zeros and its interval means nothing.
    if n < max(FEWEST, a_year) or observed.sum() < FEWEST_INCIDENTS or (observed > 0).sum() < 3:
        return None
    design, offset = _design_matrix(n, a_year), np.log(watched)
    fitted = _fit_glm(observed, design, offset, families.Poisson())
    dispersion = float(fitted.pearson_chi2 / fitted.df_resid)
    extra = _extra_variance(observed, fitted.mu)
    if extra is not None:
        fitted = _fit_glm(observed, design, offset, families.NegativeBinomial(alpha=extra))
    if not fitted.converged:
        return None
    correlation = _lag_correlation(fitted.resid_pearson)
    # Quasi-likelihood only widens: a series that happens to vary less than Poisson counts is no more certain for it.
    unexplained = max(1.0, float(fitted.pearson_chi2 / fitted.df_resid))
    error = float(np.sqrt(fitted.normalized_cov_params[1, 1] * unexplained * _variance_inflation(correlation)))
    slope, freedom = float(fitted.params[1]), int(fitted.df_resid)
    half_width = float(stats.t.ppf(1 - ALPHA / 2, freedom)) * error
    p = float(2 * stats.t.sf(abs(slope) / error, freedom))
    family: Family = "Poisson" if extra is None else "negative binomial"
    return Trend(math.exp(slope), _capped_exp(slope - half_width), _capped_exp(slope + half_width), p, family, dispersion, correlation, n)


def change_points(counts: npt.ArrayLike, exposures: npt.ArrayLike, a_year: int) -> tuple[int, ...]:
    """Places at which the level changes, each the first period of a new level; empty where none is found.

    PELT (Killick, Fearnhead and Eckley 2012; ruptures' compiled form) with least squares on Anscombe's
    transform of the counts (brought to equal exposure, season removed), which makes the variance of Poisson counts 1. The penalty
    is `PENALTY` x log n, the modified BIC's (Zhang and Siegmund 2007), and higher where the counts vary more (`_penalty`).
    A level describes what the counts did: swings that last for years are levels too.
    """
    observed, watched = np.asarray(counts, float), np.asarray(exposures, float)
    n, smallest = len(observed), SMALLEST[a_year]
    if n < 2 * smallest or observed.sum() < FEWEST_INCIDENTS:
        return ()
    signal = 2 * np.sqrt(observed * (watched.mean() / watched) + 3 / 8)
    signal = signal - _seasonal_means(signal, a_year)
    penalty = _penalty(_robust_variance(np.diff(signal)) / 2, n, 0)
    places = _penalised_places(signal, smallest, penalty)
    for _ in range(MOST_ROUNDS):
        # Within the levels found, steps no longer hide in the differences, whose squares are a steadier estimate than their median.
        raised = _penalty(_variance_within(signal, places), n, len(places))
        if raised <= penalty:
            break
        penalty, places = raised, _penalised_places(signal, smallest, raised)
    return places


def _fit_glm(observed: Counts, design: Counts, offset: Counts, family: families.Family) -> Any:
    with warnings.catch_warnings():
        # A model that fits exactly (every period the same) does no harm here: its variance counts as Poisson's at least.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)
        return GLM(observed, design, family=family, offset=offset).fit()


def _design_matrix(n: int, a_year: int) -> Counts:
    """Columns: constant, years since the middle, and with three years or more a column for every season but the first."""
    # Centred, so that the constant and the slope are nearly independent and the fit converges.
    years = (np.arange(n) - (n - 1) / 2) / a_year
    columns: list[npt.NDArray[np.float64]] = [np.ones(n), years]
    if a_year > 1 and n >= 3 * a_year:
        columns += [(np.arange(n) % a_year == season).astype(float) for season in range(1, a_year)]
    return np.column_stack(columns)


def _extra_variance(observed: Counts, mean: Counts) -> float | None:
    """NB2's alpha from the auxiliary regression of Cameron and Trivedi (1990), or None when it is not clearly above 0."""
    outcome = ((observed - mean) ** 2 - observed) / mean
    fitted = OLS(outcome, mean).fit()
    alpha, t = float(fitted.params[0]), float(fitted.tvalues[0])
    return alpha if alpha > 0 and stats.norm.sf(t) < ALPHA else None


def _lag_correlation(residuals: Counts) -> float:
    """Lag-one autocorrelation of residuals around a line, corrected for bias (Kendall 1954), between 0 and MOST_CORRELATED."""
    n, power = len(residuals), float((residuals**2).sum())
    if power < 1e-9:
        return 0.0
    raw = float((residuals[1:] * residuals[:-1]).sum()) / power
    return min(MOST_CORRELATED, max(0.0, (n * raw + 2) / (n - 4)))


def _variance_inflation(correlation: float) -> float:
    return (1 + correlation) / (1 - correlation)


def _seasonal_means(signal: Counts, a_year: int) -> Counts:
    """Mean deviation of each season from its own year's mean, over complete years; zeros with fewer than three."""
    years = len(signal) // a_year
    if a_year == 1 or years < 3:
        return np.zeros(len(signal))
    by_year = signal[: years * a_year].reshape(years, a_year)
    means = (by_year - by_year.mean(axis=1, keepdims=True)).mean(axis=0)
    return np.resize(means, len(signal))


def _penalty(variance: float, n: int, steps: int) -> float:
    """What a change point must gain over n periods with so many `steps`, for noise of an estimated variance; never less than if it were 1.

    A known variance asks for a quantile of chi-squared. An estimated one asks for the same quantile of F, or the few differences of a
    short series that happen to lie close together would make steps of chance.
    """
    known = PENALTY * math.log(n)
    # Successive differences tell two thirds as much of the variance as independent deviations would (von Neumann 1941).
    freedom = 2 * (n - 1 - steps) / 3
    return max(known, variance * float(stats.f.isf(stats.chi2.sf(known, 1), 1, freedom)))


def _penalised_places(signal: Counts, smallest: int, penalty: float) -> tuple[int, ...]:
    last_periods = ruptures.KernelCPD(kernel="linear", min_size=smallest).fit(signal.reshape(-1, 1)).predict(pen=penalty)
    return tuple(int(place) for place in last_periods[:-1])


def _variance_within(signal: Counts, places: Sequence[int]) -> float:
    """Half the mean square of successive differences within the levels (von Neumann 1941), so that steps between them do not enter."""
    edges = [0, *places, len(signal)]
    steps = np.concatenate([np.diff(signal[start:stop]) for start, stop in pairwise(edges)])
    return float((steps**2).mean() / 2)


def _robust_variance(steps: Counts) -> float:
    """Variance from the median absolute deviation."""
    # 1.4826 makes the median absolute deviation of a normal distribution its standard deviation.
    return float((np.median(np.abs(steps - np.median(steps))) * 1.4826) ** 2)


def _capped_exp(value: float) -> float:
    # exp overflows a double just above 709.
    return math.exp(min(value, 700.0))
