"""Measures of linkage: pairs counted, clusters compared, and intervals of both. Pure.

Sources: E. B. Wilson, JASA 22 (1927) 209, the interval of a share; A. Bagga and B. Baldwin, COLING-ACL 1998, B-cubed.
F1 = 2J / (1 + J) with J = right / (right + wrong + missed), which is a share: its interval is Wilson's of J, transformed likewise.
The intervals take pairs as independent; pairs of one cluster are not, so the true intervals are somewhat wider.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

Interval = tuple[float, float]

_Z: Final = 1.959964
"""Standard normal deviate of a 95% interval."""
_Element = TypeVar("_Element", bound=Hashable)


def wilson_interval(successes: int, trials: int) -> Interval:
    """95% interval of a share; (nan, nan) without trials."""
    if not trials:
        return math.nan, math.nan
    # Five lines, where statsmodels would take half a second to import.
    share, z2 = successes / trials, _Z * _Z
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half_width = _Z / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    return max(0.0, centre - half_width), min(1.0, centre + half_width)


def harmonic_mean(precision: float, recall: float) -> float:
    """F1 of a precision and a recall; nan where one is unknown, 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else precision + recall


@dataclass(slots=True)
class Counts:
    """Pairs: `right` linked and one incident, `wrong` linked but two, `missed` one incident but not linked, `apart` neither
    (-1: not counted).

    `unsure_same` and `unsure_apart` count the pairs not linked that we call unsure, by whether they are one incident.
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
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return _ratio(self.right, self.matches)

    @property
    def f1(self) -> float:
        return _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)

    @property
    def precision_interval(self) -> Interval:
        return wilson_interval(self.right, self.right + self.wrong)

    @property
    def recall_interval(self) -> Interval:
        return wilson_interval(self.right, self.matches)

    @property
    def f1_interval(self) -> Interval:
        low, high = wilson_interval(self.right, self.right + self.wrong + self.missed)
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
        return _ratio(self.exact, self.ours)

    @property
    def exact_recall(self) -> float:
        return _ratio(self.exact, self.true)

    @property
    def b3_f1(self) -> float:
        return harmonic_mean(self.b3_precision, self.b3_recall)


def compare_clusters(ours: Mapping[_Element, frozenset[str]], true: Mapping[_Element, frozenset[str]]) -> Clusters:
    """Compare two clusterings of the same elements.

    B-cubed: for each element, of those in a cluster with it on one side, the share that is so on the other too; itself counts.
    Where no element is in two clusters this is the usual measure. Among exact clusters, one that is part of another is not
    counted: it belongs to an element of two clusters whose other members are not among the elements.
    """
    our_members, true_members = _members_by_cluster(ours), _members_by_cluster(true)
    precision = recall = 0.0
    for element in true:
        our_neighbours = frozenset[_Element]().union(*(our_members[cluster] for cluster in ours[element]))
        true_neighbours = frozenset[_Element]().union(*(true_members[cluster] for cluster in true[element]))
        shared = len(our_neighbours & true_neighbours)
        precision += shared / len(our_neighbours)
        recall += shared / len(true_neighbours)
    n = len(true)
    our_clusters, true_clusters = _comparable_clusters(our_members), _comparable_clusters(true_members)
    exact = len(our_clusters & true_clusters)
    return Clusters(n, len(true_clusters), len(our_clusters), exact, _ratio(precision, n), _ratio(recall, n))


def _members_by_cluster(clustering: Mapping[_Element, frozenset[str]]) -> dict[str, frozenset[_Element]]:
    members: dict[str, set[_Element]] = {}
    for element, clusters in clustering.items():
        for cluster in clusters:
            members.setdefault(cluster, set()).add(element)
    return {cluster: frozenset(elements) for cluster, elements in members.items()}


def _comparable_clusters(members: Mapping[str, frozenset[_Element]]) -> set[frozenset[_Element]]:
    """The clusters but for those whose every element is in another cluster too and that are part of a larger one."""
    cluster_count = Counter(element for cluster in members.values() for element in cluster)
    clusters = set(members.values())
    doubtful = {cluster for cluster in clusters if all(cluster_count[element] > 1 for element in cluster)}
    return {cluster for cluster in clusters if cluster not in doubtful or not any(cluster < other for other in clusters)}


def _ratio(part: float, total: float) -> float:
    return part / total if total else math.nan
