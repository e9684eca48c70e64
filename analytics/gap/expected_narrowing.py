"""What would change an estimate: how much the interval narrows with one more source, or with more reports of one that there is.

By expected counts: the incidents as estimated, those that nobody holds among them, spread over the histories that the change would
give; the model fitted to these gives the interval to be expected (Fisher's information). One more source is taken to be independent of
the others: then two sources whose dependence could not be tested become three that can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.gap.recapture import loglinear, models, two_lists
from analytics.gap.recapture.histories import MOST_LISTS, Histories, Reals
from analytics.gap.recapture.results import GapEstimate, Interval, unreported

CHANCES: Final = (0.1, 0.2, 0.3, 0.5)
MORE: Final = 0.10


@dataclass(frozen=True, slots=True)
class Value:
    """What a change would do: the interval of all incidents now and then, for the same number of them, and incidents newly known."""

    what: str
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
        return unreported(self.observed, self.before.low), unreported(self.observed, self.before.high)

    @property
    def share_after(self) -> tuple[float, float]:
        """The same then, of the incidents not known now."""
        return unreported(self.observed, self.after.low), unreported(self.observed, self.after.high)


def values(histories: Histories, found: GapEstimate, chances: Sequence[float] = CHANCES, more: float = MORE) -> tuple[Value, ...]:
    """What one more source of each chance to hear of an incident would bring, and `more` reports (0.1: a tenth) of each source."""
    made = [one_more_source(histories, found, chance) for chance in chances]
    made += [more_reports(histories, found, name, more) for name in histories.informative().lists]
    return tuple(one for one in made if one is not None)


def one_more_source(histories: Histories, found: GapEstimate, chance: float) -> Value | None:
    """One more source that hears of each incident with the chance given, whoever else does; None without an estimate to start from.

    Ten per cent more reports of members who belong to no source yet are one more source with a chance of a tenth of the share known.
    """
    kept = histories.informative()
    if found.estimate is None or len(kept.lists) >= MOST_LISTS:
        return None
    every = _with_unseen(kept, found.estimate)
    wider = np.concatenate([every * (1 - chance), every * chance])
    # The history of the new source alone is the empty one with its bit.
    what = f"one more source that hears of {chance:.0%} of all incidents"
    return _value(what, kept, found, wider[1:], len(kept.lists) + 1, float(every[0] * chance))


def more_reports(histories: Histories, found: GapEstimate, name: str, more: float = MORE) -> Value | None:
    """The source `name` holds a share `more` more incidents than now, found independently of who else holds them."""
    kept = histories.informative()
    if found.estimate is None or name not in kept.lists:
        return None
    every = _with_unseen(kept, found.estimate)
    bit = 1 << kept.lists.index(name)
    numbers = np.arange(len(every))
    without = numbers & bit == 0
    share = min(1.0, more * every[~without].sum() / max(every[without].sum(), 1e-9))
    changed = every.copy()
    moved = every[without] * share
    changed[without] -= moved
    changed[numbers[without] | bit] += moved
    return _value(f"{more:.0%} more reports of {name}", kept, found, changed[1:], len(kept.lists), float(every[0] * share))


def _with_unseen(histories: Histories, total: float) -> Reals:
    """Expected counts of all histories, the empty one first."""
    return np.concatenate([[max(total - histories.observed, 0.0)], histories.counts.astype(float)])


def _value(what: str, kept: Histories, found: GapEstimate, changed: Reals, lists: int, newly_known: float) -> Value | None:
    terms = () if found.by_bic is None or len(kept.lists) == 2 else tuple(sum(1 << one for one in term) for term in found.by_bic.terms)
    ends = []
    for counts, many in ((kept.counts.astype(float), len(kept.lists)), (changed, lists)):
        wide = models.design(many)
        batch = loglinear.batch(wide, wide.parameters(terms)[None], counts[None])
        if not batch.usable[0]:
            return None
        unseen = float(batch.fitted.unseen[0])
        variance = unseen + unseen**2 * float(batch.fitted.unseen_variance()[0])
        # The interval around the total as estimated now: what is left unseen varies by the variance to be expected.
        total, observed = found.estimate or 0.0, float(counts.sum())
        ends.append(_interval(observed, max(total, observed), variance, unseen))
    return Value(what, ends[0], ends[1], kept.observed, newly_known)


def _interval(observed: float, total: float, variance: float, unseen: float) -> Interval:
    spread = math.sqrt(variance) / max(unseen, 1e-9)
    left = max(total - observed, 1e-9)
    return two_lists.lognormal(observed, observed + left, (spread * left) ** 2)
