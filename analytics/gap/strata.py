"""Strata: an estimate each, their sum, and what stratifying changes.

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
from analytics.gap.recapture.model_choice import Choice, window
from analytics.gap.recapture.results import LEVEL, Bound, GapEstimate, Interval, LinkEffect, Share, Variant, unreported


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
        return Share(*(unreported(self.observed, total) for total in (self.estimate, self.interval.low, self.interval.high)))

    @property
    def change(self) -> float | None:
        """By what part of the unstratified estimate stratifying moves it: 0.1 is ten per cent more."""
        if self.estimate is None or self.whole is None or self.whole.estimate is None:
            return None
        return self.estimate / self.whole.estimate - 1

    @property
    def words(self) -> str:
        """What stratifying changes, in a sentence."""
        if self.estimate is None:
            return "No stratum can carry an estimate."
        left = f" {len(self.without)} of {len(self.parts)} strata count only as observed." if self.without else ""
        if self.change is None or self.whole is None or self.whole.estimate is None:
            return f"The strata sum to {self.estimate:,.0f}.{left}"
        way = "more" if self.change >= 0 else "fewer"
        return (
            f"The strata sum to {self.estimate:,.0f}, {abs(self.change):.0%} {way} than the {self.whole.estimate:,.0f} "
            f"estimated from all together.{left}"
        )


def stratified(
    strata: Mapping[str, Histories],
    *,
    only_observed: Collection[str] = (),
    choice: Choice = "bic",
    resamples: int = RESAMPLES,
    seed: int = 1,
    with_whole: bool = True,
) -> Stratified:
    """Estimate every stratum and their sum; the interval of the sum is by bootstrap of all strata at once.

    Strata named in `only_observed` count as observed, whatever they could carry.
    """
    parts = {
        name: estimate(one, choice=choice, resamples=resamples, seed=seed + number) for number, (name, one) in enumerate(strata.items())
    }
    known = {name: part for name, part in parts.items() if part.estimate is not None and name not in only_observed}
    observed = sum(one.observed for one in strata.values())
    alike = len({one.lists for one in strata.values()}) == 1
    whole = estimate(reduce(add, strata.values()), choice=choice, resamples=resamples, seed=seed) if with_whole and alike else None
    without = tuple(name for name in strata if name not in known)
    if not known:
        return Stratified(parts, observed, None, None, without, whole)
    rng = np.random.default_rng(seed)
    rest = sum(strata[name].observed for name in without)
    total, sums = float(rest), np.full(resamples, float(rest))
    for name, part in known.items():
        assert part.estimate is not None
        total += part.estimate
        kept = strata[name].informative()
        tables = np.tile(kept.counts.astype(float), (resamples, 1))
        candidates = window(part.models, choice) if len(kept.lists) > 2 else ()
        sums += replicates.drawn(tables, np.full(resamples, part.estimate), len(kept.lists), choice, candidates, rng)
    low, high = resample.corrected(sums, total, LEVEL)
    interval = Interval(min(max(low, float(observed)), total), max(high, total), f"bootstrap of {resamples}, all strata at once")
    return Stratified(parts, observed, total, interval, without, whole)


def combined(parts: Sequence[GapEstimate], chosen: str) -> GapEstimate:
    """Estimates of separate incidents as one: sums, with intervals whose half-widths add as independent ones do.

    Parts without an estimate count as observed; when all lack one, their reasons are given.
    """
    lists = tuple(sorted({name for part in parts for name in part.lists}))
    totals = tuple(sum(dict(zip(part.lists, part.totals, strict=True)).get(name, 0) for part in parts) for name in lists)
    observed, shared = sum(part.observed for part in parts), sum(part.shared for part in parts)
    known = [part for part in parts if part.estimate is not None and part.interval is not None]
    rest = observed - sum(part.observed for part in known)
    reasons = {refusal.code: refusal for part in parts for refusal in part.refusals}
    ends = [(part.estimate, part.interval) for part in known if part.estimate is not None and part.interval is not None]
    bounds = [(part.lower.estimate, part.lower.interval) for part in known if part.lower is not None]
    named = [{one.name: one.abundance for one in part.variants} for part in known]
    names = dict.fromkeys(name for one in named for name in one)
    variants = [Variant(name, rest + sum(_other(one, name, part) for one, part in zip(named, known, strict=True))) for name in names]
    return GapEstimate(
        lists,
        totals,
        observed,
        shared,
        rest + sum(total for total, _ in ends) if known else None,
        _added(ends, rest) if known else None,
        chosen if known else "",
        None,
        None,
        (),
        Bound(rest + sum(total for total, _ in bounds), _added(bounds, rest), "Sum of lower bounds") if known and bounds else None,
        tuple(variants),
        () if known else tuple(reasons.values()),
        tuple(dict.fromkeys(said for part in known or parts for said in part.assumptions)),
        _links(known, rest),
    )


def _links(known: Sequence[GapEstimate], rest: int) -> LinkEffect | None:
    """What doubt about links does to a sum; parts without such doubt keep their interval."""
    effects = [(part, part.links) for part in known]
    if all(effect is None for _, effect in effects):
        return None
    plain = [(part.estimate or 0.0, effect.without if effect else _interval(part)) for part, effect in effects]
    within = [(effect.estimate, effect.within) if effect else (part.estimate or 0.0, _interval(part)) for part, effect in effects]
    both = _added([(part.estimate or 0.0, _interval(part)) for part, _ in effects], rest)
    observed, total = rest + sum(part.observed for part in known), rest + sum(part.estimate or 0.0 for part in known)
    share = Share(*(unreported(observed, one) for one in (total, both.low, both.high)))
    return LinkEffect(_added(plain, rest), _added(within, rest), both, rest + sum(one for one, _ in within), share)


def _interval(part: GapEstimate) -> Interval:
    assert part.interval is not None
    return part.interval


def _other(named: Mapping[str, float], name: str, part: GapEstimate) -> float:
    return named.get(name, part.estimate or 0.0)


def _added(ends: Sequence[tuple[float, Interval]], rest: int) -> Interval:
    total = rest + sum(each for each, _ in ends)
    below = math.sqrt(sum((each - interval.low) ** 2 for each, interval in ends))
    above = math.sqrt(sum((interval.high - each) ** 2 for each, interval in ends))
    return Interval(total - below, total + above, "independent parts")
