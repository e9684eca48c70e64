"""Bundles and events of cyber incidents: read by the standards' own libraries, the same ids again, and nobody named."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pymisp
import pytest
import stix2
from jsonschema import Draft4Validator

from briefing.exports.files import ExportRequest, prepare_export, share_incident
from tests.support.published import republish, source_row, table_rows, view_as
from tests.support.snapshots import build_snapshot
from warehouse.contract.exchange.marks import STIX_MARKING
from warehouse.contract.exchange.names import INCIDENT_EXTENSION
from warehouse.contract.snapshot import Snapshot
from warehouse.disclosure import Handling
from warehouse.filters import Filters

Tables = dict[str, list[dict[str, Any]]]

SECRET = "QXMEMBER"
LATER = datetime(2026, 11, 20, 9, 30, 15, 250_000, tzinfo=UTC)
HIDDEN = slice(1, 7)
"""The incidents that only members report: six of one month, sea region and group of ships."""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Cyber incidents, of which the first is withdrawn and some are known from members alone, and one that is no cyber incident."""
    base = build_snapshot(tmp_path_factory.mktemp("exchange"), 40)
    rows = {name: table_rows(base, name) for name in ("incidents", "reports", "incident_reports", "sources")}
    reports = {row["report_id"]: row for row in rows["reports"]}
    for number, incident in enumerate(rows["incidents"]):
        incident |= {"category": "cyber", "cyber_subtype": ("gnss_interference", "ransomware", None)[number % 3], "act": "interference"}
    alone = [row for row in rows["incidents"] if row["report_count"] == 1]
    alone[0]["status"] = "withdrawn"
    reports[alone[0]["incident_id"]]["withdrawn"] = True
    for number, incident in enumerate(alone[HIDDEN]):
        _give_to_members(rows, reports, incident, number)
    alone[-1]["category"] = "stowaway"
    rows["sources"].append(source_row("members", narrative="none"))
    rows["decisions"] = []
    return rows


def _give_to_members(rows: Tables, reports: dict[str, dict[str, Any]], incident: dict[str, Any], number: int) -> None:
    own, report = f"members:{SECRET}{number}", reports[incident["incident_id"]]
    for link in rows["incident_reports"]:
        if link["report_id"] == report["report_id"]:
            link |= {"incident_id": own, "report_id": own}
    facts = {"occurred_on": date(2026, 5, 3 + number), "sea_region": "gulf_of_guinea", "vessel_type": "bulk_carrier", "tlp": "AMBER"}
    secret = {"vessel_name": f"{SECRET} {number}", "place": SECRET, "imo_number": 9_000_000 + number}
    report |= {"report_id": own, "source": "members", "reporter": f"{SECRET}{number}", "native_ref": f"{SECRET}{number}", **facts, **secret}
    incident |= {"incident_id": own, "sources": ["members"], "origins": ["members"], "cyber_subtype": "ransomware", **facts, **secret}


