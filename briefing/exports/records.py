"""Batches as plain records, for formats written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.contract.csv_files import flatten_column

AT_A_TIME: Final = 2_000
"""Rows held as Python objects at once: a whole batch of 120,000 would take hundreds of megabytes."""


def record_chunks(batches: Iterable[pa.RecordBatch], lists: bool = True) -> Iterator[list[dict[str, Any]]]:
    """The rows as dictionaries, in chunks: dates and times as ISO 8601 strings; lists as lists, or joined by `; ` if not `lists`."""
    for batch in batches:
        for start in range(0, batch.num_rows, AT_A_TIME):
            chunk = batch.slice(start, AT_A_TIME)
            columns = [_plain_values(column, lists).to_pylist() for column in chunk.columns]
            yield [dict(zip(chunk.schema.names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain_values(column: pa.Array, lists: bool) -> pa.Array:
    if pa.types.is_date(column.type):
        return pc.cast(column, pa.string())
    if pa.types.is_list(column.type) and lists:
        return column
    return flatten_column(column)
