"""Files of every kind, as they come and as somebody who means harm would send them."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_pipeline.errors import BrokenFile, SourceError
from data_pipeline.files import streams
from data_pipeline.files.element_stream import stream_elements
from data_pipeline.mapping.adapter import TableAdapter
from data_pipeline.mapping.geometry import point_of
from data_pipeline.mapping.table_files import layout_of
from tests.mapping.helpers import SIMPLE, TABLES, mapping_of, read_table, simple_rows

MAPPING: Final = mapping_of()
HEADINGS: Final = ["Ref", "Date", "Lat", "Lon", "Ship", "Text"]
ROW: Final[list[Any]] = ["R-1", datetime(2025, 3, 5, 7, 30), 1.25, 103.9, "PALE STAR", "Robbers boarded the anchored tanker."]


def workbook(*rows: list[Any], title: str = "Incidents") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(packed: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """A workbook with the content of its parts changed, and parts added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.infolist():
            after.writestr(member.filename, change(member.filename, before.read(member)))
        for name, content in added.items():
            after.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def read(tmp_path: Path, content: bytes, name: str = "table.csv") -> list[dict[str, Any]]:
    file = tmp_path / name
    file.write_bytes(content)
    rows, quarantine = read_table(file, MAPPING)
    assert quarantine == []
    return rows


@pytest.mark.parametrize(
    "pack",
    [
        str.encode,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode("utf-16-le"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: f"sep=,\nA title\n\n{text}".encode(),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.replace("Ref,Date", "REF ,date").encode(),
        lambda text: text.replace("\n", ",,\n").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "semicolons", "tabs", "crlf", "cr", "title", "gzip", "case", "empty columns"],
)
def test_a_table_in_text_is_read_however_it_was_saved(tmp_path: Path, pack: Callable[[str], bytes]) -> None:
    rows = read(tmp_path, pack(simple_rows(1, 2, 3)))
    assert [row["native_ref"] for row in rows] == ["R-1", "R-2", "R-3"]
    assert (rows[0]["occurred_on"], rows[0]["latitude"], rows[0]["vessel_name"]) == (date(2025, 1, 2), 1.01, "PALE STAR 1")


def test_bytes_that_are_not_utf8_are_read_in_their_code_page(tmp_path: Path) -> None:
    rows = read(tmp_path, simple_rows(1).replace("PALE STAR", "ÅRHUS").encode("cp1252"))
    assert rows[0]["vessel_name"] == "ÅRHUS 1"


def test_a_workbook_is_read_with_its_own_days_and_numbers(tmp_path: Path) -> None:
    content = workbook(["Export of 2025"], [], HEADINGS, ROW, [2, "05.03.2025", "1°15'N", "103°54'E", None, "Thieves stole paint."])
    first, second = read(tmp_path, content, "table.xlsx")
    assert (first["native_ref"], first["occurred_on"], first["latitude"]) == ("R-1", date(2025, 3, 5), 1.25)
    assert (second["native_ref"], second["occurred_on"], second["latitude"]) == ("2", date(2025, 3, 5), 1.25)


def test_of_a_formula_the_kept_result_counts_and_nothing_is_computed(tmp_path: Path) -> None:
    content = workbook(HEADINGS, [*ROW[:4], '=HYPERLINK("http://example.com/","x")', "=1+1"])
    [row] = read(tmp_path, content, "table.xlsx")
    assert (row["vessel_name"], row["narrative"]) == (None, ""), "openpyxl keeps no results"

    def keep_results(name: str, part: bytes) -> bytes:
        return re.sub(rb"<f>1\+1</f><v\s?(?:/>|></v>)", b"<f>1+1</f><v>42</v>", part)

    [row] = read(tmp_path, changed(content, keep_results), "table.xlsx")
    assert row["narrative"] == "42"


def test_a_cell_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    [row] = read(tmp_path, simple_rows(1, text="=cmd|' /C calc'!A0").encode())
    assert row["narrative"].startswith("=cmd|")


def test_macros_and_links_in_a_workbook_are_not_looked_at(tmp_path: Path) -> None:
    content = changed(workbook(HEADINGS, ROW), lambda name, part: part, xl__vbaProject=b"MACRO", xl__externalLinks__link=b"x")
    assert len(read(tmp_path, content, "table.xlsm")) == 1


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "prolog",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        b"<!-- " + b"x" * 70_000 + b' --><!DOCTYPE x [<!ENTITY f SYSTEM "http://127.0.0.1:1/">]>',
    ],
    ids=["growing", "file", "late"],
)
def test_entities_in_a_workbook_are_refused(tmp_path: Path, part: str, prolog: bytes) -> None:
    added = {"xl__sharedStrings.xml": prolog + b"<sst/>"} if part == "xl/sharedStrings.xml" else {}
    bad = changed(workbook(HEADINGS, ROW), lambda name, content: prolog + content.split(b"?>")[-1] if name == part else content, **added)
    with pytest.raises(BrokenFile, match="document type"):
        read(tmp_path, bad, "table.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = changed(workbook(HEADINGS, ROW), lambda name, part: part, xl__media__image=bytes(20_000_000))
    assert len(bomb) < 200_000
    monkeypatch.setattr("data_pipeline.files.workbooks.LARGEST_FILE_BYTES", 10_000_000)
    with pytest.raises(BrokenFile, match="unpacks to 20 MB"):
        read(tmp_path, bomb, "table.xlsx")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'r="2"', b'r="1048577000"'), (b'r="A2"', b'r="ZZZZZ2"'), (b'<row r="2"', b'<row r="x"'), (b"</sheetData>", b"")],
    ids=["far row", "far column", "no row", "cut"],
)
def test_a_damaged_sheet_ends_in_a_message(tmp_path: Path, old: bytes, new: bytes) -> None:
    bad = changed(workbook(HEADINGS, ROW), lambda name, part: part.replace(old, new) if "sheet1" in name else part)
    with pytest.raises(BrokenFile, match=r"table\.xlsx"):
        read(tmp_path, bad, "table.xlsx")


