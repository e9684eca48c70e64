"""Weighed pairs into incidents: re-issues, rivals, people's decisions.

1. Re-issues: reports of one source are one *statement* when every two of them fit (complete linkage), best pairs first.
2. Rivals: between two sources a statement has at most one partner. The probability of each pair under that condition, given
   all rivals and their rivals, is computed by belief propagation on the matching (Bayati, Shah, Sharma 2008; exact where the
   rivals form no circle).
3. Incidents: pairs are joined best first, when the probability suffices, the two incidents hold no report of a common source,
   and the evidence between all their reports together speaks for it: so a chain cannot glue two incidents together.
4. A report that names several ships may have a partner for each; it then belongs to several incidents.

What people decided comes first and is never undone by the rest. Everything is a function of the set of reports, pairs and
decisions: the order in which they come changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from data_pipeline.linkage.rivals import matching

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]

LINKED: Final = 0.51
"""Least probability of a link between sources."""
REISSUED: Final = 0.75
"""Least probability that two reports of one source are one statement, issued again."""
UNSURE: Final = 0.15
"""Least probability that a pair is worth a person's look."""
PULLS: Final = -15.0
"""Bits below which a pair is no rival: at odds of one to 32,000 it takes next to nothing from the others. Where reports crowd, most
pairs are such."""
STRANGERS: Final = -8.0
"""Bits that two reports of different sources weigh which are no candidate pair."""
WORST_REISSUE: Final = -3.0
"""Bits that the worst pair of a statement's reports must exceed."""
NOT_REISSUED: Final = -12.0
"""Bits that two reports of one source weigh which are no candidate pair."""


