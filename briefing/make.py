"""From settings to files, without any page: what the command line and the page call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from briefing import document, pdf, sheets, slides
from briefing.blocks import Document
from briefing.settings import BriefingError, Settings
from warehouse.contract.snapshot import Snapshot, write_atomically
from warehouse.queries.filtering import choices


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file that a document can be written as."""

    title: str
    mime: str
    help: str
    write: Callable[[Document], bytes]


FORMATS: Final[dict[str, Format]] = {
    "pptx": Format(
        "Slides",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "PowerPoint, with charts that can be edited there.",
        slides.write,
    ),
    "pdf": Format("PDF", "application/pdf", "For reading and printing; tagged for screen readers.", pdf.write),
    "xlsx": Format(
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "The figures: one sheet for each chart, map and table.",
        sheets.write,
    ),
}


def known_codes(snapshot: Snapshot) -> dict[str, list[str]]:
    """The codes of the snapshot that filters may name."""
    con = snapshot.connect()
    try:
        return choices.choices(con).known
    finally:
        con.close()


def from_file(file: Path, snapshot: Snapshot) -> tuple[Settings, tuple[str, ...]]:
    """The settings in a file, and what of it was ignored. Raises BriefingError."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BriefingError(f"{file} cannot be read: {error}") from error
    return Settings.from_file(text, known_codes(snapshot))


def write_all(snapshot: Snapshot, settings: Settings, folder: Path, formats: tuple[str, ...], now: datetime | None = None) -> list[Path]:
    """Write the document in `formats` into `folder`; the paths written. A file that is there is replaced whole."""
    made = document.compose(snapshot, settings, now)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for extension in formats:
        path = folder / f"{made.file_stem}.{extension}"
        write_atomically(path, FORMATS[extension].write(made))
        written.append(path)
    return written
