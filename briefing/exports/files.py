"""The export formats, and one export from start to finish: a file and its description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from briefing.exchange.misp import write_misp
from briefing.exchange.rows import shared_rows
from briefing.exchange.stix import write_stix
from briefing.exports import csv, geojson, geopackage, kml, parquet, workbook
from briefing.exports.about import About
from briefing.exports.names import safe_name
from briefing.exports.rows import ExportRows, RowKind, export_rows
from warehouse.disclosure import Handling, Release, open_release
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
    cyber_only: bool = False
    """Whether it is a format of exchange, which holds cyber incidents alone and says which were withdrawn."""


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
            "For QGIS and ArcGIS: typed columns and a spatial index, in one file.",
            geopackage.write_geopackage,
        ),
        ExportFormat("KML", "kml", "application/vnd.google-earth.kml+xml", "For Google Earth and chart plotters.", kml.write_kml),
        ExportFormat("Parquet", "parquet", "application/vnd.apache.parquet", "For analysis; the smallest file.", parquet.write_parquet),
        ExportFormat(
            "STIX 2.1",
            "stix.json",
            "application/stix+json;version=2.1",
            "Cyber incidents alone, for threat intelligence platforms; who reported them is left out.",
            write_stix,
            cyber_only=True,
        ),
        ExportFormat(
            "MISP",
            "misp.json",
            "application/json",
            "Cyber incidents alone, as events for MISP; who reported them is left out.",
            write_misp,
            cyber_only=True,
        ),
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
        rows = _rows(released, request, lambda done: progress(done, total))
        total = rows.total
        demo, contents = "simulated_" if snapshot.is_demo else "", "cyber_incidents" if file_format.cyber_only else rows.row_kind
        name = safe_name(f"anchorwatch_{demo}{contents}_{snapshot.id}_{released.handling.title.replace(':', '-')}", file_format.extension)
        file = folder / name
        try:
            file_format.write(rows, file)
        # Also on an interrupt: half a file of somebody's records must not stay behind.
        except BaseException:
            file.unlink(missing_ok=True)
            raise
    return Export(file, name, file_format.mime, rows.total, file.stat().st_size, rows.about)


def share_incident(snapshot: SnapshotView, incident_id: str, mark: str, extension: str) -> bytes:
    """One cyber incident in a format of exchange, as it may go out under `mark`; no incident where it may not. Raises SnapshotError."""
    with open_release(snapshot, Handling(mark)) as released, TemporaryDirectory() as folder:
        file = Path(folder) / "shared"
        FORMATS[extension].write(shared_rows(released, Filters(), incident_id=incident_id), file)
        return file.read_bytes()


def _rows(released: Release, request: ExportRequest, progress: Callable[[int], None]) -> ExportRows:
    if FORMATS[request.format].cyber_only:
        return shared_rows(released, request.filters, progress)
    return export_rows(released, request.row_kind, request.filters, progress)
