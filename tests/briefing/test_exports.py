"""Files of every format on invented incidents, hostile names, positions around the date line, and nothing at all."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from briefing.exports import csv as csv_file
from briefing.exports import geojson, geopackage, kml, workbook
from briefing.exports.about import About, filter_words
from briefing.exports.files import FORMATS, ExportRequest, prepare_export
from briefing.exports.geojson import BoundingBox
from briefing.exports.names import LONGEST, safe_name
from briefing.exports.rows import ExportRows, export_rows
from briefing.exports.workbook import LONGEST_TEXT, MOST_ROWS, TooManyRows, WorkbookSheet, write_workbook
from tests.support.published import view_as
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.disclosure import Handling, open_release
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.incidents import incidents

KML = "{http://www.opengis.net/kml/2.2}"
NAMES = (
    "ВОСТОК-3",
    "سفينة الأمل",
    "海星 8号",
    "N" * 200,
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script> & Co. ]]>",
    "-1+1",
    "bell \x07 and \x00 null",
    "two\nlines",
)
ABOUT = About("9 incidents", "now", "20261125T152003", False, (("Text", "=1+1 <b>"),), "TLP:CLEAR", ("Marked TLP:CLEAR.",), ("A & B",))


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("exports"), 5000)


def hostile_rows(names: tuple[str, ...] = NAMES) -> ExportRows:
    """Rows with a name each, one of them without a position and a day, around the date line."""
    n = len(names)
    table = pa.table(
        {
            "incident_id": [f"x:{number}" for number in range(n)],
            "occurred_on": pa.array([None if number == 1 else date(2026, 1, 1 + number) for number in range(n)], pa.date32()),
            "occurred_at": pa.array([datetime(2026, 1, 1, 3, number, tzinfo=UTC) for number in range(n)], pa.timestamp("us", tz="UTC")),
            "latitude": pa.array([None if number == 1 else -17.5 + number for number in range(n)], pa.float64()),
            "longitude": pa.array([None if number == 1 else (179.9, -179.5)[number % 2] for number in range(n)], pa.float64()),
            "category": ["piracy_robbery"] * n,
            "vessel_name": list(names),
            "severity": pa.array([-4] * n, pa.int32()),
            "weapons": pa.array([[name, "knives"] for name in names], pa.list_(pa.string())),
            "reported_to_authority": pa.array([True] * n),
        }
    )
    return ExportRows("incidents", "incident_id", n, table.schema, iter(table.to_batches(max_chunksize=4)), ABOUT)


def exported_incidents(snapshot: Snapshot, filters: Filters) -> list[dict[str, Any]]:
    with open_release(view_as(snapshot), Handling()) as released:
        rows_listed: list[dict[str, Any]] = incidents.stream_incidents(released.con, filters).read_all().to_pylist()
        return rows_listed


@pytest.fixture
def sheets(tmp_path: Path, invented: Snapshot) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    filters = Filters(categories=("stowaway", "cyber"))
    book = openpyxl.load_workbook(prepare_export(view_as(invented), ExportRequest("incidents", "xlsx", filters), tmp_path).path)
    yield book, exported_incidents(invented, filters)
    book.close()


def test_a_workbook_reads_back_as_the_query(sheets: tuple[Any, list[dict[str, Any]]]) -> None:
    book, expected = sheets
    assert book.sheetnames == ["About", "Incidents"]
    lines = list(book["Incidents"].iter_rows(values_only=True))
    assert len(lines) - 1 == len(expected) > 50
    for line, row in zip(lines[1:], expected, strict=True):
        read_back = dict(zip(lines[0], line, strict=True))
        assert read_back.pop("snapshot")
        assert read_back.pop("simulated") is False
        for name, value in row.items():
            assert read_back[name] == _cell(value), name


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value) or None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


def test_a_workbooks_first_sheet_says_what_it_holds(sheets: tuple[Any, list[dict[str, Any]]]) -> None:
    book, expected = sheets
    lines = list(book["About"].iter_rows(values_only=True))
    assert ("Contents", f"{len(expected)} incidents") in lines
    assert ("Category", "Cyber and signal interference, Stowaways") in lines
    assert {"As of", "Marking", "Release", "Attribution"} <= {name for name, _ in lines}
    assert book["Incidents"].freeze_panes == "B2"
    assert book["Incidents"].auto_filter.ref.endswith(str(len(expected) + 1))


def test_a_sheet_beyond_excels_limit_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    file = tmp_path / "big.xlsx"
    schema = pa.schema([("a", pa.int64())])
    workbook.refuse_too_many("Incidents", MOST_ROWS - 1)
    with pytest.raises(TooManyRows, match=r"1,048,576 rows are more than the 1,048,575 .* CSV or Parquet"):
        write_workbook(file, ABOUT, [WorkbookSheet("Incidents", schema, iter(()), MOST_ROWS)])
    assert not file.exists()


def test_a_workbook_holds_no_formula_and_no_link(tmp_path: Path) -> None:
    out = io.BytesIO()
    odd = pa.table(
        {"=1+1": ["=1+1", "http://x.example", "x" * 40_000], "n": pa.array([1.5, math.nan, -3.0]), "d": [date(1850, 1, 1), None, None]}
    )
    titles = ["=a[b]", "=a[b]", "x" * 50, "x" * 50, "'history'", "About"]
    write_workbook(out, replace(ABOUT, title="=t"), [WorkbookSheet.from_table(title, odd) for title in titles])
    book = openpyxl.load_workbook(out)
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == 7
    for sheet in book:
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            assert cell.data_type != "f"
            assert cell.hyperlink is None
            assert not (isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")))
    lines = list(book.worksheets[1].iter_rows(values_only=True))
    assert lines[0][0] == lines[1][0] == "'=1+1"
    assert len(lines[3][0]) == LONGEST_TEXT
    assert lines[3][0].endswith("…")
    assert [line[1] for line in lines[1:]] == [1.5, None, -3]
    assert lines[1][2] == "1850-01-01"


@pytest.mark.parametrize("row_kind", ["incidents", "reports"])
@pytest.mark.parametrize("extension", list(FORMATS))
def test_nothing_is_a_valid_file_of_every_format(tmp_path: Path, invented: Snapshot, row_kind: Any, extension: str) -> None:
    export = prepare_export(view_as(invented), ExportRequest(row_kind, extension, Filters(text="nothing holds this")), tmp_path)
    assert export.rows == 0
    assert export.bytes == export.path.stat().st_size > 0
    readers: dict[str, Callable[[], int]] = {
        "csv": lambda: len(export.path.read_text("utf-8-sig").splitlines()) - 1,
        "geojson": lambda: len(json.loads(export.path.read_bytes())["features"]),
        "kml": lambda: len(ET.parse(export.path).getroot().findall(f".//{KML}Placemark")),
        "gpkg": lambda: pyogrio.read_info(export.path, layer=row_kind)["features"],
        "misp.json": lambda: len(json.loads(export.path.read_bytes())["response"]),
        "stix.json": lambda: sum(described["type"] == "incident" for described in json.loads(export.path.read_bytes())["objects"]),
        "parquet": lambda: pq.read_metadata(export.path).num_rows,
        "xlsx": lambda: openpyxl.load_workbook(export.path).worksheets[1].max_row - 1,
    }
    assert readers[extension]() == 0


def test_all_formats_hold_the_same_five_thousand(tmp_path: Path, invented: Snapshot) -> None:
    expected = [row["incident_id"] for row in exported_incidents(invented, Filters())]
    assert len(expected) == 5000
    progress: list[tuple[int, int]] = []
    exports = {
        extension: prepare_export(
            view_as(invented), ExportRequest("incidents", extension), tmp_path, lambda done, of: progress.append((done, of))
        )
        for extension in ("csv", "geojson", "gpkg", "kml", "parquet")
    }
    with exports["csv"].path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["incident_id"] for row in csv.DictReader(file)] == expected
    assert [feature["id"] for feature in json.loads(exports["geojson"].path.read_bytes())["features"]] == expected
    _, layer = pyogrio.read_arrow(exports["gpkg"].path, layer="incidents")
    assert layer["incident_id"].to_pylist() == expected
    marks = ET.parse(exports["kml"].path).getroot().findall(f".//{KML}Placemark")
    assert [mark.findtext(f".//{KML}Data[@name='incident_id']/{KML}value") for mark in marks] == expected
    table = pq.read_table(exports["parquet"].path)
    assert table["incident_id"].to_pylist() == expected
    assert b"Attribution" in table.schema.metadata[b"anchorwatch"]
    assert progress[-1] == (5000, 5000)


def test_parquet_keeps_types(tmp_path: Path, invented: Snapshot) -> None:
    table = pq.read_table(
        prepare_export(view_as(invented), ExportRequest("reports", "parquet", Filters(categories=("cyber",))), tmp_path).path
    )
    with open_release(view_as(invented), Handling()) as opened:
        expected = incidents.stream_reports(opened.con, Filters(categories=("cyber",))).read_all()
    assert table.drop_columns(["snapshot", "simulated"]).replace_schema_metadata(None).equals(expected)


def test_hostile_names_are_only_text_everywhere(tmp_path: Path) -> None:
    csv_file.write_csv_file(hostile_rows(), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["vessel_name"].removeprefix("'") for line in lines] == list(NAMES)
    assert not [line for line in lines if line["vessel_name"].startswith(("=", "-"))]
    assert {line["severity"] for line in lines} == {"-4"}

    geojson.write_geojson(hostile_rows(), tmp_path / "a.geojson")
    features = json.loads((tmp_path / "a.geojson").read_bytes())["features"]
    assert [feature["properties"]["vessel_name"] for feature in features] == list(NAMES)

    kml.write_kml(hostile_rows(), tmp_path / "a.kml")
    marks = ET.parse(tmp_path / "a.kml").getroot().findall(f".//{KML}Placemark")
    names = [mark.findtext(f".//{KML}Data[@name='vessel_name']/{KML}value") for mark in marks]
    assert names == [name.replace("\x07", "\ufffd").replace("\x00", "\ufffd") for name in NAMES]
    for mark in marks:
        html = f"{mark.findtext(f'{KML}description')}{mark.findtext(f'{KML}name')}"
        assert "<script" not in html
        assert "<b>" in html
    assert "<script" not in (tmp_path / "a.kml").read_text("utf-8")

    geopackage.write_geopackage(hostile_rows(), tmp_path / "a.gpkg")
    _, layer = pyogrio.read_arrow(tmp_path / "a.gpkg")
    assert layer["vessel_name"].to_pylist() == [name.replace("\x07", "\ufffd").replace("\x00", "\ufffd") for name in NAMES]

    out = tmp_path / "a.xlsx"
    given_rows = hostile_rows()
    write_workbook(out, ABOUT, [WorkbookSheet("Incidents", given_rows.schema, given_rows.batches, given_rows.total)])
    cells = [line[6] for line in openpyxl.load_workbook(out)["Incidents"].iter_rows(min_row=2, values_only=True)]
    assert [str(cell).removeprefix("'") for cell in cells[:7]] == list(NAMES[:7])


def test_a_geopackage_keeps_types_places_and_description(tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    geopackage.write_geopackage(hostile_rows(), file)
    info, layer = pyogrio.read_arrow(file, layer="incidents", datetime_as_string=False)
    assert (info["crs"], info["geometry_type"]) == ("EPSG:4326", "Point")
    points = shapely.from_wkb(layer[info["geometry_name"]].to_numpy())
    assert points[1] is None
    assert points[0].coords[:] == [(179.9, -17.5)]
    assert layer["occurred_on"].to_pylist()[:3] == [date(2026, 1, 1), None, date(2026, 1, 3)]
    assert layer["occurred_at"].to_pylist()[1] == datetime(2026, 1, 1, 3, 1, tzinfo=UTC)
    assert layer["severity"].to_pylist() == [-4] * len(NAMES)
    assert set(layer["reported_to_authority"].to_pylist()) == {True}
    assert layer["weapons"].to_pylist()[0] == "ВОСТОК-3; knives"
    about = pyogrio.read_info(file, layer="incidents")["layer_metadata"]
    assert json.loads(about["anchorwatch"]) == [list(line) for line in ABOUT.lines()]
    assert "Text: =1+1 <b>" in about["DESCRIPTION"]


@pytest.mark.gdal
def test_another_gdal_reads_a_geopackage(tmp_path: Path, invented: Snapshot) -> None:
    """Debian's GDAL is years older than the one that writes: such programs are what people have."""
    export = prepare_export(view_as(invented), ExportRequest("reports", "gpkg", Filters(categories=("cyber",))), tmp_path)
    read = subprocess.run(["ogrinfo", "-ro", "-so", "-al", str(export.path)], capture_output=True, text=True, check=True).stdout
    assert f"Feature Count: {export.rows}" in read
    assert "Geometry: Point" in read
    assert "occurred_at: DateTime" in read
    assert "ERROR" not in read


