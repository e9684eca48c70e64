"""The export formats, and one export from start to finish: a file and its description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from briefing.exports import csv, geojson, geopackage, kml, parquet, workbook
from briefing.exports.about import About
from briefing.exports.names import safe_name
from briefing.exports.rows import ExportRows, RowKind, export_rows
from warehouse.disclosure import Handling, open_release
from warehouse.filters import Filters
from warehouse.view import SnapshotView


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A file format: what it is good for, and the function that writes it."""

    title: str
    extension: str
    mime: str
    good_for: str
    write: Callable[[ExportRows, Path], None]


def _write_workbook_file(rows: ExportRows, file: Path) -> None:
    title = rows.row_kind.capitalize()
    workbook.write_workbook(file, rows.about, [workbook.WorkbookSheet(title, rows.schema, rows.batches, rows.total)])


FORMATS: Final[dict[str, ExportFormat]] = {
    file_format.extension: file_format
    for file_format in (
        ExportFormat("CSV", "csv", "text/csv", "For spreadsheets and any other program; any number of rows.", csv.write_csv_file),
        ExportFormat(
            "Excel",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Typed columns, with filters and attribution on the first sheet.",
            _write_workbook_file,
        ),
        ExportFormat("GeoJSON", "geojson", "application/geo+json", "For geographic information systems.", geojson.write_geojson),
        ExportFormat(
            "GeoPackage",
            "gpkg",
            "application/geopackage+sqlite3",
            "For QGIS and ArcGIS: typed columns and an index of places, in one file.",
            geopackage.write_geopackage,
        ),
        ExportFormat("KML", "kml", "application/vnd.google-earth.kml+xml", "For Google Earth and chart plotters.", kml.write_kml),
        ExportFormat("Parquet", "parquet", "application/vnd.apache.parquet", "For analysis; the smallest file.", parquet.write_parquet),
    )
}


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be exported, in which format and for whom."""

    row_kind: RowKind
    format: str
    filters: Filters = field(default_factory=Filters)
    handling: Handling = field(default_factory=Handling)


@dataclass(frozen=True, slots=True)
class Export:
    """A finished file: its path, the name to offer it under, its rows and bytes, and its description."""

    path: Path
    name: str
    mime: str
    rows: int
    bytes: int
    about: About


MEMORY: Final = "400MB"
"""DuckDB's memory limit for one export; beyond it, sorting spills to disk. Several people may export at once."""


def prepare_export(
    snapshot: SnapshotView, request: ExportRequest, folder: Path, progress: Callable[[int, int], None] = lambda done, of: None
) -> Export:
    """Write the file for `request` into `folder`; `progress` is called with the rows written and the rows in total.

    Raises SnapshotError, and `workbook.TooManyRows` before anything is written. An unfinished file is deleted.
    """
    file_format = FORMATS[request.format]
    # The callback below reads the total, which is known only once the rows have been counted.
    total = 0
    with open_release(snapshot, request.handling, memory=MEMORY, spill=folder) as released:
        rows = export_rows(released, request.row_kind, request.filters, lambda done: progress(done, total))
        total = rows.total
        demo = "simulated_" if snapshot.is_demo else ""
        name = safe_name(
            f"anchorwatch_{demo}{request.row_kind}_{snapshot.id}_{released.handling.title.replace(':', '-')}", file_format.extension
        )
        file = folder / name
        try:
            file_format.write(rows, file)
        # Also on an interrupt: half a file of somebody's records must not stay behind.
        except BaseException:
            file.unlink(missing_ok=True)
            raise
    return Export(file, name, file_format.mime, rows.total, file.stat().st_size, rows.about)
