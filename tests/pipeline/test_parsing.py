"""Files into records, texts into days and positions: exact on what is right, clear about what is wrong."""

from __future__ import annotations

import csv
import io
import math
import time
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline import parsing
from data_pipeline.coordinates import StatedPosition, in_range, position_in_text, position_of
from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.fields import MAX_FIELD_LENGTH, Fields
from data_pipeline.files.contents import refuse_foreign
from data_pipeline.files.documents import json_records
from data_pipeline.files.forms import NO_VALUE, Form
from data_pipeline.files.tables import table_records

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=40).filter(lambda text: text not in NO_VALUE)
COLUMNS = ("a", "b", "c")
TABLE = Form(telling=COLUMNS, required=COLUMNS)
LIST = Form(telling=("a",), is_table=False, list_name="k")


def written(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def csv_of(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    return out.getvalue().encode("utf-8")


# Rows of nothing but blanks, and those of totals, are no records.
@given(rows=st.lists(st.tuples(TEXT.map(lambda text: f"#{text}"), TEXT, TEXT), min_size=1, max_size=8))
def test_any_text_comes_back_out_of_a_csv_file(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    file = written(tmp_path_factory.mktemp("csv"), csv_of(rows))
    records = list(table_records(file, TABLE))
    assert [tuple(record.fields.values()) for record in records] == rows
    assert [record.locator for record in records] == [str(number) for number in range(1, len(rows) + 1)]


@pytest.mark.parametrize("odd", ["\x00", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x1b"])
def test_an_odd_character_in_an_unquoted_cell_does_not_split_the_record(tmp_path: Path, odd: str) -> None:
    file = written(tmp_path, f"a,b,c\n1,two{odd}parts,3\n".encode())
    [record] = table_records(file, TABLE)
    assert record.fields == {"a": "1", "b": f"two{odd}parts", "c": "3"}


def test_empty_lines_are_no_records(tmp_path: Path) -> None:
    file = written(tmp_path, b"a,b,c\r\n1,2,3\r\n\r\n4,5,6\r\n\r\n")
    assert [(record.locator, record.fields["a"]) for record in table_records(file, TABLE)] == [("1", "1"), ("2", "4")]


def test_a_quote_that_never_closes_is_refused(tmp_path: Path) -> None:
    """Otherwise one record would swallow all that follow, and nobody would miss them."""
    file = written(tmp_path, b'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n')
    with pytest.raises(BrokenFile, match=r"file\.csv, line 4: unexpected end of data\. The file is cut off or damaged"):
        list(table_records(file, TABLE))


def test_cells_too_few_or_too_many_are_broken_records_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = written(tmp_path, b"a,b,c\n1,2\n1,2,3,4\n1,2,3\n")
    records = list(table_records(file, TABLE))
    assert [record.broken for record in records] == [
        ("not_a_record", "record 1 has 2 cells, the header 3"),
        ("not_a_record", "record 2 has 4 cells, the header 3"),
        None,
    ]


def test_a_trailing_empty_column_is_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, b"a,b,c,\n1,2,3,\n1,2,3,4\n")
    assert [record.fields.get("") for record in table_records(file, TABLE)] == [None, "4"]


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    [record] = table_records(written(tmp_path, b"\xef\xbb\xbfa,b,c\n1,2,3\n"), TABLE)
    assert list(record.fields) == ["a", "b", "c"]
    [element] = json_records(written(tmp_path, b'\xef\xbb\xbf{"k": [{"a": 1}]}', "file.json"), LIST)
    assert element.fields == {"a": 1}


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b"a,b,c\ncaf\xe9,2,3\n", "café"),
        (b"a,b,c\nthe ship\x92s,2,3\n", "the ship’s"),
        ("a,b,c\ncafé,2,3\n".encode() + b"caf\xe9,2,3\n", "café"),
        (b"a,b,c\n1\xb0 16.5,2,3\n", "1° 16.5"),
        (b"a,b,c\r1\xa1 16.5 caf\x8e,2,3\r", "1° 16.5 café"),
        (b"a,b,c\n1\xf816.5 caf\x82,2,3\n", "1°16.5 café"),
        (b"a,b,c\ncaf\xff \x81,2,3\n", "caf\ufffd \ufffd"),
    ],
    ids=["ANSI", "ANSI quote", "both", "ANSI degrees", "Mac", "DOS", "damage"],
)
def test_bytes_that_are_not_utf8_are_read_in_their_code_page(tmp_path: Path, content: bytes, read: str) -> None:
    assert [record.fields["a"] for record in table_records(written(tmp_path, content), TABLE)][-1] == read


def test_bytes_of_no_western_text_refuse_the_file(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match=r"file\.csv is not UTF-8 text\. Save it again as UTF-8"):
        list(table_records(written(tmp_path, b"a,b,c\n" + bytes(range(0xC0, 0xFF)) * 5), TABLE))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\t ", "is empty"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "is a web page, not data"),
        (b"\xef\xbb\xbf\n <HTML><head>", "is a web page, not data"),
        (b'<?xml version="1.0"?><Error>denied</Error>', "is a web page, not data"),
        ('a,b,c\n1,2,3\n{"k": []}'.encode("utf-16"), "looks like UTF-16"),
        ('a,b,c\n1,2,3\n{"k": []}'.encode("utf-16-le"), "looks like UTF-16"),
        ('a,b,c\n1,2,3\n{"k": []}'.encode("utf-16-be"), "looks like UTF-16"),
    ],
    ids=["empty", "blank", "HTML", "HTML after a mark", "XML", "UTF-16", "UTF-16 LE", "UTF-16 BE"],
)
def test_what_is_no_data_is_refused_in_every_format(tmp_path: Path, content: bytes, message: str) -> None:
    file = written(tmp_path, content)
    with pytest.raises(BrokenFile, match=f"file.csv .*{message}"):
        list(table_records(file, TABLE))
    with pytest.raises(BrokenFile, match=f"file.csv .*{message}"):
        list(json_records(file, LIST))


