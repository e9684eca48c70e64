"""From settings to files, independent of any page: called by the command line and by the Briefing page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from briefing import document, pdf, sheets, slides
from briefing.blocks import Document
from briefing.saved_file import LARGEST_FILE, read_saved
from briefing.settings import BriefingError, BriefingSettings
from warehouse.contract.files import write_atomically
from warehouse.contract.typed_fields import FieldFault, read_small_file
from warehouse.queries.filtering import choices
from warehouse.view import SnapshotView


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """A file format that a document can be written in."""

    title: str
    mime: str
    help: str
    write: Callable[[Document], bytes]


FORMATS: Final[dict[str, DocumentFormat]] = {
    "pptx": DocumentFormat(
        "Slides",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "PowerPoint, with charts you can edit there.",
        slides.write_pptx,
    ),
    "pdf": DocumentFormat("PDF", "application/pdf", "For reading and print; tagged for screen readers.", pdf.write_pdf),
    "xlsx": DocumentFormat(
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "The figures: one sheet per chart, map and table.",
        sheets.write_xlsx,
    ),
}


def known_codes(snapshot: SnapshotView) -> dict[str, list[str]]:
    """The codes in the snapshot that filters may name."""
    con = snapshot.connect()
    try:
        return choices.filter_choices(con).known
    finally:
        con.close()


def from_file(file: Path, snapshot: SnapshotView) -> tuple[BriefingSettings, tuple[str, ...]]:
    """The settings in a file, and a note on each part that was ignored. Raises BriefingError."""
    try:
        return read_saved(read_small_file(file, LARGEST_FILE), known_codes(snapshot))
    except (FieldFault, BriefingError) as error:
        raise BriefingError(f"{file} cannot be used: {error}") from error


def write_all(
    snapshot: SnapshotView, settings: BriefingSettings, folder: Path, formats: tuple[str, ...], now: datetime | None = None
) -> list[Path]:
    """Write the document into `folder` in each of `formats`; returns the paths. An existing file is replaced atomically."""
    composed = document.compose_document(snapshot, settings, now)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for extension in formats:
        path = folder / f"{composed.file_stem}.{extension}"
        write_atomically(path, FORMATS[extension].write(composed))
        written.append(path)
    return written
