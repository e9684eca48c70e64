"""One estimate from capture histories, or the reasons why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from analytics.gap import assumptions, twolists
from analytics.gap.histories import Histories
from analytics.gap.results import Bound, Fit, GapEstimate, Refusal, Variant

Choice = Literal["bic", "aic", "stepwise"]
RESAMPLES: Final = 200


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
        return _without(histories, refusals)
    return _two(kept, alternatives or {})


def refused(histories: Histories) -> tuple[Refusal, ...]:
    """Why these counts cannot carry an estimate; empty when they can."""
    if histories.observed == 0:
        return (Refusal("nothing", "No incident was counted."),)
    if len(histories.lists) < 2:
        return (Refusal("one_source", "Only one source was at work: what it missed cannot be known from it alone."),)
    if histories.shared < twolists.LEAST_SHARED:
        many = f"{histories.shared} incident{'s are' if histories.shared != 1 else ' is'} held by more than one source"
        return (Refusal("few_overlaps", f"Only {many}; at least {twolists.LEAST_SHARED} are needed."),)
    return ()


def _without(histories: Histories, refusals: tuple[Refusal, ...], models: tuple[Fit, ...] = ()) -> GapEstimate:
    return GapEstimate(
        histories.lists, histories.totals, histories.observed, histories.shared, None, None, "", None, None, models, None, (), refusals,
        assumptions.of(len(histories.lists)),
    )  # fmt: skip


def _two(histories: Histories, alternatives: Mapping[str, Histories]) -> GapEstimate:
    first, second = histories.totals
    interval = twolists.chapman_interval(first, second, histories.shared)
    total = float(twolists.chapman(first, second, histories.shared))
    variants = [Variant("as published", total, interval)]
    for name, other in alternatives.items():
        if len(other.informative().lists) == 2 and other.shared >= twolists.LEAST_SHARED:
            found = _two(other, {})
            assert found.estimate is not None
            variants.append(Variant(name, found.estimate, found.interval))
    bound = Bound(total, interval, "Chapman: a lower bound when the sources tend to report the same incidents")
    return GapEstimate(
        histories.lists, histories.totals, histories.observed, histories.shared, total, interval, "Chapman", None, None, (), bound,
        tuple(variants), (), assumptions.of(2),
    )  # fmt: skip
