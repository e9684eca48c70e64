"""Files of any kind of table as records under their own headings: text with separators, workbooks, JSON, maps."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import orjson

from data_pipeline.errors import BrokenFile
from data_pipeline.files import streams, workbooks
from data_pipeline.files.contents import name_as_text
from data_pipeline.files.documents import DEEPEST, TOO_DEEP, nests_deeper, prune
from data_pipeline.files.element_stream import stream_elements
from data_pipeline.files.forms import NO_VALUE, Form, letters_of
from data_pipeline.files.tables import Headings, rows_as_records
from data_pipeline.mapping.geometry import point_of
from data_pipeline.mapping.targets import JSON, TEXT, WORKBOOK
from data_pipeline.model import RawRecord

MOST_COLUMNS: Final = 500
_ROWS_LOOKED_AT: Final = 30
_RECORDS_LOOKED_AT: Final = 200
_MOST_SHEETS: Final = 50
_SEPARATORS: Final = (",", ";", "\t", "|")
_LONGEST_HEADING: Final = 200
_LEVELS: Final = 3
"""Objects within a JSON record whose members become columns of their own."""
_LONGEST_FIELD: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records of a file are: `separator` of text, `sheet` of a workbook, `list_name` of JSON; and its `headings`."""

    kind: str
    headings: tuple[str, ...]
    separator: str = ""
    sheet: str = ""
    list_name: str = ""


def kind_of(file: Path) -> str:
    """TEXT, WORKBOOK or JSON. Raises BrokenFile when the file is none of these."""
    if workbooks.is_workbook(file):
        return WORKBOOK
    with streams.open_text(file) as text:
        beginning = text.read(4_096).lstrip("\ufeff \t\r\n\x1e")
    return JSON if beginning.startswith(("[", "{")) else TEXT


def records(file: Path, layout: Layout, wanted: Sequence[str]) -> Iterator[RawRecord]:
    """The records of a file of this kind, streamed, by the headings they stand under.

    `wanted`: the headings that the rows are read for, by which a table's row of headings is found. Raises BrokenFile.
    """
    if layout.kind == JSON:
        return _json_records(file, layout.list_name)
    form = Form(telling=tuple(wanted))
    if layout.kind == WORKBOOK:
        return _workbook_records(file, layout.sheet, form)
    return _text_records(file, layout.separator, form)


def layout_of(file: Path, separator: str = "", sheet: str = "", list_name: str = "") -> Layout:
    """The layout of an unknown file: its kind and the headings that it seems to have; what is given is not guessed. Raises BrokenFile."""
    kind = kind_of(file)
    if kind == JSON:
        layout = _json_layout(file, list_name)
    elif kind == WORKBOOK:
        layout = _workbook_layout(file, sheet)
    else:
        tried = [_likely_headings(_first_rows(file, sign), sign) for sign in ([separator] if separator else _SEPARATORS)]
        headings = max(tried, key=_width)
        layout = Layout(kind, _named(headings), separator=headings.separator)
    if len(layout.headings) > MOST_COLUMNS:
        raise BrokenFile(
            f"{name_as_text(file)} has {len(layout.headings):,} columns; at most {MOST_COLUMNS} can be mapped. Check that it is a table."
        )
    return layout


def _json_layout(file: Path, list_name: str) -> Layout:
    names: dict[str, None] = {}
    for record in islice(_json_records(file, list_name), _RECORDS_LOOKED_AT):
        if record.broken is None:
            names.update(dict.fromkeys(record.fields))
    if not names:
        raise BrokenFile(f"{name_as_text(file)} is JSON without a list of records.")
    return Layout(JSON, tuple(names), list_name=list_name)


def _workbook_layout(file: Path, sheet: str) -> Layout:
    sheets = [sheet] if sheet else workbooks.sheet_names(file)
    found = [
        (name, _likely_headings(list(islice(workbooks.sheet_rows(file, name), _ROWS_LOOKED_AT)), "\t")) for name in sheets[:_MOST_SHEETS]
    ]
    if not found:
        raise BrokenFile(f"{name_as_text(file)} is a workbook without sheets of cells.")
    # The first of the widest: notes and look-ups stand on narrow sheets.
    name, headings = max(found, key=lambda pair: _width(pair[1]))
    return Layout(WORKBOOK, _named(headings), sheet=name)


def _width(headings: Headings) -> int:
    return len([cell for cell in headings.names if cell])


def _named(headings: Headings) -> tuple[str, ...]:
    if not any(headings.names):
        raise BrokenFile("no row of headings was found: a table needs a row that names its columns.")
    record = next(rows_as_records("", Form(telling=()), headings, [["x"] * len(headings.names)], mend_decimals=False))
    return tuple(name for name in record.fields if name)


def _likely_headings(rows: Sequence[list[str]], separator: str) -> Headings:
    """The first row with as many different texts as any other, none of them a number or long."""

    def names_in(row: Sequence[str]) -> int:
        cells = [cell.strip() for cell in row if cell.strip()]
        is_heading = all(
            len(cell) <= _LONGEST_HEADING and not cell.replace(".", "").replace(",", "").lstrip("-").isdigit() for cell in cells
        )
        return len(set(cells)) if is_heading else 0

    number = max(range(len(rows)), key=lambda place: (names_in(rows[place]), -place), default=0)
    names = rows[number] if rows and names_in(rows[number]) else []
    return Headings(separator, [name.strip() for name in names], number)


