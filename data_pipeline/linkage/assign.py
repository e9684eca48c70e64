"""Weighed pairs into incidents: re-issues, rivals, people's decisions.

1. Re-issues: reports of one source are one *statement* when every two of them fit (complete linkage), best pairs first.
2. Rivals: between two sources a statement has at most one partner. The probability of each pair under that condition, given
   all rivals and their rivals, is computed by belief propagation on the matching (Bayati, Shah, Sharma 2008; exact where the
   rivals form no cycle).
3. Incidents: pairs are joined best first, when the probability suffices, the two incidents hold no report of a common source,
   and the evidence between all their reports together speaks for it: so a chain cannot glue two incidents together.
4. Two reports that name different ships and do not fit each other share no incident, whoever stands between them.
5. A report that names several ships may have a partner for each; it then belongs to several incidents.

What people decided comes first and is never undone by the rest. Everything is a function of the set of reports, pairs and
decisions: the order in which they arrive changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from data_pipeline.linkage.groups import PairWeights, ReportGroups
from data_pipeline.linkage.rivals import matching_probabilities

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]
KeptApart = dict[int, set[int]]
"""For each report those that it is kept apart from: because a person decided so, or because they are about other ships."""
NamesDiffer = Callable[[Wholes, Wholes], Flags]
"""Whether two reports, by position, name different ships; of many pairs at once."""

LINK_PROBABILITY: Final = 0.51
"""Least probability of a link between sources."""
REISSUE_PROBABILITY: Final = 0.75
"""Least probability that two reports of one source are one statement, issued again."""
REVIEW_PROBABILITY: Final = 0.15
"""Least probability at which a pair is worth a person's look."""
RIVAL_BITS: Final = -3.0
"""A pair that weighs less is no rival, nor is it kept: it takes little from the others, and where reports crowd, most are of that kind."""
WORST_REISSUE_BITS: Final = -3.0
"""What the worst pair of a statement's reports must exceed."""


@dataclass(frozen=True, slots=True)
class ReportsToAssign:
    """What assignment needs of the reports, by position in a list sorted by id. `twin`: the first report of the same source
    with exactly the same content, often the report itself."""

    source: Wholes
    several_ships: Flags
    twin: Wholes


