"""What partners share: revisions and withdrawals, who may see it, what is refused, and our own files read back."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.errors import BrokenFile, SourceError
from data_pipeline.files.documents import TOO_DEEP
from data_pipeline.sources.partners import adapter
from data_pipeline.steps.normalise import read_chunk
from tests.fixtures.golden import LANDED_ON
from tests.pipeline.helpers import land_bytes, settings_in
from tests.support.published import table_rows, view_as
from tests.support.snapshots import build_snapshot
from warehouse.contract.exchange.marks import STIX_MARKING
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot

Object = dict[str, Any]

ID = "incident--2f1f9c3a-0000-4000-8000-0000000000{:02d}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data", enabled_sources="partners")


def incident(number: int = 1, modified: str = "2025-05-01T00:00:00.000Z", **properties: Any) -> Object:
    return {
        "type": "incident",
        "spec_version": "2.1",
        "id": ID.format(number),
        "created": "2025-05-01T00:00:00.000Z",
        "modified": modified,
        "name": "Ransomware at an invented ship manager",
        "object_marking_refs": [STIX_MARKING["GREEN"]],
        **properties,
    }


def dumped(document: Any) -> bytes:
    """With the standard library, which writes numbers of any size."""
    return json.dumps(document).encode()


def bundle(*objects: Any) -> bytes:
    return dumped({"type": "bundle", "id": "bundle--2f1f9c3a-0000-4000-8000-000000000099", "objects": objects})


def published(settings: Settings) -> Snapshot:
    result = run(settings)
    assert result.snapshot is not None
    return result.snapshot


def accounted(snapshot: Snapshot) -> Object:
    """The sum of the newest landing: new, revised, unchanged, repeated, quarantined."""
    newest = max(table_rows(snapshot, "landings"), key=lambda row: row["landed_at"])
    names = ("new", "revised", "unchanged", "repeated", "quarantined")
    assert newest["read"] == sum(newest[name] for name in names)
    return {name: newest[name] for name in names if newest[name]}


def test_a_later_version_revises_an_earlier_one_does_not_and_revoked_withdraws(settings: Settings) -> None:
    def land(day: int, *objects: Any) -> Snapshot:
        land_bytes(settings, "partners", bundle(*objects), "stix_bundle", f"{day}.json", day=day)
        return published(settings)

    later = incident(modified="2025-05-03T10:00:00.000Z", description="It was payment fraud by a false invoice.", labels=[])
    first = land(0, incident(), incident(2), incident(2))
    assert accounted(first) == {"new": 2, "repeated": 1}
    again = land(1, incident(2), incident())
    assert accounted(again) == {"unchanged": 2}
    revised = land(2, later, "no object")
    assert accounted(revised) == {"revised": 1, "quarantined": 1}
    # An earlier version that arrives afterwards is kept, and does not take the later one's place.
    older = land(3, incident(modified="2025-05-02T10:00:00.000Z", description="Under investigation."))
    [current] = [row for row in table_rows(older, "reports") if row["report_id"].endswith("01")]
    assert "false invoice" in current["narrative"]
    assert (current["category"], current["tlp"]) == ("cyber", "GREEN")
    withdrawn = land(4, incident(modified="2025-05-04T10:00:00.000Z", revoked=True))
    assert {row["incident_id"][-2:]: row["status"] for row in table_rows(withdrawn, "incidents")} == {"01": "withdrawn", "02": "unverified"}
    rebuilt = run(settings, rebuild=True).snapshot
    assert rebuilt is not None
    assert table_rows(rebuilt, "reports") == table_rows(withdrawn, "reports")


def test_what_is_marked_red_is_closed_to_all_others(settings: Settings) -> None:
    closed = incident(object_marking_refs=[STIX_MARKING["CLEAR"], STIX_MARKING["RED"]])
    land_bytes(settings, "partners", bundle(closed, incident(2)), "stix_bundle")
    snapshot = published(settings)
    for clearance, number in (("RED", 2), ("AMBER+STRICT", 1)):
        with view_as(snapshot, clearance).connect() as con:
            assert con.execute("SELECT count(*) FROM incidents").fetchall() == [(number,)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bundle({"type": "indicator"}, {"type": "malware"}, {"type": "malware"}), "holds no incident, .* but 1 indicator, 2 malware"),
        (b'{"type":"bundle","objects":{}}', "not a STIX bundle"),
        (b"[" * 2_000, "nested too deeply|not valid JSON"),
        (b'{"type":"bundle","objects":[{"type":"incident","x":' + b"[" * 900 + b"]" * 900 + b"}]}", "levels deep"),
    ],
    ids=["no incident", "no bundle", "all brackets", "deep record"],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "shared.json"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=words):
        registry.count_records(registry.source("partners"), "stix_bundle", file, file.name, refused=[TOO_DEEP])


def test_a_hundred_thousand_objects_are_read_in_seconds(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    indicators = [
        {"type": "indicator", "id": f"indicator--{number}", "pattern": "[url:value = 'http://x.example']"} for number in range(60_000)
    ]
    ties = [
        {"type": "relationship", "source_ref": ID.format(1), "target_ref": f"indicator--{number}", "relationship_type": "related-to"}
        for number in range(40_000)
    ]
    file.write_bytes(bundle(*indicators, *ties, *(incident(1) for _ in range(200))))
    started = time.process_time()
    records = list(adapter.parse(file, "stix_bundle"))
    assert len(records) == 200
    assert time.process_time() - started < 5


@pytest.mark.parametrize("extension", ["stix.json", "misp.json"])
def test_what_is_written_here_is_read_back_the_same(tmp_path: Path, extension: str) -> None:
    from briefing.exports.files import ExportRequest, prepare_export

    snapshot = build_snapshot(tmp_path / "data", 300)
    export = prepare_export(view_as(snapshot), ExportRequest("incidents", extension), tmp_path)
    format_id = adapter.recognise(export.path.read_bytes()[:65_536], export.name)
    records = list(adapter.parse(export.path, str(format_id)))
    read = read_chunk("partners", str(format_id), "0" * 64, LANDED_ON.replace(year=2027), 0, records)
    assert read.quarantine == []
    told = read.rows.to_pylist()
    incidents = [row for row in table_rows(snapshot, "incidents") if row["category"] == "cyber"]
    # What an incident does not state is read from the words once more, and may then be known.
    names = ("occurred_on", "occurred_at", "latitude", "longitude", "tlp", "vessel_name", "category")

    def facts(rows: list[Object]) -> list[tuple[Any, ...]]:
        return sorted((tuple(row[name] for name in names) for row in rows), key=str)

    assert len(told) == export.rows > 5
    assert facts(told) == facts(incidents)


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
WORDS = st.sampled_from(
    ["type", "bundle", "incident", "objects", "id", ID.format(1), "created", "modified", "2025-05-01T00:00:00Z", "object_marking_refs",
     STIX_MARKING["RED"], "extensions", "Event", "response", "uuid", "2f1f9c3a-0000-4000-8000-000000000050", "date", "2025-05-01", "Tag",
     "name", "tlp:amber", "Attribute", "Object", "value", "location", "relationship", "source_ref", "target_ref", "granular_markings"]
)  # fmt: skip
ANY_JSON = st.recursive(
    PLAIN | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def mutated(whole: Object) -> st.SearchStrategy[Object]:
    """A faultless record with some of its members replaced by anything."""
    return st.fixed_dictionaries({name: st.just(value) | ANY_JSON for name, value in whole.items()})


EVENT: Object = {
    "uuid": "2f1f9c3a-0000-4000-8000-000000000050", "date": "2025-05-01", "info": "GPS jamming", "timestamp": "1746090000",
    "Tag": [{"name": "tlp:green"}], "Attribute": [{"type": "text", "value": "six hours"}], "Object": [], "Orgc": {},
}  # fmt: skip


BUNDLES = st.lists(mutated(incident()) | ANY_JSON, max_size=3).map(lambda objects: bundle(*objects))
EVENTS = st.lists(mutated(EVENT) | ANY_JSON, max_size=3).map(lambda events: dumped({"response": events}))


@settings_of_hypothesis(max_examples=80, deadline=None)
@given(
    st.tuples(st.just("stix_bundle"), BUNDLES)
    | st.tuples(st.just("misp_events"), EVENTS)
    | st.tuples(st.sampled_from(["stix_bundle", "misp_events"]), ANY_JSON.map(dumped))
)
def test_every_record_of_any_json_is_a_report_or_in_quarantine(tmp_path_factory: pytest.TempPathFactory, shared: tuple[str, bytes]) -> None:
    format_id, content = shared
    file = tmp_path_factory.getbasetemp() / "any.json"
    file.write_bytes(content)
    try:
        records = list(adapter.parse(file, format_id))
    except BrokenFile:
        return
    read = read_chunk("partners", format_id, "0" * 64, LANDED_ON, 0, records)
    assert read.rows.num_rows + len(read.quarantine) == len(records)
    assert set(read.rows["category"].to_pylist()) <= {"cyber"}
