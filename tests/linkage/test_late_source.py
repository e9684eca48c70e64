"""Third sources that arrive after the others: found by name, words and coarse positions; nothing changes but what they touch."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.landing import land_file, recognise_format
from data_pipeline.linkage.quality.evidence import incidents_of
from tests.pipeline.helpers import settings_in
from tests.support.third_sources import third_sources
from warehouse.contract.snapshot import Snapshot

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
SOURCES = "asam,imb_crime_at_sea,imo_gisis,recaap"


@dataclass(frozen=True)
class Late:
    """Incidents of every report before and after the third sources landed, and the ASAM report that each of them repeats."""

    before: Mapping[str, frozenset[str]]
    after: Mapping[str, frozenset[str]]
    truth: dict[str, str]
    snapshot: Snapshot


@pytest.fixture(scope="module")
def late(real_data: Path, real_snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Late:
    data = tmp_path_factory.mktemp("late") / "data"
    shutil.copytree(real_snapshot.folder.parent.parent, data)
    settings = settings_in(data, enabled_sources=SOURCES)
    gisis, recaap, truth = third_sources(real_data)
    for source, name, content in (("imo_gisis", "gisis.csv", gisis), ("recaap", "recaap.json", recaap)):
        file = data / name
        file.write_bytes(content)
        format_id = recognise_format(registry.source(source), file)
        land_file(settings.landing, registry.source(source), format_id, file)
    snapshot = run(settings).snapshot
    assert snapshot is not None
    return Late(incidents_of(real_snapshot), incidents_of(snapshot), truth, snapshot)


@pytest.mark.parametrize("source", ["imo_gisis", "recaap"])
def test_third_sources_are_linked_to_what_they_tell(late: Late, source: str) -> None:
    """GISIS: names, narratives, half without position. ReCAAP: positions in whole degrees."""
    mine = {report: stated for report, stated in late.truth.items() if report.startswith(source)}
    right = sum(not late.after[report].isdisjoint(late.after[stated]) for report, stated in mine.items())
    members: dict[str, set[str]] = {}
    for report, incidents in late.after.items():
        for incident in incidents:
            members.setdefault(incident, set()).add(report)
    linked = [
        report
        for report in mine
        if any(other.startswith("asam:") for stated_source in late.after[report] for other in members[stated_source])
    ]
    assert right / len(mine) >= 0.95
    assert right / len(linked) >= 0.97


def test_a_late_source_changes_only_incidents_that_it_touches(late: Late) -> None:
    """Reports of the first two sources keep their incident and its id, unless one of the late reports was judged with them."""
    links = late.snapshot.read_table("links", ["report_a", "report_b"]).to_pylist()
    touched = {
        incident
        for link in links
        for source, other in ((link["report_a"], link["report_b"]), (link["report_b"], link["report_a"]))
        if other in late.truth
        for incident in late.before.get(source, ())
    }
    changed = [report for report, incidents in late.before.items() if incidents != late.after[report] and not incidents & touched]
    assert changed == []
    moved = [report for report, incidents in late.before.items() if incidents != late.after[report]]
    assert len(moved) < 0.01 * len(late.before)
