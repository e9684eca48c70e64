"""Measures of linkage: pairs counted, clusters compared, and how far the figures may be off. Pure.

Sources: E. B. Wilson, JASA 22 (1927) 209, the interval of a share; A. Bagga and B. Baldwin, COLING-ACL 1998, B-cubed.
F1 = 2J / (1 + J) with J = right / (right + wrong + missed), which is a share: its interval is Wilson's of J, so transformed.
The intervals take pairs as independent; pairs of one cluster are not, so the true ones are somewhat wider.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

Interval = tuple[float, float]

_Z: Final = 1.959964
_Element = TypeVar("_Element", bound=Hashable)


def wilson(successes: int, trials: int) -> Interval:
    """95% interval of a share; (nan, nan) without trials."""
    if not trials:
        return math.nan, math.nan
    share, z2 = successes / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def harmonic(precision: float, recall: float) -> float:
    """F1 of a precision and a recall; nan where one is unknown, 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else precision + recall


@dataclass(slots=True)
class Counts:
    """Pairs: `right` linked and one incident, `wrong` linked and not, `missed` not linked and one incident, `apart` neither
    (-1: not counted).

    `unsure_same` and `unsure_apart` count those not linked that we call unsure, by what they are.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    apart: int = 0
    unsure_same: int = 0
    unsure_apart: int = 0

    def add(self, linked: bool, same: bool, unsure: bool = False) -> None:
        """Count one pair."""
        self.right += linked and same
        self.wrong += linked and not same
        self.missed += same and not linked
        self.apart += not linked and not same
        self.unsure_same += unsure and same and not linked
        self.unsure_apart += unsure and not same and not linked

    @property
    def matches(self) -> int:
        return self.right + self.missed

    @property
    def nonmatches(self) -> int | None:
        return None if self.apart < 0 else self.wrong + self.apart

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return _share(self.right, self.matches)

    @property
    def f1(self) -> float:
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)

    @property
    def precision_interval(self) -> Interval:
        return wilson(self.right, self.right + self.wrong)

    @property
    def recall_interval(self) -> Interval:
        return wilson(self.right, self.matches)

    @property
    def f1_interval(self) -> Interval:
        low, high = wilson(self.right, self.right + self.wrong + self.missed)
        return 2 * low / (1 + low), 2 * high / (1 + high)


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters compared: how many there are, how many we have exactly, and B-cubed precision and recall."""

    elements: int
    true: int
    ours: int
    exact: int
    b3_precision: float
    b3_recall: float

    @property
    def exact_precision(self) -> float:
        return _share(self.exact, self.ours)

    @property
    def exact_recall(self) -> float:
        return _share(self.exact, self.true)

    @property
    def b3_f1(self) -> float:
        return harmonic(self.b3_precision, self.b3_recall)


def compare_clusters(ours: Mapping[_Element, frozenset[str]], true: Mapping[_Element, frozenset[str]]) -> Clusters:
    """Compare two clusterings of the same elements.

    B-cubed: for each element, of those in a cluster with it here, the share that is so there too; itself counts. Where
    no element is in two clusters this is the usual measure. A cluster that is part of another one is not counted: it is that of
    an element in two clusters whose other members are not looked at.
    """
    ours_of, true_of = _members(ours), _members(true)
    precision = recall = 0.0
    for element in true:
        here = frozenset[_Element]().union(*(ours_of[cluster] for cluster in ours[element]))
        there = frozenset[_Element]().union(*(true_of[cluster] for cluster in true[element]))
        precision += len(here & there) / len(here)
        recall += len(here & there) / len(there)
    n = len(true)
    mine, theirs = _whole(ours_of), _whole(true_of)
    return Clusters(n, len(theirs), len(mine), len(mine & theirs), precision / n if n else math.nan, recall / n if n else math.nan)


def _members(clustering: Mapping[_Element, frozenset[str]]) -> dict[str, frozenset[_Element]]:
    found: dict[str, set[_Element]] = {}
    for element, clusters in clustering.items():
        for cluster in clusters:
            found.setdefault(cluster, set()).add(element)
    return {cluster: frozenset(members) for cluster, members in found.items()}


def _whole(members: Mapping[str, frozenset[_Element]]) -> set[frozenset[_Element]]:
    several = Counter(element for cluster in members.values() for element in cluster)
    found = set(members.values())
    doubtful = {cluster for cluster in found if all(several[element] > 1 for element in cluster)}
    return {cluster for cluster in found if cluster not in doubtful or not any(cluster < other for other in found)}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
