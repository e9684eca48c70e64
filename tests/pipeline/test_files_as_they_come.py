"""Files as people have them: saved by Excel, turned into JSON, packed, edited. Read where nothing is guessed, else refused."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.errors import SourceError
from data_pipeline.fields import NAMELESS, Fields
from data_pipeline.landing import recognise_format
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import asam_json, asam_record, content, land_bytes
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

HEADINGS = ("Date", "Ship Name", "Ship Type", "IMO No.", "Area", "Latitude", "Longitude", "Incident details", "Action taken by master/crew")
ROWS = (
    ("2024-05-03", "Quiet Ladle", "Bulk carrier", "", "In port area", "6° 18.00' N", "3° 24.00' E", "Robbers took ropes.", "Alarm raised"),
    ("2024-05-17", "Grey Anvil", "Oil tanker", "", "In port area", "6° 19.50' N", "3° 25.00' E", "Robbers took paint.", "Alarm raised"),
)


def table(rows: Any = ROWS, headings: Any = HEADINGS, separator: str = ",", line_end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows([headings, *rows])
    return out.getvalue()


def dated(*days: str) -> str:
    return table([(day, *ROWS[0][1:]) for day in days])


def read(folder: Path, content_: bytes, source_id: str = "imo_gisis", name: str = "given.csv") -> list[tuple[Any, ...]]:
    """Day, ship and position of every record that the source reads in a file. Raises SourceError."""
    file = folder / name
    file.write_bytes(content_)
    source = registry.source(source_id)
    format_id = recognise_format(source, file)
    registry.count_records(source, format_id, file, name)
    drafts = [source.adapter.read(Fields(record.fields), format_id) for record in source.adapter.parse(file, format_id)]
    return [(str(d.occurred_on), d.field_texts.get("vessel_name"), d.latitude, d.longitude) for d in drafts]


RIGHT = [("2024-05-03", "Quiet Ladle", 6.3, 3.4), ("2024-05-17", "Grey Anvil", 6.325, 3.416667)]
AS_RECORDS = [dict(zip(HEADINGS, row, strict=True)) for row in ROWS]
FORMS = {
    "as exported": table().encode(),
    "CR line ends": table(line_end="\r").encode(),
    "CR line ends, Mac letters": table(line_end="\r").encode("mac_roman"),
    "ANSI": table().encode("cp1252"),
    "semicolons": table(separator=";").encode("utf-8-sig"),
    "tabs": table(separator="\t").encode(),
    "a line that names the separator": b"sep=;\r\n" + table(separator=";").encode(),
    "a title above the headings": b"Incidents,,,,,,,,\r\nexported 2024-06-01,,,,,,,,\r\n,,,,,,,,\r\n" + table().encode(),
    "decimal commas": table(
        [(*ROWS[0][:5], "6,3", "3,4", *ROWS[0][7:]), (*ROWS[1][:5], "6,325", "3,416667", *ROWS[1][7:])], separator=";"
    ).encode(),
    "blank rows": (table(ROWS[:1]) + "," * 8 + "\r\n\r\n" + ",".join([" "] * 9) + "\r\n" + table(ROWS[1:]).split("\r\n", 1)[1]).encode(),
    "headings again and totals": (table(ROWS[:1]) + table(ROWS[1:]) + "Total,2,,,,,,,\r\nNumber of incidents: 2,,,,,,,,\r\n").encode(),
    "cells beyond the headings": table([(*row, "", "") for row in ROWS]).encode(),
    "headings in capitals": table(headings=[heading.upper() for heading in HEADINGS]).encode(),
    "headings with other blanks": table(headings=[f" {heading.lower().replace(' ', '_')}" for heading in HEADINGS]).encode(),
    "a short last row": (table([(*row, "Nigeria") for row in ROWS], (*HEADINGS, "Reporting State")).removesuffix(",Nigeria\r\n")).encode(),
    "one heading twice over the same": table([(*row, row[0]) for row in ROWS], (*HEADINGS, "date")).encode(),
    "gzip": gzip.compress(table().encode()),
    "JSON": orjson.dumps(AS_RECORDS),
    "JSON lines": b"\n".join(map(orjson.dumps, AS_RECORDS)) + b"\n",
    "JSON with the keys in another order": orjson.dumps([dict(reversed(record.items())) for record in AS_RECORDS]),
    "JSON in an envelope": orjson.dumps({"count": 2, "result": {"rows": AS_RECORDS}, "notes": []}),
}


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("form", [*FORMS, "zip"])
def test_the_same_records_in_every_form(tmp_path: Path, form: str) -> None:
    assert read(tmp_path, FORMS[form] if form != "zip" else zipped({"incidents.csv": table(), "__MACOSX/._incidents.csv": ""})) == RIGHT


@pytest.mark.parametrize("written", ["NaN", "nan", "NaT", "<NA>", "None", "NULL", "#N/A"])
def test_words_of_programs_for_nothing_are_nothing(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, table([(ROWS[0][0], *[written] * 6, "Robbers took ropes.", written)]).encode()) == [
        ("2024-05-03", None, None, None)
    ]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("03-05-2024", "17-05-2024"), "2024-05-03"),
        (("5/3/2024 0:00", "5/17/2024 21:40"), "2024-05-03"),
        (("3.5.24", "17.5.24"), "2024-05-03"),
        (("5/3/94", "5/17/94"), "1994-05-03"),
        (("94/05/03", "94/05/17"), "1994-05-03"),
        (("3-May-24", "2024-05-17"), "2024-05-03"),
        (("May 3, 2024", "05.05.2024"), "2024-05-03"),
    ],
)
def test_days_are_read_in_the_order_that_the_file_shows(tmp_path: Path, days: tuple[str, ...], first: str) -> None:
    assert read(tmp_path, dated(*days).encode())[0][0] == first


def test_a_year_of_two_digits_is_never_in_the_future(tmp_path: Path) -> None:
    ahead = (date.today().year + 1) % 100
    assert read(tmp_path, dated(f"13/05/{ahead:02d}").encode())[0][0] == f"19{ahead:02d}-05-13"


@pytest.mark.parametrize(
    ("content_", "message"),
    [
        (zipped({"xl/workbook.xml": "x"}), "is an Excel workbook. Open it in a spreadsheet program, save it as CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "is an old Excel workbook"),
        (zipped({"a.csv": "1", "b.csv": "2"}), "is a zip archive of 2 files. Unpack it"),
        (b"<html><body><table><tr><td>Date</td></tr></table></body></html>", "is a web page with a table (HTML)"),
        (b"%PDF-1.7\n" + b"\x80" * 50, "is a PDF document"),
        (gzip.compress(table().encode())[:-20], "is gzip and cut off"),
        (bytes(range(32)) * 40, "The file is binary, not text."),
        (table([(*row, "1") for row in ROWS], (*HEADINGS, "DATE")).encode(), "heading 'DATE' stands twice (columns 1 and 10)"),
        (dated("05/03/2024", "07/03/2024").encode(), "whether '05/03/2024' has the day or the month first"),
        (dated("soon", "later").encode(), "of 2 records none can be read, so the file is not used: field 'Date': 'soon' is not a date"),
        (table(headings=(*HEADINGS[:5], "Lat", *HEADINGS[6:])).encode(), "column Latitude is missing; the file has Date"),
        (
            table(headings=(*HEADINGS[:7], "Text", HEADINGS[8])).encode(),
            "It resembles GISIS export, CSV, but column Incident details is missing.",
        ),
        (asam_json(asam_record()), "It resembles NGA API, JSON of source asam; add it as `add asam FILE`."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, content_: bytes, message: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(tmp_path, content_)
    assert message in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (b'{"asam": [{"reference": "2020-1", "hostility": "", "victim": ""},]}', "trailing comma is not allowed.*delete the comma there"),
        (b'{"asam": [{"reference": "2020-1", "hostility": NaN, "victim": ""}]}', "NaN is no value of JSON.*Write null in its place"),
        (b'{"asam": [{"reference": \'2020-1\', "hostility": 1, "victim": 2}]}', "whole but was edited or written by another program"),
        (b'{"asam": [{"reference": "2020-1", "hostility": "caf\xe9", "victim": ""}]}', "text in line 1 is not UTF-8. Save the file again"),
        (b'{"asam": [{"reference": "2020-1", "hostility": "", "victim": "Tan', "cut off or damaged; fetch it again"),
        (b'{"asam": [{"reference": "2020-1", "hostility": "", "victim": nul', "cut off or damaged; fetch it again"),
    ],
)
def test_broken_json_is_called_cut_off_only_where_it_is(cli: Cli, tmp_path: Path, text: bytes, advice: str) -> None:
    file = tmp_path / "given.json"
    file.write_bytes(text)
    answer = cli("add", "asam", file)
    assert answer.status == 2
    told = " ".join(answer.out.split())
    assert all(part in told for part in advice.split(".*"))
    assert ("cut off" in told) == ("cut off" in advice)


ESRI = {"attributes": {"reference": "2019-7", "dateofocc": 1557187200000, "subreg": "57", "hostility_d": "Robbers", "victim_d": "Tanker",
        "description": "Robbers boarded a tanker.", "hostilitytype_l": 1, "victim_l": 2}, "geometry": {"x": 3.4, "y": 6.3}}  # fmt: skip


def test_the_hubs_map_is_read_in_both_its_forms(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": ESRI["attributes"], "geometry": {"type": "Point", "coordinates": [3.4, 6.3, 0]}}
    for document in ({"features": [ESRI], "exceededTransferLimit": False}, {"type": "FeatureCollection", "features": [feature]}):
        assert read(tmp_path, orjson.dumps(document), "asam", "hub.json") == [("2019-05-07", None, 6.3, 3.4)]


def test_an_empty_list_is_no_records_and_no_snapshot(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "quiet.json"
    file.write_bytes(b"[]\n")
    added = cli("add", "ukmto", file)
    assert (added.status, "0 records landed" in added.out) == (0, True)
    answer = cli("run")
    assert answer.status == 2
    assert "Nothing was published: the files that landed hold no records." in answer.out


def test_a_landing_of_which_nothing_can_be_read_fails_and_is_accounted_for(good: Store, cli: Cli, settings: Settings) -> None:
    before = content(good.open())
    land_bytes(settings, "asam", asam_json(*(asam_record(number, date="soon") for number in (1, 2, 3))), "api_json", day=5)
    answer = cli("run")
    assert answer.status == 1
    assert "of 3 records none can be read" in answer.out
    assert "field 'date': 'soon' is not a date (this or the like in 3). Write the dates as YYYY-MM-DD" in " ".join(answer.out.split())
    tables = content(good.open())
    assert len(tables["reports"]) == len(before["reports"])
    [landing] = [row for row in tables["landings"] if row["failure"]]
    assert (landing["read"], landing["quarantined"], landing["new"]) == (3, 3, 0)
    assert len(tables["quarantine"]) == len(before["quarantine"]) + 3


def test_alone_it_is_never_published_as_an_empty_snapshot(cli: Cli, settings: Settings, store: Store) -> None:
    land_bytes(settings, "asam", asam_json(asam_record(1, date="soon")), "api_json")
    answer = cli("run")
    assert (answer.status, store.ids()) == (2, [])
    assert "Nothing was published: no file could be used." in answer.out


def test_a_column_without_a_heading_is_named(settings: Settings, store: Store) -> None:
    rows = table([(str(number), *row) for number, row in enumerate(ROWS)], ("", *HEADINGS))
    land_bytes(settings, "imo_gisis", rows.encode(), "export_csv", day=400)
    assert [row["leftover_fields"] for row in run_in(settings, store)] == [[NAMELESS]]


def run_in(settings: Settings, store: Store) -> list[dict[str, Any]]:
    from dataclasses import replace

    assert run(replace(settings, enabled_sources=("imo_gisis",))).exit_status == 0
    return content(store.open())["landings"]
