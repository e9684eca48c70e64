"""What its body takes back is marked, leaves the counts, keeps its card, and comes back when the body states it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from analytics.incidents.history import timeline
from analytics.situation.recent_changes import changes_since as recent_changes
from data_pipeline.chain import run
from data_pipeline.plan import counted_incidents
from tests.feeds.helpers import ukmto_record
from tests.pipeline.helpers import START, content, land_bytes, only_row
from tests.support.published import view_as
from warehouse.contract import decisions as decision_files
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot
from warehouse.disclosure import Handling, open_release
from warehouse.filters import Filters
from warehouse.queries.changes.change_list import changes_since, withdrawn_since
from warehouse.queries.incident import incident_context
from warehouse.queries.incidents import incidents

TAKEN_BACK = {"otherDetails": "UKMTO WARNING 002-26 UPDATE 001. This incident has been withdrawn: the craft was a pilot boat."}
DAY = timedelta(days=1)


def land(settings: Settings, day: int, *records: dict[str, Any]) -> None:
    early = [{**record, "utcDateCreated": "2025-12-30T11:00:00Z", "utcDateOfIncident": "2025-12-30T10:00:00Z"} for record in records]
    land_bytes(settings, "ukmto", orjson.dumps(early), "api_json", f"ukmto{day}.json", day=day)


def publish(settings: Settings, rebuild: bool = False) -> Snapshot:
    snapshot = run(settings, rebuild=rebuild).snapshot
    assert snapshot is not None
    return snapshot


def second(**changes: Any) -> dict[str, Any]:
    return ukmto_record(2, locationLatitude=20.0, locationLongitude=62.0, vesselName="GREY HERON", **changes)


def elsewhere() -> dict[str, Any]:
    return ukmto_record(3, locationLatitude=26.0, locationLongitude=56.5, vesselName="AMBER DUNE")


def counted(snapshot: Snapshot) -> int:
    with view_as(snapshot).connect() as con:
        return incidents.summarise_incidents(con, Filters()).incidents


@pytest.mark.parametrize("how", [TAKEN_BACK, {"incidentTypeName": "Cancelled"}], ids=["in its text", "by its type"])
def test_a_withdrawn_incident_is_in_no_count_and_keeps_its_card(settings: Settings, how: dict[str, str]) -> None:
    land(settings, 0, ukmto_record(1), second())
    before = publish(settings)
    assert counted(before) == 2
    land(settings, 1, ukmto_record(1), second(**how))
    after = publish(settings)
    assert counted(after) == counted_incidents(after) == 1
    report = only_row(content(after)["reports"], report_id="ukmto:2026-002")
    assert (report["withdrawn"], report["revision"]) == (True, 2)
    with view_as(after).connect() as con:
        card = incidents.incident_by_id(con, "ukmto:2026-002")
        assert card is not None
        assert card["status"] == "withdrawn"
        events = timeline(card, incident_context.report_history(con, "ukmto:2026-002"))
        assert [event.title for event in events][-1] == "Withdrawn by its body"
        sentences = recent_changes(con, START + DAY / 2, START + DAY).sentences
        assert "1 incident was withdrawn by its body and is counted no more." in sentences
        assert withdrawn_since(con, START + DAY / 2)["incident_id"].to_pylist() == ["ukmto:2026-002"]
    land(settings, 2, ukmto_record(1), second(), elsewhere())
    restored = publish(settings)
    assert counted(restored) == 3
    assert only_row(content(restored)["incidents"], incident_id="ukmto:2026-002")["status"] == "unverified"


def test_the_accounting_holds_and_a_rebuild_gives_the_same(settings: Settings) -> None:
    land(settings, 0, ukmto_record(1), second())
    publish(settings)
    land(settings, 1, ukmto_record(1), second(**TAKEN_BACK))
    land(settings, 2, elsewhere())
    first = publish(settings)
    rows = content(first)["landings"]
    assert [(row["new"], row["revised"], row["unchanged"]) for row in rows] == [(2, 0, 0), (0, 1, 1), (1, 0, 0)]
    with view_as(first).connect() as con:
        listed = changes_since(con, START - DAY).to_pylist()
    rebuilt = publish(settings, rebuild=True)
    assert {name: rows for name, rows in content(first).items() if name != "sources"} == {
        name: rows for name, rows in content(rebuilt).items() if name != "sources"
    }
    with view_as(rebuilt).connect() as con:
        assert changes_since(con, START - DAY).to_pylist() == listed
    assert {row["report_id"] for row in content(rebuilt)["reports"]} >= {"ukmto:2026-002"}, "what left the window is not deleted"
    assert [(row["kind"], row["report_id"]) for row in listed] == [
        ("new", "ukmto:2026-003"), ("withdrawn", "ukmto:2026-002"), ("new", "ukmto:2026-001"), ("new", "ukmto:2026-002"),
    ]  # fmt: skip


def test_an_analysts_verdict_stands_above_a_withdrawal(settings: Settings) -> None:
    land(settings, 0, second())
    land(settings, 1, second(**TAKEN_BACK))
    decision_files.write_decision(settings, "Ann Analyst", "verified", ["ukmto:2026-002"], [], "the master told us", None)
    assert counted(publish(settings)) == 1


def test_a_withdrawn_report_neither_corroborates_nor_gives_facts(settings: Settings) -> None:
    """Two reports are one incident; what one body takes back, the other still says."""
    land(settings, 0, ukmto_record(1), second())
    decision_files.write_decision(settings, "Ann Analyst", "same", ["ukmto:2026-001", "ukmto:2026-002"], [], "one attack", None)
    land(settings, 1, ukmto_record(1), second(vesselType="Cargo", **TAKEN_BACK))
    incident = only_row(content(publish(settings))["incidents"], incident_id="ukmto:2026-001")
    assert (incident["status"], incident["report_count"]) == ("unverified", 2)
    assert (incident["latitude"], incident["vessel_name"], incident["category"]) == (12.6, "PALE STAR", "piracy_robbery")


def test_decisions_are_changes(settings: Settings) -> None:
    land(settings, 0, ukmto_record(1), second())
    same = decision_files.write_decision(settings, "Ann Analyst", "same", ["ukmto:2026-001", "ukmto:2026-002"], [], "one attack", None)
    since = datetime(2026, 1, 2, tzinfo=UTC)
    with view_as(publish(settings)).connect() as con:
        rows = changes_since(con, since).to_pylist()
    assert [(row["kind"], row["report_id"], row["incident_id"], row["decision_id"]) for row in rows] == [
        ("merged", report, "ukmto:2026-001", same.decision_id) for report in ("ukmto:2026-001", "ukmto:2026-002")
    ]
    undone = decision_files.write_decision(settings, "Ann Analyst", "undo", [], [], "two attacks", same.decision_id)
    with view_as(publish(settings)).connect() as con:
        rows = changes_since(con, since).to_pylist()
    assert [(row["kind"], row["decision_id"]) for row in rows] == [("split", undone.decision_id)] * 2 + [("merged", same.decision_id)] * 2
    assert {row["incident_id"] for row in rows} == {"ukmto:2026-001", "ukmto:2026-002"}


def test_nothing_withdrawn_is_released_as_an_incident(settings: Settings) -> None:
    land(settings, 0, ukmto_record(1), second(**TAKEN_BACK))
    snapshot = view_as(publish(settings))
    with open_release(snapshot, Handling("CLEAR")) as release:
        for name in ("incidents", "all_incidents"):
            assert release.con.execute(f"SELECT incident_id FROM {name}").fetchall() == [("ukmto:2026-001",)]


def test_a_restricted_reader_sees_no_withdrawn_incident_among_the_counted(settings: Settings, tmp_path: Any) -> None:
    """Of two reports of an incident the one that stands is marked above the reader: what is left was withdrawn."""
    from tests.support.published import republish, table_rows

    land(settings, 0, ukmto_record(1), second())
    decision_files.write_decision(settings, "Ann Analyst", "same", ["ukmto:2026-001", "ukmto:2026-002"], [], "one attack", None)
    land(settings, 1, ukmto_record(1), second(**TAKEN_BACK))
    snapshot = publish(settings)
    tables = {
        name: [row | ({"tlp": "RED"} if row["report_id"] == "ukmto:2026-001" else {}) for row in table_rows(snapshot, name)]
        for name in ("reports", "report_revisions")
    }
    restricted = view_as(republish(snapshot, tmp_path / "marked", tables), "GREEN")
    with restricted.connect() as con:
        assert incidents.summarise_incidents(con, Filters()).incidents == 0
        assert con.execute("SELECT status FROM all_incidents").fetchall() == [("withdrawn",)]
