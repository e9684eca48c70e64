"""Profile-likelihood intervals of log-linear models: the totals that the likelihood of one model does not contradict.

For each total the incidents that no list holds become a count like the others, and the model is fitted to the completed table
(Cormack 1992, Biometrics 48). The interval does not reflect the choice of the model.
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
"""An upper end beyond so many times the incidents observed counts as none."""


def model_profile_interval(histories: Histories, fit: Fit, level: float = LEVEL) -> Interval:
    """The interval of one log-linear model that has an estimate; ValueError for one that has none."""
    if fit.abundance is None:
        raise ValueError(f"model {fit.name} has no estimate")
    # Searched on a geometric grid, which cannot begin at 0.
    unseen = max(fit.abundance - histories.observed, 1e-6)
    terms = tuple(models.term_of(places) for places in fit.terms)
    near = np.geomspace(unseen / 4, unseen * 4, 4 * _POINTS)
    top = float(profile_likelihood(histories, terms, near).max())
    fall = float(chi2.ppf(level, 1)) / 2

    def short(counts: Reals) -> Reals:
        return profile_likelihood(histories, terms, counts) - top + fall

    return Interval(
        histories.observed + _lower_end(short, unseen),
        histories.observed + _upper_end(short, unseen, histories.observed),
        "profile likelihood",
        level,
    )


def profile_likelihood(histories: Histories, terms: tuple[int, ...], unseen: Reals) -> Reals:
    """The multinomial log-likelihood (up to a constant) for each number that no list holds, the model fitted to it."""
    wide = models.widest_design(len(histories.lists)).narrowed(terms)
    counts = np.tile(histories.counts.astype(float), (len(unseen), 1))
    remaining, cells = models.without_empty_overlaps(wide, np.ones((len(unseen), wide.matrix.shape[1]), bool), counts)
    # The history of nobody has the intercept alone.
    empty = np.zeros((1, wide.matrix.shape[1]))
    empty[0, 0] = 1.0
    completed = np.column_stack([counts, unseen])
    fitted = poisson.fit_tables(np.vstack([wide.matrix, empty]), completed, remaining, np.column_stack([cells, np.ones(len(unseen), bool)]))
    total = completed.sum(axis=1)
    shares = np.maximum(fitted.means / total[:, None], 1e-300)
    return np.asarray(gammaln(total + 1) - gammaln(unseen + 1) + xlogy(completed, shares).sum(axis=1))


def _lower_end(short: Callable[[Reals], Reals], unseen: float) -> float:
    lowest = unseen * 1e-6
    if short(np.array([lowest]))[0] >= 0:
        return 0.0
    return _sign_change(short, lowest, unseen)


def _upper_end(short: Callable[[Reals], Reals], unseen: float, observed: int) -> float:
    high = 4 * unseen
    while short(np.array([high]))[0] > 0:
        # In steps of four: an interval without an upper end is recognised after a dozen fits.
        high *= 4
        if high > _FARTHEST * max(observed, 1):
            return math.inf
    return _sign_change(short, unseen, high)


def _sign_change(short: Callable[[Reals], Reals], low: float, high: float) -> float:
    """Where the function changes its sign between the ends, by successively finer grids."""
    # A grid is fitted as one batch, which costs little more than a single fit; bisection would make one fit after another.
    for _ in range(_ZOOMS):
        grid = np.geomspace(low, high, _POINTS)
        inside = short(grid) > 0
        change = int(np.flatnonzero(inside[1:] != inside[:-1])[0])
        low, high = float(grid[change]), float(grid[change + 1])
    return math.sqrt(low * high)
