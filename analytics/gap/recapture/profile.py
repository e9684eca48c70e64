"""Profile-likelihood intervals of log-linear models: the totals that the likelihood of one model does not contradict.

For each total the incidents that nobody holds become a count like the others, and the model is fitted to the whole table
(Cormack 1992, Biometrics 48). The interval says nothing of the choice of the model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.special import gammaln, xlogy
from scipy.stats import chi2

from analytics.gap.recapture import models, poisson
from analytics.gap.recapture.histories import Histories, Reals
from analytics.gap.recapture.results import LEVEL, Fit, Interval

_POINTS: Final = 41
_ZOOMS: Final = 4
_FARTHEST: Final = 1e7
"""An upper end beyond so many times the incidents observed is none."""


def interval(histories: Histories, fit: Fit, level: float = LEVEL) -> Interval:
    """The interval of one log-linear model that has an estimate; ValueError for one that has none."""
    if fit.abundance is None:
        raise ValueError(f"model {fit.name} has no estimate")
    unseen = max(fit.abundance - histories.observed, 1e-6)
    terms = tuple(sum(1 << place for place in term) for term in fit.terms)
    near = np.geomspace(unseen / 4, unseen * 4, 4 * _POINTS)
    top = float(likelihood(histories, terms, near).max())
    fall = float(chi2.ppf(level, 1)) / 2

    def short(counts: Reals) -> Reals:
        return likelihood(histories, terms, counts) - top + fall

    return Interval(
        histories.observed + _low(short, unseen), histories.observed + _high(short, unseen, histories.observed), "profile likelihood", level
    )


def likelihood(histories: Histories, terms: tuple[int, ...], unseen: Reals) -> Reals:
    """The multinomial log-likelihood (but for a constant) of each number that nobody holds, the model fitted to it."""
    wide = models.design(len(histories.lists)).narrowed(terms)
    counts = np.tile(histories.counts.astype(float), (len(unseen), 1))
    left, cells = models.reduced(wide, np.ones((len(unseen), wide.matrix.shape[1]), bool), counts)
    empty = np.zeros((1, wide.matrix.shape[1]))
    empty[0, 0] = 1.0
    whole = np.column_stack([counts, unseen])
    fitted = poisson.fit(np.vstack([wide.matrix, empty]), whole, left, np.column_stack([cells, np.ones(len(unseen), bool)]))
    total = whole.sum(axis=1)
    shares = np.maximum(fitted.means / total[:, None], 1e-300)
    return np.asarray(gammaln(total + 1) - gammaln(unseen + 1) + xlogy(whole, shares).sum(axis=1))


def _low(short: Callable[[Reals], Reals], unseen: float) -> float:
    lowest = unseen * 1e-6
    if short(np.array([lowest]))[0] >= 0:
        return 0.0
    return _zoom(short, lowest, unseen)


def _high(short: Callable[[Reals], Reals], unseen: float, observed: int) -> float:
    high = 4 * unseen
    while short(np.array([high]))[0] > 0:
        high *= 4
        if high > _FARTHEST * max(observed, 1):
            return math.inf
    return _zoom(short, unseen, high)


def _zoom(short: Callable[[Reals], Reals], low: float, high: float) -> float:
    """Where the function changes its sign between the ends, by ever finer grids."""
    for _ in range(_ZOOMS):
        grid = np.geomspace(low, high, _POINTS)
        inside = short(grid) > 0
        change = int(np.flatnonzero(inside[1:] != inside[:-1])[0])
        low, high = float(grid[change]), float(grid[change + 1])
    return math.sqrt(low * high)
