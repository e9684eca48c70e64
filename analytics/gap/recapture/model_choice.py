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

MOST_LISTS_EXHAUSTIVE: Final = 5
"""Up to so many lists all models with interactions of two lists are tried; beyond that, they are found step by step."""
MOST_RESAMPLE_EXCESS: Final = 10.0
"""There is very strong evidence against models whose BIC exceeds the lowest by more (Raftery 1995): resamples do not try them again."""
MOST_RESAMPLE_MODELS: Final = 12


def parameter_cost(choice: Choice, observed: Reals) -> Reals:
    """What one more parameter costs under BIC or AIC, per table."""
    return np.log(np.maximum(observed, 1.0)) if choice == "bic" else np.full(len(observed), 2.0)


def fit_candidate_models(histories: Histories) -> tuple[Fit, ...]:
    """The models tried on one table: up to five lists, all with two-list interactions.

    Beyond that, independence, each interaction alone, and the models that steps by BIC, AIC and p-values lead to.
    """
    lists = len(histories.lists)
    if lists <= MOST_LISTS_EXHAUSTIVE:
        return loglinear.fit_models(histories, models.hierarchical_models(lists))
    counts = histories.counts.astype(float)[None]
    ways: tuple[Choice, ...] = ("bic", "aic", "stepwise")
    paths = [_choose_by_steps(counts, lists, way).pairs[0] for way in ways]
    terms = models.widest_design(lists).terms
    candidates: dict[tuple[int, ...], None] = {(): None, **{(term,): None for term in terms}}
    candidates |= {tuple(term for term, chosen in zip(terms, path, strict=True) if chosen): None for path in paths}
    return loglinear.fit_models(histories, tuple(candidates))


def estimate_unseen(counts: Reals, lists: int, choice: Choice, candidates: Sequence[tuple[int, ...]]) -> Reals:
    """The number that no list holds, per table of `counts` (tables x histories), by the model chosen for it; infinite where none exists.

    Up to five lists the choice is among `candidates`; beyond that, and for `stepwise`, it is made step by step.
    """
    if choice == "stepwise" or lists > MOST_LISTS_EXHAUSTIVE:
        return _choose_by_steps(counts, lists, choice).unseen
    cost = parameter_cost(choice, counts.sum(axis=1))
    best, estimates = np.full(len(counts), np.inf), np.full(len(counts), np.inf)
    for model in candidates:
        own = models.widest_design(lists).narrowed(model)
        terms = np.ones((len(counts), own.matrix.shape[1]), bool)
        # The fit of the mean table is near that of every resample: started there, Newton's method needs few rounds.
        start = loglinear.fit_batch(own, terms[:1], counts.mean(axis=0)[None]).fitted.coefficients
        batch = loglinear.fit_batch(own, terms, counts, np.broadcast_to(start, terms.shape))
        value = cost * batch.parameters - 2 * poisson.loglikelihood(counts, batch.fitted.means)
        better = batch.usable & (value < best)
        best[better], estimates[better] = value[better], batch.fitted.unseen[better]
    return estimates


def models_near_best(fits: Sequence[Fit], choice: Choice) -> tuple[tuple[int, ...], ...]:
    """The models that a resample may choose: those near the lowest BIC (or AIC), the best first."""
    usable = sorted((fit for fit in fits if fit.abundance is not None), key=lambda fit: information_criterion(fit, choice))
    near = [fit for fit in usable if information_criterion(fit, choice) <= information_criterion(usable[0], choice) + MOST_RESAMPLE_EXCESS][
        :MOST_RESAMPLE_MODELS
    ]
    return tuple(tuple(models.term_of(places) for places in fit.terms) for fit in near)


def information_criterion(fit: Fit, choice: Choice) -> float:
    return fit.aic if choice == "aic" else fit.bic


def best_fit(fits: Sequence[Fit], choice: Choice) -> Fit | None:
    """The usable model with the lowest BIC or AIC; of equals the first."""
    usable = [fit for fit in fits if fit.abundance is not None]
    return min(usable, key=lambda fit: information_criterion(fit, choice), default=None)


def stepwise_fit(histories: Histories) -> Fit | None:
    """The model that steps by p-value lead to on one table; None where not even independence has an estimate."""
    lists = len(histories.lists)
    chosen = stepwise.choose_stepwise(histories.counts.astype(float)[None], lists)
    terms = [term for term, taken in zip(models.widest_design(lists).terms, chosen.pairs[0], strict=True) if taken]
    [fit] = loglinear.fit_models(histories, (tuple(terms),))
    return None if math.isinf(chosen.unseen[0]) else replace(fit)


def _choose_by_steps(counts: Reals, lists: int, choice: Choice) -> stepwise.StepwiseChoice:
    if choice == "stepwise":
        return stepwise.choose_stepwise(counts, lists)
    return stepwise.choose_stepwise(counts, lists, cost=parameter_cost(choice, counts.sum(axis=1)))
