"""Choosing a model for many tables at once: by BIC or AIC among given models, or step by step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

import numpy as np

from analytics.gap.recapture import loglinear, models, poisson, stepwise
from analytics.gap.recapture.histories import Histories, Reals
from analytics.gap.recapture.results import Fit

Choice = Literal["bic", "aic", "stepwise"]

EXHAUSTIVE: Final = 5
"""Up to so many lists all models with interactions of two lists are tried; beyond, they are found step by step."""
WINDOW: Final = 10.0
"""Models whose BIC exceeds the least by more have very strong evidence against them (Raftery 1995): a resample does not try them again."""
MOST_IN_WINDOW: Final = 12


def penalty(choice: Choice, observed: Reals) -> Reals:
    """What a parameter costs, per table."""
    return np.log(np.maximum(observed, 1.0)) if choice == "bic" else np.full(len(observed), 2.0)


def models_of(histories: Histories) -> tuple[Fit, ...]:
    """The models tried on one table: all of two-list interactions up to five lists; beyond, independence and what the steps of BIC
    and AIC and of p-values lead to."""
    lists = len(histories.lists)
    if lists <= EXHAUSTIVE:
        return loglinear.fits(histories, models.every_model(lists))
    counts = histories.counts.astype(float)[None]
    ways: tuple[Choice, ...] = ("bic", "aic", "stepwise")
    paths = [_steps(counts, lists, way).pairs[0] for way in ways]
    terms = models.design(lists).terms
    wanted: dict[tuple[int, ...], None] = {(): None, **{(term,): None for term in terms}}
    wanted |= {tuple(term for term, chosen in zip(terms, path, strict=True) if chosen): None for path in paths}
    return loglinear.fits(histories, tuple(wanted))


def unseen(counts: Reals, lists: int, choice: Choice, candidates: Sequence[tuple[int, ...]]) -> Reals:
    """What nobody holds, per table of `counts` (tables x histories), by the model chosen for it; infinite where none exists.

    Up to five lists the choice is among `candidates`; beyond, and for `stepwise`, step by step.
    """
    if choice == "stepwise" or lists > EXHAUSTIVE:
        return _steps(counts, lists, choice).unseen
    cost = penalty(choice, counts.sum(axis=1))
    best, found = np.full(len(counts), np.inf), np.full(len(counts), np.inf)
    for model in candidates:
        own = models.design(lists).narrowed(model)
        terms = np.ones((len(counts), own.matrix.shape[1]), bool)
        start = loglinear.batch(own, terms[:1], counts.mean(axis=0)[None]).fitted.coefficients
        batch = loglinear.batch(own, terms, counts, np.broadcast_to(start, terms.shape))
        value = cost * batch.parameters - 2 * poisson.loglikelihood(counts, batch.fitted.means)
        better = batch.usable & (value < best)
        best[better], found[better] = value[better], batch.fitted.unseen[better]
    return found


def window(fits: Sequence[Fit], choice: Choice) -> tuple[tuple[int, ...], ...]:
    """The models that a resample may choose: those near the least BIC (or AIC), the best first."""
    known = sorted((fit for fit in fits if fit.abundance is not None), key=lambda fit: criterion(fit, choice))
    near = [fit for fit in known if criterion(fit, choice) <= criterion(known[0], choice) + WINDOW][:MOST_IN_WINDOW]
    return tuple(tuple(sum(1 << place for place in term) for term in fit.terms) for fit in near)


def criterion(fit: Fit, choice: Choice) -> float:
    return fit.aic if choice == "aic" else fit.bic


def best(fits: Sequence[Fit], choice: Choice) -> Fit | None:
    """The usable model of least BIC or AIC; of equals the first."""
    known = [fit for fit in fits if fit.abundance is not None]
    return min(known, key=lambda fit: criterion(fit, choice), default=None)


def stepwise_fit(histories: Histories) -> Fit | None:
    """The model that the steps of p-values lead to on one table; None where not even independence has an estimate."""
    lists = len(histories.lists)
    chosen = stepwise.choose(histories.counts.astype(float)[None], lists)
    terms = [term for term, taken in zip(models.design(lists).terms, chosen.pairs[0], strict=True) if taken]
    [fit] = loglinear.fits(histories, (tuple(terms),))
    return None if math.isinf(chosen.unseen[0]) else replace(fit)


def _steps(counts: Reals, lists: int, choice: Choice) -> stepwise.Chosen:
    if choice == "stepwise":
        return stepwise.choose(counts, lists)
    return stepwise.choose(counts, lists, cost=penalty(choice, counts.sum(axis=1)))
