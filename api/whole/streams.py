"""All incidents or reports under a filter as Parquet, CSV or an Arrow stream, in pieces: a million rows need no memory for all of them."""

from __future__ import annotations

import io
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from api.features.filters import criterion_in
from api.features.places import in_bounds_of
from api.server.operations import Asked, Stream
from api.server.problems import Problem
from warehouse.contract.csv_files import stamp_batches, stamped_schema, write_csv
from warehouse.queries.features.feature_rows import stream_features
from warehouse.queries.features.published import Collection

AT_ONCE: Final = 2
"""Whole collections that are written at once; one more is asked to come back."""

_BATCH: Final = 122_880
"""Rows that are written together: a row group of Parquet."""

_PLACES: Final = threading.BoundedSemaphore(AT_ONCE)


class _Writer(Protocol):
    """Writes batches of rows to a file that was given to it, and its end."""

    def write_batch(self, batch: pa.RecordBatch) -> None: ...
    def close(self) -> None: ...


class _Basket(io.RawIOBase):
    """A file that keeps what is written until it is taken away."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        content = bytes(piece)
        self._pieces.append(content)
        self._written += len(content)
        return len(content)

    def tell(self) -> int:
        return self._written

    def take(self) -> bytes:
        """What has been written since it was last taken."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class _CsvWriter:
    """CSV as the exports write it: lists joined, nothing that a spreadsheet would take for a formula."""

    def __init__(self, file: _Basket, schema: pa.Schema) -> None:
        self._file, self._schema, self._header = file, schema, True

    def write_batch(self, batch: pa.RecordBatch) -> None:
        own = io.BytesIO()
        write_csv(iter([batch]), self._schema, own)
        content = own.getvalue()
        self._file.write(content if self._header else content.split(b"\n", 1)[1])
        self._header = False

    def close(self) -> None:
        if self._header:
            own = io.BytesIO()
            write_csv(iter([]), self._schema, own)
            self._file.write(own.getvalue())


KINDS: Final[dict[str, tuple[str, Callable[[_Basket, pa.Schema], _Writer]]]] = {
    "parquet": (
        "application/vnd.apache.parquet",
        lambda file, schema: pq.ParquetWriter(pa.PythonFile(file, "w"), schema, compression="zstd", compression_level=1),
    ),
    "csv": ("text/csv", _CsvWriter),
    "arrow": ("application/vnd.apache.arrow.stream", lambda file, schema: pa.ipc.new_stream(pa.PythonFile(file, "w"), schema)),
}
"""Media type and writer by the ending of the address."""


class _Pieces(Iterator[bytes]):
    """What is written, piece by piece; gives its place back at the end, and where nobody reads on: a client may be gone by then."""

    def __init__(self, con: duckdb.DuckDBPyConnection, written: Iterator[bytes]) -> None:
        self._written = written
        self._end = weakref.finalize(self, _end, con)

    def __next__(self) -> bytes:
        try:
            return next(self._written)
        except BaseException:
            self._end()
            raise


def whole(asked: Asked, collection: Collection, kind: str) -> Stream:
    """The stream. Raises Problem 503 where too many are being written."""
    criterion = criterion_in(asked, collection, in_bounds_of(asked.seen, collection))
    if not _PLACES.acquire(blocking=False):
        raise Problem(503, f"{AT_ONCE} whole collections are being read already. Try again in a moment.", {"retry-after": "10"})
    con = None
    try:
        con = asked.seen.connect()
        reader = stream_features(con, collection, criterion, _BATCH)
        media_type, make_writer = KINDS[kind]
        pieces = _Pieces(con, _written(stamp_batches(reader, asked.seen), stamped_schema(reader.schema), make_writer))
    except BaseException:
        _end(con)
        raise
    file_name = f"anchorwatch_{'simulated_' if asked.seen.is_demo else ''}{collection.name}_{asked.seen.id}.{kind}"
    return Stream(pieces, media_type, file_name)


def _written(batches: Iterable[pa.RecordBatch], schema: pa.Schema, make_writer: Callable[[_Basket, pa.Schema], _Writer]) -> Iterator[bytes]:
    basket = _Basket()
    writer = make_writer(basket, schema)
    for batch in batches:
        writer.write_batch(batch)
        yield basket.take()
    writer.close()
    yield basket.take()


def _end(con: duckdb.DuckDBPyConnection | None) -> None:
    if con is not None:
        con.close()
    _PLACES.release()
