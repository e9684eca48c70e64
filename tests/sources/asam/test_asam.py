"""ASAM's three formats: recognised, read alike, and strict about what is wrong."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from data_pipeline import registry
from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.fields import Fields
from data_pipeline.landing import recognise_format
from data_pipeline.model import Draft
from data_pipeline.steps.content_hash import content_hash
from tests.pipeline.helpers import ASAM, asam_json, asam_record

SOURCE = registry.source("asam")


def read(file: Path) -> list[Draft]:
    """All drafts of a file; a bad record raises."""
    format_id = recognise_format(SOURCE, file)
    return [SOURCE.adapter.read(Fields(record.fields), format_id) for record in SOURCE.adapter.parse(file, format_id)]


def test_the_formats_say_the_same_of_the_same_records() -> None:
    api, export, hub = (
        {(draft.native_ref, draft.narrative[-20:]): content_hash(draft) for draft in read(ASAM / name)}
        for name in ("api_json.json", "export_csv.csv", "arcgis_csv.csv")
    )
    assert len(api) == 25, "26 records, one of them twice"
    assert {key[0] for key in api if key not in export} == {"2017-907"}, "its last character is broken in the API's file"
    assert sorted(export.values()) == sorted(api.values()), "broken characters, quotes and blanks are no difference"
    assert all(api[key] == value for key, value in hub.items()), "the hub's noise in the last digits is no difference"


def test_with_and_without_position_text_is_the_same_statement() -> None:
    without = {draft.native_ref: content_hash(draft) for draft in read(ASAM / "api_json.json")}
    for draft in read(ASAM / "api_json_position.json"):
        changed = draft.nga_subregion is None
        assert content_hash(draft) == without[draft.native_ref], f"{draft.native_ref}, subregion missing: {changed}"


def test_minus_zero_is_zero() -> None:
    at = {name: next(d for d in read(ASAM / name) if d.native_ref == "2010-913") for name in ("api_json.json", "arcgis_csv.csv")}
    assert str(at["arcgis_csv.csv"].latitude) == "-0.0"
    assert len({content_hash(draft) for draft in at.values()}) == 1


def test_noise_in_the_last_digit_is_no_change_at_any_arc_second() -> None:
    for degrees in (12 + seconds / 3600 for seconds in range(3600)):
        noisy = (degrees, degrees + 3e-10, degrees - 3e-10, round(degrees, 6), round(degrees, 5))
        hashes = {content_hash(Draft("2020-1", latitude=value, longitude=-value)) for value in noisy}
        assert len(hashes) == 1, degrees


@pytest.mark.parametrize(
    ("reference", "latitude", "longitude"),
    [
        ("2019-901", 1.116667, 103.516667),
        ("2019-902", -6.016667, 106.9),
        ("2021-906", -12.033333, -77.2),
        ("2010-913", 0.0, 105.25),
        ("2011-914", 5.616694, 0.0),
        ("2013-923", 54.698472, -159.006278),
        ("2022-924", 1.369444, 104.427222),
    ],
)
def test_positions_in_degrees_minutes_seconds(reference: str, latitude: float, longitude: float) -> None:
    """Two lines; three digits of seconds (2022-924: 1°22'010"N); hundredths; legitimate zeros; all hemispheres."""
    draft = next(draft for draft in read(ASAM / "export_csv.csv") if draft.native_ref == reference)
    assert draft.latitude == pytest.approx(latitude, abs=2e-4)
    assert draft.longitude == pytest.approx(longitude, abs=2e-4)


def test_missing_texts_are_nothing_and_not_words() -> None:
    for name in ("api_json.json", "export_csv.csv"):
        by_reference = {draft.native_ref: draft for draft in read(ASAM / name)}
        assert "hostility" not in by_reference["2019-902"].field_texts
        assert "victim" not in by_reference["2019-903"].field_texts
        assert by_reference["2021-904"].narrative == ""


def test_the_subregion_may_be_missing() -> None:
    recent = [draft for draft in read(ASAM / "api_json_position.json") if draft.native_ref == "2022-924"]
    assert [draft.nga_subregion for draft in recent] == [None]


def test_hostile_text_is_kept_as_text() -> None:
    """Nothing is interpreted and nothing is split: line breaks of every kind stay inside their field."""
    for name in ("api_json.json", "export_csv.csv", "arcgis_csv.csv"):
        draft = next(draft for draft in read(ASAM / name) if draft.native_ref == "2020-918")
        assert draft.field_texts["hostility"] == '=HYPERLINK("http://example.org","click")'
        assert draft.field_texts["victim"] == "<script>alert('x')</script>"
        assert "'; DROP TABLE reports; --" in draft.narrative
        assert draft.narrative.endswith("UKMTO.\u2028Second line.\u0085Third line.\x0bFourth.")


@pytest.mark.parametrize("missing", ["reference", "date", "latitude", "longitude", "hostility", "victim", "description"])
def test_a_field_that_no_record_has_breaks_the_file(tmp_path: Path, missing: str) -> None:
    records = [{name if name != missing else f"{missing}_new": value for name, value in asam_record(n).items()} for n in range(3)]
    file = tmp_path / "renamed.json"
    file.write_bytes(asam_json(*records))
    with pytest.raises(BrokenFile, match=f"renamed.json: field {missing} is missing in every record; the first has .*{missing}_new"):
        list(SOURCE.adapter.parse(file, "api_json"))


def test_a_field_that_one_record_lacks_breaks_nothing(tmp_path: Path) -> None:
    record = asam_record(2)
    del record["hostility"], record["navArea"]
    file = tmp_path / "some.json"
    file.write_bytes(asam_json(asam_record(1), record))
    assert [draft.field_texts.get("hostility") for draft in read(file)] == ["Robbers", None]


@pytest.mark.parametrize("name", ["export_csv.csv", "arcgis_csv.csv"])
def test_a_column_that_is_missing_or_renamed_breaks_the_file(tmp_path: Path, name: str) -> None:
    rows = list(csv.reader(io.StringIO((ASAM / name).read_text(encoding="utf-8-sig"), newline="")))
    format_id = recognise_format(SOURCE, ASAM / name)
    described = rows[0].index("description")
    for change in ("text", None):
        file = tmp_path / name
        with file.open("w", encoding="utf-8", newline="") as stream:
            header = [change if i == described else column for i, column in enumerate(rows[0]) if i != described or change]
            csv.writer(stream).writerows([header, *rows[1:]])
        with pytest.raises(BrokenFile, match=r"column description is missing; the file has .*reference"):
            list(SOURCE.adapter.parse(file, format_id))


def test_what_nothing_reads_is_left_over() -> None:
    fields = Fields(asam_record(extra="new", other="", nothing=None))
    SOURCE.adapter.read(fields, "api_json")
    assert fields.unread_names() == ["extra"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reference": "2020-1x"}, "no_reference"),
        ({"reference": "'; DROP TABLE"}, "no_reference"),
        ({"reference": "2020-1\n2"}, "no_reference"),
        ({"date": "2020-02-30"}, "bad_date"),
        ({"date": "soon"}, "bad_date"),
        ({"description": "x" * 200_001}, "too_long"),
        ({"victim": {"name": "PALE STAR"}}, "wrong_type"),
    ],
)
def test_a_bad_record_says_what_is_wrong(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        SOURCE.adapter.read(Fields(asam_record(**changes)), "api_json")
    assert caught.value.reason == reason
    assert len(caught.value.message) < 200
