"""Checks of the result before it is published. Every query under sql/checks must find nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_pipeline.errors import CheckFailed
from data_pipeline.sql import FOLDER
from data_pipeline.steps.history import view_files
from data_pipeline.steps.staging import StagedTables
from warehouse.contract.schema import TABLES
from warehouse.contract.taxonomy import CODE_LISTS

_ROWS_SHOWN: Final = 3
"""Rows that an error message quotes."""


def check_tables(con: duckdb.DuckDBPyConnection, staged: StagedTables) -> None:
    """Raise CheckFailed naming every expectation that `staged` breaks, with the first rows that break it."""
    for name, table in TABLES.items():
        view_files(con, name, table, staged.files(table))
    if broken := [*_broken_queries(con), *_unknown_codes(staged)]:
        raise CheckFailed("the result is not published, because it breaks these expectations:\n  " + "\n  ".join(broken))


def _broken_queries(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for file in sorted((FOLDER / "checks").glob("*.sql")):
        if rows := con.execute(file.read_text(encoding="utf-8")).fetchmany(_ROWS_SHOWN):
            yield f"{file.stem.replace('_', ' ')}: {'; '.join(str(row) for row in rows)}"


def _unknown_codes(staged: StagedTables) -> Iterator[str]:
    """Values that are in no code list; one pass over each new file: what is shared with the snapshot before was checked for that."""
    for name in ("reports", "incidents", "advisories"):
        table = TABLES[name]
        columns = [column for column in table.columns if column.codes]
        present: dict[str, set[Any]] = {column.name: set() for column in columns}
        for file in staged.new_files(table):
            rows = pq.read_table(file, columns=list(present))
            for column in columns:
                present[column.name].update(_distinct_values(rows[column.name]))
        for column in columns:
            if unknown := {str(value) for value in present[column.name]} - set(CODE_LISTS[column.codes]):
                yield f"{name}.{column.name} holds codes that are not in the list {column.codes}: {', '.join(sorted(unknown)[:5])}"


def _distinct_values(values: pa.ChunkedArray) -> list[Any]:
    """The values of a column, or those in its lists."""
    flat = pc.list_flatten(values) if pa.types.is_list(values.type) else values
    distinct: list[Any] = pc.unique(flat.drop_null()).to_pylist()
    return distinct
