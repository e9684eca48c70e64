"""One estimate from capture histories, or the reasons why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from analytics.gap.recapture import assumptions, bounds, closed_population, loglinear, replicates, resample, stepwise, two_lists
from analytics.gap.recapture.histories import Histories, Reals, Wholes
from analytics.gap.recapture.model_choice import Choice, best, models_of, stepwise_fit, window
from analytics.gap.recapture.results import LEVEL, Bound, Fit, GapEstimate, Interval, LinkEffect, Refusal, Share, Variant, unreported

RESAMPLES: Final = 200
DEFENSIBLE: Final = 6.0
"""A model whose BIC exceeds the least by no more has no strong evidence against it (Raftery 1995)."""
USEFUL: Final = 0.5
"""An estimate whose standard error exceeds this share of it says too little to stand among the defensible ones."""

AS_PUBLISHED: Final = "as published"
ODDS: Final = 2.0
"""Two sources cannot tell their own dependence; how far an estimate is moved is shown for doubled odds (Gerritse, van der Heijden and
Bakker 2015, J. Off. Stat. 31)."""
DEPENDENT: Final = "if being in one source doubled the odds of being in the other"
UNBOUNDED: Final = Refusal("unbounded", "The data set no upper limit: in more than one of forty resamples no estimate exists.")


def estimate(
    histories: Histories,
    *,
    seen: str = AS_PUBLISHED,
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
    `seen` names the way in which `histories` see the lists; `alternatives` are the same incidents seen in other defensible ways (a
    list that repeats another left out or merged): each gives a variant. `linked` (draws x histories) are the same incidents under
    links drawn by their probability (`linkage.draw`): the interval then includes the doubt about links. The result is the same for
    the same arguments; `seed` sets the resamples.
    """
    kept = histories.informative()
    refusals = refused(kept)
    if refusals:
        return _result(histories, models=models_of(kept) if len(kept.lists) > 1 else (), refusals=refusals)
    others = {name: other.informative() for name, other in (alternatives or {}).items() if not refused(other.informative())}
    rng = np.random.default_rng(seed)
    two = len(kept.lists) == 2
    found = _two(histories, kept, seen, others) if two else _many(histories, kept, others, choice, resamples, rng)
    return found if linked is None or found.estimate is None else _with_links(found, histories, kept, linked, choice, rng)


def _with_links(
    found: GapEstimate, histories: Histories, kept: Histories, linked: Wholes, choice: Choice, rng: np.random.Generator
) -> GapEstimate:
    assert found.estimate is not None and found.interval is not None
    lists, without = len(kept.lists), found.interval
    tables = np.array([Histories(histories.lists, one).only(kept.lists).counts for one in linked], float)
    candidates = window(found.models, choice) if lists > 2 else ()
    totals = replicates.totals(tables, lists, choice, candidates)
    values = replicates.drawn(tables, totals, lists, choice, candidates, rng)
    low, high = resample.corrected(values, totals, LEVEL)
    observed = tables.sum(axis=1)
    shares = resample.corrected(1 - observed / values, 1 - observed / totals, LEVEL)
    both = Interval(min(low, without.low), max(high, without.high), f"{without.method}; links drawn {len(linked)} times")
    share = Share(*(unreported(found.observed, total) for total in (found.estimate, without.low, without.high)))
    effect = LinkEffect(
        without,
        Interval(low, high, f"links drawn {len(linked)} times"),
        both,
        float(totals[np.isfinite(totals)].mean()),
        Share(share.share, max(0.0, min(share.low, shares[0])), max(share.high, shares[1])),
    )
    return replace(found, interval=both, links=effect)


def refused(histories: Histories) -> tuple[Refusal, ...]:
    """Why these counts cannot carry an estimate, whatever the model; empty when they may."""
    if histories.observed == 0:
        return (Refusal("nothing", "No incident was counted."),)
    if len(histories.lists) < 2:
        return (Refusal("one_source", "Only one source was at work: what it missed cannot be known from it alone."),)
    if histories.shared < two_lists.LEAST_SHARED:
        many = f"{histories.shared} incident{'s are' if histories.shared != 1 else ' is'} held by more than one source"
        return (Refusal("few_overlaps", f"Only {many}; at least {two_lists.LEAST_SHARED} are needed."),)
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


def _two(histories: Histories, kept: Histories, seen: str, others: Mapping[str, Histories]) -> GapEstimate:
    bound = bounds.lower(kept, {})
    first, second = kept.totals
    variants = [Variant(seen, bound.estimate, bound.interval), Variant(DEPENDENT, two_lists.with_odds(first, second, kept.shared, ODDS))]
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
    by_difference = {fit.name: fit for fit in closed_population.fits(kept)}
    lower = bounds.lower(kept, by_difference)
    if chosen is None or chosen.abundance is None:
        return _result(histories, models=models, lower=lower, refusals=(loglinear.NO_ESTIMATE,))
    low, high = _interval(kept, chosen.abundance, choice, models, resamples, rng)
    low, high = min(max(low, float(kept.observed)), chosen.abundance), max(high, chosen.abundance)
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
    if choice == "stepwise":
        return stepwise_interval(kept, resamples, rng)[1:]
    tables = np.tile(kept.counts.astype(float), (resamples, 1))
    values = replicates.drawn(tables, np.full(resamples, total), len(kept.lists), choice, window(models, choice), rng)
    return resample.corrected(values, total, LEVEL)


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
    usual = [fit for fit in by_difference.values() if fit.name not in ("M0", "Mt", *closed_population.LOWER_BOUNDS)]
    for fit in (*models, *usual):
        if _defensible(fit, least) or fit is by_aic:
            assert fit.abundance is not None and fit.se is not None
            found.append(Variant(fit.name, fit.abundance, two_lists.lognormal(kept.observed, fit.abundance, fit.se**2)))
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
    return Variant("", fit.abundance, two_lists.lognormal(histories.observed, fit.abundance, fit.se**2))
