"""Batches as plain records for formats written row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.exports import flattened


def records(batch: pa.RecordBatch, lists: bool = True) -> Iterator[dict[str, Any]]:
    """One dictionary a row: days and moments as ISO 8601 texts; lists as lists, or joined by `; `."""
    columns = [_plain(column, lists).to_pylist() for column in batch.columns]
    names = batch.schema.names
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _plain(column: pa.Array, lists: bool) -> pa.Array:
    if pa.types.is_date(column.type):
        return pc.cast(column, pa.string())
    if pa.types.is_list(column.type) and lists:
        return column
    return flattened(column)
