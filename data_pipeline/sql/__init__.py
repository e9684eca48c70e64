"""The pipeline's SQL, one file per statement, read by its name below this folder (`linkage/train/neighbours`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from warehouse.contract.columns import Table

FOLDER: Final = Path(__file__).parent
ROW_GROUP: Final = 122_880


@cache
def statement(name: str) -> str:
    """The text of `<name>.sql`."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")


def copy_to(con: duckdb.DuckDBPyConnection, table: Table, folder: Path, name: str) -> Path:
    """Run `<name>.sql` with the table's columns and write the result as `<table>.parquet` in `folder`."""
    target = folder / f"{table.name}.parquet"
    query = statement(name).replace("{columns}", ", ".join(table.names()))
    quoted = str(target).replace("'", "''")
    con.execute(f"COPY ({query}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})")
    return target
