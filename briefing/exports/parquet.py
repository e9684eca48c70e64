"""Rows as Parquet: the columns with their types, the description in the file's metadata."""

from __future__ import annotations

from pathlib import Path

import orjson
import pyarrow.parquet as pq

from briefing.exports.rows import Rows


def write(rows: Rows, file: Path) -> None:
    """zstd Parquet, a row group a batch of about 120,000 rows; `anchorwatch` in the metadata holds the description as JSON."""
    schema = rows.schema.with_metadata({"anchorwatch": orjson.dumps(rows.about.lines())})
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in rows.batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
