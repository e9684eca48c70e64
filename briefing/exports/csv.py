"""Rows as CSV."""

from __future__ import annotations

from pathlib import Path

from briefing.exports.rows import ExportRows
from warehouse.contract.csv_files import write_csv


def write_csv_file(rows: ExportRows, file: Path) -> None:
    """See `warehouse.contract.csv_files.write_csv`. A CSV has no room to say what was withheld; every row has its attribution."""
    with file.open("wb") as out:
        write_csv(rows.batches, rows.schema, out)