def test_binary_content_is_not_taken_for_utf16(tmp_path: Path) -> None:
    refuse_foreign(tmp_path / "x", b"PAR1\x15\x04\x15\x00\x00\x00\x00\x00\x00\x00\x00\x00")


@pytest.mark.parametrize("cut", [1, 10, 40, 76])
def test_json_cut_off_anywhere_is_refused(tmp_path: Path, cut: int) -> None:
    complete = orjson.dumps({"k": [{"name": "PALE STAR", "at": [1.2, 103.9]}, {"name": "AMBER KEEL", "at": None}]})
    assert len(complete) == 77
    with pytest.raises(BrokenFile, match=r"file\.json is not valid JSON: .*cut off or damaged; fetch it again"):
        list(json_records(written(tmp_path, complete[:cut], "file.json"), LIST))


@pytest.mark.parametrize(
    "content",
    [b'{"k": [{"a": "\xe9"}]}', b'{"k": [{"a": NaN}]}', b'{"k": [{"a": 1e999}]}', b'{"k": [{"a": "\x00"}]}', b"[" * 5000 + b"]" * 5000],
    ids=["latin-1", "NaN", "infinite", "raw NUL", "nested deeply"],
)
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BrokenFile, match=r"file\.json is (not valid JSON|nested too deeply to be read)"):
        list(json_records(written(tmp_path, content, "file.json"), LIST))


@pytest.mark.parametrize("content", [b"{}", b'{"error": "try later"}', b'{"k": {"a": 1}}', b'{"k": null}', b'"text"', b"17", b"null"])
def test_json_without_the_list_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BrokenFile, match=r"file\.json is JSON but holds no list 'k'"):
        list(json_records(written(tmp_path, content, "file.json"), LIST))


def test_elements_that_are_no_objects_are_broken_records(tmp_path: Path) -> None:
    file = written(tmp_path, b'{"k": [{"a": 1}, "text", null, [1]]}', "file.json")
    records = list(json_records(file, Form((), ("a",), is_table=False, list_name="k")))
    assert [record.broken and record.broken[0] for record in records] == [None, "not_a_record", "not_a_record", "not_a_record"]
    assert records[2].broken == ("not_a_record", "element 2 is NoneType, not an object")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_comes_back(stated: date) -> None:
    for text in (stated.isoformat(), f" {stated.isoformat()}T23:59:59Z ", f"{stated:%Y/%m/%d} 00:00:00+00"):
        assert parsing.parse_day(text) == stated


@pytest.mark.parametrize(
    "text", ["", "03.02.2016", "2016-02-30", "2016-13-01", "20160203", "2016-02-03x", "soon", "\x00", "9" * 100_000], ids=repr
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadRecord, match="is not a date"):
        parsing.parse_day(text)


@given(
    st.floats(-90, 90).map(lambda value: round(value * 3600) / 3600),
    st.floats(-180, 180).map(lambda value: round(value * 3600) / 3600),
    st.sampled_from(["\n", " \n", "  ", ""]),
)
def test_degrees_minutes_seconds_come_back(latitude: float, longitude: float, between: str) -> None:
    read = position_in_text(f"{dms(latitude, 'NS')}{between}{dms(longitude, 'EW')}")
    assert (read.latitude, read.longitude) == pytest.approx((latitude, longitude), abs=1e-6)


def dms(degrees: float, sides: str) -> str:
    seconds = round(abs(degrees) * 3600)
    return f"{seconds // 3600}°{seconds // 60 % 60:02d}'{seconds % 60:03d}\"{sides[degrees < 0]}"


