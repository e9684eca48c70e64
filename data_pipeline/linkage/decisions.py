"""People's decisions as constraints of linkage: which are in force, taken back, contradicted, or waiting.

An undo takes back the decision that it names, unless it was itself taken back. Of decisions that contradict one another none is
applied, and all are shown: a `different` whose groups other decisions make one incident contradicts those of them that form the
chain from the one group to the other. A decision that names a report that is not published waits until it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, Final

import pyarrow as pa

from data_pipeline.linkage.link import DecisionConstraints
from warehouse.contract.decisions import ON_INCIDENT, Decision
from warehouse.contract.schema import DECISIONS

State = tuple[str, str | None]
"""A code of DECISION_STATE and the reason in words."""
IN_FORCE: Final[State] = ("in_force", None)


@dataclass(slots=True)
class ResolvedDecisions:
    """The constraints, and the state of every decision by id."""

    constraints: DecisionConstraints
    states: dict[str, State] = field(default_factory=dict)


def resolve_decisions(decisions: Sequence[Decision], published: Collection[str]) -> ResolvedDecisions:
    """What `decisions` (oldest first) amount to when the reports `published` are linked. Pure."""
    states = {**_undo_states(decisions)}
    standing = [decision for decision in decisions if decision.decision_id not in states and decision.verdict != "undo"]
    for decision in standing:
        if missing := sorted(decision.reports - set(published)):
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            states[decision.decision_id] = ("not_applicable", f"report {missing[0]}{more} is not published")
    usable = [decision for decision in standing if decision.decision_id not in states]
    same = [decision for decision in usable if decision.verdict == "same"]
    different = [decision for decision in usable if decision.verdict == "different"]
    opposed = _contradictions(same, different)
    for decision_id, others in opposed.items():
        states[decision_id] = ("contradicted", f"contradicts {', '.join(sorted(others))}; none of them is applied")
    constraints = _constraints(same, different, opposed)
    return ResolvedDecisions(constraints, {decision.decision_id: states.get(decision.decision_id, IN_FORCE) for decision in decisions})


def _undo_states(decisions: Sequence[Decision]) -> dict[str, State]:
    """States of decisions that were taken back, and of undos that take nothing back."""
    place = {decision.decision_id: index for index, decision in enumerate(decisions)}
    states: dict[str, State] = {}
    # Latest first: an undo that a later one took back must not take anything back itself.
    for index, decision in reversed(list(enumerate(decisions))):
        if decision.verdict != "undo" or decision.decision_id in states:
            continue
        target = decision.undoes or ""
        if place.get(target, index) < index:
            states.setdefault(target, ("undone", f"taken back by {decision.who}: {decision.why}"))
        else:
            states[decision.decision_id] = ("not_applicable", f"there is no earlier decision {target!r}")
    return states


def _contradictions(same: Sequence[Decision], different: Sequence[Decision]) -> dict[str, set[str]]:
    """The id of each decision that contradicts others, with their ids."""
    opposed: dict[str, set[str]] = {}
    for decision in different:
        for a, b in product(decision.group_a, decision.group_b):
            for other in _chain_between(a, b, same):
                opposed.setdefault(decision.decision_id, set()).add(other.decision_id)
                opposed.setdefault(other.decision_id, set()).add(decision.decision_id)
    return opposed


def _chain_between(a: str, b: str, same: Sequence[Decision]) -> list[Decision]:
    """The decisions by which `a` and `b` would be one incident; those that merely hang on to one of them are left out."""
    reached, remaining = {a}, list(same)
    while reaching := [decision for decision in remaining if decision.reports & reached]:
        reached = reached.union(*(decision.reports for decision in reaching))
        remaining = [decision for decision in remaining if decision not in reaching]
    if b not in reached:
        return []
    chain = [decision for decision in same if decision.reports <= reached]
    # Dead ends are cut one after the other until only the way from a to b is left.
    while loose := [decision for decision in chain if _held_reports(decision, chain, {a, b}) < 2]:
        chain = [decision for decision in chain if decision not in loose]
    return chain


def _held_reports(decision: Decision, chain: Iterable[Decision], ends: set[str]) -> int:
    """How many reports of a decision other decisions of the chain name too, or are its ends."""
    others = ends.union(*(other.reports for other in chain if other is not decision))
    return len(decision.reports & others)


def _constraints(same: Sequence[Decision], different: Sequence[Decision], opposed: Mapping[str, set[str]]) -> DecisionConstraints:
    constraints = DecisionConstraints()
    for decision in (*same, *different):
        pairs = combinations(decision.group_a, 2) if decision.verdict == "same" else product(decision.group_a, decision.group_b)
        for a, b in pairs:
            pair = (a, b) if a < b else (b, a)
            constraints.decision_of[pair] = decision.decision_id
            # A contradicted decision constrains nothing, but its pairs are still shown with it.
            if decision.decision_id in opposed:
                constraints.contradicted.append(pair)
    constraints.same.extend(frozenset(decision.group_a) for decision in same if decision.decision_id not in opposed)
    constraints.different.extend(
        (frozenset(decision.group_a), frozenset(decision.group_b)) for decision in different if decision.decision_id not in opposed
    )
    return constraints


def verdicts_on_incidents(
    resolved: ResolvedDecisions, decisions: Sequence[Decision], incidents: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """Verdicts on incidents, by incident id; sets the states of those that do not apply.

    `incidents`: the incidents of each report that a decision names. A verdict holds for the incident that all its reports share.
    """
    by_incident: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.verdict not in ON_INCIDENT or resolved.states[decision.decision_id] != IN_FORCE:
            continue
        shared = frozenset.intersection(*(incidents.get(report, frozenset()) for report in decision.group_a))
        if not shared:
            resolved.states[decision.decision_id] = ("not_applicable", "its reports are no longer one incident")
        for incident in shared:
            by_incident.setdefault(incident, []).append(decision)
    verdicts: dict[str, str] = {}
    for incident, of_incident in sorted(by_incident.items()):
        if len({decision.verdict for decision in of_incident}) == 1:
            verdicts[incident] = of_incident[0].verdict
            continue
        for decision in of_incident:
            others = ", ".join(sorted(other.decision_id for other in of_incident if other.verdict != decision.verdict))
            resolved.states[decision.decision_id] = ("contradicted", f"contradicts {others}; none of them is applied")
    return verdicts


def decisions_table(decisions: Sequence[Decision], states: Mapping[str, State]) -> pa.Table:
    """The rows of table `decisions`."""
    rows: list[dict[str, Any]] = []
    for decision in decisions:
        state, reason = states[decision.decision_id]
        facts = {name: getattr(decision, name) for name in ("decision_id", "made_at", "who", "verdict", "why", "undoes")}
        groups = {"group_a": list(decision.group_a), "group_b": list(decision.group_b)}
        rows.append({**facts, **groups, "state": state, "state_reason": reason})
    return pa.Table.from_pylist(rows, DECISIONS.arrow())
