"""One estimate from capture histories, or the reasons why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from analytics.gap.recapture import assumptions, bounds, closed_population, loglinear, replicates, resample, stepwise, two_lists
from analytics.gap.recapture.histories import Histories, Reals, Wholes
from analytics.gap.recapture.model_choice import Choice, best_fit, fit_candidate_models, models_near_best, stepwise_fit
from analytics.gap.recapture.results import LEVEL, Bound, Fit, GapEstimate, Interval, LinkEffect, Refusal, Share, Variant, unreported_share

RESAMPLES: Final = 200
MOST_BIC_EXCESS: Final = 6.0
"""There is no strong evidence against a model whose BIC exceeds the lowest by no more than this (Raftery 1995)."""
MOST_RELATIVE_ERROR: Final = 0.5
"""An estimate whose standard error exceeds this share of it is too vague to be listed among the defensible ones."""

AS_PUBLISHED: Final = "as published"
DEPENDENCE_ODDS: Final = 2.0
"""Two sources cannot reveal their own dependence; how far it would move an estimate is shown for doubled odds (Gerritse, van der Heijden
and Bakker 2015, J. Off. Stat. 31)."""
IF_DEPENDENT: Final = "if being in one source doubled the odds of being in the other"
UNBOUNDED: Final = Refusal("unbounded", "The data set no upper limit: in more than one in forty resamples no estimate exists.")


def estimate(
    histories: Histories,
    *,
    seen_as: str = AS_PUBLISHED,
    alternatives: Mapping[str, Histories] | None = None,
    linked: Wholes | None = None,
    choice: Choice = "bic",
    resamples: int = RESAMPLES,
    seed: int = 1,
) -> GapEstimate:
    """How many incidents there were, those that no list holds included.

    Two lists: Chapman's estimate with the interval of the profile likelihood. Three and more: log-linear models with interactions of
    two lists, the one of least BIC (or AIC, or stepwise by p-value as Chan, Silverman and Vincent 2021 do), with an interval by
    bootstrap that chooses anew in every resample.
    `seen_as` names the way in which `histories` count the lists; `alternatives` are the same incidents counted in other defensible ways
    (a list that repeats another left out or merged): each gives a variant. `linked` (draws x histories) are the same incidents under
    links drawn by their probability (`link_draws.draw_histories`): the interval then includes the uncertainty about links. The result
    is the same for the same arguments; `seed` sets the resamples.
    """
    used = histories.without_empty_lists()
    refusals = refusals_for(used)
    if refusals:
        return _gap_estimate(histories, models=fit_candidate_models(used) if len(used.lists) > 1 else (), refusals=refusals)
    others = {
        name: other.without_empty_lists() for name, other in (alternatives or {}).items() if not refusals_for(other.without_empty_lists())
    }
    rng = np.random.default_rng(seed)
    two = len(used.lists) == 2
    result = (
        _estimate_two_lists(histories, used, seen_as, others)
        if two
        else _estimate_many_lists(histories, used, others, choice, resamples, rng)
    )
    return result if linked is None or result.estimate is None else _with_link_doubt(result, histories, used, linked, choice, rng)


def _with_link_doubt(
    result: GapEstimate, histories: Histories, used: Histories, linked: Wholes, choice: Choice, rng: np.random.Generator
) -> GapEstimate:
    assert result.estimate is not None and result.interval is not None
    lists, without = len(used.lists), result.interval
    tables = np.array([Histories(histories.lists, draw).restricted_to(used.lists).counts for draw in linked], float)
    candidates = models_near_best(result.models, choice) if lists > 2 else ()
    totals = replicates.estimate_totals(tables, lists, choice, candidates)
    values = replicates.draw_estimates(tables, totals, lists, choice, candidates, rng)
    low, high = resample.corrected_interval(values, totals, LEVEL)
    # The share is resampled by itself: with a link the number observed changes together with the total.
    observed = tables.sum(axis=1)
    shares = resample.corrected_interval(1 - observed / values, 1 - observed / totals, LEVEL)
    # The wider end of the two on each side: doubt about links can only add to the uncertainty, never take from it.
    both = Interval(min(low, without.low), max(high, without.high), f"{without.method}; links drawn {len(linked)} times")
    share = Share(*(unreported_share(result.observed, total) for total in (result.estimate, without.low, without.high)))
    effect = LinkEffect(
        without,
        Interval(low, high, f"links drawn {len(linked)} times"),
        both,
        float(totals[np.isfinite(totals)].mean()),
        Share(share.share, max(0.0, min(share.low, shares[0])), max(share.high, shares[1])),
    )
    return replace(result, interval=both, links=effect)


def refusals_for(histories: Histories) -> tuple[Refusal, ...]:
    """Why these counts cannot carry an estimate, whatever the model; empty when they can."""
    if histories.observed == 0:
        return (Refusal("nothing", "There is no incident to count."),)
    if len(histories.lists) < 2:
        return (Refusal("one_source", "Only one source was at work; one source alone cannot show what it missed."),)
    if histories.shared < two_lists.LEAST_SHARED:
        shared = f"{histories.shared} incident{'s are' if histories.shared != 1 else ' is'} held by more than one source"
        return (Refusal("few_overlaps", f"Only {shared}; at least {two_lists.LEAST_SHARED} are needed."),)
    return ()


def _gap_estimate(
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
    by_bic, by_aic = best_fit(models, "bic"), best_fit(models, "aic")
    source_count = sum(held > 0 for held in histories.totals)
    return GapEstimate(
        histories.lists, histories.totals, histories.observed, histories.shared, total, interval, chosen, by_bic, by_aic, models, lower,
        variants, refusals, assumptions.assumptions_for(source_count),
    )  # fmt: skip


def _estimate_two_lists(histories: Histories, used: Histories, seen_as: str, others: Mapping[str, Histories]) -> GapEstimate:
    bound = bounds.lower_bound(used, {})
    first, second = used.totals
    variants = [
        Variant(seen_as, bound.estimate, bound.interval),
        Variant(IF_DEPENDENT, two_lists.estimate_with_odds(first, second, used.shared, DEPENDENCE_ODDS)),
    ]
    for name, other in others.items():
        result = estimate(other)
        if result.estimate is not None:
            variants.append(Variant(name, result.estimate, result.interval))
    return _gap_estimate(
        histories,
        total=bound.estimate,
        interval=bound.interval,
        chosen="Chapman",
        models=loglinear.fit_models(used, ((),)),
        lower=bound,
        variants=tuple(variants),
    )


def _estimate_many_lists(
    histories: Histories, used: Histories, others: Mapping[str, Histories], choice: Choice, resamples: int, rng: np.random.Generator
) -> GapEstimate:
    models = fit_candidate_models(used)
    chosen = stepwise_fit(used) if choice == "stepwise" else best_fit(models, choice)
    by_difference = {fit.name: fit for fit in closed_population.closed_population_fits(used)}
    lower = bounds.lower_bound(used, by_difference)
    if chosen is None or chosen.abundance is None:
        return _gap_estimate(histories, models=models, lower=lower, refusals=(loglinear.NO_ESTIMATE,))
    low, high = _bootstrap_interval(used, chosen.abundance, choice, models, resamples, rng)
    # No total is below what was observed; and the interval holds the estimate even where bias correction shifts it.
    low, high = min(max(low, float(used.observed)), chosen.abundance), max(high, chosen.abundance)
    refusals = (UNBOUNDED,) if math.isinf(high) else ()
    return _gap_estimate(
        histories,
        total=None if refusals else chosen.abundance,
        interval=None if refusals else Interval(low, high, f"bootstrap of {resamples}, with the choice of the model"),
        chosen=chosen.name,
        models=models,
        lower=lower,
        variants=_defensible_variants(used, models, by_difference, lower, others, choice),
        refusals=refusals,
    )


def _bootstrap_interval(
    used: Histories, total: float, choice: Choice, models: tuple[Fit, ...], resamples: int, rng: np.random.Generator
) -> tuple[float, float]:
    if choice == "stepwise":
        return stepwise_interval(used, resamples, rng)[1:]
    tables = np.tile(used.counts.astype(float), (resamples, 1))
    values = replicates.draw_estimates(tables, np.full(resamples, total), len(used.lists), choice, models_near_best(models, choice), rng)
    return resample.corrected_interval(values, total, LEVEL)


def stepwise_interval(histories: Histories, resamples: int, rng: np.random.Generator) -> tuple[float, float, float]:
    """The stepwise estimate and its BCa interval; every resample chooses its own model, as in SparseMSE's `estimatepopulation`."""
    counts = histories.counts
    resampled = resample.resample_observed(counts, resamples, rng)
    # Original, resamples and jackknife in one batch: the choice of a model for hundreds of tables costs little more than for one.
    without: Reals = np.maximum(counts - np.eye(len(counts)), 0.0)[counts > 0]
    tables = np.vstack([counts.astype(float)[None], resampled, without])
    totals = tables.sum(axis=1) + stepwise.choose_stepwise(tables, len(histories.lists)).unseen
    jackknife = np.zeros(len(counts))
    jackknife[counts > 0] = totals[1 + resamples :]
    low, high = resample.corrected_interval(totals[1 : 1 + resamples], totals[0], LEVEL, resample.bca_acceleration(counts, jackknife))
    return float(totals[0]), low, high


