"""Measures of linkage against numbers worked out by hand, and against their definitions on random clusterings."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.linkage.quality.measures import Clusters, Counts, compare_clusters, harmonic_mean, wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"), [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)]
)
def test_wilson_gives_the_textbooks_intervals(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_counts_by_hand() -> None:
    """6 right, 2 wrong, 4 missed: P 6/8, R 6/10, F1 12/18; the interval of F1 from Wilson's of 6/12, 0.2538 to 0.7462."""
    counts = Counts(right=6, wrong=2, missed=4, apart=8)
    assert (counts.matches, counts.nonmatches) == (10, 10)
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx((0.75, 0.6, 2 / 3))
    assert counts.f1_interval == pytest.approx((2 * 0.2538 / 1.2538, 2 * 0.7462 / 1.7462), abs=1e-4)
    assert counts.f1 == pytest.approx(harmonic_mean(counts.precision, counts.recall))


def test_what_is_unknown_is_no_number() -> None:
    nothing = Counts()
    assert all(math.isnan(value) for value in (nothing.precision, nothing.recall, nothing.f1, *nothing.f1_interval))
    assert Counts(missed=3).recall == 0.0
    assert math.isnan(Counts(missed=3).precision)
    assert Counts(apart=-1).nonmatches is None


def clustering(*clusters: str) -> dict[str, frozenset[str]]:
    return {element: frozenset(cluster for cluster in clusters if element in cluster) for element in "".join(clusters)}


def test_clusters_by_hand() -> None:
    """Truth abc, de; ours ab, cd, e. Precision (1 + 1 + 1/2 + 1/2 + 1) / 5, recall (2/3 + 2/3 + 1/3 + 1/2 + 1/2) / 5."""
    clusters = compare_clusters(clustering("ab", "cd", "e"), clustering("abc", "de"))
    assert (clusters.elements, clusters.true, clusters.ours, clusters.exact) == (5, 2, 3, 0)
    assert clusters.b3_precision == pytest.approx(4 / 5)
    assert clusters.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 5)


def test_an_element_in_two_clusters() -> None:
    """A report of two ships, c, belongs with ab and with d. Ours has it with ab only: d misses c, and c misses d."""
    truth = clustering("abc", "cd")
    assert compare_clusters(truth, truth) == Clusters(4, 2, 2, 2, 1.0, 1.0)
    clusters = compare_clusters(clustering("abc", "d"), truth)
    assert (clusters.exact, clusters.b3_precision) == (1, 1.0)
    assert clusters.b3_recall == pytest.approx((1 + 1 + 3 / 4 + 1 / 2) / 4)


partitions = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=14)


@given(partitions)
def test_b_cubed_is_its_definition(numbers: list[tuple[int, int]]) -> None:
    """The sum over cells of the cross table, n_ij squared by the size of the cluster, is the published formula."""
    our_clusters = {str(i): frozenset({f"o{a}"}) for i, (a, _) in enumerate(numbers)}
    true = {str(i): frozenset({f"t{b}"}) for i, (_, b) in enumerate(numbers)}
    clusters = compare_clusters(our_clusters, true)
    cells = {cell: numbers.count(cell) for cell in numbers}
    mine = {a: sum(element == a for element, _ in numbers) for a, _ in numbers}
    assert clusters.b3_precision == pytest.approx(sum(n * n / mine[a] for (a, _), n in cells.items()) / len(numbers))
    back = compare_clusters(true, our_clusters)
    assert back.b3_precision == pytest.approx(clusters.b3_recall)
    assert back.exact == clusters.exact
    together = sum(a == c for (a, _), (c, _) in combinations(numbers, 2))
    assert (clusters.ours == clusters.elements) == (together == 0)
