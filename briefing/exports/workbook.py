"""Tables as an Excel workbook (XLSX): a first sheet that describes them, then one sheet per table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from briefing.exports.about import About
from warehouse.contract.csv_files import defuse_formulas, defuse_text, flatten_column

MOST_ROWS: Final = 1_048_576
"""Rows of an Excel sheet, including the header (Microsoft, Excel specifications and limits)."""

LONGEST_TEXT: Final = 32_767
"""Characters of an Excel cell (the same page of Microsoft's); longer texts are cut and end in …"""

# Excel counts days from 1900 and takes that year for a leap year, so dates up to its end are written as text.
_EARLIEST: Final = 1900
_WIDTHS: Final = {"narrative": 60, "attribution": 40, "place": 28, "vessel_name": 24, "latitude": 11, "longitude": 11}


class TooManyRows(ValueError):
    """More rows than an Excel sheet holds; the message names the alternative."""


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One table: its title, schema, rows in batches (which can be read once) and their number."""

    title: str
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]
    total: int

    @classmethod
    def from_table(cls, title: str, table: pa.Table) -> WorkbookSheet:
        """A table held in memory."""
        return cls(title, table.schema, table.combine_chunks().to_batches(max_chunksize=20_000), table.num_rows)


def write_workbook(out: Path | BinaryIO, about: About, sheets: Sequence[WorkbookSheet]) -> None:
    """Write the description and the sheets, streaming the rows. Raises TooManyRows before anything is written.

    Dates and times (UTC) are Excel dates, numbers are numbers, flags are booleans, and lists are joined by `; `. The header is
    frozen and has filters. No cell is a formula or a link, and texts that could be taken for one are defused.
    """
    for sheet in sheets:
        refuse_too_many(sheet.title, sheet.total)
    # Constant memory writes each row to disk as soon as the next begins, so rows must come in order. The other options keep
    # xlsxwriter from turning a ship's name such as `=1+1` or `12E5` into a formula, a link or a number.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, options) as book:
        book.set_properties({"title": about.title, "comments": about.mark})
        _write_about_sheet(book, about)
        taken = {"about"}
        for sheet in sheets:
            _write_rows(book, book.add_worksheet(_unused_title(sheet.title, taken)), sheet)


def refuse_too_many(title: str, rows: int) -> None:
    """Raise TooManyRows when `rows` do not fit into a sheet."""
    if rows > MOST_ROWS - 1:
        raise TooManyRows(
            f"{title}: {rows:,} rows are more than the {MOST_ROWS - 1:,} that an Excel sheet holds. "
            "Narrow the filters, or choose CSV or Parquet."
        )


def _write_about_sheet(book: xlsxwriter.Workbook, about: About) -> None:
    page = book.add_worksheet("About")
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 110)
    for row, (name, words) in enumerate(about.lines()):
        page.write_string(row, 0, name, bold)
        page.write_string(row, 1, _cut_text(defuse_text(words)), wrapped)


def _write_rows(book: xlsxwriter.Workbook, page: Worksheet, sheet: WorkbookSheet) -> None:
    head = book.add_format({"bold": True, "bottom": 1})
    names = sheet.schema.names
    for at, field in enumerate(sheet.schema):
        page.set_column(at, at, _WIDTHS.get(field.name, max(12, min(len(field.name) + 2, 24))))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(sheet.total, 1), max(len(names) - 1, 0))
    for at, name in enumerate(names):
        page.write_string(0, at, defuse_text(name), head)
    writers = [_cell_writer(page, field.type, book) for field in sheet.schema]
    row = 1
    for batch in sheet.batches:
        columns = [_cell_values(column) for column in batch.columns]
        for values in zip(*columns, strict=True):
            for at, value in enumerate(values):
                if value is not None and value != "":
                    writers[at](row, at, value)
            row += 1


def _cell_values(column: pa.Array) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        # Excel has no time zones; all times are UTC.
        return [
            None if moment is None else moment.replace(tzinfo=None)
            for moment in column.cast(pa.timestamp("us", tz=column.type.tz)).to_pylist()
        ]
    values: list[Any] = defuse_formulas(flatten_column(column)).to_pylist()
    return values


def _cell_writer(page: Worksheet, kind: pa.DataType, book: xlsxwriter.Workbook) -> Any:
    if pa.types.is_boolean(kind):
        return page.write_boolean
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        # XLSX can hold neither NaN (which is not equal to itself) nor infinity: such a cell stays empty.
        return lambda row, at, value: page.write_number(row, at, value) if value == value and abs(value) != float("inf") else None
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        form = book.add_format({"num_format": "yyyy-mm-dd" if pa.types.is_date(kind) else "yyyy-mm-dd hh:mm:ss"})
        return lambda row, at, value: _write_day(page, row, at, value, form)
    return lambda row, at, value: page.write_string(row, at, _cut_text(str(value)))


def _write_day(page: Worksheet, row: int, at: int, value: date | datetime, form: Format) -> None:
    """A date, or text where it is earlier than Excel's calendar."""
    if value.year <= _EARLIEST:
        page.write_string(row, at, value.isoformat())
    else:
        page.write_datetime(row, at, value, form)


def _cut_text(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _unused_title(title: str, taken: set[str]) -> str:
    """A title that Excel accepts for a sheet: at most 31 characters, none of []:*?/\\, no apostrophe at either end, not yet taken."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '") or "Table"
    candidate, number = plain[:31].strip(" '"), 2
    # Titles differ in more than case, and Excel keeps `History` to itself.
    while candidate.casefold() in taken or candidate.casefold() == "history":
        candidate, number = f"{plain[:27].strip()} {number}", number + 1
    taken.add(candidate.casefold())
    return candidate
