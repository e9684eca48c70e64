"""Rows as CSV."""

from __future__ import annotations

from pathlib import Path

from briefing.exports.rows import Rows
from warehouse.contract.csv_files import write_csv


def write(rows: Rows, file: Path) -> None:
    """See `warehouse.contract.csv_files.write_csv`. What was withheld does not fit into a CSV; attribution stands in every row."""
    with file.open("wb") as out:
        write_csv(rows.batches, rows.schema, out)
