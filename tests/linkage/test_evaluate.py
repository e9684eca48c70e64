"""Incidents compared with labels: figures worked out by hand."""

from __future__ import annotations

import pytest

from data_pipeline.linkage.quality.evaluate import LinkageEvaluation, LinkageFigures, evaluate_incidents
from data_pipeline.linkage.quality.figures import figure_as_json, figure_lines
from data_pipeline.linkage.quality.labels import LabelKey, Labels, PairLabel, WindowLabel

INCIDENTS = {
    "a1": {"I1"}, "b1": {"I1"}, "c1": {"I1"},
    "a2": {"I2"}, "b3": {"I2"},
    "b2": {"I3"},
    "a4": {"I4", "I5"}, "b4": {"I4"}, "b5": {"I5"},
}  # fmt: skip
"""a4 describes two ships; b2 belongs to a2 but stands alone; b3 was given to a2."""


def key(name: str) -> LabelKey:
    return LabelKey("asam" if name[0] == "a" else "imb_crime_at_sea", name)


def pair(a: str, b: str, same: bool | None, name: str = "s") -> PairLabel:
    return PairLabel(name, key(a), key(b), same, f"{a} and {b}")


def window(name: str, **clusters: str) -> list[WindowLabel]:
    return [WindowLabel(name, key(record), f"{name}-{cluster}", "") for cluster, records in clusters.items() for record in records.split()]


def evaluated(labels: Labels, unsure: set[tuple[str, str]] | None = None) -> LinkageEvaluation:
    incidents = {report: frozenset(ids) for report, ids in INCIDENTS.items()}
    reports = {figure: figure.key for figure in labels.keys if figure.key in incidents}
    return evaluate_incidents(labels, reports, incidents, unsure or set())


def figures(result: LinkageEvaluation, group: str, part: str = "") -> LinkageFigures:
    [matching] = [figure for figure in result.figures if (figure.group, figure.part) == (group, part)]
    return matching


PAIRS = [
    pair("a1", "b1", True),
    pair("b2", "a1", False),
    pair("a2", "b2", True),
    pair("a2", "b3", False),
    pair("a1", "b3", None),
    pair("a4", "b4", True),
    pair("b5", "a4", True),
    pair("a9", "b1", True),
]


def test_pairs_by_hand() -> None:
    """Right a1-b1, a4-b4, a4-b5; wrong a2-b3; missed a2-b2; apart a1-b2; a1-b3 is unsure and a9 is not published."""
    result = evaluated(Labels(pairs=PAIRS), {("a2", "b2"), ("a1", "b2"), ("a1", "b1")})
    counts = figures(result, "pair set").counts
    assert (counts.right, counts.wrong, counts.missed, counts.apart) == (3, 1, 1, 1)
    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.75, 0.75)
    assert (counts.unsure_same, counts.unsure_apart) == (1, 1), "a linked pair is not unsure any more"
    assert [(figure.reports, figure.same, figure.note) for figure in result.errors] == [
        (("a2", "b3"), False, "a2 and b3"),
        (("a2", "b2"), True, "a2 and b2"),
    ]


def test_a_window_by_hand() -> None:
    """True a1 b1, a2 b2, b3; ours a1 b1 (c1 lies outside), a2 b3, b2. Of 10 pairs 1 right, 1 wrong, 1 missed."""
    result = evaluated(Labels(windows=window("w", one="a1 b1", two="a2 b2", three="b3")))
    total = figures(result, "window")
    assert (total.counts.right, total.counts.wrong, total.counts.missed, total.counts.apart) == (1, 1, 1, 7)
    assert total.clusters is not None
    assert (total.clusters.elements, total.clusters.true, total.clusters.ours, total.clusters.exact) == (5, 3, 3, 1)
    assert (total.clusters.b3_precision, total.clusters.b3_recall) == pytest.approx((0.8, 0.8))
    assert figures(result, "window", "between sources").counts.matches == 2
    assert figures(result, "window", "within a source").counts.apart == 4
    assert figures(result, "all windows").counts == total.counts


def test_windows_are_pooled_without_pairs_between_them() -> None:
    """a4 with b4 in one window and b5 in another: its incidents do not join the windows, and are each counted in one."""
    result = evaluated(Labels(windows=window("v", one="a4 b4") + window("w", one="a4 b5", two="a1 b1")))
    total = figures(result, "all windows")
    assert (total.counts.right, total.counts.apart) == (3, 4)
    assert total.clusters is not None
    assert (total.clusters.elements, total.clusters.true, total.clusters.ours, total.clusters.exact) == (6, 3, 3, 3)


def test_a_report_of_two_ships_in_two_clusters() -> None:
    result = evaluated(Labels(windows=window("w", one="a4 b4", two="a4 b5")))
    total = figures(result, "window")
    assert (total.counts.right, total.counts.missed, total.counts.apart) == (2, 0, 1)
    assert total.clusters is not None
    assert (total.clusters.exact, total.clusters.true, total.clusters.b3_precision) == (2, 2, 1.0)


def test_reissues_are_pooled_and_count_once() -> None:
    """b2-b3 stands in the window and in the set; a1-a2 in the set only: two windows' pairs of imb and one more."""
    labels = Labels(
        pairs=[pair("b2", "b3", True, "imb_imb"), pair("a1", "a2", False, "asam_asam"), pair("b4", "b5", True, "imb_imb")],
        windows=window("w", one="b2 b3", two="b1"),
    )
    matching = {figure.name: figure.counts for figure in evaluated(labels).figures if figure.group == "re-issues"}
    assert list(matching) == ["asam", "imb_crime_at_sea"]
    assert (matching["asam"].matches, matching["asam"].apart) == (0, 1)
    assert (matching["imb_crime_at_sea"].matches, matching["imb_crime_at_sea"].missed, matching["imb_crime_at_sea"].apart) == (2, 2, 2)


def test_the_figures_in_words_and_as_values() -> None:
    result = evaluated(Labels(pairs=PAIRS, windows=window("w", one="a1 b1")))
    text = "\n".join(figure_lines(result.figures))
    assert "pair set s" in text
    assert "0.750 (0.30-0.95)" in text
    values = figure_as_json(figures(result, "pair set"))
    assert (values["name"], values["matches"], values["nonmatches"], values["precision"]) == ("s", 4, 2, 0.75)
    assert values["precision_low"] == pytest.approx(0.3006, abs=1e-4)
    assert figure_as_json(figures(result, "all windows"))["clusters"]["exact"] == 1
