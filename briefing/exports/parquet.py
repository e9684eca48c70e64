"""Rows as Parquet: columns with their types, and the description in the file's metadata."""

from __future__ import annotations

from pathlib import Path

import orjson
import pyarrow.parquet as pq

from briefing.exports.rows import ExportRows


def write_parquet(rows: ExportRows, file: Path) -> None:
    """Parquet with zstd, one row group per batch of about 120,000 rows; the metadata key `anchorwatch` holds the description as JSON."""
    schema = rows.schema.with_metadata({"anchorwatch": orjson.dumps(rows.about.lines())})
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in rows.batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
