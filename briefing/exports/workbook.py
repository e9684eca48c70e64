"""Tables as an Excel workbook (XLSX): a first sheet that describes them, then one sheet a table."""

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
from warehouse.contract.csv_files import defused, defused_text, flattened

MOST_ROWS: Final = 1_048_576
"""Rows of an Excel sheet, that of the header included (Microsoft, Excel specifications and limits)."""

LONGEST_TEXT: Final = 32_767
"""Characters of an Excel cell; longer texts are cut and end in …"""

_EARLIEST: Final = 1900
_WIDTHS: Final = {"narrative": 60, "attribution": 40, "place": 28, "vessel_name": 24, "latitude": 11, "longitude": 11}


class TooManyRows(ValueError):
    """More rows than an Excel sheet holds; the message names the alternative."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title, its columns' types, its rows in batches (read once) and how many they are."""

    title: str
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]
    total: int

    @classmethod
    def of(cls, title: str, table: pa.Table) -> Sheet:
        """A table that stands in memory."""
        return cls(title, table.schema, table.combine_chunks().to_batches(max_chunksize=20_000), table.num_rows)


def write_workbook(out: Path | BinaryIO, about: About, sheets: Sequence[Sheet]) -> None:
    """Write the description and the sheets; rows are streamed. Raises TooManyRows before anything is written.

    Days and moments (UTC) are dates, numbers are numbers, yes and no are booleans, lists are joined by `; `. The header
    is frozen and filtered. No cell is a formula or a link, and texts that could be taken for one are defused.
    """
    for sheet in sheets:
        refuse_too_many(sheet.title, sheet.total)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, options) as book:
        book.set_properties({"title": about.title, "comments": about.mark})
        _describe(book, about)
        taken = {"about"}
        for sheet in sheets:
            _fill(book, book.add_worksheet(_free_title(sheet.title, taken)), sheet)


def refuse_too_many(title: str, rows: int) -> None:
    """Raise TooManyRows when `rows` do not fit into a sheet."""
    if rows > MOST_ROWS - 1:
        raise TooManyRows(
            f"{title}: {rows:,} rows are more than the {MOST_ROWS - 1:,} that an Excel sheet holds. "
            "Narrow the filters, or take CSV or Parquet."
        )


def _describe(book: xlsxwriter.Workbook, about: About) -> None:
    page = book.add_worksheet("About")
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 110)
    for row, (name, words) in enumerate(about.lines()):
        page.write_string(row, 0, name, bold)
        page.write_string(row, 1, _text(defused_text(words)), wrapped)


def _fill(book: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet) -> None:
    head = book.add_format({"bold": True, "bottom": 1})
    names = sheet.schema.names
    for at, field in enumerate(sheet.schema):
        page.set_column(at, at, _WIDTHS.get(field.name, max(12, min(len(field.name) + 2, 24))))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(sheet.total, 1), max(len(names) - 1, 0))
    for at, name in enumerate(names):
        page.write_string(0, at, defused_text(name), head)
    writers = [_writer(page, field.type, book) for field in sheet.schema]
    row = 1
    for batch in sheet.batches:
        columns = [_values(column) for column in batch.columns]
        for values in zip(*columns, strict=True):
            for at, value in enumerate(values):
                if value is not None and value != "":
                    writers[at](row, at, value)
            row += 1


def _values(column: pa.Array) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        # Excel knows no time zones; all moments are UTC.
        return [None if one is None else one.replace(tzinfo=None) for one in column.cast(pa.timestamp("us", tz=column.type.tz)).to_pylist()]
    found: list[Any] = defused(flattened(column)).to_pylist()
    return found


def _writer(page: Worksheet, kind: pa.DataType, book: xlsxwriter.Workbook) -> Any:
    if pa.types.is_boolean(kind):
        return page.write_boolean
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return lambda row, at, value: page.write_number(row, at, value) if value == value and abs(value) != float("inf") else None
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        form = book.add_format({"num_format": "yyyy-mm-dd" if pa.types.is_date(kind) else "yyyy-mm-dd hh:mm:ss"})
        return lambda row, at, value: _write_day(page, row, at, value, form)
    return lambda row, at, value: page.write_string(row, at, _text(str(value)))


def _write_day(page: Worksheet, row: int, at: int, value: date | datetime, form: Format) -> None:
    """A date; as text where Excel's calendar has not begun."""
    if value.year <= _EARLIEST:
        page.write_string(row, at, value.isoformat())
    else:
        page.write_datetime(row, at, value, form)


def _text(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _free_title(title: str, taken: set[str]) -> str:
    """A sheet's title as Excel takes it: at most 31 characters, none of []:*?/\\, no apostrophe at either end, and not there yet."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '") or "Table"
    found, number = plain[:31].strip(" '"), 2
    while found.casefold() in taken or found.casefold() == "history":
        found, number = f"{plain[:27].strip()} {number}", number + 1
    taken.add(found.casefold())
    return found
