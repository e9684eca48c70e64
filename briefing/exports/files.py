"""The formats there are, and one export from start to end: a file, and what to say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from briefing.exports import csv, geojson, kml, parquet, workbook
from briefing.exports.about import About
from briefing.exports.names import safe_name
from briefing.exports.rows import Rows, What, rows
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.release.handing_out import Handling, release


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files: what it is good for, and how it is written."""

    title: str
    extension: str
    mime: str
    good_for: str
    write: Callable[[Rows, Path], None]


def _workbook(found: Rows, file: Path) -> None:
    title = found.what.capitalize()
    workbook.write_workbook(file, found.about, [workbook.Sheet(title, found.schema, found.batches, found.total)])


FORMATS: Final[dict[str, Format]] = {
    one.extension: one
    for one in (
        Format("CSV", "csv", "text/csv", "Spreadsheets and any program; any number of rows.", csv.write),
        Format(
            "Excel",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Typed columns, filter and attribution on a first sheet.",
            _workbook,
        ),
        Format("GeoJSON", "geojson", "application/geo+json", "Geographic information systems.", geojson.write),
        Format("KML", "kml", "application/vnd.google-earth.kml+xml", "Google Earth, chart plotters.", kml.write),
        Format("Parquet", "parquet", "application/vnd.apache.parquet", "Analysis; the smallest file.", parquet.write),
    )
}


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to hand out, and how."""

    what: What
    format: str
    filters: Filters = field(default_factory=Filters)
    handling: Handling = field(default_factory=Handling)


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is ready: its path, the name to hand it out under, and its description."""

    path: Path
    name: str
    mime: str
    rows: int
    bytes: int
    about: About


MEMORY: Final = "400MB"
"""What the database may take for one export; beyond that it sorts on disk."""


def prepare(snapshot: Snapshot, request: Request, folder: Path, progress: Callable[[int, int], None] = lambda done, of: None) -> Export:
    """Write the file of `request` into `folder`; `progress` is told rows done and rows in all.

    Raises SnapshotError, and `workbook.TooManyRows` before anything is written. A file that is not finished is removed.
    """
    chosen = FORMATS[request.format]
    total = 0
    with release(snapshot, request.handling, memory=MEMORY, spill=folder) as found:
        out = rows(found, request.what, request.filters, lambda done: progress(done, total))
        total = out.total
        demo = "simulated_" if snapshot.is_demo else ""
        name = safe_name(f"anchorwatch_{demo}{request.what}_{snapshot.id}_{found.handling.title.replace(':', '-')}", chosen.extension)
        file = folder / name
        try:
            chosen.write(out, file)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
    return Export(file, name, chosen.mime, out.total, file.stat().st_size, out.about)
