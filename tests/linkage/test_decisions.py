"""What decisions amount to: taken back, contradicting, waiting; compared with an oracle that tries every set of decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, product

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.linkage.decisions import ResolvedDecisions, decisions_table, resolve_decisions, verdicts_on_incidents
from warehouse.contract.decisions import Decision

REPORTS = [f"asam:{letter}" for letter in "abcdefg"]
START = datetime(2026, 1, 1, tzinfo=UTC)


def made(number: int, verdict: str, a: str = "", b: str = "", undoes: int | None = None) -> Decision:
    groups = (tuple(f"asam:{letter}" for letter in letters) for letters in (a, b))
    when = START + timedelta(minutes=number)
    return Decision(f"d{number}", when, "Ada", verdict, *groups, "because", None if undoes is None else f"d{undoes}")  # type: ignore[arg-type, call-arg]


def states(resolved: ResolvedDecisions) -> list[str]:
    return [state for state, _ in resolved.states.values()]


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    resolved = []
    for number in range(draw(st.integers(1, 6))):
        chosen = draw(st.lists(st.sampled_from("abcdefg"), min_size=2, max_size=4, unique=True))
        cut = draw(st.integers(1, len(chosen) - 1))
        if draw(st.booleans()):
            resolved.append(made(number, "same", "".join(sorted(chosen))))
        else:
            resolved.append(made(number, "different", "".join(sorted(chosen[:cut])), "".join(sorted(chosen[cut:]))))
    return resolved


def consistent(chosen: list[Decision]) -> bool:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(REPORTS)
    for decision in chosen:
        if decision.verdict == "same":
            graph.add_edges_from(combinations(decision.group_a, 2))
    together = {node: index for index, part in enumerate(nx.connected_components(graph)) for node in part}
    return not any(
        together[a] == together[b]
        for decision in chosen
        if decision.verdict == "different"
        for a, b in product(decision.group_a, decision.group_b)
    )


@settings(max_examples=200, deadline=None)
@given(decisions())
def test_what_is_in_force_never_contradicts_and_nothing_at_fault_is_applied(example: list[Decision]) -> None:
    resolved = resolve_decisions(example, REPORTS)
    by_id = {decision.decision_id: decision for decision in example}
    in_force = [by_id[key] for key, (state, _) in resolved.states.items() if state == "in_force"]
    assert consistent(in_force)
    assert set(states(resolved)) <= {"in_force", "contradicted"}
    for key, (state, _) in resolved.states.items():
        # At fault: some set of decisions is at odds only because this one is among them.
        others = [decision for decision in example if decision.decision_id != key]
        blamed = any(
            consistent(list(chosen)) and not consistent([*chosen, by_id[key]])
            for size in range(len(others) + 1)
            for chosen in combinations(others, size)
        )
        if blamed:
            assert state == "contradicted"
    assert all(consistent([decision for decision in in_force if decision.decision_id != key]) for key in by_id)


@settings(max_examples=100, deadline=None)
@given(decisions(), st.randoms(use_true_random=False))
def test_the_order_of_decisions_does_not_matter(example: list[Decision], random: object) -> None:
    shuffled = example[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = resolve_decisions(example, REPORTS), resolve_decisions(shuffled, REPORTS)
    assert {key: state for key, (state, _) in first.states.items()} == {key: state for key, (state, _) in second.states.items()}
    assert set(first.constraints.same) == set(second.constraints.same)
    assert set(first.constraints.different) == set(second.constraints.different)


def test_two_that_contradict_are_both_named_and_neither_applied() -> None:
    resolved = resolve_decisions([made(0, "same", "ab"), made(1, "different", "a", "b"), made(2, "same", "cd")], REPORTS)
    assert states(resolved) == ["contradicted", "contradicted", "in_force"]
    assert "d1" in str(resolved.states["d0"][1])
    assert resolved.constraints.contradicted == [("asam:a", "asam:b")] * 2
    assert resolved.constraints.same == [frozenset({"asam:c", "asam:d"})]


def test_a_contradiction_over_several_steps_spares_what_only_hangs_on() -> None:
    resolved = resolve_decisions(
        [made(0, "same", "ab"), made(1, "same", "bc"), made(2, "same", "cd"), made(3, "different", "a", "c")], REPORTS
    )
    assert states(resolved) == ["contradicted", "contradicted", "in_force", "contradicted"]


def test_an_undo_takes_back_and_its_undo_restores() -> None:
    first, undo, redo = made(0, "same", "ab"), made(1, "undo", undoes=0), made(2, "undo", undoes=1)
    assert states(resolve_decisions([first, undo], REPORTS)) == ["undone", "in_force"]
    assert states(resolve_decisions([first, undo, redo], REPORTS)) == ["in_force", "undone", "in_force"]
    assert states(resolve_decisions([made(0, "undo", undoes=7)], REPORTS)) == ["not_applicable"]


def test_a_decision_on_reports_that_are_not_published_waits() -> None:
    resolved = resolve_decisions([made(0, "same", "ab")], ["asam:a"])
    assert resolved.states["d0"] == ("not_applicable", "report asam:b is not published")
    assert not resolved.constraints.same
    assert states(resolve_decisions([made(0, "same", "ab")], REPORTS)) == ["in_force"]


@pytest.mark.parametrize(
    ("example", "verdicts", "expected"),
    [
        ([made(0, "verified", "ab")], {"I1": "verified"}, ["in_force"]),
        ([made(0, "verified", "a"), made(1, "verified", "b")], {"I1": "verified"}, ["in_force", "in_force"]),
        ([made(0, "verified", "a"), made(1, "unfounded", "b")], {}, ["contradicted", "contradicted"]),
        ([made(0, "disputed", "ac")], {}, ["not_applicable"]),
    ],
)
def test_verdicts_on_incidents(example: list[Decision], verdicts: dict[str, str], expected: list[str]) -> None:
    incidents = {"asam:a": frozenset({"I1"}), "asam:b": frozenset({"I1"}), "asam:c": frozenset({"I2"})}
    resolved = resolve_decisions(example, REPORTS)
    assert verdicts_on_incidents(resolved, example, incidents) == verdicts
    assert states(resolved) == expected
    assert decisions_table(example, resolved.states)["state"].to_pylist() == expected