def test_a_packed_table_that_grows_without_end_is_stopped_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LARGEST_FILE_BYTES", 1_000_000)
    content = gzip.compress(simple_rows(*range(50_000)).encode())
    with pytest.raises(BrokenFile, match="unpacks to more than 1 MB"):
        read(tmp_path, content)


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 100_000)
    with pytest.raises(BrokenFile, match="a line of more than 100,000 characters"):
        read(tmp_path, simple_rows(1).encode() + b"x" * 200_000)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook"),
        (
            simple_rows(1).replace("Ship", "Boat").encode(),
            "column Ship of the mapping is missing; the file has Ref, Date, Lat",
        ),
        (b"PK\x03\x04 cut off", "cannot be unpacked"),
        (gzip.compress(simple_rows(*range(5_000)).encode())[:-40_000], "cannot be unpacked|missing"),
        (b'[{"Ref": "R-1", "Date": "2025-01-01"', "is not valid JSON"),
        (b'{"features": [{"Ref": 1}', "is not valid JSON|is missing"),
        (b'[{"a": 1}]', "no record has any of the mapped fields"),
        (b"[" * 100_000, "nested too deeply|not valid JSON"),
        (simple_rows(1).encode() + b'R-2,"never closed', "cut off or damaged"),
    ],
    ids=["empty", "page", "pdf", "xls", "column", "zip", "gzip", "json", "features", "others", "deep", "quote"],
)
def test_what_is_no_such_table_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, content)


def test_rows_that_are_no_records_are_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    lines = simple_rows(1, 2).splitlines()
    file.write_text("\n".join([*lines[:2], lines[0], "", "Total,2", "cut,off", "a,b,c,d,e,f,g,h", lines[2]]) + "\n")
    rows, quarantine = read_table(file, MAPPING)
    assert [row["native_ref"] for row in rows] == ["R-1", "R-2"]
    assert [row["reason"] for row in quarantine] == ["not_a_record", "not_a_record"]


LEAVES: Final = st.none() | st.floats() | st.text()


