"""Stepwise choice of a model, by p-value as Chan, Silverman and Vincent 2021 (J. Am. Stat. Assoc. 116) have it, for many tables at once.

Starting from independent lists, interactions of two lists are added one by one: each time the one whose shared incidents, more or
fewer than the model expects, have the least one-sided Poisson p-value, if that lies below the threshold and the model with it has an
estimate. With a cost per parameter (BIC, AIC) the same candidate is added as long as the criterion falls.
Every resample of a bootstrap chooses anew; all resamples go step by step together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import pdtr, pdtrc

from analytics.gap.recapture import loglinear, models, poisson
from analytics.gap.recapture.histories import Flags, Reals

THRESHOLD: Final = 0.02


@dataclass(frozen=True)
class Chosen:
    """Per table: the interactions chosen (tables x pairs), and what nobody holds; infinite where no estimate exists."""

    pairs: Flags
    unseen: Reals


def choose(counts: Reals, lists: int, threshold: float = THRESHOLD, cost: Reals | None = None) -> Chosen:
    """Choose a model for each of many tables (tables x histories) of `lists` lists, by p-values below `threshold`; with `cost`,
    what a parameter costs in each table, by likelihood instead."""
    wide = models.design(lists)
    inside = wide.interactions.astype(float)
    shared = counts @ inside
    terms = np.tile(wide.parameters(()), (len(counts), 1))
    now = loglinear.batch(wide, terms, counts)
    value = poisson.loglikelihood(counts, now.fitted.means)
    means, beta, usable = now.fitted.means.copy(), now.fitted.coefficients.copy(), now.usable.copy()
    barred = np.zeros_like(shared, bool)
    open_ = np.flatnonzero(usable)
    first = 1 + lists
    while len(open_):
        values = _p_values(shared[open_], means[open_] @ inside)
        values[terms[open_][:, first:] | barred[open_]] = 1.0
        best = values.argmin(axis=1)
        going = values[np.arange(len(open_)), best] < (threshold if cost is None else 1.0)
        open_, best = open_[going], best[going]
        if not len(open_):
            break
        tried = terms[open_]
        tried[np.arange(len(open_)), first + best] = True
        found = loglinear.batch(wide, tried, counts[open_], beta[open_])
        good = found.usable
        reached = poisson.loglikelihood(counts[open_], found.fitted.means)
        barred[open_[~good], best[~good]] = True
        if cost is not None:
            gains = 2 * (reached - value[open_]) > cost[open_]
            going, good = ~good | gains, good & gains
        else:
            going = np.ones_like(good)
        taken = open_[good]
        terms[taken], means[taken], beta[taken] = tried[good], found.fitted.means[good], found.fitted.coefficients[good]
        value[taken] = reached[good]
        barred[taken] = False
        open_ = open_[going]
    return Chosen(terms[:, first:], np.where(usable, np.exp(beta[:, 0]), np.inf))


def _p_values(shared: Reals, expected: Reals) -> Reals:
    """The lesser of the chances of so few and of so many."""
    few = pdtr(shared, expected)
    many = np.where(shared > 0, pdtrc(np.maximum(shared - 1, 0), expected), 1.0)
    return np.asarray(np.minimum(few, many))
