"""Estimates that allow incidents to differ in how easily they are found: Chao's lower bound and sample coverage.

Chao 1987 (Biometrics 43): the bound; Lee and Chao 1994 (Biometrics 50): coverage for any number of lists; Chao and Tsay 1998 (J. Am.
Stat. Assoc. 93), Chao, Tsay and others 2001 (Stat. Med. 20): coverage for three lists that may depend on one another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from analytics.gap.recapture import two_lists
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.results import LEVEL, Bound, Fit

_LEE_CHAO = "Sample coverage (Lee and Chao)"
_CHAO_TSAY = "Sample coverage, three lists (Chao and Tsay)"


def chao_lower_bound(histories: Histories, level: float = LEVEL) -> Bound:
    """Chao's bound from the incidents that exactly one list holds and those that exactly two hold, bias-corrected; all lists alike."""
    many = len(histories.lists)
    on_one, on_two = (float(each) for each in histories.by_number[:2])
    # The factor for a small number of lists; with many it tends to 1, and the number unseen to the classical f1 (f1 - 1) / (2 (f2 + 1)).
    weight = (many - 1) / many
    unseen = weight * on_one * (on_one - 1) / (2 * (on_two + 1))
    variance = (
        weight * on_one * (on_one - 1) / (2 * (on_two + 1))
        + weight**2 * on_one * (2 * on_one - 1) ** 2 / (4 * (on_two + 1) ** 2)
        + weight**2 * on_one**2 * on_two * (on_one - 1) ** 2 / (4 * (on_two + 1) ** 4)
    )
    total = histories.observed + unseen
    return Bound(total, two_lists.lognormal_interval(histories.observed, total, variance, level), "Chao's lower bound")


def lower_bound(histories: Histories, closed: Mapping[str, Fit], level: float = LEVEL) -> Bound:
    """The bound to show, the first that exists of: each list its own chance (Mth), lists alike (Mh), Chao's from two counts.

    For two lists it is Chapman's estimate. `closed` are the closed-population models by name.
    """
    if len(histories.lists) == 2:
        first, second = histories.totals
        interval = two_lists.profile_interval(first, second, histories.shared, level)
        total = float(two_lists.chapman_estimate(first, second, histories.shared))
        # The profile is that of the maximum-likelihood estimate; Chapman's, corrected for bias, may lie just outside a narrow one.
        interval = replace(interval, low=min(interval.low, total), high=max(interval.high, total))
        return Bound(total, interval, "Chapman: a lower bound when the sources tend to report the same incidents")
    for name in ("Mth Chao (LB)", "Mh Chao (LB)"):
        fit = closed.get(name)
        if fit is not None and fit.abundance is not None and fit.se is not None:
            return Bound(
                fit.abundance, two_lists.lognormal_interval(histories.observed, fit.abundance, fit.se**2, level), f"Lower bound {name}"
            )
    return chao_lower_bound(histories, level)


def sample_coverage_estimates(histories: Histories) -> dict[str, float]:
    """Estimates by sample coverage, by name; empty for two lists or where no incident is shared.

    Three lists have an estimate of their own; Lee and Chao's assumes many lists that each hold little. An estimate below the number
    observed means nothing and is left out.
    """
    if len(histories.lists) < 3 or histories.shared == 0:
        return {}
    three = len(histories.lists) == 3
    estimates = {_CHAO_TSAY: _chao_tsay(histories)} if three else {_LEE_CHAO: _lee_chao(histories)}
    return {name: total for name, total in estimates.items() if total is not None and total >= histories.observed}


def _lee_chao(histories: Histories) -> float | None:
    """Coverage from the incidents on one and on two lists, and how much incidents differ from those that two lists share."""
    many, number = len(histories.lists), histories.by_number.astype(float)
    times = np.arange(1, many + 1)
    sightings = float(times @ number)
    covered = 1 - (number[0] - 2 * number[1] / (many - 1)) / sightings
    if covered >= 1:
        return None
    base = histories.observed / covered
    products = sum(first * second for first, second in combinations(histories.totals, 2))
    spread = max(base * float((times * (times - 1)) @ number) / (2 * products) - 1, 0.0)
    return float(base + number[0] / covered * spread)


def _chao_tsay(histories: Histories) -> float | None:
    """Three lists: the one-step estimate, which remains usable where coverage is low."""
    held, counts = histories.patterns, histories.counts.astype(float)
    totals = np.array(histories.totals, float)
    alone = np.array([counts[(held.sum(axis=1) == 1) & held[:, place]].sum() for place in range(3)])
    covered = float(1 - (alone / totals).mean())
    base = (histories.observed - alone.mean()) / covered
    pairs = []
    for first, second in combinations(range(3), 2):
        without = ~held[:, 3 - first - second]
        weight = counts[held[:, first] & without].sum() + counts[held[:, second] & without].sum()
        pairs.append((weight, counts[held[:, first] & held[:, second]].sum() / (totals[first] * totals[second])))

    def step(total: float) -> float:
        return float(base) + sum(float(weight * (total * rate - 1)) for weight, rate in pairs) / (3 * covered)

    # The estimate stands on both sides of the formula: two steps from the independent case, as the authors have it.
    return step(step(base))