def test_geojson_is_valid_across_the_antimeridian(tmp_path: Path) -> None:
    geojson.write_geojson(hostile_rows(), tmp_path / "a.geojson")
    collection = json.loads((tmp_path / "a.geojson").read_bytes())
    assert_valid_geojson(collection)
    west, south, east, north = collection["bbox"]
    assert (west, east) == (179.9, -179.5)
    assert (south, north) == (-17.5, -9.5)


def assert_valid_geojson(collection: dict[str, Any]) -> None:
    """RFC 7946: 3.3, 3.2, 3.1.1, 4 and 5."""
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        if feature["geometry"] is not None:
            assert feature["geometry"]["type"] == "Point"
            longitude, latitude = feature["geometry"]["coordinates"]
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90


def test_geojson_of_a_snapshot_is_valid_and_its_box_holds_every_point(tmp_path: Path, invented: Snapshot) -> None:
    collection = json.loads(
        prepare_export(view_as(invented), ExportRequest("reports", "geojson", Filters(regions=("oceania",))), tmp_path).path.read_bytes()
    )
    assert_valid_geojson(collection)
    west, _, east, _ = collection["bbox"]
    assert west > east, "the box crosses the antimeridian"
    for feature in collection["features"]:
        longitude = feature["geometry"]["coordinates"][0]
        assert longitude >= west or longitude <= east


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=30))
def test_a_box_holds_its_points_and_is_no_wider_than_need_be(points: list[tuple[float, float]]) -> None:
    box = BoundingBox()
    for longitude, latitude in points:
        box.add_point(longitude, latitude)
    bounds = box.bbox()
    assert bounds is not None
    west, south, east, north = bounds
    wide = (east - west) % 360 if west != east else 0.0
    assert all((longitude - west) % 360 <= wide + 1e-9 or (west - longitude) % 360 < 1e-9 for longitude, _ in points)
    assert (south, north) == (min(y for _, y in points), max(y for _, y in points))
    turned = sorted({longitude % 360 for longitude, _ in points})
    gaps = [b - a for a, b in zip(turned, [*turned[1:], turned[0] + 360], strict=True)]
    assert wide <= 360 - max(gaps) + 1.0 + 1e-9


