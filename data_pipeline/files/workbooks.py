"""The rows of an Excel workbook (.xlsx, .xlsm) as texts, one at a time. Nothing in it is computed or run.

Of a formula the result counts that Excel kept beside it; macros, links and pictures are not looked at. openpyxl reads the sheets, after
what could harm it or the machine has been refused here: a document type (entities that grow or fetch), and a workbook that unpacks
to more than can be read.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from data_pipeline.errors import BrokenFile
from data_pipeline.files.contents import LARGEST_FILE_BYTES, name_as_text, refuse_oversized

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet in Excel."""
_MOST_MEMBERS: Final = 5_000
_LARGEST_STRINGS: Final = 200_000_000
"""Bytes of the texts that all sheets share, which are held in memory."""
_PROLOG: Final = 65_536
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<[A-Za-z_]")
_FAULTS: Final = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, NotImplementedError, RuntimeError,
    EOFError, OSError,
)  # fmt: skip
"""What openpyxl and the parser under it raise for a damaged workbook; a fault of XML is a SyntaxError."""


def is_workbook(file: Path) -> bool:
    """Whether a file is a zip archive with the sheets of a workbook in it."""
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return False


def sheet_names(file: Path) -> list[str]:
    """The names of the sheets that hold cells, in their order. Raises BrokenFile."""
    with _opened(file) as workbook:
        return [sheet.title for sheet in workbook.worksheets]


def sheet_rows(file: Path, sheet: str) -> Iterator[list[str]]:
    """The rows of a sheet as texts: numbers as Python writes them, days and times in ISO 8601. Raises BrokenFile."""
    with _opened(file) as workbook:
        if sheet not in workbook.sheetnames:
            raise BrokenFile(f"{name_as_text(file)} has no sheet {sheet[:80]!r}; it has {', '.join(workbook.sheetnames)[:500]}.")
        worksheet = workbook[sheet]
        # Otherwise every row would be as long as the sheet claims to be wide.
        worksheet.reset_dimensions()
        for number, row in enumerate(worksheet.iter_rows(values_only=True)):
            if number >= MOST_ROWS:
                raise BrokenFile(f"{name_as_text(file)}: sheet {sheet[:80]!r} has more than {MOST_ROWS:,} rows.")
            yield [_text(cell) for cell in row]


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    # Imported here: it takes a while, and few files are workbooks.
    import openpyxl

    refuse_oversized(file)
    name = name_as_text(file)
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_harmful(name, archive)
        # As a stream: of a file it would look at the name, which may be any.
        with file.open("rb") as stream, warnings.catch_warnings():
            # It warns of every feature that it leaves out.
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                yield workbook
            finally:
                workbook.close()
    except _FAULTS as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise BrokenFile(
            f"{name} is a workbook and cannot be read: {reason}. Open it in a spreadsheet program and save it anew."
        ) from error


def _refuse_harmful(name: str, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    strings = max((member.file_size for member in members if member.filename.endswith("sharedStrings.xml")), default=0)
    if len(members) > _MOST_MEMBERS or unpacked > LARGEST_FILE_BYTES or strings > _LARGEST_STRINGS:
        limit = f"at most {LARGEST_FILE_BYTES / 1e6:,.0f} MB in {_MOST_MEMBERS:,} parts can be read"
        raise BrokenFile(
            f"{name} is a workbook that unpacks to {unpacked / 1e6:,.0f} MB in {len(members):,} parts; {limit}. Save it as CSV."
        )
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(member) as stream:
                head = stream.read(_PROLOG)
            # UTF-16 would hide it from the expression; Excel writes UTF-8.
            root = _ROOT.search(head)
            if (
                _DOCTYPE.search(head[: root.start() if root else None])
                or b"\x00" in head[:200]
                or (root is None and member.file_size > _PROLOG)
            ):
                raise BrokenFile(
                    f"{name} is a workbook with a document type in {member.filename[:80]}, which no spreadsheet program writes."
                )


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
