"""Advisories: apart from incidents in every table, through changes in both directions, by runs as by a rebuild, as far as marks allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analytics.incidents.history import timeline
from data_pipeline.chain import run
from tests.feeds.helpers import ukmto_record
from tests.pipeline.helpers import START, content, land_bytes, only_row, settings_in
from tests.support.published import republish, table_rows, view_as
from warehouse.contract.manifest import sealed_manifest
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot
from warehouse.disclosure import Handling, open_release
from warehouse.filters import Filters
from warehouse.queries.changes.change_list import changes_since
from warehouse.queries.incident import incident_context
from warehouse.queries.incidents import incidents

DAY = timedelta(days=1)
ADVISORY: dict[str, Any] = {
    "incidentTypeName": "Advisory",
    "otherDetails": "UPDATE 001: UKMTO ATTACK Warning 001-26 has been reclassified to ADVISORY 001-26. "
    "Keep clear within 10 NM of 12-36N 048-15E.",
}
CREATED = datetime(2025, 12, 30, 11, tzinfo=UTC)


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    return ukmto_record(number, **{"utcDateCreated": "2025-12-30T11:00:00Z", "utcDateOfIncident": "2025-12-30T10:00:00Z", **changes})


def far_off(number: int, **changes: Any) -> dict[str, Any]:
    """A record that is linked to no other."""
    return record(number, locationLatitude=10.0 + 3 * number, locationLongitude=62.0, vesselName=f"SHIP {number}", **changes)


def land(settings: Settings, day: int, *records: dict[str, Any]) -> None:
    land_bytes(settings, "ukmto", orjson.dumps(list(records)), "api_json", f"ukmto{day}.json", day=day)


def publish(settings: Settings, rebuild: bool = False) -> Snapshot:
    snapshot = run(settings, rebuild=rebuild).snapshot
    assert snapshot is not None
    return snapshot


def counted(snapshot: Snapshot, clearance: str = "RED") -> int:
    with view_as(snapshot, clearance).connect() as con:
        return incidents.summarise_incidents(con, Filters()).incidents


def same_content(first: Snapshot, second: Snapshot) -> bool:
    one, other = ({name: rows for name, rows in content(snapshot).items() if name != "sources"} for snapshot in (first, second))
    return one == other


def test_an_advisory_is_no_report_and_no_incident(settings: Settings) -> None:
    land(settings, 0, record(1, **ADVISORY), far_off(2))
    tables = content(publish(settings))
    assert [row["report_id"] for row in tables["reports"]] == ["ukmto:2026-002"]
    assert [row["incident_id"] for row in tables["incidents"]] == ["ukmto:2026-002"]
    [row] = tables["advisories"]
    assert (row["advisory_id"], row["kind"], row["title"]) == ("ukmto:2026-001", "advisory", "UKMTO advisory 001-26: Gulf of Aden")
    assert (row["issued_at"], row["valid_from"], row["valid_to"], row["validity"]) == (CREATED, CREATED, CREATED + 30 * DAY, "assumed")
    assert (row["latitude"], row["longitude"], row["radius_nm"], row["sea_regions"]) == (12.6, 48.25, 10.0, ["gulf_of_aden"])
    assert (row["withdrawn"], row["ended_at"], row["area"]) == (None, None, None)
    source = only_row(tables["sources"], source="ukmto")
    assert (source["reports"], source["advisories"]) == (1, 1)
    [landing] = tables["landings"]
    assert (landing["read"], landing["new"], landing["quarantined"]) == (2, 2, 0)


def test_an_attack_that_becomes_an_advisory_leaves_the_counts(settings: Settings) -> None:
    land(settings, 0, record(1), far_off(2))
    assert counted(publish(settings)) == 2
    land(settings, 1, record(1, **ADVISORY), far_off(2))
    after = publish(settings)
    assert counted(after) == 1
    tables = content(after)
    assert [row["advisory_id"] for row in tables["advisories"]] == ["ukmto:2026-001"]
    report = only_row(tables["reports"], report_id="ukmto:2026-001")
    assert (report["withdrawn"], report["revision"]) == (True, 2)
    assert only_row(tables["incidents"], incident_id="ukmto:2026-001")["status"] == "withdrawn"
    assert [(row["read"], row["new"], row["revised"], row["unchanged"]) for row in tables["landings"]] == [(2, 2, 0, 0), (2, 0, 1, 1)]
    with view_as(after).connect() as con:
        card = incidents.incident_by_id(con, "ukmto:2026-001")
        assert card is not None
        assert timeline(card, incident_context.report_history(con, "ukmto:2026-001"))[-1].title == "Made an advisory by its body"
        assert [row["kind"] for row in changes_since(con, START + DAY / 2).to_pylist()] == ["to_advisory"]


def test_an_advisory_that_becomes_an_attack_counts_from_then_on(settings: Settings) -> None:
    land(settings, 0, record(1, **ADVISORY), far_off(2))
    assert counted(publish(settings)) == 1
    land(settings, 1, record(1), far_off(2))
    after = publish(settings)
    assert counted(after) == 2
    assert only_row(content(after)["advisories"], advisory_id="ukmto:2026-001")["withdrawn"]
    assert only_row(content(after)["reports"], report_id="ukmto:2026-001")["withdrawn"] is None
    with view_as(after).connect() as con:
        listed = [(row["kind"], row["report_id"]) for row in changes_since(con, START - DAY).to_pylist()]
    assert listed == [("from_advisory", "ukmto:2026-001"), ("new", "ukmto:2026-002")]
    assert same_content(after, publish(settings, rebuild=True))


def test_a_later_advisory_ends_those_that_it_names(settings: Settings) -> None:
    land(settings, 0, record(1, **ADVISORY), far_off(2, incidentTypeName="Advisory", otherDetails="UKMTO ADVISORY 002-26. All quiet."))
    third = record(
        3, utcDateCreated="2025-12-31T11:00:00Z", utcDateOfIncident="2025-12-31T10:00:00Z", incidentTypeName="Advisory",
        otherDetails="UKMTO ADVISORY 003-26. This advisory supersedes 001-26, until further notice.",
    )  # fmt: skip
    land(settings, 1, record(1, **ADVISORY), third)
    tables = content(publish(settings))
    first, second, ending = (only_row(tables["advisories"], advisory_id=f"ukmto:2026-00{number}") for number in (1, 2, 3))
    assert (first["ended_by"], first["ended_at"]) == ("ukmto:2026-003", datetime(2025, 12, 31, 11, tzinfo=UTC))
    assert (second["ended_by"], second["withdrawn"]) == (None, None)
    assert (ending["valid_to"], ending["validity"]) == (None, "stated")


def test_one_that_is_to_be_replaced_holds_until_the_other_does(settings: Settings) -> None:
    later = record(
        3, utcDateCreated="2025-12-31T11:00:00Z", utcDateOfIncident="2025-12-31T10:00:00Z", incidentTypeName="Advisory",
        otherDetails="UKMTO ADVISORY 003-26. This advisory supersedes 001-26. Effective from 9 January 2026.",
    )  # fmt: skip
    land(settings, 0, record(1, **ADVISORY), later)
    tables = content(publish(settings))
    first, second = (only_row(tables["advisories"], advisory_id=f"ukmto:2026-00{number}") for number in (1, 3))
    assert first["ended_at"] == second["valid_from"] == datetime(2026, 1, 9, tzinfo=UTC)


STEP = st.lists(st.sampled_from(["attack", "advisory", "other words", "absent", "bad"]), min_size=3, max_size=3)


@hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=2, max_size=4))
def test_whatever_changes_into_what_runs_equal_a_rebuild_and_all_is_accounted_for(
    steps: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = settings_in(tmp_path_factory.mktemp("steps"))
    said: dict[str, dict[str, Any]] = {
        "attack": {},
        "advisory": {"incidentTypeName": "Advisory"},
        "other words": {"incidentTypeName": "Advisory", "otherDetails": "UKMTO ADVISORY {:03}-26: supersedes 001-26. Avoid the area."},
        "bad": {"utcDateOfIncident": None},
    }
    last = None
    for day, step in enumerate(steps):
        records = [
            far_off(number, **{name: value.format(number) if value else value for name, value in said[word].items()})
            for number, word in enumerate(step, 1)
            if word != "absent"
        ]
        # Beside them one that never changes, so that no file is unreadable as a whole.
        land(settings, day, far_off(9, otherDetails=f"UKMTO WARNING 009-26 - ATTACK. Told again on day {day}."), *records)
        last = publish(settings)
        assert all(
            row["read"] == row["new"] + row["revised"] + row["unchanged"] + row["repeated"] + row["quarantined"]
            for row in content(last)["landings"]
        )
    assert last is not None
    present: dict[int, str] = {}
    for step in steps:
        present.update({number: word for number, word in enumerate(step, 1) if word not in ("absent", "bad")})
    assert counted(last) == 1 + sum(word == "attack" for word in present.values())
    standing = {row["advisory_id"] for row in content(last)["advisories"] if not row["withdrawn"]}
    assert standing == {f"ukmto:2026-{number:03}" for number, word in present.items() if word != "attack"}
    assert same_content(last, publish(settings, rebuild=True))


def test_marks_and_licences_hold_for_advisories(settings: Settings, tmp_path: Path) -> None:
    land(
        settings,
        0,
        record(1, **ADVISORY),
        far_off(2),
        far_off(3, incidentTypeName="Advisory", otherDetails="UKMTO ADVISORY 003-26. Supersedes 001-26."),
    )
    snapshot = publish(settings)
    hidden = "ukmto:2026-003"
    tables = {
        name: [row | ({"tlp": "AMBER"} if row[key] == hidden else {}) for row in table_rows(snapshot, name)]
        for name, key in (("advisories", "advisory_id"), ("report_revisions", "report_id"))
    }
    marked = republish(snapshot, tmp_path / "marked", tables)
    assert only_row(content(marked)["advisories"], advisory_id="ukmto:2026-001")["ended_by"] == hidden
    restricted = view_as(marked, "GREEN")
    with restricted.connect() as con:
        rows = con.execute("SELECT advisory_id, ended_by, ended_at FROM advisories").fetchall()
        assert rows == [("ukmto:2026-001", None, None)]
        assert con.execute("SELECT advisories FROM sources WHERE source = 'ukmto'").fetchall() == [(1,)]
        assert con.execute("SELECT count(*) FROM report_revisions WHERE report_id = $id", {"id": hidden}).fetchall() == [(0,)]
    with open_release(view_as(marked), Handling("GREEN")) as release:
        assert release.con.execute("SELECT advisory_id, ended_by FROM advisories").fetchall() == [("ukmto:2026-001", None)]


def test_a_snapshot_from_before_there_were_advisories_has_none(settings: Settings) -> None:
    land(settings, 0, record(1))
    snapshot = publish(settings)
    manifest = snapshot.folder / "manifest.json"
    old = orjson.loads(manifest.read_bytes())
    old["schema_version"] = 6
    del old["tables"]["advisories"]
    for file in snapshot.table_files("advisories"):
        file.unlink()
    manifest.chmod(0o644)
    manifest.write_bytes(sealed_manifest({name: value for name, value in old.items() if name != "sha256"}))
    older = Snapshot(snapshot.id, snapshot.folder, None)
    assert older.faults() == []
    with older.open_database() as con:
        assert con.execute("SELECT count(*) FROM advisories").fetchall() == [(0,)]
