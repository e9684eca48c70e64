"""GISIS's export: broken bytes, headings that vary, dates of several spellings, and half the records without a position."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline import registry
from data_pipeline.coordinates import parse_angle
from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.landing import recognise_format
from data_pipeline.model import Draft, Facts
from tests.fixtures.golden import FOLDER

SOURCE = registry.source("imo_gisis")
FILE = FOLDER / "imo_gisis" / "export_csv.csv"
DAY_FIRST = FOLDER / "imo_gisis" / "export_csv_day_first.csv"
HEADER = ("Date", "Ship Name", "IMO No.", "Latitude", "Longitude", "Incident details", "Action taken by master/crew")


def read(file: Path) -> list[Draft]:
    return [SOURCE.adapter.read(Fields(record.fields), "export_csv") for record in SOURCE.adapter.parse(file, "export_csv")]


def record(**changes: Any) -> dict[str, Any]:
    """One invented record, faultless; `changes` replace fields by their column's name in lower case with underscores."""
    fields = {"Date": "2024-01-05", "Ship Name": "Pale Lantern", "Latitude": "1\ufffd 16.50' N", "Longitude": "104\ufffd 12.30' E"}
    fields |= {"Incident details": "Five robbers boarded the anchored ship.", "Action taken by master/crew": "Alarm raised"}
    return fields | changes


def facts(**changes: Any) -> Facts:
    return read_facts(SOURCE.adapter.read(Fields(record(**changes)), "export_csv"), SOURCE)


def export(folder: Path, dates: list[str]) -> Path:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *([day, f"Ship {number}", "", "", "", "Robbed.", ""] for number, day in enumerate(dates))])
    file = folder / "export.csv"
    file.write_bytes(out.getvalue().encode())
    return file


def test_the_fixture_is_broken_as_the_export_is() -> None:
    with pytest.raises(UnicodeDecodeError):
        FILE.read_bytes().decode("utf-8")


def test_positions_are_read_whatever_stands_for_the_degree_sign() -> None:
    positions = [(draft.latitude, draft.longitude) for draft in read(FILE)]
    assert positions[0] == (1.275, 104.205)
    assert positions[2] == (-8.05, -13.3)
    assert positions[4] == (5.270167, -4.034167)
    assert positions[5] == (1.275, 104.205)


@pytest.mark.parametrize("sign", ["°", "\ufffd", "º", "?", " ", "Â°", "\x1a", "ø", "˚", "-", ""])
def test_any_character_may_stand_for_the_degree_sign(sign: str) -> None:
    assert parse_angle(f"1{sign} 16.50' N", "NS", 90) == 1.275
    assert parse_angle(f"104{sign} 12.30\ufffd W", "EW", 180) == -104.205


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.275", 1.275), ("-1.275", -1.275), ("1.275 S", -1.275), ("1,275° N", 1.275), ("1.27 N", 1.27), ("0", 0.0), ("+6", 6.0),
        ("1° 16' 30\" S", -1.275), ("01°16.50'n", 1.275), ("1° 16,50′ N", 1.275),
        ("", None), ("1° 60.00' N", None), ("1° 16.50'", None), ("1° 16.50' E", None), ("91.0", None), ("90° 01.00' N", None),
        ("-1.275 N", None), ("130.00' N", None), ("north", None), ("1° 16.50' N 104° 12.30' E", None), ("9" * 200 + " N", None),
    ],
)  # fmt: skip
def test_latitudes(text: str, value: float | None) -> None:
    assert parse_angle(text, "NS", 90) == value


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 89), st.integers(0, 5999), st.sampled_from("NS"), st.characters(exclude_categories=("Cs", "Nd")))
def test_every_angle_comes_back_from_its_text(whole_degrees: int, hundredths: int, letter: str, sign: str) -> None:
    angle = parse_angle(f"{whole_degrees}{sign} {hundredths / 100:05.2f}' {letter}", "NS", 90)
    assert angle == pytest.approx((whole_degrees + hundredths / 6000) * (1 if letter == "N" else -1), abs=1e-6)


