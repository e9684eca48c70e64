"""The simulator's files: written to temporary names, row group by row group, and put in place when all are whole."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from data_pipeline.sources.demo.adapter import COLUMNS, FEED
from data_pipeline.sources.demo.bodies import Block

TRUTH_INCIDENTS = Path("truth") / "incidents.parquet"
TRUTH_REPORTS = Path("truth") / "reports.parquet"


class Table:
    """One Parquet file that grows by row groups of a fixed number of rows."""

    def __init__(self, file: Path, rows_a_group: int, about: dict[str, str]) -> None:
        self.file = file
        self._temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
        self._rows = rows_a_group
        self.rows = 0
        self._about = about
        self._waiting: list[pa.Table] = []
        self._writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Take rows; whole row groups are written at once."""
        self.rows += table.num_rows
        self._waiting.append(table)
        if sum(part.num_rows for part in self._waiting) < self._rows:
            return
        held = pa.concat_tables(self._waiting)
        whole = held.num_rows // self._rows * self._rows
        self._write(held.slice(0, whole))
        self._waiting = [held.slice(whole)]

    def close(self) -> None:
        """Write what waits and end the file."""
        if self._waiting:
            self._write(pa.concat_tables(self._waiting))
        if self._writer:
            self._writer.close()

    def put_in_place(self) -> None:
        """Replace what stood there before; a table without rows leaves no file."""
        if self.rows:
            os.replace(self._temporary, self.file)
        else:
            self._temporary.unlink(missing_ok=True)
            self.file.unlink(missing_ok=True)

    def discard(self) -> None:
        if self._writer:
            self._writer.close()
        self._temporary.unlink(missing_ok=True)

    def _write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._temporary,
                table.schema.with_metadata(self._about),
                # The first column names the body and stands uncompressed: a file is recognised by its first bytes.
                compression={name: "NONE" if name == FEED else "ZSTD" for name in table.schema.names},
            )
        self._writer.write_table(table.replace_schema_metadata(self._about), row_group_size=self._rows)


class Files:
    """The bodies' files and the truth, as a context: on an error nothing is left behind."""

    def __init__(self, folder: Path, bodies: list[str], about: dict[str, str], rows_a_group: int) -> None:
        (folder / TRUTH_REPORTS.parent).mkdir(parents=True, exist_ok=True)
        self._reports = {body: Table(folder / f"{body}.parquet", rows_a_group, {**about, "body": body}) for body in bodies}
        self._true_incidents = Table(folder / TRUTH_INCIDENTS, rows_a_group, {**about, "truth": "incidents"})
        self._true_reports = Table(folder / TRUTH_REPORTS, rows_a_group, {**about, "truth": "reports"})

    @property
    def published(self) -> list[Path]:
        """The files of the bodies that published anything."""
        return [table.file for table in self._reports.values() if table.rows]

    def write(self, block: Block) -> int:
        """Add one block; returns how many records the bodies' files gained."""
        for body, table in block.reports.items():
            self._reports[body].add(table.cast(COLUMNS))
        self._true_incidents.add(block.true_incidents)
        self._true_reports.add(block.true_reports)
        return sum(table.num_rows for table in block.reports.values())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        every = [*self._reports.values(), self._true_incidents, self._true_reports]
        for table in every:
            table.close() if error is None else table.discard()
        if error is None:
            for table in every:
                table.put_in_place()
