"""Batches as plain records for formats written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.contract.csv_files import flattened

AT_A_TIME: Final = 2_000
"""Rows that stand in memory as Python objects at once."""


def records(batches: Iterable[pa.RecordBatch], lists: bool = True) -> Iterator[list[dict[str, Any]]]:
    """The rows as dictionaries, some at a time: days and moments as ISO 8601 texts; lists as lists, or joined by `; `."""
    for batch in batches:
        for start in range(0, batch.num_rows, AT_A_TIME):
            some = batch.slice(start, AT_A_TIME)
            columns = [_plain(column, lists).to_pylist() for column in some.columns]
            yield [dict(zip(some.schema.names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain(column: pa.Array, lists: bool) -> pa.Array:
    if pa.types.is_date(column.type):
        return pc.cast(column, pa.string())
    if pa.types.is_list(column.type) and lists:
        return column
    return flattened(column)