def test_simulated_data_say_so_in_name_and_rows(tmp_path: Path) -> None:
    demo = build_snapshot(tmp_path / "demo", 20, demo=True)
    export = prepare_export(view_as(demo), ExportRequest("incidents", "geojson"), tmp_path)
    collection = json.loads(export.path.read_bytes())
    assert export.name.startswith("anchorwatch_simulated_incidents_")
    assert collection["simulated"] is True
    assert all(feature["properties"]["simulated"] for feature in collection["features"])
    assert collection["about"][0][0] == "SIMULATED"


@pytest.mark.parametrize("extension", ["csv", "gpkg"])
def test_a_file_that_fails_is_removed(tmp_path: Path, invented: Snapshot, extension: str) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare_export(view_as(invented), ExportRequest("incidents", extension), tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


def test_rows_say_what_they_hold(invented: Snapshot) -> None:
    with open_release(view_as(invented), Handling("GREEN")) as released:
        exported = export_rows(released, "incidents", Filters(sources=("gulf_net",)))
        assert exported.about.title == f"{exported.total:,} incidents"
        assert ("Source", "Gulf Net log") in exported.about.lines()
        assert exported.about.mark == "TLP:GREEN"
        assert sum(batch.num_rows for batch in exported.batches) == exported.total


def test_filters_are_said_in_words() -> None:
    filters = Filters(date(2024, 1, 1), None, regions=("red_sea", NOT_STATED), severities=("1",), text="skiff")
    assert filter_words(filters, {"red_sea": "Red Sea"}, {}) == [
        ("From", "1 January 2024"),
        ("Sea region", "not stated, Red Sea"),
        ("Severity", "1 very significant"),
        ("Text", "skiff"),
    ]


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("CON", "_CON.csv"),
        ("com1.tar", "_com1.tar.csv"),
        ("LPT¹", "_LPT¹.csv"),
        ("console", "console.csv"),
        ("a/b\\c:d", "a_b_c_d.csv"),
        ("trailing. . ", "trailing.csv"),
        ("", "export.csv"),
        ("...", "export.csv"),
        ("fdp\u202e.exe", "fdp_.exe.csv"),
        ("ВОСТОК 海星", "ВОСТОК 海星.csv"),
    ],
)
def test_names_are_safe_on_windows(stem: str, expected: str) -> None:
    assert safe_name(stem, "csv") == expected


@given(st.text(max_size=300), st.sampled_from(["csv", "geojson"]))
def test_every_name_is_safe(stem: str, extension: str) -> None:
    name = safe_name(stem, extension)
    assert name.endswith(f".{extension}")
    assert len(name) <= LONGEST
    assert len(name.encode()) <= 255
    assert not set(name) & set('<>:"/\\|?*') and name.isprintable()
    assert name[0] not in " ." and name.removesuffix(f".{extension}")[-1] not in " ."
    assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
