"""Poisson regression of many tables at once.

Newton's method on batches: one design, many tables of counts, and for each table its own set of parameters and of cells. In this way the
resamples of a bootstrap, or all models of one table, are fitted by a few calls of linear algebra instead of one by one.

The first column of a design is 1: the exponential of its coefficient is the number that no list holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.special import gammaln, xlogy

from analytics.gap.recapture.histories import Flags, Reals, Wholes

ROUNDS: Final = 20
MOST_ROUNDS: Final = 300
CONVERGED_STEP: Final = 1e-4
"""A fit whose last Newton step moved no coefficient by more than this has converged, to about the square of it. Where the likelihood has
no maximum, each step moves some coefficient by about 1, however many are taken."""
# exp(40) is beyond any count: a runaway fit stays finite and is recognised as not settled.
_MOST_LOG: Final = 40.0
# Added to the diagonal, relative to its largest entry: a nearly singular table must not stop the whole batch.
_JITTER: Final = 1e-10
_HALVINGS: Final = 12


@dataclass(frozen=True)
class FittedTables:
    """Tables x parameters, tables x cells; `settled`: the table's likelihood has a maximum, and this is it."""

    coefficients: Reals
    means: Reals
    settled: Flags
    design: Reals
    terms: Flags

    @property
    def unseen(self) -> Reals:
        """The number that no list holds, per table."""
        return np.asarray(np.exp(np.clip(self.coefficients[:, 0], -_MOST_LOG, _MOST_LOG)))

    def unseen_variance(self) -> Reals:
        """The variance of the intercept, per table."""
        information = _fisher_information(self.design, self.means, self.terms)
        first = np.zeros((len(self.means), self.design.shape[1], 1))
        first[:, 0] = 1.0
        return np.asarray(np.linalg.solve(information, first)[:, 0, 0])


def fit_tables(design: Reals, counts: Reals, terms: Flags, cells: Flags, start: Reals | None = None, rounds: int = ROUNDS) -> FittedTables:
    """Fit each table.

    `design` is cells x parameters; `counts` and `cells` (which cells the table has) are tables x cells; `terms` (which
    parameters it has) is tables x parameters. `start` are coefficients to begin with.
    """
    tables, parameters = len(counts), design.shape[1]
    observed = np.where(cells, counts, 0.0)
    beta = np.zeros((tables, parameters)) if start is None else np.where(terms, start, 0.0)
    if start is None:
        beta = _starting_coefficients(design, observed, terms, cells)
    # Tables leave the batch as they converge, so that the last few do not hold up the rest.
    settled = np.zeros(tables, bool)
    means, value = _means_and_likelihood(design, beta, observed, cells)
    open_ = np.arange(tables)
    for _ in range(rounds):
        score = np.asarray((observed[open_] - means[open_]) @ design * terms[open_])
        step = np.asarray(np.linalg.solve(_fisher_information(design, means[open_], terms[open_]), score[:, :, None])[:, :, 0], np.float64)
        new, new_means, new_value = _damped_step(design, beta[open_], step, observed[open_], cells[open_], value[open_])
        beta[open_], means[open_], value[open_] = new, new_means, new_value
        done = np.abs(step).max(axis=1) < CONVERGED_STEP
        settled[open_[done]] = True
        open_ = open_[~done]
        if not len(open_):
            break
    return FittedTables(beta, means, settled, design, terms)


def _starting_coefficients(design: Reals, observed: Reals, terms: Flags, cells: Flags) -> Reals:
    """One step of weighted least squares on the logarithms of the counts."""
    # The tenth keeps the logarithm of an empty cell finite; it affects the start only, not the fit.
    weights = np.where(cells, observed + 0.1, 0.0)
    logs = np.log(observed + 0.1) + (observed - weights) / (observed + 0.1)
    score = (weights * logs) @ design * terms
    return np.asarray(np.linalg.solve(_fisher_information(design, weights, terms), score[:, :, None])[:, :, 0])


def _damped_step(design: Reals, beta: Reals, step: Reals, observed: Reals, cells: Flags, value: Reals) -> tuple[Reals, Reals, Reals]:
    """The Newton step, halved for tables where it would lower the likelihood."""
    scale = np.ones((len(beta), 1))
    for _ in range(_HALVINGS):
        new = beta + scale * step
        means, reached = _means_and_likelihood(design, new, observed, cells)
        # A tolerance for rounding: at the maximum a step may look slightly worse, and would be halved for nothing.
        worse = reached < value - 1e-9 * (1 + np.abs(value))
        if not worse.any():
            break
        scale[worse] /= 2
    return new, means, reached


def _means_and_likelihood(design: Reals, beta: Reals, observed: Reals, cells: Flags) -> tuple[Reals, Reals]:
    """Means and log-likelihood (up to a constant) for given coefficients."""
    logs = np.clip(beta @ design.T, -_MOST_LOG, _MOST_LOG)
    means = np.exp(logs) * cells
    return means, (observed * logs - means).sum(axis=1)


def _fisher_information(design: Reals, weights: Reals, terms: Flags) -> Reals:
    """Fisher's information per table; parameters that a table does not have get 1 on the diagonal and 0 elsewhere."""
    parameters = design.shape[1]
    products, which = _column_products(design.tobytes(), design.shape)
    # Table by table: one large product would be split over threads that wait for one another longer than they work.
    information = np.matmul(weights[:, None, :], products)[:, 0][:, which].reshape(-1, parameters, parameters)
    information *= terms[:, :, None] & terms[:, None, :]
    diagonal = np.arange(parameters)
    largest = information[:, diagonal, diagonal].max(axis=1, initial=1.0)
    information[:, diagonal, diagonal] += np.where(terms, _JITTER * largest[:, None], 1.0)
    return np.asarray(information)


@lru_cache(maxsize=64)
def _column_products(design: bytes, shape: tuple[int, int]) -> tuple[Reals, Wholes]:
    """The distinct products of two columns of a design, and which of them each pair of columns has: many pairs share one."""
    matrix = np.frombuffer(design).reshape(shape)
    squares = (matrix[:, :, None] * matrix[:, None, :]).reshape(len(matrix), -1)
    different, which = np.unique(squares, axis=1, return_inverse=True)
    return different, which.ravel()


def deviance(counts: Reals, means: Reals) -> Reals:
    """The Poisson deviance per table; cells whose mean is 0 must be empty."""
    # An empty cell adds only its mean: x log x is 0 at 0.
    ratio = np.where(counts > 0, counts / np.maximum(means, 1e-300), 1.0)
    return np.asarray(2 * (xlogy(counts, ratio) - (counts - means)).sum(axis=1))


def loglikelihood(counts: Reals, means: Reals) -> Reals:
    """The Poisson log-likelihood per table."""
    return np.asarray((xlogy(counts, np.maximum(means, 1e-300)) - means - gammaln(counts + 1)).sum(axis=1))
