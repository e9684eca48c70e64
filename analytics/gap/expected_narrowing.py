"""By how much an estimate's interval would narrow with one more source, or with more reports from an existing one.

By expected counts: the incidents as estimated, those that nobody holds included, are spread over the histories that the change would
give; the model fitted to these gives the interval to be expected (Fisher's information). One more source is taken to be independent of
the others: two sources whose dependence cannot be tested then become three that can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.gap.recapture import loglinear, models, two_lists
from analytics.gap.recapture.histories import MOST_LISTS, Histories, Reals
from analytics.gap.recapture.results import GapEstimate, Interval, unreported_share

DETECTION_CHANCES: Final = (0.1, 0.2, 0.3, 0.5)
EXTRA_SHARE: Final = 0.10


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a change would do: the interval of all incidents before and after, around the same estimate, and incidents newly known."""

    change: str
    before: Interval
    after: Interval
    observed: int
    newly_known: float

    @property
    def narrower(self) -> float:
        """By what share the interval of all incidents narrows: 0.25 is a quarter; below 0 where it widens."""
        return 1 - self.after.width / self.before.width if self.before.width > 0 else 0.0

    @property
    def share_before(self) -> tuple[float, float]:
        """The interval of the share that no list holds, now."""
        return unreported_share(self.observed, self.before.low), unreported_share(self.observed, self.before.high)

    @property
    def share_after(self) -> tuple[float, float]:
        """The same after the change, of the incidents not known now."""
        return unreported_share(self.observed, self.after.low), unreported_share(self.observed, self.after.high)


def expected_narrowings(
    histories: Histories, estimate: GapEstimate, chances: Sequence[float] = DETECTION_CHANCES, extra_share: float = EXTRA_SHARE
) -> tuple[Narrowing, ...]:
    """What one more source with each chance to learn of an incident would bring, and `extra_share` (0.1: a tenth) more reports from each
    source. `estimate` is that of `histories`."""
    narrowings = [narrowing_by_new_source(histories, estimate, chance) for chance in chances]
    narrowings += [narrowing_by_more_reports(histories, estimate, name, extra_share) for name in histories.without_empty_lists().lists]
    return tuple(narrowing for narrowing in narrowings if narrowing is not None)


def narrowing_by_new_source(histories: Histories, estimate: GapEstimate, chance: float) -> Narrowing | None:
    """One more source that learns of each incident with the given chance, whoever else does; None without an estimate to start from.

    Ten per cent more reports from members who belong to no source yet are one more source with a chance of a tenth of the share known.
    """
    used = histories.without_empty_lists()
    if estimate.estimate is None or len(used.lists) >= MOST_LISTS:
        return None
    expected = _counts_with_unseen(used, estimate.estimate)
    # The new source is the highest bit: the second half are the same histories with it, its own history first.
    widened = np.concatenate([expected * (1 - chance), expected * chance])
    change = f"one more source that learns of {chance:.0%} of all incidents"
    return _narrowing(change, used, estimate, widened[1:], len(used.lists) + 1, float(expected[0] * chance))


def narrowing_by_more_reports(histories: Histories, estimate: GapEstimate, name: str, extra_share: float = EXTRA_SHARE) -> Narrowing | None:
    """The source `name` holds a share `extra_share` more incidents than now, found independently of who else holds them."""
    used = histories.without_empty_lists()
    if estimate.estimate is None or name not in used.lists:
        return None
    expected = _counts_with_unseen(used, estimate.estimate)
    bit = 1 << used.lists.index(name)
    numbers = np.arange(len(expected))
    without = numbers & bit == 0
    # Incidents move from each history without the source to the same history with it, all by the same share.
    share = min(1.0, extra_share * expected[~without].sum() / max(expected[without].sum(), 1e-9))
    changed = expected.copy()
    moved = expected[without] * share
    changed[without] -= moved
    changed[numbers[without] | bit] += moved
    change = f"{extra_share:.0%} more reports from {name}"
    return _narrowing(change, used, estimate, changed[1:], len(used.lists), float(expected[0] * share))


def _counts_with_unseen(histories: Histories, total: float) -> Reals:
    """Expected counts of all histories, the empty one first."""
    return np.concatenate([[max(total - histories.observed, 0.0)], histories.counts.astype(float)])


def _narrowing(change: str, used: Histories, estimate: GapEstimate, changed: Reals, lists: int, newly_known: float) -> Narrowing | None:
    # Two lists have no interaction to keep: with a third they are fitted as independent, as they are estimated now.
    keep_terms = estimate.by_bic is not None and len(used.lists) > 2
    terms = tuple(models.term_of(places) for places in estimate.by_bic.terms) if keep_terms and estimate.by_bic else ()
    intervals = []
    for counts, list_count in ((used.counts.astype(float), len(used.lists)), (changed, lists)):
        wide = models.widest_design(list_count)
        batch = loglinear.fit_batch(wide, wide.parameters(terms)[None], counts[None])
        if not batch.usable[0]:
            return None
        unseen = float(batch.fitted.unseen[0])
        variance = unseen + unseen**2 * float(batch.fitted.unseen_variance()[0])
        # The interval around the total as estimated now: what is left unseen varies by the variance to be expected.
        total, observed = estimate.estimate or 0.0, float(counts.sum())
        intervals.append(_expected_interval(observed, max(total, observed), variance, unseen))
    return Narrowing(change, intervals[0], intervals[1], used.observed, newly_known)


def _expected_interval(observed: float, total: float, variance: float, unseen: float) -> Interval:
    # The relative error of the fit is carried over to the number unseen: the model's own total differs from Chapman's.
    relative_error = math.sqrt(variance) / max(unseen, 1e-9)
    remaining = max(total - observed, 1e-9)
    return two_lists.lognormal_interval(observed, observed + remaining, (relative_error * remaining) ** 2)
