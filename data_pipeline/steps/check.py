"""Checks of the result before it is published. Every query under sql/checks must find nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

import duckdb

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
    if broken := [*_broken_queries(con), *_unknown_codes(con, staged)]:
        raise CheckFailed("the result is not published, because it breaks these expectations:\n  " + "\n  ".join(broken))


def _broken_queries(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for file in sorted((FOLDER / "checks").glob("*.sql")):
        rows = con.sql(file.read_text(encoding="utf-8")).limit(_ROWS_SHOWN).fetchall()
        if rows:
            yield f"{file.stem.replace('_', ' ')}: {'; '.join(str(row) for row in rows)}"


def _unknown_codes(con: duckdb.DuckDBPyConnection, staged: StagedTables) -> Iterator[str]:
    """Values that are in no code list; one pass over each new file: what is shared with the snapshot before was checked for that."""
    for name in ("reports", "incidents", "advisories"):
        table = TABLES[name]
        columns = [column for column in table.columns if column.codes]
        view_files(con, "rows_written", table, staged.new_files(table))
        [distinct] = con.table("rows_written").aggregate(", ".join(f"list(DISTINCT {column.name})" for column in columns)).fetchall()
        for column, values in zip(columns, distinct, strict=True):
            lists = [value if isinstance(value, list) else [value] for value in values or []]
            unknown = {str(value) for value in chain.from_iterable(lists) if value is not None} - set(CODE_LISTS[column.codes])
            if unknown:
                yield f"{name}.{column.name} holds codes that are not in the list {column.codes}: {', '.join(sorted(unknown)[:5])}"
