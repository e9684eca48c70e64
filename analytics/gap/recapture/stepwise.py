"""Stepwise choice of a model by p-value, for many tables at once (Chan, Silverman and Vincent 2021, J. Am. Stat. Assoc. 116).

Starting from independent lists, interactions of two lists are added one by one: each time the one whose number of shared incidents
differs most from what the model expects, by its one-sided Poisson p-value, if that lies below the threshold and the model with it has an
estimate. With a cost per parameter (BIC, AIC) the same candidate is added as long as the criterion falls.
Every resample of a bootstrap chooses its own model; all resamples take each step together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import pdtr, pdtrc

from analytics.gap.recapture import loglinear, models, poisson
from analytics.gap.recapture.histories import Flags, Reals

THRESHOLD: Final = 0.02
"""The p-value below which an interaction is added; the default of SparseMSE."""


@dataclass(frozen=True)
class StepwiseChoice:
    """Per table: the interactions chosen (tables x pairs), and the number that no list holds; infinite where no estimate exists."""

    pairs: Flags
    unseen: Reals


def choose_stepwise(counts: Reals, lists: int, threshold: float = THRESHOLD, cost: Reals | None = None) -> StepwiseChoice:
    """Choose a model for each of many tables (`counts`: tables x histories) of `lists` lists, by p-values below `threshold`.

    With `cost`, what a parameter costs in each table, the choice is by likelihood instead.
    """
    wide = models.widest_design(lists)
    inside = wide.interactions.astype(float)
    shared = counts @ inside
    terms = np.tile(wide.parameters(()), (len(counts), 1))
    now = loglinear.fit_batch(wide, terms, counts)
    value = poisson.loglikelihood(counts, now.fitted.means)
    means, beta, usable = now.fitted.means.copy(), now.fitted.coefficients.copy(), now.usable.copy()
    barred = np.zeros_like(shared, bool)
    open_ = np.flatnonzero(usable)
    first = 1 + lists
    while len(open_):
        values = _p_values(shared[open_], means[open_] @ inside)
        # An interaction that is in the model already, or whose model has no estimate, must not be the smallest.
        values[terms[open_][:, first:] | barred[open_]] = 1.0
        best = values.argmin(axis=1)
        going = values[np.arange(len(open_)), best] < (threshold if cost is None else 1.0)
        open_, best = open_[going], best[going]
        if not len(open_):
            break
        tried = terms[open_]
        tried[np.arange(len(open_)), first + best] = True
        fitted = loglinear.fit_batch(wide, tried, counts[open_], beta[open_])
        good = fitted.usable
        reached = poisson.loglikelihood(counts[open_], fitted.fitted.means)
        barred[open_[~good], best[~good]] = True
        if cost is not None:
            gains = 2 * (reached - value[open_]) > cost[open_]
            going, good = ~good | gains, good & gains
        else:
            going = np.ones_like(good)
        taken = open_[good]
        terms[taken], means[taken], beta[taken] = tried[good], fitted.fitted.means[good], fitted.fitted.coefficients[good]
        value[taken] = reached[good]
        # A larger model may have an estimate with an interaction that the smaller one did not have.
        barred[taken] = False
        open_ = open_[going]
    return StepwiseChoice(terms[:, first:], np.where(usable, np.exp(beta[:, 0]), np.inf))


def _p_values(shared: Reals, expected: Reals) -> Reals:
    """The smaller of the probabilities of so few and of so many."""
    few = pdtr(shared, expected)
    many = np.where(shared > 0, pdtrc(np.maximum(shared - 1, 0), expected), 1.0)
    return np.asarray(np.minimum(few, many))
