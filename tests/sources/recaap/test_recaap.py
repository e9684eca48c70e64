"""ReCAAP's incident map: whole degrees, times of several kinds, and its own categories."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.landing import recognise_format
from data_pipeline.model import Draft
from tests.fixtures.golden import FOLDER
from warehouse.reference.geography import sea_regions

SOURCE = registry.source("recaap")
FILE = FOLDER / "recaap" / "map_json.json"
FIRST: dict[str, Any] = orjson.loads(FILE.read_bytes())[0]


def read(**changes: Any) -> Draft:
    return SOURCE.adapter.read(Fields({**FIRST, **changes}), "map_json")


def test_it_watches_regions_that_there_are() -> None:
    assert set(SOURCE.watches) <= set(sea_regions())


@pytest.mark.parametrize(
    ("latitude", "longitude", "half_width_km"),
    [
        (1.0, 104.0, 55.6),
        (1, 104, 55.6),
        ("1", "104", 55.6),
        ("-6.00", "106.0", 55.6),
        (1.5, 104.0, 27.8),
        (5.3, 98.7, 5.56),
        (1, 104.25, 1.9),
    ],
)
def test_the_digits_tell_how_well_a_position_is_known(latitude: Any, longitude: Any, half_width_km: float) -> None:
    facts = read_facts(read(positionLatitude=latitude, positionLongitude=longitude), SOURCE)
    assert (facts.position_precision_km, facts.position_basis) == (half_width_km, "stated")


def test_half_a_position_is_none_and_zero_is_a_placeholder() -> None:
    assert read(positionLongitude=None).latitude is None
    facts = read_facts(read(positionLatitude=0, positionLongitude="0"), SOURCE)
    assert (facts.latitude, facts.position_basis, facts.issues) == (None, "default", ["position_default"])


@pytest.mark.parametrize(
    ("stated", "day", "moment"),
    [
        ("2024-03-01T19:30:00.000+00:00", date(2024, 3, 1), "2024-03-01 19:30:00+00:00"),
        ("2024-03-01T19:30:00Z", date(2024, 3, 1), "2024-03-01 19:30:00+00:00"),
        ("2024-03-04T02:15:00+0800", date(2024, 3, 3), "2024-03-03 18:15:00+00:00"),
        (1709622000000, date(2024, 3, 5), "2024-03-05 07:00:00+00:00"),
        ("1709622000000", date(2024, 3, 5), "2024-03-05 07:00:00+00:00"),
        ("2024-03-08T03:20:00", date(2024, 3, 8), None),
        ("2024-03-09T00:00:00+08:00", date(2024, 3, 9), None),
        ("2024-03-10", date(2024, 3, 10), None),
    ],
)
def test_a_moment_needs_its_offset_else_only_the_day_counts(stated: Any, day: date, moment: str | None) -> None:
    facts = read_facts(read(timeOfIncident=stated), SOURCE)
    assert (facts.occurred_on, facts.occurred_at and str(facts.occurred_at)) == (day, moment)
    assert facts.time_precision == ("minute" if moment else "day")


@pytest.mark.parametrize(
    ("kind", "act", "severity", "basis"),
    [
        ("Attempted", "attempted", 0, ["act=attempted"]),
        ("Actual", "boarded", 3, ["weapons=knives"]),
        ("CAT 1", "boarded", 1, ["recaap_category=1"]),
        ("Category 4", "boarded", 4, ["recaap_category=4"]),
    ],
)
def test_kinds_of_incident(kind: str, act: str, severity: int, basis: list[str]) -> None:
    text = "The ship was attacked with knives." if kind != "Attempted" else "Men came close to the ship."
    facts = read_facts(read(incidentType=kind, detailsAttackMethod=text, detailsStolenCargo="Nil"), SOURCE)
    assert (facts.act, facts.severity, facts.severity_basis) == (act, severity, basis)


def test_the_narrative_has_every_part_once_and_no_word_for_nothing() -> None:
    text = "Robbers boarded the tanker"
    draft = read(incidentCaseDescription=text, detailsAttackMethod=text, detailsStolenCargo="Paint", detailsDamages="Nil")
    assert draft.narrative == "Robbers boarded the tanker.\nPaint stolen."
    assert read(detailsStolenCargo="Nothing was stolen").narrative.endswith("\nNothing was stolen")
    assert read_facts(read(detailsStolenCargo="Nothing was stolen"), SOURCE).stolen == []


def test_ship_and_flag() -> None:
    facts = read_facts(read(), SOURCE)
    assert (facts.vessel_name, facts.vessel_type, facts.flag) == ("PALE LANTERN", "bulk_carrier", "PAN")
    assert read_facts(read(shipName="", shipFlag="Unknown"), SOURCE).flag is None


def test_the_number_stands_in_for_the_id() -> None:
    assert read().native_ref == "7001"
    assert read(id=None).native_ref == "EX-24-001"


def test_what_nothing_reads_is_left_over() -> None:
    fields = Fields({**FIRST, "classification": "CAT 4"})
    SOURCE.adapter.read(fields, "map_json")
    assert fields.unread_names() == ["classification"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None, "incidentNo": ""}, "no_reference"),
        ({"timeOfIncident": None}, "no_date"),
        ({"timeOfIncident": "yesterday"}, "bad_date"),
        ({"timeOfIncident": "0001-01-01T01:00:00+14:00"}, "bad_date"),
        ({"shipType": {"name": "Tanker"}}, "wrong_type"),
    ],
)
def test_a_bad_record_says_what_is_wrong(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        read(**changes)
    assert caught.value.reason == reason


def test_an_array_and_a_page_are_one_format_and_another_bodys_array_is_none() -> None:
    assert recognise_format(SOURCE, FILE) == recognise_format(SOURCE, FILE.with_name("map_json_page.json")) == "map_json"
    assert SOURCE.adapter.recognise(b'[{"incidentNumber": 1, "utcDateOfIncident": ""}]', "a.json") is None
    assert SOURCE.adapter.recognise(b'{"asam": [{"timeOf": 1}]}', "a.json") is None


def test_a_renamed_field_breaks_the_file(tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_bytes(FILE.read_bytes().replace(b'"incidentType"', b'"type"'))
    with pytest.raises(BrokenFile, match=r"map\.json: field incidentType is missing in every record"):
        list(SOURCE.adapter.parse(file, "map_json"))
