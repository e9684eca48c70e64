"""Groups of reports that grow by joining, and the evidence between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]

NO_CANDIDATE_BITS: Final = -8.0
"""What two reports of different sources weigh that are no candidate pair: too unlike to have been compared."""
NO_REISSUE_BITS: Final = -12.0
"""What two reports of one source weigh that are no candidate pair."""


class PairWeights:
    """Weights of pairs by their two reports, in sorted arrays: a dictionary of Python numbers would take ten times the memory."""

    def __init__(self, left: Wholes, right: Wholes, weight: Reals, reports: int) -> None:
        self._reports = reports
        keys = left * reports + right
        order = np.argsort(keys, kind="stable")
        self._keys, self._weight = keys[order], weight[order]

    def get(self, a: int, b: int, missing: float) -> float:
        """Bits of the pair of two reports, `missing` when they are no candidate pair."""
        key = a * self._reports + b if a < b else b * self._reports + a
        index = int(self._keys.searchsorted(key))
        return float(self._weight[index]) if index < len(self._keys) and self._keys[index] == key else missing


class ReportGroups:
    """Disjoint groups of reports, each called by its smallest member. Reports that were never joined are not stored."""

    def __init__(self, source: Sequence[int], weights: PairWeights) -> None:
        self._source = source
        self._weights = weights
        self._members: dict[int, list[int]] = {}
        self._group: dict[int, int] = {}

    def group_of(self, report: int) -> int:
        """The group of a report."""
        return self._group.get(report, report)

    def members_of(self, report: int) -> list[int]:
        """The reports in the group of a report, itself included, sorted."""
        return self._members.get(self.group_of(report), [report])

    def group_of_all(self) -> Wholes:
        """The group of every report."""
        groups = np.arange(len(self._source))
        groups[list(self._group.keys())] = list(self._group.values())
        return groups

    def weight_of(self, a: int, b: int) -> float:
        """Bits of the pair of two reports by themselves."""
        return self._weights.get(a, b, NO_REISSUE_BITS if self._source[a] == self._source[b] else NO_CANDIDATE_BITS)

    def weight_between(self, a: int, b: int) -> float:
        """Evidence between the groups of two reports, bits: for every two sources the best of their pairs, summed.

        The best, not all of them: re-issues repeat one statement and are no further evidence.
        """
        best: dict[tuple[int, int], float] = {}
        for member in self.members_of(a):
            for other in self.members_of(b):
                sources = (int(self._source[member]), int(self._source[other]))
                weight = self.weight_of(member, other)
                best[sources] = max(best.get(sources, weight), weight)
        return sum(best.values())

    def worst_weight(self, a: int, b: int) -> float:
        """Bits of the pair that fits least between the groups of two reports of one source."""
        return min(self._weights.get(member, other, NO_REISSUE_BITS) for member in self.members_of(a) for other in self.members_of(b))

    def share_a_source(self, a: int, b: int) -> bool:
        """Whether the groups of two reports hold reports of a common source."""
        return bool({self._source[member] for member in self.members_of(a)} & {self._source[member] for member in self.members_of(b)})

    def join(self, a: int, b: int) -> None:
        """Make the groups of two reports one."""
        first, second = sorted((self.group_of(a), self.group_of(b)))
        if first == second:
            return
        joined = sorted([*self.members_of(first), *self.members_of(second)])
        self._members.pop(second, None)
        self._members[first] = joined
        for report in joined:
            self._group[report] = first