@pytest.mark.parametrize(
    "text",
    [
        "01º07'00\"N \n103º31'00\"E", "1° 07' 00'' N \n103° 31' 00'' E", "01-07.0N 103-31.0E", "01-07N 103-31E", "01:07.0N – 103:31.0E",
        "N 01°07' E 103°31'", "N1 07 E103 31", "0107N 10331E", "1°07'N, 103°31'E", "103°31'E 01°07'N", "1 deg 07 min N 103 deg 31 min E",
        "1.116667N 103.516667E", "1.116667° N / 103.516667° E", "1.116667, 103.516667", "(1.116667; 103.516667)", "+1.116667 +103.516667",
        "Lat 01°07'N Long 103°31'E", "01˚07′00″N 103˚31′00″E", "01°07'.0N 103°31'.0E", "01°06'60\"N 103°31'00\"E",
        "1°07'000\"N \n103°31'000\"E",
    ],
)  # fmt: skip
def test_every_usual_spelling_of_a_position_is_read(text: str) -> None:
    read = position_in_text(text)
    assert (read.latitude, read.longitude) == pytest.approx((1.116667, 103.516667), abs=2e-6)
    assert read.issues == []


def test_sixty_minutes_are_a_degree() -> None:
    """NGA's export rounds so in hundreds of records."""
    assert position_in_text("5°60'00\"S \n106°54'00\"E") == StatedPosition(-6.0, 106.9)


@pytest.mark.parametrize(
    "text", ["", "1°07'00\"N", "1°61'00\"N 2°00'00\"E", "1°00'61\"N 2°00'00\"E", "91°00'00\"N 2°00'00\"E", "°N °E", "1 2 3", "off Batam"]
)
def test_what_is_no_position_is_flagged(text: str) -> None:
    assert position_in_text(text) == StatedPosition(issues=["position_malformed"])


@pytest.mark.parametrize(
    "text",
    ["x" * MAX_FIELD_LENGTH, "1" * MAX_FIELD_LENGTH, "1°" + " " * MAX_FIELD_LENGTH, "N" * MAX_FIELD_LENGTH, "1°1'" * 50_000],
    ids="abcde",
)
def test_a_long_text_is_refused_as_position_at_once(text: str) -> None:
    started = time.perf_counter()
    assert position_in_text(text).issues == ["position_malformed"]
    assert time.perf_counter() - started < 0.5


@given(st.floats(), st.floats())
def test_a_position_is_in_range_or_none(latitude: float, longitude: float) -> None:
    read = in_range(latitude, longitude)
    if math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180:
        assert read == StatedPosition(latitude, longitude)
    elif read.latitude is not None and read.longitude is not None:
        assert (abs(read.latitude) <= 90, abs(read.longitude) <= 180, read.issues) == (True, True, ["position_mended"])
    else:
        assert read == StatedPosition(issues=["position_malformed"])


@pytest.mark.parametrize(
    ("latitude", "longitude", "read"),
    [
        (12.1, 284.9, StatedPosition(12.1, -75.1, ["position_mended"])),
        (103.5, 1.2, StatedPosition(1.2, 103.5, ["position_mended"])),
        ("95.2", "5.6", StatedPosition(5.6, 95.2, ["position_mended"])),
        (103.5, 51.2, StatedPosition(issues=["position_malformed"])),
        ("1.2 N", "103,5° E", StatedPosition(1.2, 103.5)),
        ("-1° 30'", "+103:30", StatedPosition(-1.5, 103.5)),
        (True, 1.0, StatedPosition(issues=["position_malformed"])),
        ([1], 1.0, StatedPosition(issues=["position_malformed"])),
        (1.0, "", StatedPosition(issues=["position_malformed"])),
        ("", " ", StatedPosition()),
        (None, None, StatedPosition()),
    ],
)
def test_positions_in_two_fields(latitude: Any, longitude: Any, read: StatedPosition) -> None:
    """The fourth lies in Mongolia, so that exchanging its halves is no repair."""
    assert position_of(latitude, longitude) == read


@pytest.mark.parametrize(("latitude", "longitude", "km"), [(1.0, 104.0, 55.6), (0.0, 0.0, 55.6), (1.0, 103.9, 1.9), (None, None, None)])
def test_whole_degrees_are_coarse(latitude: float | None, longitude: float | None, km: float | None) -> None:
    assert parsing.precision_km(latitude, longitude, 1.9) == km


@pytest.mark.parametrize("value", [None, "", "  ", "\t\n"])
def test_fields_that_say_nothing_are_none(value: str | None) -> None:
    fields = Fields({"a": value})
    assert (fields.take_text("a"), fields.take_number("a"), fields.take_text("missing")) == (None, None, None)


def test_words_for_nothing_are_none() -> None:
    fields = Fields({"a": " NA ", "b": "NAIROBI"}, empty_words=frozenset({"NA"}))
    assert (fields.take_text("a"), fields.take_number("a"), fields.take_text("b")) == (None, None, "NAIROBI")


@pytest.mark.parametrize("value", [True, [1], {"a": 1}, "north", "1,5", "0x10"])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(BadRecord) as caught:
        Fields({"a": value}).take_number("a")
    assert caught.value.reason == "wrong_type"


def test_a_field_may_be_long_and_not_longer() -> None:
    assert len(Fields({"a": "x" * MAX_FIELD_LENGTH}).take_text("a") or "") == MAX_FIELD_LENGTH
    with pytest.raises(BadRecord, match=r"field 'a' holds 1,000,000 characters; at most 200,000 are read"):
        Fields({"a": "x" * 1_000_000}).take_text("a")