def _defensible_variants(
    used: Histories,
    models: tuple[Fit, ...],
    by_difference: Mapping[str, Fit],
    lower: Bound,
    others: Mapping[str, Histories],
    choice: Choice,
) -> tuple[Variant, ...]:
    """The bound, the models that the data do not contradict, sample coverage, and the other ways to count the lists, with estimates."""
    least = min(fit.bic for fit in models if fit.abundance is not None)
    variants = [Variant(lower.method, lower.estimate, lower.interval, is_bound=True)]
    by_aic = best_fit(models, "aic")
    usual = [fit for fit in by_difference.values() if fit.name not in ("M0", "Mt", *closed_population.LOWER_BOUNDS)]
    for fit in (*models, *usual):
        if _is_defensible(fit, least) or fit is by_aic:
            assert fit.abundance is not None and fit.se is not None
            variants.append(Variant(fit.name, fit.abundance, two_lists.lognormal_interval(used.observed, fit.abundance, fit.se**2)))
    variants += [Variant(name, total) for name, total in bounds.sample_coverage_estimates(used).items()]
    for name, other in others.items():
        fit_or_none = _point_estimate(other, choice)
        if fit_or_none is not None:
            variants.append(replace(fit_or_none, name=name))
    return tuple(variants)


def _is_defensible(fit: Fit, least: float) -> bool:
    return (
        fit.abundance is not None
        and fit.se is not None
        and fit.bic <= least + MOST_BIC_EXCESS
        and fit.se <= MOST_RELATIVE_ERROR * fit.abundance
    )


def _point_estimate(histories: Histories, choice: Choice) -> Variant | None:
    """The estimate without resampling, with the interval of the chosen model alone."""
    if len(histories.lists) == 2:
        bound = bounds.lower_bound(histories, {})
        return Variant("", bound.estimate, bound.interval)
    fit = stepwise_fit(histories) if choice == "stepwise" else best_fit(fit_candidate_models(histories), choice)
    if fit is None or fit.abundance is None or fit.se is None:
        return None
    return Variant("", fit.abundance, two_lists.lognormal_interval(histories.observed, fit.abundance, fit.se**2))