@dataclass(frozen=True, slots=True)
class WeighedPairs:
    """Candidate pairs as positions in the list of reports: `left` < `right`, each pair once, weights in bits."""

    left: Wholes
    right: Wholes
    weight: Reals

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class DecidedGroups:
    """What people decided: sets of reports that are one incident, and pairs of sets that share none."""

    same: Sequence[frozenset[int]] = ()
    different: Sequence[tuple[frozenset[int], frozenset[int]]] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Incidents, each a sorted list of positions; reports that also belong to another's incident (report, a member of it);
    of every report the number of its component, the reports among whom it is settled which of them are one incident;
    and for every pair its probability, outcome and reason (codes of `warehouse.contract.link_codes`)."""

    incidents: list[list[int]]
    shared: list[tuple[int, int]]
    component: Wholes
    probability: Reals
    outcome: Words
    reason: Words


def assign_incidents(
    reports: ReportsToAssign, pairs: WeighedPairs, decided: DecidedGroups = DecidedGroups(), names_differ: NamesDiffer | None = None
) -> Assignment:
    """Incidents from weighed pairs. `names_differ` is asked about pairs that others link and that do not fit each other."""
    within_source = reports.source[pairs.left] == reports.source[pairs.right]
    # Clipped, because 2 ** 60 is certain enough and beyond 2 ** 1023 a float overflows.
    alone = 1 / (1 + np.exp2(-np.clip(pairs.weight, -60, 60)))
    kept_apart = _kept_apart_by_report(decided)
    groups = ReportGroups(reports.source.tolist(), PairWeights(pairs.left, pairs.right, pairs.weight, len(reports.source)))
    for together in decided.same:
        for report in sorted(together)[1:]:
            groups.join(min(together), report)
    reissues = np.flatnonzero(within_source & (alone >= REISSUE_PROBABILITY))
    _join_reissues(groups, pairs, reissues, kept_apart)
    probability = alone.copy()
    between = np.flatnonzero(~within_source & (pairs.weight > RIVAL_BITS))
    probability[between] = _probabilities_between_sources(groups, reports, pairs, between, kept_apart)
    likely = between[_probabilities_with_twins(reports, pairs, between, probability) >= LINK_PROBABILITY]
    other_ships = _other_ships(groups, pairs, likely, names_differ) if names_differ else {}
    component = _components(groups, pairs, np.concatenate([reissues, likely]))
    shared = _join_incidents(groups, reports, pairs, probability, likely, kept_apart, other_ships)
    outcome, reason = _outcomes_and_reasons(groups, reports, pairs, alone, probability, decided, shared)
    return Assignment(_members_by_incident(groups, len(reports.source)), shared, component, probability, outcome, reason)


def _kept_apart_by_report(decided: DecidedGroups) -> KeptApart:
    kept_apart: KeptApart = {}
    for group_a, group_b in decided.different:
        for reports, others in ((group_a, group_b), (group_b, group_a)):
            for report in reports:
                kept_apart.setdefault(report, set()).update(others)
    return kept_apart


def _are_kept_apart(groups: ReportGroups, a: int, b: int, kept_apart: KeptApart) -> bool:
    return bool(kept_apart) and any(kept_apart.get(report, _NOBODY) & set(groups.members_of(b)) for report in groups.members_of(a))


_NOBODY: Final[set[int]] = set()


def _best_first(pairs: WeighedPairs, chosen: Wholes, probability: Reals) -> Iterator[tuple[int, int]]:
    """The chosen pairs by falling probability, then weight, then position."""
    # Rounded, so that noise in the last digit of a probability does not decide the order on another machine.
    order = np.lexsort((pairs.right[chosen], pairs.left[chosen], -pairs.weight[chosen], -np.round(probability[chosen], 9)))
    for index in chosen[order].tolist():
        yield int(pairs.left[index]), int(pairs.right[index])


def _join_reissues(groups: ReportGroups, pairs: WeighedPairs, chosen: Wholes, kept_apart: KeptApart) -> None:
    for a, b in _best_first(pairs, chosen, pairs.weight):
        if groups.group_of(a) == groups.group_of(b) or _are_kept_apart(groups, a, b, kept_apart):
            continue
        # Complete linkage: A like B and B like C does not make A and C one statement.
        if groups.worst_weight(a, b) > WORST_REISSUE_BITS:
            groups.join(a, b)


def _probabilities_between_sources(
    groups: ReportGroups, reports: ReportsToAssign, pairs: WeighedPairs, chosen: Wholes, kept_apart: KeptApart
) -> Reals:
    """Probability of each pair between sources, with rivals considered; re-issues of one statement count as their best pair."""
    groups_of_all = groups.group_of_all()
    left, right = groups_of_all[pairs.left[chosen]], groups_of_all[pairs.right[chosen]]
    flipped = left > right
    left, right = np.where(flipped, right, left), np.where(flipped, left, right)
    weight = pairs.weight[chosen]
    if kept_apart:
        free = [not _are_kept_apart(groups, a, b, kept_apart) for a, b in zip(left.tolist(), right.tolist(), strict=True)]
        weight = np.where(np.array(free), weight, -np.inf)
    # Pairs of the same two statements become one edge of the matching, with the best of their weights.
    _, edge = np.unique(left * (len(reports.source) + 1) + right, return_inverse=True)
    best = np.full(edge.max(initial=-1) + 1, -np.inf)
    np.maximum.at(best, edge, weight)
    first = np.unique(edge, return_index=True)[1]
    return matching_probabilities(left[first], right[first], best, reports.source, reports.several_ships)[edge]


def _other_ships(groups: ReportGroups, pairs: WeighedPairs, likely: Wholes, names_differ: NamesDiffer) -> KeptApart:
    """For each report those of other ships with which the likely pairs would bring it together by way of a third."""
    component = _components(groups, pairs, likely)
    # Two reports alone are linked by what speaks for them, their names included.
    members = np.flatnonzero(np.bincount(component)[component] > 2)
    members = members[np.argsort(component[members], kind="stable")]
    parts = np.split(members, np.flatnonzero(np.diff(component[members])) + 1)
    asked = [
        (a, b)
        for part in parts
        for a, b in combinations(part.tolist(), 2)
        if groups.group_of(a) != groups.group_of(b) and groups.weight_of(a, b) <= 0
    ]
    others: KeptApart = {}
    if asked:
        reports = np.array(asked, np.int64)
        for a, b in reports[names_differ(reports[:, 0], reports[:, 1])].tolist():
            others.setdefault(a, set()).add(b)
            others.setdefault(b, set()).add(a)
    return others


def _components(groups: ReportGroups, pairs: WeighedPairs, chosen: Wholes) -> Wholes:
    """Of every report the number of the component that the chosen pairs and the groups so far make."""
    group_of = groups.group_of_all()
    left = np.concatenate([pairs.left[chosen], np.arange(len(group_of))])
    right = np.concatenate([pairs.right[chosen], group_of])
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(len(group_of),) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _probabilities_with_twins(reports: ReportsToAssign, pairs: WeighedPairs, chosen: Wholes, probability: Reals) -> Reals:
    """Probability that a report belongs with the other or with one that says exactly the same: either is as right.

    Without this, two identical reports would share the probability of their partner between them and neither would be linked.
    """
    highest = probability[chosen]
    for report, other in ((pairs.left[chosen], pairs.right[chosen]), (pairs.right[chosen], pairs.left[chosen])):
        _, alike = np.unique(report * (len(reports.twin) + 1) + reports.twin[other], return_inverse=True)
        highest = np.maximum(highest, np.bincount(alike, probability[chosen])[alike] if len(alike) else highest)
    return highest


def _join_incidents(
    groups: ReportGroups,
    reports: ReportsToAssign,
    pairs: WeighedPairs,
    probability: Reals,
    chosen: Wholes,
    kept_apart: KeptApart,
    other_ships: KeptApart,
) -> list[tuple[int, int]]:
    """Join the chosen pairs, best first; returns the reports that also belong to another's incident (report, a member of it)."""
    shared: list[tuple[int, int]] = []
    for a, b in _best_first(pairs, chosen, probability):
        if groups.group_of(a) == groups.group_of(b) or _are_kept_apart(groups, a, b, kept_apart):
            continue
        if groups.share_a_source(a, b) or _are_kept_apart(groups, a, b, other_ships):
            # Joining would put two reports of one source, or two ships, together; a report of several ships may belong to both instead.
            for several, other in ((a, b), (b, a)):
                if reports.several_ships[several]:
                    shared.append((several, other))
                    break
        elif groups.weight_between(a, b) > 0:
            groups.join(a, b)
    return shared