@dataclass(frozen=True, slots=True)
class Reports:
    """What assignment needs of the reports, by position in a list sorted by id. `twin`: the first report of the same source
    that says the very same, often the report itself."""

    source: Wholes
    several_ships: Flags
    twin: Wholes


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs as positions in the list of reports: `left` < `right`, each pair once, weights in bits."""

    left: Wholes
    right: Wholes
    weight: Reals

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided: sets of reports that are one incident, and pairs of sets of which no two share one."""

    same: Sequence[frozenset[int]] = ()
    different: Sequence[tuple[frozenset[int], frozenset[int]]] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Incidents, each a sorted list of positions; reports that also belong to another's incident (report, a member of it);
    and for every pair its probability, outcome and reason (codes of `warehouse.contract.link_codes`)."""

    incidents: list[list[int]]
    shared: list[tuple[int, int]]
    probability: Reals
    outcome: Words
    reason: Words


class Known:
    """Weights of pairs by their two reports, in sorted arrays: a table of Python numbers would take ten times their room."""

    def __init__(self, pairs: Pairs, reports: int) -> None:
        self._reports = reports
        keys = pairs.left * reports + pairs.right
        order = np.argsort(keys, kind="stable")
        self._keys, self._weight = keys[order], pairs.weight[order]

    def get(self, one: int, other: int, missing: float) -> float:
        """Bits of the pair of two reports, `missing` when they are no candidate pair."""
        key = one * self._reports + other if one < other else other * self._reports + one
        at = int(self._keys.searchsorted(key))
        return float(self._weight[at]) if at < len(self._keys) and self._keys[at] == key else missing


class Groups:
    """Disjoint sets of reports that grow by joining; the weight between two sets is the sum over their reports."""

    def __init__(self, source: Sequence[int], weights: Known) -> None:
        self.source = source
        self.members: dict[int, list[int]] = {}
        self.of: dict[int, int] = {}
        self._weights = weights

    def group(self, report: int) -> int:
        return self.of.get(report, report)

    def list(self, report: int) -> list[int]:
        return self.members.get(self.group(report), [report])

    def between(self, a: int, b: int) -> float:
        """Evidence between the sets of two reports: of every source here with every source there, the best of their pairs."""
        best: dict[tuple[int, int], float] = {}
        for one in self.list(a):
            for other in self.list(b):
                sources = (int(self.source[one]), int(self.source[other]))
                missing = NOT_REISSUED if sources[0] == sources[1] else STRANGERS
                weight = self._weights.get(one, other, missing)
                best[sources] = max(best.get(sources, weight), weight)
        return sum(best.values())

    def worst(self, a: int, b: int) -> float:
        """The pair of the two sets that fits least."""
        return min(self._weights.get(one, other, NOT_REISSUED) for one in self.list(a) for other in self.list(b))

    def share_a_source(self, a: int, b: int) -> bool:
        return bool({self.source[one] for one in self.list(a)} & {self.source[one] for one in self.list(b)})

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.group(a), self.group(b)))
        if first == second:
            return
        joined = sorted([*self.list(first), *self.list(second)])
        self.members.pop(second, None)
        self.members[first] = joined
        for report in joined:
            self.of[report] = first

    def of_all(self) -> Wholes:
        """The group of every report."""
        found = np.arange(len(self.source))
        found[list(self.of.keys())] = list(self.of.values())
        return found


def assign(reports: Reports, pairs: Pairs, decided: Decided = Decided()) -> Assignment:
    """Incidents from weighed pairs."""
    one_source = reports.source[pairs.left] == reports.source[pairs.right]
    alone = 1 / (1 + np.exp2(-np.clip(pairs.weight, -60, 60)))
    apart = _apart(decided)
    groups = Groups(reports.source.tolist(), Known(pairs, len(reports.source)))
    for together in decided.same:
        for report in sorted(together)[1:]:
            groups.join(min(together), report)
    _join_reissues(groups, pairs, np.flatnonzero(one_source & (alone >= REISSUED)), apart)
    probability = alone.copy()
    between = np.flatnonzero(~one_source & (pairs.weight > PULLS))
    probability[between] = _between_sources(groups, reports, pairs, between, apart)
    likely = _with_twins(reports, pairs, between, probability) >= LINKED
    shared = _join_incidents(groups, reports, pairs, probability, between[likely], apart)
    outcome, reason = _outcomes(groups, reports, pairs, alone, probability, decided, shared)
    return Assignment(_incidents(groups, len(reports.source)), shared, probability, outcome, reason)


def _apart(decided: Decided) -> dict[int, set[int]]:
    """For each report the reports that a person decided it is not one incident with."""
    found: dict[int, set[int]] = {}
    for ones, others in decided.different:
        for here, there in ((ones, others), (others, ones)):
            for report in here:
                found.setdefault(report, set()).update(there)
    return found


def _kept_apart(groups: Groups, a: int, b: int, apart: dict[int, set[int]]) -> bool:
    return bool(apart) and any(apart.get(one, _NONE) & set(groups.list(b)) for one in groups.list(a))


_NONE: Final[set[int]] = set()


def _best_first(pairs: Pairs, chosen: Wholes, probability: Reals) -> Iterable[tuple[int, int, int]]:
    order = np.lexsort((pairs.right[chosen], pairs.left[chosen], -pairs.weight[chosen], -np.round(probability[chosen], 9)))
    for index in chosen[order].tolist():
        yield index, int(pairs.left[index]), int(pairs.right[index])


def _join_reissues(groups: Groups, pairs: Pairs, chosen: Wholes, apart: dict[int, set[int]]) -> None:
    for _, a, b in _best_first(pairs, chosen, pairs.weight):
        if groups.group(a) != groups.group(b) and groups.worst(a, b) > WORST_REISSUE and not _kept_apart(groups, a, b, apart):
            groups.join(a, b)


def _between_sources(groups: Groups, reports: Reports, pairs: Pairs, chosen: Wholes, apart: dict[int, set[int]]) -> Reals:
    """Probability of each pair between sources, rivals considered; re-issues of one statement speak with the voice of the best."""
    of = groups.of_all()
    left, right = of[pairs.left[chosen]], of[pairs.right[chosen]]
    flipped = left > right
    left, right = np.where(flipped, right, left), np.where(flipped, left, right)
    free = np.array([not _kept_apart(groups, a, b, apart) for a, b in zip(left.tolist(), right.tolist(), strict=True)]) if apart else None
    weight = pairs.weight[chosen] if free is None else np.where(free, pairs.weight[chosen], -np.inf)
    _, edge = np.unique(left * (len(reports.source) + 1) + right, return_inverse=True)
    best = np.full(edge.max(initial=-1) + 1, -np.inf)
    np.maximum.at(best, edge, weight)
    first = np.unique(edge, return_index=True)[1]
    a, b = left[first], right[first]
    return matching(a, b, best, reports.source, reports.several_ships)[edge]


def _with_twins(reports: Reports, pairs: Pairs, chosen: Wholes, probability: Reals) -> Reals:
    """Probability that a report belongs with the other or with one that says the very same: either then is as right."""
    found = probability[chosen]
    for one, other in ((pairs.left[chosen], pairs.right[chosen]), (pairs.right[chosen], pairs.left[chosen])):
        _, alike = np.unique(one * (len(reports.twin) + 1) + reports.twin[other], return_inverse=True)
        found = np.maximum(found, np.bincount(alike, probability[chosen])[alike] if len(alike) else found)
    return found


def _join_incidents(
    groups: Groups, reports: Reports, pairs: Pairs, probability: Reals, chosen: Wholes, apart: dict[int, set[int]]
) -> list[tuple[int, int]]:
    shared: list[tuple[int, int]] = []
    for _, a, b in _best_first(pairs, chosen, probability):
        if groups.group(a) == groups.group(b) or _kept_apart(groups, a, b, apart):
            continue
        if groups.share_a_source(a, b):
            for several, other in ((a, b), (b, a)):
                if reports.several_ships[several]:
                    shared.append((several, other))
                    break
        elif groups.between(a, b) > 0:
            groups.join(a, b)
    return shared


def _outcomes(
    groups: Groups,
    reports: Reports,
    pairs: Pairs,
    alone: Reals,
    probability: Reals,
    decided: Decided,
    shared: Sequence[tuple[int, int]],
) -> tuple[Words, Words]:
    """Outcome and reason of every pair; of several that hold, the first in the order here."""
    of = groups.of_all()
    linked = (of[pairs.left] == of[pairs.right]) | _among(pairs, shared, len(reports.source))
    same = {pair for one in decided.same for pair in combinations(sorted(one), 2)}
    different = {(a, b) for ones, others in decided.different for a in ones for b in others}
    enough = np.where(reports.source[pairs.left] == reports.source[pairs.right], REISSUED, LINKED)
    cases = [
        (linked & _among(pairs, same, len(reports.source)), ("linked", "decision")),
        (linked, ("linked", "model")),
        (_among(pairs, different, len(reports.source)), ("not_linked", "decision")),
        (probability >= enough, ("unsure", "group")),
        ((probability >= UNSURE) & (alone >= LINKED), ("unsure", "rivals_close")),
        (probability >= UNSURE, ("unsure", "model")),
        (alone >= 0.5, ("not_linked", "rival")),
    ]
    first = np.select([case for case, _ in cases], np.arange(len(cases)), len(cases))
    said = np.array([words for _, words in cases] + [("not_linked", "model")], object)
    return said[first, 0], said[first, 1]


def _among(pairs: Pairs, some: Collection[tuple[int, int]], reports: int) -> Flags:
    """Which pairs are in `some`, whichever report comes first there."""
    keys = np.array([min(pair) * reports + max(pair) for pair in some], np.int64)
    return np.isin(pairs.left * reports + pairs.right, keys)


def _incidents(groups: Groups, count: int) -> list[list[int]]:
    return [groups.members.get(report, [report]) for report in range(count) if groups.group(report) == report]
