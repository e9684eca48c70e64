"""One estimate from capture histories, or the reasons why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from analytics.gap import assumptions, bounds, closed, loglinear, resample, stepwise, twolists
from analytics.gap.choice import Choice, best, models_of, stepwise_fit, unseen, window
from analytics.gap.histories import Histories, Reals
from analytics.gap.results import LEVEL, Bound, Fit, GapEstimate, Interval, Refusal, Variant

RESAMPLES: Final = 200
DEFENSIBLE: Final = 6.0
"""A model whose BIC exceeds the least by no more has no strong evidence against it (Raftery 1995)."""
USEFUL: Final = 0.5
"""An estimate whose standard error exceeds this share of it says too little to stand among the defensible ones."""

AS_PUBLISHED: Final = "as published"
UNBOUNDED: Final = Refusal("unbounded", "The data set no upper limit: in more than one of forty resamples no estimate exists.")


def estimate(
    histories: Histories,
    *,
    alternatives: Mapping[str, Histories] | None = None,
    choice: Choice = "bic",
    resamples: int = RESAMPLES,
    seed: int = 1,
) -> GapEstimate:
    """How many incidents there were, those that no list holds included.

    Two lists: Chapman's estimate with a log-normal interval. Three and more: log-linear models with interactions of two lists,
    the one of least BIC (or AIC, or stepwise by p-value as Chan, Silverman and Vincent 2021 do), with an interval by bootstrap that
    chooses anew in every resample.
    `alternatives` are the same incidents seen in other defensible ways (a list that repeats another left out or merged): each
    gives a variant. The result is the same for the same arguments; `seed` sets the resamples.
    """
    kept = histories.informative()
    refusals = refused(kept)
    if refusals:
        return _result(histories, models=models_of(kept) if len(kept.lists) > 1 else (), refusals=refusals)
    others = {name: other.informative() for name, other in (alternatives or {}).items() if not refused(other.informative())}
    if len(kept.lists) == 2:
        return _two(histories, kept, others)
    return _many(histories, kept, others, choice, resamples, np.random.default_rng(seed))


def refused(histories: Histories) -> tuple[Refusal, ...]:
    """Why these counts cannot carry an estimate, whatever the model; empty when they may."""
    if histories.observed == 0:
        return (Refusal("nothing", "No incident was counted."),)
    if len(histories.lists) < 2:
        return (Refusal("one_source", "Only one source was at work: what it missed cannot be known from it alone."),)
    if histories.shared < twolists.LEAST_SHARED:
        many = f"{histories.shared} incident{'s are' if histories.shared != 1 else ' is'} held by more than one source"
        return (Refusal("few_overlaps", f"Only {many}; at least {twolists.LEAST_SHARED} are needed."),)
    return ()


def _result(
    histories: Histories,
    *,
    total: float | None = None,
    interval: Interval | None = None,
    chosen: str = "",
    models: tuple[Fit, ...] = (),
    lower: Bound | None = None,
    variants: tuple[Variant, ...] = (),
    refusals: tuple[Refusal, ...] = (),
) -> GapEstimate:
    by_bic, by_aic = best(models, "bic"), best(models, "aic")
    kept = sum(held > 0 for held in histories.totals)
    return GapEstimate(
        histories.lists, histories.totals, histories.observed, histories.shared, total, interval, chosen, by_bic, by_aic, models, lower,
        variants, refusals, assumptions.of(kept),
    )  # fmt: skip


def _two(histories: Histories, kept: Histories, others: Mapping[str, Histories]) -> GapEstimate:
    bound = bounds.lower(kept, {})
    variants = [Variant(AS_PUBLISHED, bound.estimate, bound.interval)]
    for name, other in others.items():
        found = estimate(other)
        if found.estimate is not None:
            variants.append(Variant(name, found.estimate, found.interval))
    return _result(
        histories,
        total=bound.estimate,
        interval=bound.interval,
        chosen="Chapman",
        models=loglinear.fits(kept, ((),)),
        lower=bound,
        variants=tuple(variants),
    )


def _many(
    histories: Histories, kept: Histories, others: Mapping[str, Histories], choice: Choice, resamples: int, rng: np.random.Generator
) -> GapEstimate:
    models = models_of(kept)
    chosen = stepwise_fit(kept) if choice == "stepwise" else best(models, choice)
    by_difference = {fit.name: fit for fit in closed.fits(kept)}
    lower = bounds.lower(kept, by_difference)
    if chosen is None or chosen.abundance is None:
        return _result(histories, models=models, lower=lower, refusals=(loglinear.NO_ESTIMATE,))
    low, high = _interval(kept, chosen.abundance, choice, models, resamples, rng)
    refusals = (UNBOUNDED,) if math.isinf(high) else ()
    return _result(
        histories,
        total=None if refusals else chosen.abundance,
        interval=None if refusals else Interval(low, high, f"bootstrap of {resamples}, with the choice of the model"),
        chosen=chosen.name,
        models=models,
        lower=lower,
        variants=_variants(kept, models, by_difference, lower, others, choice),
        refusals=refusals,
    )


def _interval(
    kept: Histories, total: float, choice: Choice, models: tuple[Fit, ...], resamples: int, rng: np.random.Generator
) -> tuple[float, float]:
    counts, lists = kept.counts.astype(float), len(kept.lists)
    if choice == "stepwise":
        return stepwise_interval(kept, resamples, rng)[1:]
    drawn = resample.imputed(np.tile(counts, (resamples, 1)), np.full(resamples, total - kept.observed), rng)
    values = drawn.sum(axis=1) + unseen(drawn, lists, choice, window(models, choice))
    low, high = resample.corrected(values, total, LEVEL)
    return max(low, float(kept.observed)), high


def stepwise_interval(histories: Histories, resamples: int, rng: np.random.Generator) -> tuple[float, float, float]:
    """The stepwise estimate and its BCa interval, every resample choosing anew, as SparseMSE's `estimatepopulation` has them."""
    counts = histories.counts
    drawn = resample.conditional(counts, resamples, rng)
    without: Reals = np.maximum(counts - np.eye(len(counts)), 0.0)[counts > 0]
    tables = np.vstack([counts.astype(float)[None], drawn, without])
    totals = tables.sum(axis=1) + stepwise.choose(tables, len(histories.lists)).unseen
    jackknife = np.zeros(len(counts))
    jackknife[counts > 0] = totals[1 + resamples :]
    low, high = resample.corrected(totals[1 : 1 + resamples], totals[0], LEVEL, resample.acceleration(counts, jackknife))
    return float(totals[0]), low, high


