"""Strata: an estimate for each, their sum, and what stratifying changes.

Where incidents of one kind are found more easily by all sources, an estimate of all together lies too low; the sum over kinds does not
(Sekar and Deming 1949, J. Am. Stat. Assoc. 44). The price is thinner tables: a stratum that cannot carry an estimate adds only what
was observed in it, so that the sum is then no more than a lower end.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from analytics.gap.recapture import replicates, resample
from analytics.gap.recapture.estimate import RESAMPLES, estimate
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.model_choice import Choice, models_near_best
from analytics.gap.recapture.results import LEVEL, Bound, GapEstimate, Interval, LinkEffect, Share, Variant, unreported_share


@dataclass(frozen=True)
class Stratified:
    """The estimate of every stratum, and their sum over those that have one plus what was observed in the others (`without`).

    `whole` is the estimate that takes all strata together; None where the strata have different lists.
    """

    parts: Mapping[str, GapEstimate]
    observed: int
    estimate: float | None
    interval: Interval | None
    without: tuple[str, ...]
    whole: GapEstimate | None

    @property
    def unreported(self) -> Share | None:
        """The share that no list holds."""
        if self.estimate is None or self.interval is None:
            return None
        return Share(*(unreported_share(self.observed, total) for total in (self.estimate, self.interval.low, self.interval.high)))

    @property
    def relative_change(self) -> float | None:
        """By what part of the unstratified estimate stratifying moves it: 0.1 is ten per cent more."""
        if self.estimate is None or self.whole is None or self.whole.estimate is None:
            return None
        return self.estimate / self.whole.estimate - 1

    @property
    def words(self) -> str:
        """What stratifying changes, in a sentence."""
        if self.estimate is None:
            return "No stratum can carry an estimate."
        only_observed = f" {len(self.without)} of {len(self.parts)} strata count only as observed." if self.without else ""
        if self.relative_change is None or self.whole is None or self.whole.estimate is None:
            return f"The strata sum to {self.estimate:,.0f}.{only_observed}"
        direction = "more" if self.relative_change >= 0 else "fewer"
        return (
            f"The strata sum to {self.estimate:,.0f}, {abs(self.relative_change):.0%} {direction} than the {self.whole.estimate:,.0f} "
            f"estimated from all together.{only_observed}"
        )


def estimate_strata(
    strata: Mapping[str, Histories],
    *,
    only_observed: Collection[str] = (),
    choice: Choice = "bic",
    resamples: int = RESAMPLES,
    seed: int = 1,
    with_whole: bool = True,
) -> Stratified:
    """Estimate every stratum and their sum; the interval of the sum is by bootstrap of all strata at once.

    Strata named in `only_observed` count as observed, even where they could carry an estimate.
    """
    parts = {
        # A seed of its own for each stratum: with one seed their resamples would rise and fall together.
        name: estimate(histories, choice=choice, resamples=resamples, seed=seed + number)
        for number, (name, histories) in enumerate(strata.items())
    }
    estimated = {name: part for name, part in parts.items() if part.estimate is not None and name not in only_observed}
    observed = sum(histories.observed for histories in strata.values())
    alike = len({histories.lists for histories in strata.values()}) == 1
    whole = estimate(reduce(add, strata.values()), choice=choice, resamples=resamples, seed=seed) if with_whole and alike else None
    without = tuple(name for name in strata if name not in estimated)
    if not estimated:
        return Stratified(parts, observed, None, None, without, whole)
    rng = np.random.default_rng(seed)
    observed_only = sum(strata[name].observed for name in without)
    total, sums = float(observed_only), np.full(resamples, float(observed_only))
    for name, part in estimated.items():
        assert part.estimate is not None
        total += part.estimate
        histories = strata[name].without_empty_lists()
        tables = np.tile(histories.counts.astype(float), (resamples, 1))
        candidates = models_near_best(part.models, choice) if len(histories.lists) > 2 else ()
        sums += replicates.draw_estimates(tables, np.full(resamples, part.estimate), len(histories.lists), choice, candidates, rng)
    low, high = resample.corrected_interval(sums, total, LEVEL)
    # No fewer than were observed; and the bias correction must not push an end past the estimate itself.
    interval = Interval(min(max(low, float(observed)), total), max(high, total), f"bootstrap of {resamples}, all strata at once")
    return Stratified(parts, observed, total, interval, without, whole)


def combine_estimates(parts: Sequence[GapEstimate], chosen: str) -> GapEstimate:
    """Estimates of separate incidents as one: sums, with intervals whose half-widths add as independent ones do.

    Parts without an estimate count as observed; when all lack one, their reasons are given.
    """
    lists = tuple(sorted({name for part in parts for name in part.lists}))
    totals = tuple(sum(dict(zip(part.lists, part.totals, strict=True)).get(name, 0) for part in parts) for name in lists)
    observed, shared = sum(part.observed for part in parts), sum(part.shared for part in parts)
    estimated = [part for part in parts if part.estimate is not None and part.interval is not None]
    observed_only = observed - sum(part.observed for part in estimated)
    reasons = {refusal.code: refusal for part in parts for refusal in part.refusals}
    ends = [(part.estimate, part.interval) for part in estimated if part.estimate is not None and part.interval is not None]
    bounds = [(part.lower.estimate, part.lower.interval) for part in estimated if part.lower is not None]
    variants_of_part = [{variant.name: variant.abundance for variant in part.variants} for part in estimated]
    names = dict.fromkeys(name for variants in variants_of_part for name in variants)
    variants = [
        Variant(
            name,
            observed_only
            + sum(_variant_or_estimate(of_part, name, part) for of_part, part in zip(variants_of_part, estimated, strict=True)),
        )
        for name in names
    ]
    return GapEstimate(
        lists,
        totals,
        observed,
        shared,
        observed_only + sum(total for total, _ in ends) if estimated else None,
        _added_intervals(ends, observed_only) if estimated else None,
        chosen if estimated else "",
        None,
        None,
        (),
        Bound(observed_only + sum(total for total, _ in bounds), _added_intervals(bounds, observed_only), "Sum of lower bounds")
        if estimated and bounds
        else None,
        tuple(variants),
        () if estimated else tuple(reasons.values()),
        tuple(dict.fromkeys(assumption for part in estimated or parts for assumption in part.assumptions)),
        _combined_link_effect(estimated, observed_only),
    )


def _combined_link_effect(parts: Sequence[GapEstimate], observed_only: int) -> LinkEffect | None:
    """What doubt about links does to a sum; parts without such doubt keep their interval."""
    effects = [(part, part.links) for part in parts]
    if all(effect is None for _, effect in effects):
        return None
    plain = [(part.estimate or 0.0, effect.without if effect else _interval_of(part)) for part, effect in effects]
    within = [(effect.estimate, effect.within) if effect else (part.estimate or 0.0, _interval_of(part)) for part, effect in effects]
    both = _added_intervals([(part.estimate or 0.0, _interval_of(part)) for part, _ in effects], observed_only)
    observed, total = observed_only + sum(part.observed for part in parts), observed_only + sum(part.estimate or 0.0 for part in parts)
    share = Share(*(unreported_share(observed, end) for end in (total, both.low, both.high)))
    mean_estimate = observed_only + sum(estimate for estimate, _ in within)
    return LinkEffect(_added_intervals(plain, observed_only), _added_intervals(within, observed_only), both, mean_estimate, share)


def _interval_of(part: GapEstimate) -> Interval:
    assert part.interval is not None
    return part.interval


def _variant_or_estimate(variants: Mapping[str, float], name: str, part: GapEstimate) -> float:
    # A choice that makes no difference to a part is not among its variants: there the estimate itself stands for it.
    return variants.get(name, part.estimate or 0.0)


def _added_intervals(ends: Sequence[tuple[float, Interval]], observed_only: int) -> Interval:
    """The interval of a sum of independent parts: half-widths add as the root of their squares, each side for itself."""
    total = observed_only + sum(estimate for estimate, _ in ends)
    below = math.sqrt(sum((estimate - interval.low) ** 2 for estimate, interval in ends))
    above = math.sqrt(sum((interval.high - estimate) ** 2 for estimate, interval in ends))
    return Interval(total - below, total + above, "independent parts")