def test_a_record_without_position_is_a_report_without_one() -> None:
    assert facts(Latitude="", Longitude="").position_basis == "none"
    assert facts(Latitude="", Longitude="").issues == []
    half = facts(Longitude="")
    assert (half.latitude, half.position_basis, half.issues) == (None, "none", ["position_malformed"])


def test_a_position_in_the_text_is_taken_where_the_fields_have_none() -> None:
    from_text = facts(**{"Latitude": "", "Longitude": "", "Incident details": "Three men chased the ship in 03-12N 005-40E."})
    assert (from_text.latitude, from_text.longitude, from_text.position_basis) == (3.2, 5.666667, "narrative")


def test_whole_degrees_are_no_better_than_half_a_degree() -> None:
    assert facts(Latitude="22\ufffd 00.00' N", Longitude="91\ufffd 00.00' E").position_precision_km == 55.6
    assert facts().position_precision_km == 1.9


@pytest.mark.parametrize("day", ["2024-01-05", "2024-01-05 21:40", "5 Jan 2024", "05 January 2024 21:40", "5-JAN-2024", "2024/01/05"])
def test_spellings_of_a_day(day: str) -> None:
    result = facts(Date=day)
    assert (result.occurred_on, result.occurred_at, result.time_precision) == (
        SOURCE.adapter.read(Fields(record()), "export_csv").occurred_on,
        None,
        "day",
    )


def test_a_time_counts_only_where_it_says_utc() -> None:
    assert str(facts(Time="02:00 UTC").occurred_at) == "2024-01-05 02:00:00+00:00"
    assert facts(Time="02:00").occurred_at is None


@pytest.mark.parametrize("day", ["2024-02-30", "31/02/2024", "30 Feb 2024", "5 Jan 24", "May 2024", "45296"])
def test_what_is_no_day_is_set_aside(day: str) -> None:
    with pytest.raises(BadRecord) as caught:
        SOURCE.adapter.read(Fields(record(Date=day)), "export_csv")
    assert caught.value.reason == "bad_date"


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["05/01/2024", "28/01/2024", "2024-03-01"], "2024-01-05"),
        (["05/01/2024 10:00", "01/28/2024"], "2024-05-01"),
        (["05.05.2024"], "2024-05-05"),
    ],
)
def test_one_clear_date_settles_the_order_for_the_file(tmp_path: Path, dates: list[str], first: str) -> None:
    assert str(read(export(tmp_path, dates))[0].occurred_on) == first


def test_an_order_that_stays_open_or_contradicts_itself_breaks_the_file(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match=r"whether '05/01/2024' has the day or the month first.*YYYY-MM-DD"):
        read(export(tmp_path, ["05/01/2024", "03/03/2024", "2024-01-28"]))
    with pytest.raises(BrokenFile, match=r"'28/01/2024' puts the day first and '01/28/2024' the month"):
        read(export(tmp_path, ["05/01/2024", "28/01/2024", "01/28/2024"]))


def test_headings_may_vary_and_a_column_nobody_knows_is_left_over() -> None:
    assert recognise_format(SOURCE, DAY_FIRST) == "export_csv"
    first, second, third, fourth = SOURCE.adapter.parse(DAY_FIRST, "export_csv")
    assert first.fields["Reported to..."] == "Port control"
    unread = []
    for draft in (first, second, third, fourth):
        fields = Fields(draft.fields)
        SOURCE.adapter.read(fields, "export_csv")
        unread.append(fields.unread_names())
    assert unread == [[], ["Remarks of the flag State"], [], []]


