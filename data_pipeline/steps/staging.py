"""The tables of the next snapshot, each in files of a few thousand rows, its slices, of which a run writes only those that it changes.

A slice holds a range of the first column that its table is sorted by. What changed rows do not reach is taken over from the snapshot
before as the same file, by a hard link, or by a copy where the file system has no links. A slice that has grown to twice the usual size
is cut in two; a rebuild cuts all of them anew. So two snapshots of equal rows may be cut differently, and nothing may depend on it.
"""

from __future__ import annotations

import filecmp
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_pipeline.sql import statement
from warehouse.contract.columns import Table
from warehouse.contract.files import link_or_copy, quoted_names
from warehouse.contract.manifest import staged_files
from warehouse.contract.snapshot import Snapshot

MOST_SLICES: Final = 32
"""More files make every query slower, by a tenth of a millisecond each; fewer make a run write more."""
FEWEST_ROWS: Final = 4_096
_BATCH: Final = 16_384
_ZSTD_LEVEL: Final = 3


@dataclass(frozen=True, slots=True)
class Replaced:
    """Which rows of the snapshot before a run leaves out: those whose `column` is in the column `ids` of the view or table `among`."""

    column: str
    among: str
    ids: str = "report_id"


class StagedTables:
    """The tables of the next snapshot, written into `folder`.

    `base`: the snapshot that this run adds to, None where it derives everything. `reports`: about how many reports there will be.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, base: Snapshot | None, reports: int) -> None:
        self._con = con
        self._base = base
        self._rows = max(FEWEST_ROWS, reports // MOST_SLICES)
        self._new: dict[str, list[Path]] = {}
        self._numbers = count(1)
        self.folder = folder

    def files(self, table: Table) -> list[Path]:
        """All files of a table that has been written, in the order of its rows."""
        return staged_files(self.folder, table.name)

    def new_files(self, table: Table) -> list[Path]:
        """Those of them that the snapshot before does not have."""
        return self._new[table.name]

    def write(self, table: Table, rows: str) -> None:
        """Write the rows of the view or table `rows` as the whole of `table`."""
        self._place(table, self._write_slices(table, _about(table, "sorted_rows", rows=rows), self._rows))

    def write_changes(self, table: Table, rows: str, replaced: Replaced | None = None) -> None:
        """Write `table` as the snapshot before has it, less the rows `replaced`, and with the rows of the view or table `rows`."""
        if self._base is None:
            self.write(table, rows)
            return
        before = self._base.table_files(table.name)
        self._prepare_changes(before, rows, replaced)
        names = {"column": replaced.column if replaced else table.key[0]}
        touched = self._touched_slices(table, names)
        files: list[Path] = []
        for number, file in enumerate(before):
            files += self._write_slice_anew(table, file, touched[number], names) if number in touched else [file]
        self._place(table, files)

    def _prepare_changes(self, before: Sequence[Path], rows: str, replaced: Replaced | None) -> None:
        """Make what the statements on slices read: `table_before`, `changed_rows` and `replaced_ids`."""
        self._con.execute(f"CREATE OR REPLACE VIEW table_before AS FROM read_parquet([{quoted_names(before)}], filename = true)")
        self._con.execute(f"CREATE OR REPLACE TABLE changed_rows AS FROM {rows}")
        self._con.execute("CREATE OR REPLACE TABLE replaced_ids (id VARCHAR)")
        if replaced:
            self._con.table(replaced.among).project(replaced.ids).distinct().insert_into("replaced_ids")

    def write_small(self, table: Table, content: pa.Table) -> None:
        """Write a table that is made in memory, as one file."""
        self._place(table, [self._write_file(table, content)])

    def _touched_slices(self, table: Table, names: dict[str, str]) -> dict[int, list[Any]]:
        """By the number of a slice: the values of the first column of its order that new or replaced rows have."""
        starts = [_sortable(start) for [start] in self._con.execute(_about(table, "slice_starts")).fetchall()]
        touched: dict[int, list[Any]] = {}
        for [value] in self._con.execute(_about(table, "touched_values", **names)).fetchall():
            touched.setdefault(bisect_right(starts[1:], _sortable(value)), []).append(value)
        return touched

    def _write_slice_anew(self, table: Table, file: Path, values: list[Any], names: dict[str, str]) -> list[Path]:
        """Write a slice of the snapshot before with its new rows, which have these `values`."""
        column = next(column for column in table.columns if column.name == table.order[0])
        self._con.register("slice_values", pa.table({"value": pa.array(values, column.type)}))
        self._con.execute(f"CREATE OR REPLACE VIEW slice_before AS FROM read_parquet({quoted_names([file])})")
        written = self._write_slices(table, _about(table, "changed_slice", **names), 2 * self._rows)
        self._con.unregister("slice_values")
        return written

    def _write_slices(self, table: Table, query: str, rows: int) -> list[Path]:
        batches = self._con.sql(query).to_arrow_reader(_BATCH)
        return [self._write_file(table, part) for part in cut_rows(batches, table.order[0], rows)]

    def _write_file(self, table: Table, content: pa.Table) -> Path:
        file = self.folder / f".{next(self._numbers)}.new"
        # In one piece: equal rows then give equal bytes, however they arrived.
        content = content.cast(pa.schema([column.with_nullable(True) for column in table.arrow()])).combine_chunks()
        pq.write_table(content, file, compression="zstd", compression_level=_ZSTD_LEVEL)
        return file

    def _place(self, table: Table, files: Sequence[Path]) -> None:
        """Give the files of a table their names: its own where it is one file, numbered where there are several.

        A new file with the bytes of one that the snapshot before has gives way to that.
        """
        before = self._base.table_files(table.name) if self._base else []
        files = files or [self._write_file(table, table.arrow().empty_table())]
        self._new[table.name] = []
        for number, file in enumerate(files, start=1):
            target = self.folder / (f"{table.name}.parquet" if len(files) == 1 else f"{table.name}-{number:04d}.parquet")
            shared = file if file in before else next((kept for kept in before if filecmp.cmp(file, kept, shallow=False)), None)
            if shared is None:
                self._new[table.name].append(target)
                os.replace(file, target)
                continue
            link_or_copy(shared, target)
            if file != shared:
                file.unlink()


def cut_rows(batches: Iterable[pa.RecordBatch], column: str, rows: int) -> Iterator[pa.Table]:
    """Sorted batches as tables of `rows` rows or a little more, the last with what is left; no value of `column` is in two of them."""
    waiting: pa.Table | None = None
    for batch in batches:
        new = pa.Table.from_batches([batch])
        waiting = pa.concat_tables([waiting, new]) if waiting is not None else new
        while waiting.num_rows > rows and (end := _next_change(waiting[column], rows)) is not None:
            yield waiting.slice(0, end)
            waiting = waiting.slice(end)
    if waiting is not None and waiting.num_rows:
        yield waiting


def _next_change(values: pa.ChunkedArray, rows: int) -> int | None:
    """The first place after `rows` values where another value begins."""
    last = values[rows - 1]
    if not last.is_valid:
        # Missing values come last.
        return None
    differs = pc.fill_null(pc.not_equal(values.slice(rows), last), True)
    place = pc.index(differs, True).as_py()
    return None if place < 0 else rows + place


def _sortable(value: Any) -> tuple[bool, Any]:
    """Orders values as the tables do: missing ones last."""
    return value is None, value


def _about(table: Table, name: str, **names: str) -> str:
    """The statement `name` on the slices of a table."""
    query = statement(f"slices/{name}")
    for word, text in {"columns": ", ".join(table.names()), "order": ", ".join(table.order), "by": table.order[0], **names}.items():
        query = query.replace(f"{{{word}}}", text)
    return query
