"""The results of an estimate: numbers with intervals, the models that were tried, and the reasons where there is no number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

LEVEL: Final = 0.95

Reason = Literal["one_source", "few_overlaps", "no_estimate", "not_identifiable", "unbounded", "nothing"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no number is given: a code, and the reason in plain words."""

    code: Reason
    reason: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval and how it was computed. `high` is infinite where the data set no upper limit."""

    low: float
    high: float
    method: str
    level: float = LEVEL

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Fit:
    """One model fitted to the counts.

    `terms` are the interactions, each a tuple of places in the list of lists; `abundance` and its standard error `se` are None where
    there is a `refusal`. `parameters` includes those that the data drive to minus infinity (two lists that share nothing).
    """

    name: str
    terms: tuple[tuple[int, ...], ...]
    parameters: int
    df: int
    deviance: float
    aic: float
    bic: float
    abundance: float | None
    se: float | None
    refusal: Refusal | None = None

    def words(self, lists: Sequence[str]) -> str:
        """The model in words, with the names of the lists."""
        if not self.terms:
            return "all lists independent"
        pairs = [" and ".join(lists[place] for place in term) for term in self.terms]
        return f"dependence between {'; '.join(pairs)}"


@dataclass(frozen=True, slots=True)
class Bound:
    """An estimate that lies below the truth where incidents differ in how easily they are found, and at it where they do not."""

    estimate: float
    interval: Interval
    method: str


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1 with its interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Variant:
    """The estimate under another defensible choice: what was chosen, the abundance, and its interval where there is one."""

    name: str
    abundance: float
    interval: Interval | None = None
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class LinkEffect:
    """What uncertainty about links does: the interval if all links were right, the one under links drawn by their probability, and both
    together.

    `estimate` is the mean over the drawn links. `share` is the share that no list holds, with the interval of both together: the number
    observed changes with the links too. `wider` is the factor by which the uncertainty widens the interval.
    """

    without: Interval
    within: Interval
    both: Interval
    estimate: float
    share: Share

    @property
    def wider(self) -> float:
        return self.both.width / self.without.width if self.without.width > 0 else math.inf


@dataclass(frozen=True)
class GapEstimate:
    """How many incidents there were, those that no list holds included.

    `estimate` and `interval` come from `chosen`; both are None where there are `refusals`. `lower` is the bound that holds without
    the assumption that all incidents are equally easy to find. Where links in doubt were given, `interval` includes them, and `links`
    says what they do. `left_out` incidents lie in years or waters that fewer than two sources watched, and are not part of it.
    `variants` are the estimates under every defensible choice, `range` the lowest and the highest of them. `assumptions` say in plain
    words what the estimate rests on.
    """

    lists: tuple[str, ...]
    totals: tuple[int, ...]
    observed: int
    shared: int
    estimate: float | None
    interval: Interval | None
    chosen: str
    by_bic: Fit | None
    by_aic: Fit | None
    models: tuple[Fit, ...]
    lower: Bound | None
    variants: tuple[Variant, ...]
    refusals: tuple[Refusal, ...]
    assumptions: tuple[str, ...]
    links: LinkEffect | None = None
    left_out: int = 0

    @property
    def sources(self) -> int:
        """Number of lists that hold something."""
        return sum(total > 0 for total in self.totals)

    @property
    def range(self) -> tuple[float, float] | None:
        """The lowest and the highest of all defensible estimates; None where there is none."""
        totals = [variant.abundance for variant in self.variants]
        return (min(totals), max(totals)) if totals else None

    @property
    def unreported(self) -> Share | None:
        """The share of incidents that no list holds, with its interval; None without an estimate."""
        if self.estimate is None or self.interval is None:
            return None
        # Under drawn links the number observed varies as well: the share cannot be worked out from the ends of the total alone.
        if self.links is not None:
            return self.links.share
        return Share(*(unreported_share(self.observed, total) for total in (self.estimate, self.interval.low, self.interval.high)))

    @property
    def unreported_range(self) -> tuple[float, float] | None:
        """The share that no list holds at either end of the range."""
        ends = self.range
        return None if ends is None else (unreported_share(self.observed, ends[0]), unreported_share(self.observed, ends[1]))


def unreported_share(observed: int, total: float) -> float:
    """The share of `total` incidents beyond those observed."""
    return 1.0 if math.isinf(total) else max(0.0, 1 - observed / total) if total > 0 else 0.0