def _variants(
    kept: Histories,
    models: tuple[Fit, ...],
    by_difference: Mapping[str, Fit],
    lower: Bound,
    others: Mapping[str, Histories],
    choice: Choice,
) -> tuple[Variant, ...]:
    """The bound, the models that the data do not contradict, coverage, and the other ways to see the lists, each with its estimate."""
    least = min(fit.bic for fit in models if fit.abundance is not None)
    found = [Variant(lower.method, lower.estimate, lower.interval, is_bound=True)]
    by_aic = best(models, "aic")
    usual = [fit for fit in by_difference.values() if fit.name not in ("M0", "Mt", *closed.LOWER_BOUNDS)]
    for fit in (*models, *usual):
        if _defensible(fit, least) or fit is by_aic:
            assert fit.abundance is not None and fit.se is not None
            found.append(Variant(fit.name, fit.abundance, twolists.lognormal(kept.observed, fit.abundance, fit.se**2)))
    found += [Variant(name, total) for name, total in bounds.coverage(kept).items()]
    for name, other in others.items():
        fit_or_none = _point(other, choice)
        if fit_or_none is not None:
            found.append(replace(fit_or_none, name=name))
    return tuple(found)


def _defensible(fit: Fit, least: float) -> bool:
    return fit.abundance is not None and fit.se is not None and fit.bic <= least + DEFENSIBLE and fit.se <= USEFUL * fit.abundance


def _point(histories: Histories, choice: Choice) -> Variant | None:
    """The estimate without resamples, with the interval of the chosen model alone."""
    if len(histories.lists) == 2:
        bound = bounds.lower(histories, {})
        return Variant("", bound.estimate, bound.interval)
    fit = stepwise_fit(histories) if choice == "stepwise" else best(models_of(histories), choice)
    if fit is None or fit.abundance is None or fit.se is None:
        return None
    return Variant("", fit.abundance, twolists.lognormal(histories.observed, fit.abundance, fit.se**2))
