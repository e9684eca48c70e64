"""Tables with separators (CSV): the separator, the row of headings, and what is a record and what is not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from data_pipeline.errors import BrokenFile
from data_pipeline.files.contents import name_as_text, read_content
from data_pipeline.files.decoding import decode
from data_pipeline.files.forms import NO_VALUE, Form, letters_of
from data_pipeline.model import RawRecord

_SEPARATORS: Final = ",;\t|"
_ROWS_ABOVE_HEADINGS: Final = 20
"""Rows of title, date or `sep=;` that may stand above the headings."""
_MAX_CSV_FIELD: Final = 50_000_000
"""Python's own limit of 131,072 characters would refuse a whole file for one overlong field, which is quarantined later."""
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d{1,3},\d{1,9}")
_TOTAL: Final = re.compile(
    r"(?:grand |sub-?)?totals?\b.{0,60}|sums?|summe|gesamt|totale|totaal|suma|soma|somma|jumlah|counts?|average|mean"
    r"|(?:number of )?(?:rows|records|incidents)\b.{0,40}",
    re.I,
)
_NUMBER: Final = re.compile(r"[\d.,\s%+-]*")


@dataclass(frozen=True, slots=True)
class Headings:
    """A table's separator, its headings as they stand, and the row in which they do (0-based, blank lines counted)."""

    separator: str
    names: list[str]
    row: int


def find_headings(text: str, form: Form) -> Headings | None:
    """The headings of a table of this form, in one of its first rows and under any separator; None when it is not of this form."""
    for separator in _SEPARATORS:
        for number, row in enumerate(_first_rows(text, separator)):
            if len(row) >= len(form.telling) and form.is_shown_by(row):
                return Headings(separator, row, number)
    return None


def likely_headings(text: str) -> Headings:
    """The first row that is not blank, under the separator that parts it most often."""
    tried = [
        Headings(separator, row, number)
        for separator in _SEPARATORS
        for number, row in enumerate(_first_rows(text, separator))
        if any(cell.strip() for cell in row)
    ]
    first = min((headings.row for headings in tried), default=0)
    return max((headings for headings in tried if headings.row == first), key=lambda h: len(h.names), default=Headings(",", [], 0))


def table_records(file: Path, form: Form) -> Iterator[RawRecord]:
    """Records of a table with headings; `locator` is the 1-based number of the record. Raises BrokenFile.

    Blank rows, rows that repeat the headings and rows of totals are no records. A quote that is never closed is refused, since it
    would swallow the rest of the file.
    """
    text = decode(name_as_text(file), read_content(file))
    csv.field_size_limit(_MAX_CSV_FIELD)
    headings = find_headings(text[:_LOOKED_AT], form) or likely_headings(text[:_LOOKED_AT])
    # Not splitlines(): it also splits at control characters and U+2028, which stand inside fields.
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=headings.separator)
    try:
        yield from rows_as_records(name_as_text(file), form, headings, islice(rows, headings.row + 1, None))
    except csv.Error as error:
        raise BrokenFile(f"{name_as_text(file)}, line {rows.line_num}: {error}. The file is cut off or damaged; fetch it again.") from error


def rows_as_records(
    file_name: str, form: Form, headings: Headings, rows: Iterable[list[str]], mend_decimals: bool = True
) -> Iterator[RawRecord]:
    """Records of the rows below the headings. `mend_decimals`: whether 1,5 is 1.5 where no comma parts the cells. Raises BrokenFile."""
    table = _Table(file_name, form, headings, mend_decimals)
    number = 0
    for row in rows:
        if not any(cell and not cell.isspace() for cell in row) or table.is_no_record(row):
            continue
        number += 1
        yield table.record(number, row)


_LOOKED_AT: Final = 65_536
"""Characters in which the headings are looked for."""


def _first_rows(text: str, separator: str) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(text[:_LOOKED_AT], newline=""), delimiter=separator)
    try:
        yield from islice(rows, _ROWS_ABOVE_HEADINGS)
    except csv.Error:
        return


class _Table:
    """Rows under headings into records."""

    def __init__(self, file_name: str, form: Form, headings: Headings, mend_decimals: bool) -> None:
        self._file_name = file_name
        self._headings = headings
        self._names = _distinct_names(headings.names, form)
        self._letters = [letters_of(heading) for heading in headings.names]
        self._has_decimal_commas = mend_decimals and headings.separator != ","
        if missing := [name for name in form.required if name not in self._names]:
            present = ", ".join(filter(None, self._names)) or "none"
            raise BrokenFile(f"{file_name}: column {', '.join(missing)} is missing; the file has {present[:2000]}.")
        # Cells that a program may leave out at the end of a row: columns without a heading, and those nobody needs.
        needed = [place for place, name in enumerate(self._names) if name in form.required or name in form.telling]
        self._least_cells = max(needed, default=0) + 1

    def is_no_record(self, row: Sequence[str]) -> bool:
        """Whether a row repeats the headings or gives totals."""
        cells = [cell.strip() for cell in row if cell.strip()]
        if _TOTAL.fullmatch(cells[0]) and all(_NUMBER.fullmatch(cell) for cell in cells[1:]):
            return True
        return len(row) == len(self._letters) and [letters_of(cell) for cell in row] == self._letters

    def record(self, number: int, row: list[str]) -> RawRecord:
        given = len(row)
        if given > len(self._names):
            while len(row) > len(self._names) and not row[-1].strip():
                row = row[:-1]
        elif self._least_cells <= given:
            row = row + [""] * (len(self._names) - given)
        fields: dict[str, Any] = {}
        for place, (name, cell) in enumerate(zip(self._names, row, strict=False)):
            value = self._value(cell)
            if name in fields and fields[name] != value and value:
                if fields[name] and name:
                    self._refuse_two_columns(name, place)
                fields[name] = value
            else:
                fields.setdefault(name, value)
        if len(row) != len(self._names):
            return RawRecord(str(number), fields, ("not_a_record", f"record {number} has {given} cells, the header {len(self._names)}"))
        # A comma at the end of every line makes an empty column without a name.
        if "" in fields and not fields[""]:
            del fields[""]
        return RawRecord(str(number), fields)

    def _value(self, cell: str) -> str:
        if cell in NO_VALUE:
            return ""
        return cell.replace(",", ".") if self._has_decimal_commas and _DECIMAL_COMMA.fullmatch(cell) else cell

    def _refuse_two_columns(self, name: str, place: int) -> None:
        columns = f"columns {self._names.index(name) + 1} and {place + 1}"
        raise BrokenFile(
            f"{self._file_name}: the heading {self._headings.names[place].strip()!r} stands twice ({columns}) over different values, "
            "so what the file says is unknown. Delete or rename one of the columns."
        )


def _distinct_names(headings: list[str], form: Form) -> list[str]:
    """The name of each column. Only a heading of the source's own letters may stand twice; others that do keep apart from it.

    A heading that is written otherwise ("IMO Number") gives way to the source's own, and one that nobody knows gets a number.
    """
    known = {letters_of(name): name for name in form.names}
    own = {known[letters] for heading in headings if (letters := letters_of(heading)) in known}
    names: list[str] = []
    for heading in headings:
        name = form.name_of(heading)
        if letters_of(heading) not in known:
            name = heading.strip() if name in own or name in names else name
            times = names.count(name) if name else 0
            name = f"{name} ({times + 1})" if times else name
        names.append(name)
    return names