@pytest.fixture(scope="module")
def shared(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    base = build_snapshot(tmp_path_factory.mktemp("base"), 40)
    return republish(base, tmp_path_factory.mktemp("shared"), tables, now=LATER)


def exported(snapshot: Snapshot, folder: Path, extension: str, mark: str = "AMBER", clearance: str = "RED") -> str:
    request = ExportRequest("reports", extension, Filters(categories=("stowaway",)), Handling(mark))
    export = prepare_export(view_as(snapshot, clearance), request, folder)
    assert export.name.startswith("anchorwatch_cyber_incidents_")
    return export.path.read_text("utf-8")


def objects_of(bundle: str, kind: str) -> dict[str, dict[str, Any]]:
    return {described["id"]: described for described in json.loads(bundle)["objects"] if described["type"] == kind}


def test_a_bundle_is_valid_and_refers_to_what_it_holds(shared: Snapshot, tmp_path: Path) -> None:
    text = exported(shared, tmp_path, "stix.json")
    bundle = stix2.parse(text, allow_custom=False)
    ids = [described["id"] for described in bundle.objects]
    assert len(set(ids)) == len(ids)
    for described in bundle.objects:
        named = [*described.get("object_marking_refs", []), described.get("created_by_ref"), described.get("source_ref")]
        assert {name for name in (*named, described.get("target_ref")) if name} <= set(ids)
    told = objects_of(text, "incident")
    assert len([row for row in told.values() if not row.get("revoked")]) == 38
    assert all("Z" in row["modified"] and row["created"] <= row["modified"] for row in told.values())


def test_events_are_valid_misp(shared: Snapshot, tmp_path: Path) -> None:
    events = json.loads(exported(shared, tmp_path, "misp.json"))["response"]
    assert len(events) == 39
    schema = json.loads((Path(pymisp.__file__).parent / "data" / "schema.json").read_bytes())
    validator = Draft4Validator(schema)
    for described in events:
        # The schema is older than objects are.
        plain = {"Event": {name: value for name, value in described["Event"].items() if name != "Object"}}
        assert [error.message for error in validator.iter_errors(plain)] == []
        event = pymisp.MISPEvent(strict_validation=True)
        event.load(described)
        assert event.uuid == described["Event"]["uuid"]
        assert [tag.name for tag in event.tags if tag.name.startswith("tlp:")] in (["tlp:clear"], ["tlp:amber"])


def test_facts_mark_and_place_are_those_of_the_incident(shared: Snapshot, tables: Tables, tmp_path: Path) -> None:
    text = exported(shared, tmp_path, "stix.json")
    by_reference = {
        reference["external_id"]: row for row in objects_of(text, "incident").values() for reference in row.get("external_references", ())
    }
    public = [row for row in tables["incidents"] if row["sources"] != ["members"] and row["status"] != "withdrawn"]
    incident = next(row for row in public if row["latitude"] and row["cyber_subtype"])
    told = by_reference[incident["incident_id"].partition(":")[2]]
    facts = told["extensions"][INCIDENT_EXTENSION]
    assert facts["occurred_on"] == str(incident["occurred_on"])
    assert (facts["cyber_subtype"], facts["vessel_name"]) == (incident["cyber_subtype"], incident["vessel_name"])
    assert told["object_marking_refs"][0] == STIX_MARKING["CLEAR"]
    [tie] = [row for row in objects_of(text, "relationship").values() if row["source_ref"] == told["id"]]
    location = objects_of(text, "location")[tie["target_ref"]]
    assert (location["latitude"], location["longitude"]) == (incident["latitude"], incident["longitude"])
    assert location["precision"] == incident["position_precision_km"] * 1000


@pytest.mark.parametrize("extension", ["stix.json", "misp.json"])
def test_nobody_who_reported_is_in_a_file(shared: Snapshot, tmp_path: Path, extension: str) -> None:
    text = exported(shared, tmp_path, extension, mark="AMBER")
    assert SECRET not in text
    assert "gulf_of_guinea" in text
    assert text.count('"2026-05-01"') >= 6, "else no member's incident was told"


@pytest.mark.parametrize(("extension", "objects"), [("stix.json", "objects"), ("misp.json", "response")])
def test_the_same_again_holds_the_same(shared: Snapshot, tmp_path: Path, extension: str, objects: str) -> None:
    """In any order: that of members' incidents is drawn anew for each file."""
    first, second = (json.loads(exported(shared, tmp_path, extension))[objects] for _ in range(2))
    assert sorted(map(str, first)) == sorted(map(str, second))


def test_a_change_revises_and_a_withdrawal_revokes(shared: Snapshot, tables: Tables, tmp_path: Path) -> None:
    before = objects_of(exported(shared, tmp_path, "stix.json"), "incident")
    [(withdrawn_id, withdrawn)] = [item for item in before.items() if item[1].get("revoked")]
    assert "extensions" not in withdrawn
    incidents = [
        row | ({"status": "unverified"} if row["status"] == "withdrawn" else {"last_changed_at": LATER, "vessel_name": "RENAMED"})
        for row in tables["incidents"]
    ]
    reports = [row | {"withdrawn": None} for row in tables["reports"]]
    changed = republish(shared, tmp_path / "changed", {**tables, "incidents": incidents, "reports": reports}, now=LATER)
    after = objects_of(exported(changed, tmp_path, "stix.json"), "incident")
    assert after.keys() == before.keys()
    assert not after[withdrawn_id].get("revoked")
    revised = [row for row in after.values() if "RENAMED" in str(row)]
    assert len(revised) == 32
    assert {row["modified"] for row in revised} == {"2026-11-20T09:30:15.250Z"}
    assert {before[row["id"]]["created"] for row in revised} == {row["created"] for row in revised}


def test_a_verdict_is_a_change(shared: Snapshot, tables: Tables, tmp_path: Path) -> None:
    """Also one that is taken back; who decided what is not told."""
    public = [row["incident_id"] for row in tables["incidents"] if row["sources"] != ["members"] and row["status"] != "withdrawn"][:2]
    common: dict[str, Any] = {"who": SECRET, "why": SECRET, "state": "in_force", "state_reason": None, "group_b": []}
    decisions = [
        {**common, "decision_id": "a", "made_at": LATER, "verdict": "unfounded", "group_a": public[:1], "undoes": None},
        {**common, "decision_id": "b", "made_at": LATER.replace(day=18), "verdict": "unfounded", "group_a": public[1:], "undoes": None},
        {**common, "decision_id": "c", "made_at": LATER.replace(day=19), "verdict": "undo", "group_a": [], "undoes": "b"},
    ]
    judged = republish(shared, tmp_path / "judged", {**tables, "decisions": decisions}, now=LATER)
    text = exported(judged, tmp_path, "stix.json")
    before = objects_of(exported(shared, tmp_path, "stix.json"), "incident")
    changed = {row["modified"] for row in objects_of(text, "incident").values() if row["modified"] != before[row["id"]]["modified"]}
    assert changed == {"2026-11-20T09:30:15.250Z", "2026-11-19T09:30:15.250Z"}
    assert SECRET not in text


@pytest.mark.parametrize("clearance", ["CLEAR", "AMBER"])
def test_only_what_the_reader_may_see(shared: Snapshot, tmp_path: Path, clearance: str) -> None:
    text = exported(shared, tmp_path, "stix.json", mark="RED", clearance=clearance)
    assert ("2026-05-01" in text) == (clearance == "AMBER")
    assert set(objects_of(text, "marking-definition")) & set(STIX_MARKING.values()) == {STIX_MARKING[mark] for mark in ("CLEAR", clearance)}


def test_one_incident_alone(shared: Snapshot, tables: Tables) -> None:
    def share(incident: str, extension: str) -> str:
        return share_incident(view_as(shared), incident, "AMBER", extension).decode()

    public, member = tables["incidents"][-2]["incident_id"], f"members:{SECRET}1"
    assert len(objects_of(share(public, "stix.json"), "incident")) == 1
    assert len(json.loads(share(public, "misp.json"))["response"]) == 1
    assert objects_of(share(member, "stix.json"), "incident") == {}
    assert SECRET not in share(member, "stix.json")