def _outcomes_and_reasons(
    groups: ReportGroups,
    reports: ReportsToAssign,
    pairs: WeighedPairs,
    alone: Reals,
    probability: Reals,
    decided: DecidedGroups,
    shared: Sequence[tuple[int, int]],
) -> tuple[Words, Words]:
    """Outcome and reason of every pair; where several cases hold, the first in the order here."""
    groups_of_all, count = groups.group_of_all(), len(reports.source)
    linked = (groups_of_all[pairs.left] == groups_of_all[pairs.right]) | _pairs_among(pairs, shared, count)
    same = {pair for together in decided.same for pair in combinations(sorted(together), 2)}
    different = {(a, b) for group_a, group_b in decided.different for a in group_a for b in group_b}
    threshold = np.where(reports.source[pairs.left] == reports.source[pairs.right], REISSUE_PROBABILITY, LINK_PROBABILITY)
    cases = [
        (linked & _pairs_among(pairs, same, count), ("linked", "decision")),
        (linked, ("linked", "model")),
        (_pairs_among(pairs, different, count), ("not_linked", "decision")),
        (probability >= threshold, ("unsure", "group")),
        ((probability >= REVIEW_PROBABILITY) & (alone >= LINK_PROBABILITY), ("unsure", "rivals_close")),
        (probability >= REVIEW_PROBABILITY, ("unsure", "model")),
        (alone >= 0.5, ("not_linked", "rival")),
    ]
    first = np.select([case for case, _ in cases], np.arange(len(cases)), len(cases))
    codes = np.array([outcome_and_reason for _, outcome_and_reason in cases] + [("not_linked", "model")], object)
    return codes[first, 0], codes[first, 1]


def _pairs_among(pairs: WeighedPairs, chosen: Collection[tuple[int, int]], reports: int) -> Flags:
    """Which pairs are in `chosen`, whichever report comes first there."""
    keys = np.array([min(pair) * reports + max(pair) for pair in chosen], np.int64)
    return np.isin(pairs.left * reports + pairs.right, keys)


def _members_by_incident(groups: ReportGroups, count: int) -> list[list[int]]:
    return [groups.members_of(report) for report in range(count) if groups.group_of(report) == report]
