"""Assignment compared with networkx: components where nothing competes, all matchings where reports compete."""

from __future__ import annotations

from itertools import combinations
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.linkage.assign import Assignment, DecidedGroups, ReportsToAssign, WeighedPairs, assign_incidents
from data_pipeline.linkage.rivals import matching_probabilities

Weights = dict[tuple[int, int], float]


NOTHING_DECIDED = DecidedGroups()


def assigned(
    source: list[int], weights: Weights, decided: DecidedGroups = NOTHING_DECIDED, several_ships: frozenset[int] = frozenset()
) -> Assignment:
    ordered = sorted(weights)
    reports = ReportsToAssign(np.array(source), np.array([n in several_ships for n in range(len(source))]), np.arange(len(source)))
    ends = np.array(ordered, np.int64).reshape(-1, 2)
    return assign_incidents(reports, WeighedPairs(ends[:, 0], ends[:, 1], np.array([weights[pair] for pair in ordered], float)), decided)


def sets(assignment: Assignment) -> set[frozenset[int]]:
    return {frozenset(member) for member in assignment.incidents}


def together(assignment: Assignment, a: int, b: int) -> bool:
    return any({a, b} <= set(member) for member in assignment.incidents)


@st.composite
def free_clusters(draw: st.DrawFn) -> tuple[list[int], Weights]:
    """Reports of four sources, at most one of each in a cluster; a spanning tree of strong pairs in each, the rest weak or absent."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=8))
    places = draw(st.permutations(range(sum(sizes))))
    source, weights, at = [0] * sum(sizes), {}, 0
    for size in sizes:
        members = places[at : at + size]
        at += size
        for member, where in zip(members, draw(st.permutations(range(4))), strict=False):
            source[member] = where
        for a, b in combinations(members, 2):
            weights[min(a, b), max(a, b)] = draw(st.floats(9, 20))
    return source, weights


@settings(max_examples=60, deadline=None)
@given(free_clusters())
def test_without_rivals_incidents_are_the_components(example: tuple[list[int], Weights]) -> None:
    source, weights = example
    graph: nx.Graph[int] = nx.Graph(list(weights))
    graph.add_nodes_from(range(len(source)))
    assert sets(assigned(source, weights)) == {frozenset(member) for member in nx.connected_components(graph)}


def exact(edges: list[tuple[int, int]], weight: list[float]) -> list[float]:
    """Marginal probability of each edge over all matchings, by going through every set of edges."""
    total, holds = 0.0, [0.0] * len(edges)
    for size in range(len(edges) + 1):
        for chosen in combinations(range(len(edges)), size):
            if nx.is_matching(nx.Graph(edges), {edges[index] for index in chosen}):
                odds = float(np.prod([2 ** weight[index] for index in chosen]))
                total += odds
                for index in chosen:
                    holds[index] += odds
    return [member / total for member in holds]


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 7), st.randoms(use_true_random=False), st.lists(st.floats(-6, 8), min_size=6, max_size=6))
def test_probabilities_are_exact_where_rivals_form_no_circle(size: int, random: Random, example: list[float]) -> None:
    tree = nx.random_labeled_tree(size, seed=random)
    colour = nx.bipartite.color(tree)
    edges = [(min(a, b), max(a, b)) for a, b in tree.edges]
    weight = example[: len(edges)]
    left, right = (np.array(ends) for ends in zip(*edges, strict=True))
    source = np.array([colour[node] for node in range(size)])
    probabilities = matching_probabilities(left, right, np.array(weight), source, np.zeros(size, bool))
    assert probabilities == pytest.approx(exact(edges, weight), abs=1e-6)


@st.composite
def any_pairs(draw: st.DrawFn) -> tuple[list[int], Weights]:
    source = draw(st.lists(st.integers(0, 2), min_size=2, max_size=12))
    pairs = draw(st.lists(st.sampled_from(list(combinations(range(len(source)), 2))), unique=True, max_size=30))
    weights = draw(st.lists(st.integers(-80, 160), min_size=len(pairs), max_size=len(pairs), unique=True))
    return source, {pair: weight / 10 for pair, weight in zip(pairs, weights, strict=True)}


@settings(max_examples=150, deadline=None)
@given(any_pairs(), st.randoms(use_true_random=False))
def test_order_of_reports_changes_nothing(example: tuple[list[int], Weights], random: Random) -> None:
    source, weights = example
    order = list(range(len(source)))
    random.shuffle(order)
    moved = {old: new for new, old in enumerate(order)}
    other = assigned(
        [source[old] for old in order],
        {tuple(sorted((moved[a], moved[b]))): weight for (a, b), weight in weights.items()},  # type: ignore[misc]
    )
    assert {frozenset(order[new] for new in member) for member in sets(other)} == sets(assigned(source, weights))


@settings(max_examples=150, deadline=None)
@given(any_pairs())
def test_every_report_is_in_one_incident_and_every_pair_has_an_outcome(example: tuple[list[int], Weights]) -> None:
    source, weights = example
    assignment = assigned(source, weights)
    assert sorted(report for member in assignment.incidents for report in member) == list(range(len(source)))
    for (a, b), outcome, chance in zip(sorted(weights), assignment.outcome, assignment.probability, strict=True):
        assert 0 <= chance <= 1
        assert (outcome == "linked") == together(assignment, a, b)


@settings(max_examples=150, deadline=None)
@given(any_pairs())
def test_reports_of_one_source_share_an_incident_only_as_reissues(example: tuple[list[int], Weights]) -> None:
    source, weights = example
    for incident in sets(assigned(source, weights)):
        for a, b in combinations(sorted(incident), 2):
            if source[a] == source[b]:
                assert weights.get((a, b), -np.inf) > -3


@settings(max_examples=100, deadline=None)
@given(any_pairs(), st.data())
def test_decisions_hold_whatever_the_weights(example: tuple[list[int], Weights], data: st.DataObject) -> None:
    source, weights = example
    reports = data.draw(st.permutations(range(len(source))))
    cut = data.draw(st.integers(1, len(source) - 1))
    same, other = frozenset(reports[:cut]), frozenset(reports[cut:])
    assignment = assigned(source, weights, DecidedGroups([same], [(same, other)]))
    assert same in sets(assignment)


def test_a_chain_cannot_glue_two_incidents_together() -> None:
    """b fits a and c, of three sources; a and c are far apart and contradict each other."""
    assignment = assigned([0, 1, 2], {(0, 1): 9.0, (1, 2): 8.0, (0, 2): -14.0})
    assert sets(assignment) == {frozenset({0, 1}), frozenset({2})}
    assert list(assignment.outcome) == ["linked", "not_linked", "unsure"]
    assert assignment.reason[2] == "group"


def test_of_two_rivals_the_better_is_linked_and_the_other_said_to_be_a_rival() -> None:
    assignment = assigned([0, 1, 1], {(0, 1): 12.0, (0, 2): 5.0})
    assert sets(assignment) == {frozenset({0, 1}), frozenset({2})}
    assert (assignment.outcome[1], assignment.reason[1]) == ("not_linked", "rival")


def test_two_equal_rivals_are_unsure() -> None:
    assignment = assigned([0, 1, 1], {(0, 1): 8.0, (0, 2): 8.0})
    assert len(sets(assignment)) == 3
    assert list(assignment.outcome) == ["unsure", "unsure"]
    assert list(assignment.reason) == ["rivals_close", "rivals_close"]


def test_of_two_that_say_the_very_same_one_is_linked() -> None:
    reports = ReportsToAssign(np.array([0, 1, 1]), np.zeros(3, bool), np.array([0, 1, 1]))
    assignment = assign_incidents(reports, WeighedPairs(np.array([0, 0]), np.array([1, 2]), np.array([8.0, 8.0])))
    assert sets(assignment) == {frozenset({0, 1}), frozenset({2})}


def test_rivals_of_rivals_decide() -> None:
    """a fits b a little better than c does, but a has a partner of its own."""
    assignment = assigned([0, 0, 1, 1], {(0, 2): 8.0, (0, 3): 9.0, (1, 2): 7.0})
    assert sets(assignment) == {frozenset({0, 3}), frozenset({1, 2})}


def test_a_report_of_two_ships_belongs_to_the_incidents_of_both() -> None:
    assignment = assigned([0, 1, 1], {(0, 1): 9.0, (0, 2): 8.0}, several_ships=frozenset({0}))
    assert sets(assignment) == {frozenset({0, 1}), frozenset({2})}
    assert assignment.shared == [(0, 2)]
    assert list(assignment.outcome) == ["linked", "linked"]
