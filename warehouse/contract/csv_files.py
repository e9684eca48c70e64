"""Rows as CSV for other programs, streamed, so that no more than one batch is in memory.

A cell or heading that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection). Only texts can be
formulas, so negative numbers stay numbers. The other formats are in `briefing.exports`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from warehouse.contract.snapshot import Published

_SPACES: Final = "\\x00-\\x20\\x7f-\\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff"
"""Spaces, control and invisible characters by their numbers: what `\\s` means differs between Python and Arrow."""

FORMULA: Final = f"^[{_SPACES}]*[=+\\-@|%＝＋－＠\\x00-\\x1f]"
"""How a text begins that a spreadsheet may take for a formula, also after spaces and in full-width characters."""

BATCH: Final = 20_000
"""Rows in a batch: some megabytes, large enough that the work for each batch does not matter."""

_STAMP: Final = (pa.field("snapshot", pa.string()), pa.field("simulated", pa.bool_()))


def stamp_batches(batches: Iterable[pa.RecordBatch], snapshot: Published) -> Iterator[pa.RecordBatch]:
    """The batches with the columns `snapshot` (its id, which is its time) and `simulated` added."""
    for batch in batches:
        own = (pa.repeat(snapshot.id, batch.num_rows), pa.repeat(snapshot.is_demo, batch.num_rows))
        yield pa.RecordBatch.from_arrays([*batch.columns, *own], schema=stamped_schema(batch.schema))


def stamped_schema(schema: pa.Schema) -> pa.Schema:
    """The schema of stamped batches."""
    return pa.schema([*schema, *_STAMP])


def write_csv(batches: Iterable[pa.RecordBatch], schema: pa.Schema, out: BinaryIO) -> None:
    """UTF-8 with a byte order mark, lists joined by `; `, times as `2024-06-25T03:00:00Z`, formulas defused."""
    flat = pa.schema([(defuse_text(field.name), _csv_type(field.type)) for field in schema])
    # Without a byte order mark Excel reads UTF-8 as the local code page.
    out.write(b"\xef\xbb\xbf")
    with pacsv.CSVWriter(out, flat) as writer:
        for batch in batches:
            writer.write_batch(
                pa.RecordBatch.from_arrays([defuse_formulas(flatten_column(column)) for column in batch.columns], schema=flat)
            )


def to_csv(table: pa.Table, snapshot: Published) -> bytes:
    """A small table as CSV, stamped."""
    out = io.BytesIO()
    write_csv(stamp_batches(table.combine_chunks().to_batches(max_chunksize=BATCH), snapshot), stamped_schema(table.schema), out)
    return out.getvalue()


def flatten_column(column: pa.Array) -> pa.Array:
    """One plain value in each cell: lists joined by `; `, times as text to the second, all texts of one Arrow type."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return pc.binary_join(column.cast(pa.list_(pa.string())), "; ")
    if pa.types.is_timestamp(column.type):
        return _moments_as_text(column)
    return column.cast(pa.string()) if _is_text(column.type) else column


def defuse_formulas(column: pa.Array) -> pa.Array:
    """Texts that a spreadsheet may take for formulas, with an apostrophe in front; other columns unchanged.

    Each distinct text is examined once, since codes and attributions repeat thousands of times.
    """
    if not pa.types.is_string(column.type):
        return column
    encoded = column.dictionary_encode()
    risky = pc.match_substring_regex(encoded.dictionary, FORMULA)
    if not pc.any(risky).as_py():
        return column
    safe = pc.if_else(risky, pc.binary_join_element_wise("'", encoded.dictionary, ""), encoded.dictionary)
    return safe.take(encoded.indices)


def defuse_text(text: str) -> str:
    """The same for a single text, such as a heading or the name of a sheet."""
    return f"'{text}" if re.match(FORMULA, text) else text


def count_rows(batches: Iterable[pa.RecordBatch], progress: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    """The batches; after each, `progress` is called with the number of rows so far."""
    rows = 0
    for batch in batches:
        yield batch
        rows += batch.num_rows
        progress(rows)


def _moments_as_text(column: pa.Array) -> pa.Array:
    """`2024-06-25T03:00:00Z`. A cast and two replacements take a twentieth of the time of `strftime`."""
    text = pc.cast(pc.cast(pc.cast(column, pa.timestamp("s", tz="UTC"), safe=False), pa.timestamp("s")), pa.string())
    return pc.binary_join_element_wise(pc.utf8_replace_slice(text, 10, 11, "T"), "Z", "")


def _csv_type(kind: pa.DataType) -> pa.DataType:
    textual = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_timestamp(kind) or _is_text(kind)
    return pa.string() if textual else kind


def _is_text(kind: pa.DataType) -> bool:
    # pandas uses other text types than the warehouse; none of them may pass without being defused.
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))
