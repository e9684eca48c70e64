"""UKMTO's service: fields that disagree with their text, ships that are not named, numbers that begin again each year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.advisories.conclude import conclude_notice
from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.landing import recognise_format
from data_pipeline.model import Draft
from data_pipeline.steps.content_hash import content_hash
from tests.fixtures.golden import FOLDER
from warehouse.reference.geography import sea_regions

SOURCE = registry.source("ukmto")
FILE = FOLDER / "ukmto" / "api_json.json"
RECORDS: list[dict[str, Any]] = orjson.loads(FILE.read_bytes())


def read(number: int = 0, **changes: Any) -> Draft:
    return SOURCE.adapter.read(Fields({**RECORDS[number], **changes}), "api_json")


def test_the_format_is_recognised_by_its_own_fields() -> None:
    assert recognise_format(SOURCE, FILE) == "api_json"
    assert SOURCE.adapter.recognise(b'[{"positionLatitude": 1}]', "a.json") is None
    assert set(SOURCE.watches) <= set(sea_regions())


def test_the_texts_day_and_time_win_over_the_fields() -> None:
    facts = read_facts(read(1), SOURCE)
    assert str(facts.occurred_at) == "2026-03-04 07:30:00+00:00"
    assert facts.issues == ["date_conflict_near"]


@pytest.mark.parametrize("name", [".", "..", " . ", "MERCHANT", "Merchant ", "TANKER", "NA", "", None])
def test_a_ship_that_is_not_named_has_no_name(name: str | None) -> None:
    draft = read(vesselName=name)
    assert "vessel_name" not in draft.field_texts
    assert read_facts(draft, SOURCE).vessel_name is None


def test_blanks_behind_names_and_types_are_no_part_of_them() -> None:
    facts = read_facts(read(3), SOURCE)
    assert (facts.vessel_name, facts.vessel_type) == ("AMBER DUNE", "container_ship")


@pytest.mark.parametrize(
    ("number", "reference"), [(0, "2026-007"), (3, "2025-012"), (4, "JMIC-2026-013")], ids=["by title", "old year", "other issuer"]
)
def test_the_reference_is_number_and_year(number: int, reference: str) -> None:
    """012-25 was created twenty minutes into 2026."""
    assert read(number).native_ref == reference


def test_the_reference_outlives_a_change_of_title_and_how_it_is_shown_is_no_change() -> None:
    assert read(0, otherDetails="Reclassified to advisory.").native_ref == read(0).native_ref
    assert content_hash(read(0, pinColour="Green", hideFromTicker=True, incidentTypeLevel=3)) == content_hash(read(0))
    assert content_hash(read(0, incidentTypeName="Advisory")) != content_hash(read(0))


def test_what_is_known_of_a_hijack_is_kept() -> None:
    assert read(2).field_texts | {"place": ""} == {
        "act": "Hijack",
        "vessel_type": "Cargo",
        "crew_held": "14",
        "vessel_taken": "2026-03-06T08:59:00Z",
        "under_pirate_control": "yes",
        "place": "",
    }
    assert read_facts(read(2), SOURCE).act == "hijacked"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"incidentNumber": None}, "no_reference"),
        ({"incidentNumber": "7a"}, "wrong_type"),
        ({"incidentNumber": 7.5}, "no_reference"),
        ({"incidentNumber": float("inf")}, "no_reference"),
        ({"utcDateOfIncident": None}, "no_date"),
        ({"utcDateOfIncident": "2026-13-01T00:00:00Z"}, "bad_date"),
        ({"otherDetails": ["text"]}, "wrong_type"),
    ],
)
def test_a_bad_record_says_what_is_wrong(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        read(**changes)
    assert caught.value.reason == reason


def test_a_renamed_field_breaks_the_file(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_bytes(FILE.read_bytes().replace(b'"otherDetails"', b'"details"'))
    with pytest.raises(BrokenFile, match=r"all\.json: field otherDetails is missing in every record"):
        list(SOURCE.adapter.parse(file, "api_json"))


@pytest.mark.real_data
def test_a_genuine_answer_is_read_whole(real_data: Path) -> None:
    file = real_data / "ukmto" / "ukmto_api_native_sample_2026-10-05.json"
    assert recognise_format(SOURCE, file) == "api_json"
    read_all = {}
    for record in SOURCE.adapter.parse(file, "api_json"):
        fields = Fields(record.fields)
        draft = SOURCE.adapter.read(fields, "api_json")
        assert fields.unread_names() == []
        read_all[draft.native_ref] = read_facts(draft, SOURCE)
    assert list(read_all)[:3] == ["2026-078", "2026-104", "2026-105"]
    assert len(read_all) == 10
    assert str(read_all["2026-105"].occurred_at) == "2026-08-04 07:30:00+00:00"
    assert all(facts.vessel_name is None for facts in read_all.values())


@pytest.mark.real_data
def test_of_a_genuine_answer_two_records_are_advisories(real_data: Path) -> None:
    """One of them was an attack before; it lies nine miles off a port, which is no radius."""
    file = real_data / "ukmto" / "ukmto_api_native_sample_2026-10-05.json"
    drafts = [SOURCE.adapter.read(Fields(record.fields), "api_json") for record in SOURCE.adapter.parse(file, "api_json")]
    concluded = {
        draft.native_ref: orjson.loads(notice) for draft in drafts if (notice := conclude_notice(draft, read_facts(draft, SOURCE)))
    }
    assert list(concluded) == ["2026-107", "2026-109"]
    first = concluded["2026-107"]
    assert (first["title"], first["issued_at"]) == ("UKMTO advisory 107-26: Strait of Hormuz", "2026-08-06T00:40:45+00:00")
    assert (first["valid_to"], first["validity"], first["number"]) == ("2026-09-05T00:40:45+00:00", "assumed", "107/2026")
    assert (first["sea_regions"], first["radius_nm"], first["ends"], first["is_ended"]) == (["strait_of_hormuz"], None, [], False)
    assert concluded["2026-109"]["sea_regions"] == ["arabian_sea"]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"incidentTypeName": "Advisory"}, "advisory"),
        ({"incidentTypeName": " ADVISORY "}, "advisory"),
        ({"incidentTypeName": "Navigational  Warning"}, "warning"),
        ({"incidentTypeName": "Guidance"}, "product"),
        ({"incidentTypeName": None, "otherDetails": "UKMTO ADVISORY 007-26. Be careful."}, "advisory"),
        ({"incidentTypeName": "Cancelled", "otherDetails": "UKMTO ADVISORY 007-26. Be careful."}, "advisory"),
        ({"incidentTypeName": "Attack", "otherDetails": "UKMTO ADVISORY 007-26: now an ATTACK."}, None),
        ({"incidentTypeName": "Cancelled"}, None),
        ({"incidentTypeName": None}, None),
        ({"incidentTypeName": "Irregular Activity"}, None),
    ],
)
def test_a_records_type_tells_advisories_from_incidents(changes: dict[str, Any], kind: str | None) -> None:
    draft = read(**changes)
    assert (draft.notice and draft.notice.kind, draft.facts.get("withdrawn")) == (kind, True if kind else None)
