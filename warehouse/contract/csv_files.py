"""Rows as CSV for other programs, streamed: no more than one batch stands in memory.

A cell that a spreadsheet would read as a formula is defused with a leading apostrophe (OWASP, CSV injection), also in the
header; only texts can be one, so numbers below zero stay numbers. The other formats are in `briefing.exports`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from warehouse.contract.snapshot import Snapshot

FORMULA: Final = "^[\\s\\x00]*[=+\\-@|%＝＋－＠]|^[\\t\\r\\n\\x00]"
"""Beginnings that a spreadsheet may take for a formula, also after blanks and in full-width form."""

BATCH: Final = 20_000

_STAMP: Final = (pa.field("snapshot", pa.string()), pa.field("simulated", pa.bool_()))


def stamped(batches: Iterable[pa.RecordBatch], snapshot: Snapshot) -> Iterator[pa.RecordBatch]:
    """The batches with the columns `snapshot` (id, which is its time) and `simulated`."""
    for batch in batches:
        own = (pa.repeat(snapshot.id, batch.num_rows), pa.repeat(snapshot.is_demo, batch.num_rows))
        yield pa.RecordBatch.from_arrays([*batch.columns, *own], schema=stamped_schema(batch.schema))


def stamped_schema(schema: pa.Schema) -> pa.Schema:
    """The schema of stamped batches."""
    return pa.schema([*schema, *_STAMP])


def write_csv(batches: Iterable[pa.RecordBatch], schema: pa.Schema, out: BinaryIO) -> None:
    """UTF-8 with a byte order mark (spreadsheets need it), lists joined by `; `, times as `2024-06-25T03:00:00Z`, formulas defused."""
    flat = pa.schema([(defused_text(field.name), _flat_type(field.type)) for field in schema])
    out.write(b"\xef\xbb\xbf")
    with pacsv.CSVWriter(out, flat) as writer:
        for batch in batches:
            writer.write_batch(pa.RecordBatch.from_arrays([defused(flattened(column)) for column in batch.columns], schema=flat))


def to_csv(table: pa.Table, snapshot: Snapshot) -> bytes:
    """A small table as CSV, stamped."""
    out = io.BytesIO()
    write_csv(stamped(table.combine_chunks().to_batches(max_chunksize=BATCH), snapshot), stamped_schema(table.schema), out)
    return out.getvalue()


def flattened(column: pa.Array) -> pa.Array:
    """One plain value a cell: lists joined by `; `, moments as text to the second, texts of one Arrow type."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return pc.binary_join(column.cast(pa.list_(pa.string())), "; ")
    if pa.types.is_timestamp(column.type):
        return _moments(column)
    return column.cast(pa.string()) if _is_text(column.type) else column


def defused(column: pa.Array) -> pa.Array:
    """Texts that a spreadsheet may take for a formula get an apostrophe in front; other columns stay as they are.

    Each different text is looked at once: codes and attributions repeat a thousand times.
    """
    if not pa.types.is_string(column.type):
        return column
    encoded = column.dictionary_encode()
    risky = pc.match_substring_regex(encoded.dictionary, FORMULA)
    if not pc.any(risky).as_py():
        return column
    safe = pc.if_else(risky, pc.binary_join_element_wise("'", encoded.dictionary, ""), encoded.dictionary)
    return safe.take(encoded.indices)


def defused_text(text: str) -> str:
    """The same for one text: a heading, the name of a sheet."""
    return f"'{text}" if re.match(FORMULA, text) else text


def counted(batches: Iterable[pa.RecordBatch], progress: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    """The batches, telling `progress` after each how many rows have gone by."""
    rows = 0
    for batch in batches:
        yield batch
        rows += batch.num_rows
        progress(rows)


def _moments(column: pa.Array) -> pa.Array:
    """`2024-06-25T03:00:00Z`. A cast and two cuts: a twentieth of what strftime takes."""
    text = pc.cast(pc.cast(pc.cast(column, pa.timestamp("s", tz="UTC"), safe=False), pa.timestamp("s")), pa.string())
    return pc.binary_join_element_wise(pc.utf8_replace_slice(text, 10, 11, "T"), "Z", "")


def _flat_type(kind: pa.DataType) -> pa.DataType:
    textual = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_timestamp(kind) or _is_text(kind)
    return pa.string() if textual else kind


def _is_text(kind: pa.DataType) -> bool:
    # pandas hands its texts over in other types than the warehouse; a type not looked into must not pass undefused.
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))
