"""The negative binomial as a predictive distribution of counts, for whole arrays of cells.

A cell is given by its `mean` and `shape`: the variance is mean + mean^2 / shape (a Poisson count whose rate is gamma
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

LEAST_MEAN: Final = 1e-9
_TAIL: Final = 1e-7
_MOST_TERMS: Final = 20_000


def log_probability(counts: Array, mean: Array, shape: Array) -> Array:
    """Natural logarithm of the probability of each count; all arrays have one form."""
    mean = np.maximum(mean, LEAST_MEAN)
    share = np.log(shape / (shape + mean))
    found: Array = (
        gammaln(counts + shape) - gammaln(shape) - gammaln(counts + 1) + shape * share + counts * (np.log(mean) - np.log(shape + mean))
    )
    return found


def distribution(counts: Array, mean: Array, shape: Array) -> Array:
    """Probability of at most so many; 0 below zero."""
    mean = np.maximum(mean, LEAST_MEAN)
    found: Array = np.asarray(stats.nbinom.cdf(counts, shape, shape / (shape + mean)), dtype=np.float64)
    return found


def quantile(probability: float, mean: Array, shape: Array) -> Array:
    """The least count that is reached with at least `probability`."""
    mean = np.maximum(mean, LEAST_MEAN)
    found: Array = np.asarray(stats.nbinom.ppf(probability, shape, shape / (shape + mean)), dtype=np.float64)
    return found


def interval(cover: float, mean: Array, shape: Array) -> tuple[Array, Array]:
    """Equal-tailed interval of counts that holds at least `cover`."""
    tail = (1 - cover) / 2
    return quantile(tail, mean, shape), quantile(1 - tail, mean, shape)


def rate_interval(cover: float, mean: Array, shape: Array) -> tuple[Array, Array]:
    """Equal-tailed interval of the gamma distributed rate behind the counts: what is not known of the expected number itself."""
    tail = (1 - cover) / 2
    scale = np.maximum(mean, LEAST_MEAN) / shape
    return (np.asarray(stats.gamma.ppf(tail, shape, scale=scale)), np.asarray(stats.gamma.ppf(1 - tail, shape, scale=scale)))


def crps(counts: Array, mean: Array, shape: Array) -> Array:
    """Continuous ranked probability score of each count (incidents; 0 is best): sum over k of (F(k) - [count <= k])^2."""
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
        if k >= last and float((1 - reached).max(initial=0.0)) < _TAIL:
            break
    return score


def deviance(counts: Array, mean: Array) -> Array:
    """Poisson deviance of each count from an expected number; 0 is best."""
    mean = np.maximum(mean, LEAST_MEAN)
    log_ratio = np.log(np.where(counts > 0, counts, 1.0) / mean)
    found: Array = 2 * (np.where(counts > 0, counts * log_ratio, 0.0) - counts + mean)
    return found


def pit(counts: Array, mean: Array, shape: Array) -> tuple[Array, Array]:
    """Lower and upper end of the step of the distribution function at each count: F(count - 1) and F(count)."""
    return distribution(counts - 1, mean, shape), distribution(counts, mean, shape)


def pit_share(lower: Array, upper: Array, first: float, last: float) -> Array:
    """The share of each count's step between two levels (0 to 1): 1 inside, 0 outside, a part where a level cuts the step.

    Its mean over all counts is the coverage of the interval of the levels `first` to `last` as a randomised transform
    would give it, without the noise of drawing; exact coverage needs continuous outcomes, which counts are not.
    """
    width = np.maximum(upper - lower, 1e-300)
    found: Array = np.clip((np.minimum(upper, last) - np.maximum(lower, first)) / width, 0.0, 1.0)
    return found


def pooled(means: Array, shapes: Array, axis: int) -> tuple[Array, Array]:
    """Mean and shape of the sum of independent cells along an axis, by its mean and variance."""
    mean = means.sum(axis)
    extra = (means**2 / shapes).sum(axis)
    return mean, np.maximum(mean, LEAST_MEAN) ** 2 / np.maximum(extra, LEAST_MEAN**2)
