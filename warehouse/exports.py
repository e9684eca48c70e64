"""Incidents as files for other programs: CSV, GeoJSON, Parquet.

Every row carries the attribution that its sources ask for, and whether it is simulated. A CSV cell that a spreadsheet
would read as a formula is defused with a leading apostrophe (OWASP, CSV injection); only text cells can be one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from warehouse.snapshot import Snapshot

FORMULA: Final = "^[\\s\\x00]*[=+\\-@|%＝＋－＠]|^[\\t\\r\\n\\x00]"
"""Beginnings that a spreadsheet may take for a formula, also after blanks and in full-width form."""

MOST_ROWS: Final = 200_000
"""Incidents that a CSV or GeoJSON should hold: a million would take a gigabyte of the server's memory. Parquet has no limit."""

_BATCH: Final = 20_000


def stamped(incidents: pa.Table, snapshot: Snapshot) -> pa.Table:
    """`incidents` with the columns `snapshot` (id, which is its time) and `simulated`."""
    rows = incidents.num_rows
    return incidents.append_column("snapshot", pa.repeat(snapshot.id, rows)).append_column("simulated", pa.repeat(snapshot.is_demo, rows))


def to_csv(incidents: pa.Table, snapshot: Snapshot) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it), lists joined by `; `, formulas defused."""
    table = stamped(incidents, snapshot)
    columns = {f"'{name}" if re.match(FORMULA, name) else name: _defused(_flat(table[name])) for name in table.column_names}
    out = io.BytesIO()
    out.write(b"\xef\xbb\xbf")
    pacsv.write_csv(pa.table(columns), out)
    return out.getvalue()


def to_parquet(incidents: pa.Table, snapshot: Snapshot) -> bytes:
    """zstd Parquet with the columns as they are."""
    out = io.BytesIO()
    pq.write_table(stamped(incidents, snapshot), out, compression="zstd")
    return out.getvalue()


def to_geojson(incidents: pa.Table, snapshot: Snapshot) -> bytes:
    """A FeatureCollection (RFC 7946); incidents without position have a null geometry."""
    table = stamped(incidents, snapshot)
    out = io.BytesIO()
    out.write(b'{"type":"FeatureCollection","snapshot":' + orjson.dumps(snapshot.id))
    out.write(b',"simulated":' + orjson.dumps(snapshot.is_demo) + b',"features":[\n')
    separator = b""
    for chunk in _features(table):
        out.write(separator + chunk)
        separator = b",\n"
    out.write(b"\n]}\n")
    return out.getvalue()


def _features(table: pa.Table) -> Iterator[bytes]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield b",\n".join(orjson.dumps(_feature(row), default=_plain) for row in batch.to_pylist())


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    longitude, latitude = row.pop("longitude"), row.pop("latitude")
    geometry = None if longitude is None or latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": row["incident_id"], "geometry": geometry, "properties": row}


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        return pc.binary_join(column, "; ")
    if pa.types.is_timestamp(column.type):
        return pc.strftime(pc.cast(column, pa.timestamp("s", tz="UTC"), safe=False), "%Y-%m-%dT%H:%M:%SZ")
    return column


def _defused(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type) or pa.types.is_dictionary(column.type):
        # pandas hands its texts over in other types; a type not looked into must not pass undefused.
        column = pc.cast(column, pa.string())
    if not pa.types.is_string(column.type):
        return column
    risky = pc.match_substring_regex(column, FORMULA)
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
