"""MDAT-GoG's map: types, ships and places in objects; advice that is no incident; names of people that are not kept."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.landing import recognise_format
from data_pipeline.model import Draft
from tests.fixtures.golden import FOLDER
from warehouse.reference.geography import sea_regions

SOURCE = registry.source("mdat_gog")
FILE = FOLDER / "mdat_gog" / "points_geojson.json"
FIRST: dict[str, Any] = next(iter(SOURCE.adapter.parse(FILE, "points_geojson"))).fields


def read(**changes: Any) -> Draft:
    return SOURCE.adapter.read(Fields({**FIRST, **changes}), "points_geojson")


def test_it_is_recognised_and_watches_regions_that_there_are() -> None:
    assert recognise_format(SOURCE, FILE) == "points_geojson"
    assert set(SOURCE.watches) <= set(sea_regions())


def test_an_empty_map_is_no_broken_one(tmp_path: Any) -> None:
    file = tmp_path / "points.json"
    file.write_bytes(b'{"type":"FeatureCollection","features":[]}')
    assert recognise_format(SOURCE, file) == "points_geojson"
    assert list(SOURCE.adapter.parse(file, "points_geojson")) == []


@pytest.mark.parametrize(
    ("kind", "act"),
    [({"label": "Boarding"}, "boarded"), ("Hijack", "hijacked"), ({"label": "Suspicious approach"}, "suspicious"), (None, None)],
)
def test_the_type_is_an_object_or_its_label(kind: Any, act: str | None) -> None:
    facts = read_facts(read(occurrenceType=kind, title="", description="A ship reported.", vessel=None), SOURCE)
    assert facts.act == act


def test_what_is_marked_as_an_advisory_is_no_incident() -> None:
    draft = read(isAdvisory=True, title="Caution off Bonny")
    assert (draft.notice.kind, draft.notice.title, draft.facts["withdrawn"]) == ("advisory", "Caution off Bonny", True)
    assert read(isAdvisory=False, isAlert=True).native_ref == "GOG-25-001"


def test_a_time_has_its_offset_and_midnight_is_a_day() -> None:
    assert str(read(gdh="2025-02-02T11:00:00+01:00").occurred_at) == "2025-02-02 10:00:00+00:00"
    assert read(gdh="2025-02-02T11:00:00").occurred_at is None
    assert read(gdh="2025-02-10T00:00:00Z").occurred_at is None


def test_people_who_handled_it_are_not_kept() -> None:
    draft = read(reporter="Jane Doe", verifier="John Doe")
    assert "Doe" not in repr(draft)


def test_a_change_of_what_is_not_kept_is_no_revision() -> None:
    assert read(lastModified="2025-01-01T00:00:00Z", severity=1) == read(lastModified="2025-02-01T00:00:00Z", severity=4)


def test_the_ships_words_become_facts() -> None:
    facts = read_facts(read(), SOURCE)
    assert (facts.vessel_name, facts.imo_number, facts.flag, facts.vessel_type) == ("PALE STAR", 9074729, "LBR", "product_tanker")
    assert read_facts(read(vessel={"name": "Not reported"}), SOURCE).vessel_name is None


def test_the_golden_features_are_whole() -> None:
    assert len(orjson.loads(FILE.read_bytes())["features"]) == 5