def test_a_column_that_is_gone_breaks_the_file(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(FILE.read_bytes().replace(b"Longitude", b"Lon", 1))
    assert recognise_format(SOURCE, file) == "export_csv"
    with pytest.raises(BrokenFile, match=r"column Longitude is missing; the file has Date, .*Lon"):
        list(SOURCE.adapter.parse(file, "export_csv"))


def test_a_file_of_other_bytes_altogether_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(",".join(HEADER).encode() + b"\n2024-01-05,Pale Lantern,,,," + b"\xff\xfe" * 500 + b",\n")
    with pytest.raises(BrokenFile, match="not UTF-8"):
        list(SOURCE.adapter.parse(file, "export_csv"))


def test_the_reference_is_the_exports_own_or_the_records_content() -> None:
    assert [draft.native_ref[:10] for draft in read(DAY_FIRST)] == ["P-1001", "P-1002", "P-1003", "2024-02-11"]
    references = [draft.native_ref for draft in read(FILE)]
    assert len(references) == len(set(references))


def test_other_broken_bytes_are_the_same_record_and_another_ship_is_not() -> None:
    original = SOURCE.adapter.read(Fields(record(**{"Incident details": "The ship\ufffds stores were taken."})), "export_csv")
    mended = SOURCE.adapter.read(Fields(record(**{"Incident details": "The ship’s stores were taken.", "Latitude": "1° 16.50' N"})), "")
    other = SOURCE.adapter.read(Fields(record(**{"Incident details": "The ship’s stores were taken.", "Ship Name": "Grey Heron"})), "")
    assert original.native_ref == mended.native_ref != other.native_ref


@pytest.mark.parametrize(
    ("answer", "receiver", "reported", "issues"),
    [
        ("TRUE", "Port control", True, []),
        ("Yes", "-", True, []),
        ("", "Harbour master", True, []),
        ("FALSE", "", False, []),
        ("No", "NA", False, []),
        ("", "", None, []),
        ("FALSE", "Marine police", None, ["field_contradiction"]),
    ],
)
def test_whether_an_authority_was_told(answer: str, receiver: str, reported: bool | None, issues: list[str]) -> None:
    result = facts(**{"Reported?": answer, "Reported to...": receiver})
    assert (result.reported_to_authority, result.issues) == (reported, issues)


@pytest.mark.parametrize(("boarded", "act"), [("TRUE", "boarded"), ("No", "attempted"), ("Hijacked", "hijacked"), ("", "other")])
def test_whether_she_was_boarded(boarded: str, act: str) -> None:
    assert facts(**{"Boarded?": boarded, "Incident details": "An event was reported by the ship."}).act == act


def test_the_graver_of_field_and_text_is_the_act() -> None:
    result = facts(**{"Boarded?": "FALSE"})
    assert (result.act, result.issues) == ("boarded", ["field_contradiction"])


def test_consequences_are_read_for_harm_to_the_crew() -> None:
    text = "Two crew members were injured"
    assert facts(**{"Consequences for crew etc": text}).crew_harm == ["injured"]
    assert facts(**{"Consequences for crew etc": "Nil"}).narrative == "Five robbers boarded the anchored ship. Alarm raised."
    assert facts(**{"Incident details": f"{text}.", "Consequences for crew etc": text}).narrative.count(text) == 1


@pytest.mark.parametrize(
    ("imo", "number", "issues"), [("9100011", 9100011, []), ("9100011.0", 9100011, []), ("9100012", None, ["imo_invalid"])]
)
def test_imo_numbers_are_checked(imo: str, number: int | None, issues: list[str]) -> None:
    result = facts(**{"IMO No.": imo})
    assert (result.imo_number, result.issues) == (number, issues)


def test_recaaps_category_in_the_text_is_the_severity() -> None:
    result = facts(**{"Incident details": "A robber boarded the ship with a gun. [Category 3]"})
    assert (result.severity, result.severity_basis) == (3, ["recaap_category=3"])


def test_a_withheld_name_is_none() -> None:
    assert facts(**{"Ship Name": "Name Withheld"}).vessel_name is None
