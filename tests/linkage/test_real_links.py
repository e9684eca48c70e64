"""The links of the real files compared with the labels made by hand: every key is found, and the figures do not fall below floors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from data_pipeline.linkage.quality.evaluate import LinkageFigures, evaluate_incidents
from data_pipeline.linkage.quality.evidence import incidents_of, links_among, unsure_pairs
from data_pipeline.linkage.quality.label_keys import resolve_keys
from data_pipeline.linkage.quality.labels import FOLDER as LABELS
from data_pipeline.linkage.quality.labels import read_labels
from warehouse.contract.snapshot import Snapshot

pytestmark = pytest.mark.real_data

FLOORS = {
    ("pair set", "asam_imb"): (0.97, 0.92),
    ("all windows", ""): (0.96, 0.92),
    ("re-issues", "asam"): (0.85, 0.80),
}
"""Group and name to the least precision and recall on the shared labels."""


def measured(folder: Path, snapshot: Snapshot) -> Mapping[tuple[str, str], LinkageFigures]:
    labels = read_labels(folder)
    assert labels.remarks == []
    resolved = resolve_keys(labels.keys, snapshot, snapshot.folder.parent.parent / "landing")
    assert resolved.lost == {}
    unsure = unsure_pairs(links_among(snapshot, set(resolved.reports.values())))
    result = evaluate_incidents(labels, resolved.reports, incidents_of(snapshot), unsure)
    return {(figure.group, figure.name): figure for figure in result.figures if not figure.part}


@pytest.fixture(scope="module")
def shared(real_data: Path, real_snapshot: Snapshot) -> Mapping[tuple[str, str], LinkageFigures]:
    return measured(real_data / "labels", real_snapshot)


def test_all_shared_labels_are_counted(shared: Mapping[tuple[str, str], LinkageFigures]) -> None:
    """Numbers of labels as their files hold them, without the unsure ones."""
    pairs = {name: (figure.counts.matches, figure.counts.nonmatches) for (group, name), figure in shared.items() if group == "pair set"}
    assert pairs == {"asam_asam": (9, 31), "asam_imb": (94, 62), "imb_imb": (1, 25)}
    clusters = shared["all windows", ""].clusters
    assert clusters is not None
    assert (clusters.elements, clusters.true) == (113, 64)


@pytest.mark.parametrize(("group", "name"), FLOORS)
def test_floors(shared: Mapping[tuple[str, str], LinkageFigures], group: str, name: str) -> None:
    counts = shared[group, name].counts
    precision, recall = FLOORS[group, name]
    assert counts.precision >= precision
    assert counts.recall >= recall


OWN_FLOORS = {("pair set", "margin"): (0.85, 0.85), ("pair set", "asam_imb"): (0.97, 0.90), ("all windows", ""): (0.94, 0.92)}
"""The same on our own labels: windows of 2006, 2015 and 2019 that nothing was tuned on, and pairs drawn near the border of linking."""


@pytest.fixture(scope="module")
def own(real_snapshot: Snapshot) -> Mapping[tuple[str, str], LinkageFigures]:
    return measured(LABELS, real_snapshot)


@pytest.mark.parametrize(("group", "name"), OWN_FLOORS)
def test_floors_on_our_own_labels(own: Mapping[tuple[str, str], LinkageFigures], group: str, name: str) -> None:
    counts = own[group, name].counts
    precision, recall = OWN_FLOORS[group, name]
    assert counts.precision >= precision
    assert counts.recall >= recall
