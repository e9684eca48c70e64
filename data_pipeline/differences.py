"""How two snapshots differ, row by row: a rebuild must give what the runs before it added up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import duckdb

from data_pipeline.sql import statement
from warehouse.contract.columns import Table
from warehouse.contract.schema import KEPT_FOR_NEXT_RUN, SOURCES, TABLES
from warehouse.contract.snapshot import Snapshot

_ROWS_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of one table that only one of two snapshots holds: their number, and the keys of the first few."""

    table: str
    gone: int
    added: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table}: {self.gone:,} rows before that are not there now, {self.added:,} now ({', '.join(self.examples)})"


def find_differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    """The tables whose rows differ. `sources` is left out: it says how long each source has been silent, which time changes."""
    tables = [table for name, table in {**TABLES, **KEPT_FOR_NEXT_RUN}.items() if name != SOURCES.name]
    with duckdb.connect() as con:
        con.execute("SET TimeZone='UTC'")
        return [difference for table in tables for difference in _differences_of_table(con, table, before, after)]


def _differences_of_table(con: duckdb.DuckDBPyConnection, table: Table, before: Snapshot, after: Snapshot) -> Iterator[Difference]:
    query = statement("rows_gone").replace("{key}", f"concat_ws(' ', {', '.join(table.key)})")
    for name, snapshot in (("state_before", before), ("state_after", after)):
        con.read_parquet([str(file) for file in snapshot.table_files(table.name)]).create_view(name, replace=True)
    gone, added = (
        con.execute(query.replace("{left}", left).replace("{right}", right)).fetchmany(_ROWS_NAMED)
        for left, right in (("state_before", "state_after"), ("state_after", "state_before"))
    )
    if gone or added:
        examples = tuple(dict.fromkeys(row for row, _ in (*gone, *added)))[:_ROWS_NAMED]
        yield Difference(table.name, gone[0][1] if gone else 0, added[0][1] if added else 0, examples)