def _first_rows(file: Path, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in _rows_of_text(file, separator):
            rows.append(row)
            if len(rows) == _ROWS_LOOKED_AT:
                break
    except BrokenFile:
        # Under another sign than its own a table may look damaged.
        pass
    return rows


def _rows_of_text(file: Path, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    # A line may hold a NUL where a disk lost a block; Python's reader passes it on, and the reader of texts removes it.
    rows = csv.reader(streams.lines(file), strict=True, delimiter=separator)
    try:
        yield from rows
    except csv.Error as error:
        raise BrokenFile(
            f"{name_as_text(file)}, line {rows.line_num}: {error}. The file is cut off or damaged; export it again."
        ) from error


def _text_records(file: Path, separator: str, form: Form) -> Iterator[RawRecord]:
    for sign in [separator] if separator else _SEPARATORS:
        first = _first_rows(file, sign)
        headings = _headings_among(first, sign, form)
        if headings is not None:
            rows = islice(_rows_of_text(file, sign), headings.row + 1, None)
            return rows_as_records(name_as_text(file), form, headings, rows, mend_decimals=False)
    raise _missing(file, form, [row for sign in [separator] if sign for row in _first_rows(file, sign)] or _first_rows(file, ","))


def _workbook_records(file: Path, sheet: str, form: Form) -> Iterator[RawRecord]:
    first: list[list[str]] = []
    for name in [sheet] if sheet else workbooks.sheet_names(file):
        rows = workbooks.sheet_rows(file, name)
        first = list(islice(rows, _ROWS_LOOKED_AT))
        headings = _headings_among(first, "\t", form)
        if headings is not None:
            width = len(headings.names)
            # A sheet has no cells where nothing stands, so its rows differ in length.
            padded = (row + [""] * (width - len(row)) for row in chain(first[headings.row + 1 :], rows))
            return rows_as_records(name_as_text(file), form, headings, padded, mend_decimals=False)
    raise _missing(file, form, first)


def _headings_among(rows: Sequence[list[str]], separator: str, form: Form) -> Headings | None:
    return next((Headings(separator, row, number) for number, row in enumerate(rows) if form.telling and form.is_shown_by(row)), None)


def _missing(file: Path, form: Form, rows: Sequence[list[str]]) -> BrokenFile:
    # The row that shares most with what is sought.
    wanted = {letters_of(name) for name in form.telling}
    nearest = max(rows, key=lambda row: len(wanted & {letters_of(cell) for cell in row}), default=[])
    missing = ", ".join(form.missing_among(nearest)) or ", ".join(form.telling)
    has = ", ".join(cell.strip() for cell in nearest if cell.strip())[:500] or "none"
    return BrokenFile(f"{name_as_text(file)}: column {missing} of the mapping is missing; the file has {has}.")


def _json_records(file: Path, list_name: str) -> Iterator[RawRecord]:
    for index, element in enumerate(stream_elements(file, list_name)):
        locator = str(index)
        if not isinstance(element, dict):
            yield RawRecord(
                locator, {"value": prune(element, 1)}, ("not_a_record", f"element {index} is {type(element).__name__}, no object")
            )
        elif nests_deeper({name: part for name, part in element.items() if name != "geometry"}, DEEPEST):
            fields = prune(element, DEEPEST)
            yield RawRecord(locator, fields, (TOO_DEEP, f"the record is nested more than {DEEPEST} levels deep"))
        else:
            yield RawRecord(locator, _flat(element))


def _flat(element: dict[str, Any]) -> dict[str, Any]:
    """A record as columns: members of objects as `vessel.name`, lists as one text, a geometry as longitude, latitude and extent."""
    fields: dict[str, Any] = {}
    is_feature = element.get("type") == "Feature" and isinstance(element.get("properties"), dict)
    attributes = element.get("properties" if is_feature else "attributes")
    if isinstance(attributes, dict) and (is_feature or "geometry" in element):
        fields |= point_of(element.get("geometry"))
        if is_feature and isinstance(element.get("id"), str | int):
            fields["id"] = element["id"]
        element = attributes
    for name, value in element.items():
        _add_flat(fields, name, value, _LEVELS)
    return fields


def _add_flat(fields: dict[str, Any], name: str, value: Any, levels: int) -> None:
    if isinstance(value, dict) and levels:
        for inner, part in value.items():
            _add_flat(fields, f"{name}.{inner}", part, levels - 1)
    elif isinstance(value, dict | list):
        parts = value if isinstance(value, list) and not any(isinstance(part, dict | list) for part in value) else None
        fields[name] = "; ".join(map(str, parts)) if parts is not None else orjson.dumps(value, default=str).decode()
    elif (isinstance(value, float) and not math.isfinite(value)) or (isinstance(value, str) and value in NO_VALUE):
        fields[name] = None
    else:
        fields[name] = value
