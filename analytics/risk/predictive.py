"""The negative binomial as a predictive distribution of counts, for whole arrays of cells.

A cell is described by its `mean` and `shape`: the variance is mean + mean^2 / shape (a Poisson count whose rate is gamma
distributed; Greenwood and Yule 1920). Scores: continuous ranked probability score and logarithmic score (Gneiting and
Raftery 2007, doi 10.1198/016214506000001437), Poisson deviance; calibration of counts by the probability integral
transform without randomisation (Czado, Gneiting and Held 2009, doi 10.1111/j.1541-0420.2009.01191.x).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import gammaln

Array = npt.NDArray[np.float64]

# A mean of 0 has no logarithm and no odds.
LEAST_MEAN: Final = 1e-9
_TAIL: Final = 1e-7
_MOST_TERMS: Final = 20_000


def log_probability(counts: Array, mean: Array, shape: Array) -> Array:
    """Natural logarithm of the probability of each count; all arrays have the same shape."""
    mean = np.maximum(mean, LEAST_MEAN)
    share = np.log(shape / (shape + mean))
    logs: Array = (
        gammaln(counts + shape) - gammaln(shape) - gammaln(counts + 1) + shape * share + counts * (np.log(mean) - np.log(shape + mean))
    )
    return logs


def cumulative_probability(counts: Array, mean: Array, shape: Array) -> Array:
    """Probability of at most `counts`; 0 for negative counts."""
    mean = np.maximum(mean, LEAST_MEAN)
    probabilities: Array = np.asarray(stats.nbinom.cdf(counts, shape, shape / (shape + mean)), dtype=np.float64)
    return probabilities


def quantile(probability: float, mean: Array, shape: Array) -> Array:
    """The smallest count that is not exceeded with at least `probability`."""
    mean = np.maximum(mean, LEAST_MEAN)
    counts: Array = np.asarray(stats.nbinom.ppf(probability, shape, shape / (shape + mean)), dtype=np.float64)
    return counts


def count_interval(cover: float, mean: Array, shape: Array) -> tuple[Array, Array]:
    """Equal-tailed interval of whole counts with a probability of at least `cover`."""
    tail = (1 - cover) / 2
    return quantile(tail, mean, shape), quantile(1 - tail, mean, shape)


def rate_interval(cover: float, mean: Array, shape: Array) -> tuple[Array, Array]:
    """Equal-tailed interval of the gamma distributed rate behind the counts: the uncertainty of the expected number itself."""
    tail = (1 - cover) / 2
    scale = np.maximum(mean, LEAST_MEAN) / shape
    return (np.asarray(stats.gamma.ppf(tail, shape, scale=scale)), np.asarray(stats.gamma.ppf(1 - tail, shape, scale=scale)))


def crps(counts: Array, mean: Array, shape: Array) -> Array:
    """Continuous ranked probability score of each count (in incidents; 0 is best): sum over k of (F(k) - [count <= k])^2."""
    # Probabilities follow from one another by a ratio: far faster than a distribution function per term.
    mean = np.maximum(mean, LEAST_MEAN)
    odds = mean / (shape + mean)
    probability = np.exp(shape * np.log(shape / (shape + mean)))
    reached = probability.copy()
    score: Array = (reached - (counts <= 0)) ** 2
    last = float(counts.max(initial=0.0))
    for k in range(_MOST_TERMS):
        probability = probability * odds * (k + shape) / (k + 1)
        reached = np.minimum(reached + probability, 1.0)
        score += (reached - (counts <= k + 1)) ** 2
        # Past the largest count, what is left of the sum is the squared upper tail.
        if k >= last and float((1 - reached).max(initial=0.0)) < _TAIL:
            break
    return score


def deviance(counts: Array, mean: Array) -> Array:
    """Poisson deviance of each count from its expected number; 0 is best."""
    mean = np.maximum(mean, LEAST_MEAN)
    # count x log(count) tends to 0 with the count; the logarithm alone would not.
    log_ratio = np.log(np.where(counts > 0, counts, 1.0) / mean)
    deviances: Array = 2 * (np.where(counts > 0, counts * log_ratio, 0.0) - counts + mean)
    return deviances


def pit_bounds(counts: Array, mean: Array, shape: Array) -> tuple[Array, Array]:
    """Lower and upper ends of the step of the distribution function at each count: F(count - 1) and F(count)."""
    return cumulative_probability(counts - 1, mean, shape), cumulative_probability(counts, mean, shape)


def pit_share(lower: Array, upper: Array, first: float, last: float) -> Array:
    """The share of each count's step between two levels (0 to 1): 1 inside, 0 outside, a fraction where a level cuts the step.

    Its mean over all counts is the coverage of the interval between the levels `first` and `last` as a randomised transform
    would give it, without the noise of drawing; plain coverage would be exact only for continuous outcomes, which counts are not.
    """
    width = np.maximum(upper - lower, 1e-300)
    shares: Array = np.clip((np.minimum(upper, last) - np.maximum(lower, first)) / width, 0.0, 1.0)
    return shares


def sum_of_cells(means: Array, shapes: Array, axis: int) -> tuple[Array, Array]:
    """Mean and shape of the sum of independent cells along an axis, matched by mean and variance."""
    # A sum of negative binomials is not one itself unless all have the same ratio of mean to shape.
    mean = means.sum(axis)
    extra = (means**2 / shapes).sum(axis)
    return mean, np.maximum(mean, LEAST_MEAN) ** 2 / np.maximum(extra, LEAST_MEAN**2)