@given(st.lists(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)))
def test_elements_are_those_that_json_has(tmp_path_factory: pytest.TempPathFactory, elements: list[Any]) -> None:
    file = tmp_path_factory.mktemp("json") / "list.json"
    for text in (json.dumps(elements), json.dumps({"about": {"x": [1]}, "deep": {"items": elements}})):
        file.write_text(text, encoding="utf-8")
        # As text, because not-a-number is not equal to itself.
        assert repr(list(stream_elements(file, "deep.items" if text.startswith("{") else ""))) == repr(json.loads(json.dumps(elements)))


def test_a_long_list_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "list.json"
    elements = [{"n": number, "t": "é" * (number % 50)} for number in range(2_000)]
    file.write_text(json.dumps(elements, ensure_ascii=False), encoding="utf-8")
    for piece in (1, 7, 4_096):
        monkeypatch.setattr("data_pipeline.files.element_stream._PIECE", piece)
        assert list(stream_elements(file)) == elements


@pytest.mark.parametrize(
    ("geometry", "longitude", "latitude", "extent"),
    [
        ({"type": "Point", "coordinates": [103.9, 1.25]}, 103.9, 1.25, None),
        ({"x": 103.9, "y": 1.25}, 103.9, 1.25, None),
        ({"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}, 1.0, 1.0, 157.25),
        # The middle of its corners lies outside of it; a point of it does not.
        ({"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 1], [1, 1], [1, 10], [0, 10], [0, 0]]]}, 0.5, 5.5, None),
        ({"type": "LineString", "coordinates": [[179, 0], [-179, 0]]}, 180.0, 0.0, 111.2),
        ({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [0, 2], [2, 0], [0, 0]]]}, None, None, None),
        ({"type": "Point", "coordinates": [103.9, None]}, "unreadable", "unreadable", None),
        ({"type": "Circle", "coordinates": [1, 2]}, "unreadable", "unreadable", None),
        (None, None, None, None),
    ],
    ids=["point", "esri", "square", "angle", "antimeridian", "bow", "half", "circle", "none"],
)
def test_a_shape_becomes_a_position_and_how_far_it_reaches(geometry: Any, longitude: Any, latitude: Any, extent: float | None) -> None:
    point = point_of(geometry)
    if longitude is not None:
        assert (point["longitude (geometry)"], point["latitude (geometry)"]) == (longitude, latitude)
    if extent is not None:
        assert point["extent km (geometry)"] == extent
    assert (point == {}) == (geometry is None)


def test_headings_are_found_below_a_title(tmp_path: Path) -> None:
    assert layout_of(TABLES / "german.csv").headings[:3] == ("Aktenzeichen", "Datum", "Uhrzeit")
    file = tmp_path / "book.xlsx"
    file.write_bytes(workbook(["Note"], HEADINGS, ROW))
    layout = layout_of(file)
    assert (layout.kind, layout.sheet, layout.headings) == ("workbook", "Incidents", tuple(HEADINGS))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("wide.csv", ",".join(f"c{number}" for number in range(2_000)).encode(), "has 2,000 columns; at most 500"),
        ("wide.json", json.dumps([{f"c{number}": 1 for number in range(2_000)}]).encode(), "has 2,000 columns; at most 500"),
        ("numbers.json", b"[1, 2, 3]", "JSON without a list of records"),
        ("numbers.csv", b"1,2,3\n4,5,6\n", "no row of headings"),
    ],
)
def test_what_has_no_columns_to_map_is_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BrokenFile, match=words):
        layout_of(file)


@st.composite
def damaged_tables(draw: st.DrawFn) -> bytes:
    """A good table into which bytes are put."""
    good = simple_rows(1, 2).encode()
    at = draw(st.integers(0, len(good)))
    return good[:at] + draw(st.binary(max_size=12)) + good[at:]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.binary(max_size=400) | damaged_tables())
def test_any_bytes_are_records_or_a_broken_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "any"
    file.write_bytes(content)
    adapter = TableAdapter(mapping_of(SIMPLE))
    try:
        kind = adapter.recognise_file(file)
        for record in adapter.parse(file, kind):
            assert isinstance(record.fields, dict)
    except SourceError as error:
        assert str(error)
