"""What people decided, made into constraints of linkage: what is in force, what is taken back, what contradicts.

An undo takes back the decision that it names, unless it was itself taken back. Decisions that contradict one another are not
applied, none of them, and shown: a `different` whose groups other decisions make one incident contradicts those of them that
stand on the way from the one group to the other. A decision that names a report that is not published waits until it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, Final

import pyarrow as pa

from data_pipeline.linkage.link import Constraints
from warehouse.contract.decisions import ON_INCIDENT, Decision
from warehouse.contract.schema import DECISIONS

State = tuple[str, str | None]
"""A code of DECISION_STATE and the reason in words."""
IN_FORCE: Final[State] = ("in_force", None)


@dataclass(slots=True)
class Resolved:
    """The constraints, and the state of every decision by id."""

    constraints: Constraints
    states: dict[str, State] = field(default_factory=dict)


def resolve(decisions: Sequence[Decision], published: Collection[str]) -> Resolved:
    """What `decisions` (oldest first) come to when the reports `published` are linked. Pure."""
    states = {**_undone(decisions)}
    standing = [one for one in decisions if one.decision_id not in states and one.verdict != "undo"]
    for one in standing:
        if missing := sorted(one.reports - set(published)):
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            states[one.decision_id] = ("not_applicable", f"report {missing[0]}{more} is not published")
    usable = [one for one in standing if one.decision_id not in states]
    same = [one for one in usable if one.verdict == "same"]
    different = [one for one in usable if one.verdict == "different"]
    opposed = _contradictions(same, different)
    for decision_id, others in opposed.items():
        states[decision_id] = ("contradicted", f"contradicts {', '.join(sorted(others))}; none of them is applied")
    constraints = _constraints(same, different, opposed)
    return Resolved(constraints, {one.decision_id: states.get(one.decision_id, IN_FORCE) for one in decisions})


def _undone(decisions: Sequence[Decision]) -> dict[str, State]:
    """States of decisions that were taken back, and of undos that take nothing back. The latest undo counts first."""
    place = {one.decision_id: index for index, one in enumerate(decisions)}
    states: dict[str, State] = {}
    for index, one in reversed(list(enumerate(decisions))):
        if one.verdict != "undo" or one.decision_id in states:
            continue
        target = one.undoes or ""
        if place.get(target, index) < index:
            states.setdefault(target, ("undone", f"taken back by {one.who}: {one.why}"))
        else:
            states[one.decision_id] = ("not_applicable", f"there is no earlier decision {target!r}")
    return states


def _contradictions(same: Sequence[Decision], different: Sequence[Decision]) -> dict[str, set[str]]:
    """Each decision that contradicts others, with their ids."""
    found: dict[str, set[str]] = {}
    for one in different:
        for a, b in product(one.group_a, one.group_b):
            for other in _between(a, b, same):
                found.setdefault(one.decision_id, set()).add(other.decision_id)
                found.setdefault(other.decision_id, set()).add(one.decision_id)
    return found


def _between(a: str, b: str, same: Sequence[Decision]) -> list[Decision]:
    """The decisions by which `a` and `b` would be one incident; those that only hang on to them are left out."""
    reached, left = {a}, list(same)
    while fresh := [one for one in left if one.reports & reached]:
        reached = reached.union(*(one.reports for one in fresh))
        left = [one for one in left if one not in fresh]
    if b not in reached:
        return []
    kept = [one for one in same if one.reports <= reached]
    while loose := [one for one in kept if _ends(one, kept, {a, b}) < 2]:
        kept = [one for one in kept if one not in loose]
    return kept


def _ends(one: Decision, kept: Iterable[Decision], held: set[str]) -> int:
    """How many reports of a decision other decisions hold, or `held` does."""
    others = held.union(*(other.reports for other in kept if other is not one))
    return len(one.reports & others)


def _constraints(same: Sequence[Decision], different: Sequence[Decision], opposed: Mapping[str, set[str]]) -> Constraints:
    constraints = Constraints()
    for one in (*same, *different):
        pairs = combinations(one.group_a, 2) if one.verdict == "same" else product(one.group_a, one.group_b)
        for a, b in pairs:
            pair = (a, b) if a < b else (b, a)
            constraints.decision_of[pair] = one.decision_id
            if one.decision_id in opposed:
                constraints.contradicted.append(pair)
    constraints.same.extend(frozenset(one.group_a) for one in same if one.decision_id not in opposed)
    constraints.different.extend((frozenset(one.group_a), frozenset(one.group_b)) for one in different if one.decision_id not in opposed)
    return constraints


def on_incidents(resolved: Resolved, decisions: Sequence[Decision], incidents: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Verdicts on incidents, by incident id; states of those that do not apply are set.

    `incidents`: the incidents of each report that a decision names. A verdict holds for the incident that all its reports share.
    """
    said: dict[str, list[Decision]] = {}
    for one in decisions:
        if one.verdict not in ON_INCIDENT or resolved.states[one.decision_id] != IN_FORCE:
            continue
        shared = frozenset.intersection(*(incidents.get(report, frozenset()) for report in one.group_a))
        if not shared:
            resolved.states[one.decision_id] = ("not_applicable", "its reports are no longer one incident")
        for incident in shared:
            said.setdefault(incident, []).append(one)
    verdicts: dict[str, str] = {}
    for incident, made in sorted(said.items()):
        if len({one.verdict for one in made}) == 1:
            verdicts[incident] = made[0].verdict
            continue
        for one in made:
            others = ", ".join(sorted(other.decision_id for other in made if other.verdict != one.verdict))
            resolved.states[one.decision_id] = ("contradicted", f"contradicts {others}; none of them is applied")
    return verdicts


def as_table(decisions: Sequence[Decision], states: Mapping[str, State]) -> pa.Table:
    """The rows of table `decisions`."""
    rows: list[dict[str, Any]] = []
    for one in decisions:
        state, reason = states[one.decision_id]
        facts = {name: getattr(one, name) for name in ("decision_id", "made_at", "who", "verdict", "why", "undoes")}
        groups = {"group_a": list(one.group_a), "group_b": list(one.group_b)}
        rows.append({**facts, **groups, "state": state, "state_reason": reason})
    return pa.Table.from_pylist(rows, DECISIONS.arrow())
