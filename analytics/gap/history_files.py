"""Reads tables of capture histories in the forms that the literature and R packages use."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final

import numpy as np

from analytics.gap.recapture.histories import MOST_LISTS, Histories

_COUNTS: Final = frozenset({"n", "freq", "frequency", "count", "counts", "total", "nb", "number", "obs", "observed", "cases", "y"})


# Programs write whole numbers with decimals once a cell of the column was empty.
_WHOLE: Final = re.compile(r"(\d{1,15})(?:[.,]0+)?")


class TableError(Exception):
    """A file is not a table of capture histories; the message says where and why."""


def histories_from_csv(path: Path) -> Histories:
    """The histories in a CSV file with a header: a column of 0 and 1 for each of 2 to 8 lists, and a last column of counts.

    The counts may be missing: then each row is one incident. They are recognised by their name (n, freq, count, ...) or by a number
    other than 0 and 1. Rows on no list are ignored: they were not observed. Raises TableError.
    """
    # Spreadsheet programs begin a file with a byte order mark, and use the separator of their language.
    with path.open(encoding="utf-8-sig", newline="") as file:
        dialect = _delimiter(file.readline())
        file.seek(0)
        rows = [row for row in csv.reader(file, delimiter=dialect) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise TableError(f"{path.name} has no rows below its header")
    names, values = _header_and_values(path.name, rows)
    counted = names[-1].lower() in _COUNTS or bool((values[:, -1] > 1).any())
    lists = names[:-1] if counted else names
    held = values[:, : len(lists)]
    if not 2 <= len(lists) <= MOST_LISTS:
        raise TableError(f"{path.name} has {len(lists)} lists; 2 to {MOST_LISTS} can be used")
    if not np.isin(held, (0, 1)).all():
        line, column = np.argwhere(~np.isin(held, (0, 1)))[0]
        raise TableError(f"{path.name}, row {line + 1}, column {lists[column]}: {held[line, column]} is neither 0 nor 1")
    return Histories.from_rows(lists, held, values[:, -1] if counted else None)


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _header_and_values(name: str, rows: list[list[str]]) -> tuple[list[str], np.ndarray]:
    """The header and the values; a first column without a name, as R writes row names, is left out."""
    names = [cell.strip() for cell in rows[0]]
    if names[0] == "":
        rows, names = [row[1:] for row in rows], names[1:]
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(names):
            raise TableError(f"{name}, row {number}: {len(row)} cells under {len(names)} headings")
        bad = [cell for cell in row if not _WHOLE.fullmatch(cell.strip())]
        if bad:
            raise TableError(f"{name}, row {number}: {bad[0]!r} is no whole number of 0 or more")
    if len(set(names)) < len(names):
        raise TableError(f"{name}: two columns have one name")
    return names, np.array([[int(re.split("[.,]", cell)[0]) for cell in row] for row in rows[1:]], np.int64)
