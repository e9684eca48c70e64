"""The real files: every record accounted for, the same record in other formats no new report."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.errors import BrokenFile
from data_pipeline.landing import land_file, recognise_format
from tests.pipeline.helpers import only_row, settings_in
from warehouse.contract.snapshot import Snapshot, Store

pytestmark = pytest.mark.real_data

QUARANTINED: dict[str, Counter[str]] = {"asam": Counter(), "imb_crime_at_sea": Counter()}
"""Reasons and counts. Every real record can be read: faults in them are flagged, not quarantined."""


def rows(snapshot: Snapshot, table: str, *columns: str) -> list[dict[str, Any]]:
    return list(snapshot.read_table(table, list(columns) or None).to_pylist())


@pytest.mark.parametrize(
    ("source", "read", "new", "revised", "repeated"),
    [("asam", 9182, 9180, 0, 2), ("imb_crime_at_sea", 7511, 7511, 0, 0)],
)
def test_every_record_is_accounted_for(real_snapshot: Snapshot, source: str, read: int, new: int, revised: int, repeated: int) -> None:
    row = only_row(rows(real_snapshot, "landings"), source=source)
    quarantined = Counter(bad["reason"] for bad in rows(real_snapshot, "quarantine") if bad["source"] == source)
    assert quarantined == QUARANTINED[source]
    assert (row["read"], row["new"], row["revised"], row["repeated"]) == (read, new, revised, repeated)
    assert (row["unchanged"], row["quarantined"], row["failure"]) == (0, quarantined.total(), None)
    assert row["leftover_fields"] == []


def test_the_repeated_references_are_the_known_ones(real_snapshot: Snapshot, real_data: Path) -> None:
    adapter = registry.source("asam").adapter
    records = adapter.parse(real_data / "asam" / "asam_archive_1978_2024.json", "api_json")
    counted = Counter(record.fields["reference"] for record in records)
    assert sorted(reference for reference, times in counted.items() if times > 1) == ["2021-161", "2021-207"]
    references = [row["native_ref"] for row in rows(real_snapshot, "reports", "native_ref", "source") if row["source"] == "asam"]
    assert sorted(references) == sorted(counted)


def test_reports_are_complete(real_snapshot: Snapshot) -> None:
    reports = rows(real_snapshot, "reports", "report_id", "occurred_on", "latitude", "position_basis", "source")
    assert len(reports) == len({row["report_id"] for row in reports}) == 9180 + 7511
    assert all(row["occurred_on"] is not None for row in reports)
    placed = Counter((row["source"], row["latitude"] is not None) for row in reports)
    assert placed["asam", True] == 9180
    assert placed["imb_crime_at_sea", True] == 7498, "13 lie on another continent than their place"
    members = {row["report_id"] for row in rows(real_snapshot, "incident_reports", "report_id")}
    assert members == {row["report_id"] for row in reports}
    assert not real_snapshot.is_demo


def test_both_sources_are_closed_and_their_spans_known(real_snapshot: Snapshot) -> None:
    spans = {
        row["source"]: (row["state"], row["reports"], row["first_occurred_on"].year, row["last_occurred_on"].isoformat())
        for row in rows(real_snapshot, "sources")
        if row["state"] != "empty"
    }
    assert spans["asam"][:2] == ("closed", 9180)
    assert spans["imb_crime_at_sea"][:2] == ("closed", 7511)
    assert spans["asam"][3] == "2024-06-25"
    assert spans["imb_crime_at_sea"][2] == 1993


@pytest.mark.slow
def test_other_formats_bring_no_new_reports(real_snapshot: Snapshot, real_data: Path, tmp_path: Path) -> None:
    """NGA's export and the hub's on top of the archive: known records, confirmed or revised; the archive stays present.

    The export has 17 statements of its own: in 14 texts its accents and dashes are whole where the archive's are broken,
    and 3 positions differ in their last digit (arc seconds with decimals).
    """
    shutil.copytree(real_snapshot.folder.parent.parent, tmp_path / "data")
    settings = settings_in(tmp_path / "data")
    asam = registry.source("asam")
    before = {row["report_id"]: row["content_hash"] for row in rows(real_snapshot, "reports", "report_id", "content_hash")}
    expected = {"asam_export_2022-06-21.csv": (8642, 0, 17, 8623, 2), "asam_arcgis_2021.csv": (8185, 0, 0, 8185, 0)}
    for name in expected:
        file = real_data / "asam" / name
        land_file(settings.landing, asam, recognise_format(asam, file), file)
    assert run(settings).exit_status == 0
    snapshot = Store(settings.data).open()
    for name, counts in expected.items():
        row = only_row(rows(snapshot, "landings"), origin=name)
        assert (row["read"], row["new"], row["revised"], row["unchanged"], row["repeated"]) == counts
        assert row["quarantined"] == 0
    assert {row["report_id"]: row["content_hash"] for row in rows(snapshot, "reports", "report_id", "content_hash")} == before


def test_a_genuine_answer_of_the_service_is_read_whole(real_data: Path, tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    land_file(settings.landing, registry.source("asam"), "api_json", real_data / "asam" / "asam_api_sample2_2022.json")
    outcome = run(settings)
    assert outcome.exit_status == 0
    [row] = outcome.landings
    assert (row["read"], row["new"], row["leftover_fields"]) == (2, 2, [])


def test_a_collected_answer_that_is_no_json_is_refused(real_data: Path) -> None:
    """A comma stands behind its last record."""
    file = real_data / "asam" / "asam_api_sample_2022.json"
    with pytest.raises(BrokenFile, match=r"asam_api_sample_2022\.json is not valid JSON: .*line 50"):
        list(registry.source("asam").adapter.parse(file, "api_json"))
