"""The simulator's files: written under temporary names, row group by row group, and renamed when all are complete."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from data_pipeline.sources.demo.adapter import COLUMNS, FEED
from data_pipeline.sources.demo.simulator.bodies import SimulatedBlock

TRUTH_INCIDENTS = Path("truth") / "incidents.parquet"
TRUTH_REPORTS = Path("truth") / "reports.parquet"


class GrowingTable:
    """One Parquet file that grows by row groups of a fixed number of rows."""

    def __init__(self, file: Path, rows_per_group: int, metadata: dict[str, str]) -> None:
        self.file = file
        self._temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
        self._rows_per_group = rows_per_group
        self.rows = 0
        self._metadata = metadata
        self._pending: list[pa.Table] = []
        self._writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Add rows; complete row groups are written at once."""
        self.rows += table.num_rows
        self._pending.append(table)
        if sum(part.num_rows for part in self._pending) < self._rows_per_group:
            return
        rows = pa.concat_tables(self._pending)
        complete = rows.num_rows // self._rows_per_group * self._rows_per_group
        self._write(rows.slice(0, complete))
        self._pending = [rows.slice(complete)]

    def close(self) -> None:
        """Write the remaining rows and close the file."""
        if self._pending:
            self._write(pa.concat_tables(self._pending))
        if self._writer:
            self._writer.close()

    def put_in_place(self) -> None:
        """Replace the previous file; a table without rows leaves none."""
        if self.rows:
            os.replace(self._temporary, self.file)
        else:
            self._temporary.unlink(missing_ok=True)
            self.file.unlink(missing_ok=True)

    def discard(self) -> None:
        """Close and delete the temporary file; the previous one stays."""
        if self._writer:
            self._writer.close()
        self._temporary.unlink(missing_ok=True)

    def _write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._temporary,
                table.schema.with_metadata(self._metadata),
                # The first column names the body and is not compressed, so that a file can be recognised by its first bytes.
                compression={name: "NONE" if name == FEED else "ZSTD" for name in table.schema.names},
            )
        self._writer.write_table(table.replace_schema_metadata(self._metadata), row_group_size=self._rows_per_group)


class OutputFiles:
    """The bodies' files and the truth, as a context manager: after an error the previous files are untouched."""

    def __init__(self, folder: Path, bodies: list[str], metadata: dict[str, str], rows_per_group: int) -> None:
        (folder / TRUTH_REPORTS.parent).mkdir(parents=True, exist_ok=True)
        self._reports = {body: GrowingTable(folder / f"{body}.parquet", rows_per_group, {**metadata, "body": body}) for body in bodies}
        self._true_incidents = GrowingTable(folder / TRUTH_INCIDENTS, rows_per_group, {**metadata, "truth": "incidents"})
        self._true_reports = GrowingTable(folder / TRUTH_REPORTS, rows_per_group, {**metadata, "truth": "reports"})

    @property
    def published(self) -> list[Path]:
        """The files of the bodies that published anything."""
        return [table.file for table in self._reports.values() if table.rows]

    def write(self, block: SimulatedBlock) -> int:
        """Add one block; returns the number of records added to the bodies' files."""
        for body, table in block.reports.items():
            self._reports[body].add(table.cast(COLUMNS))
        self._true_incidents.add(block.true_incidents)
        self._true_reports.add(block.true_reports)
        return sum(table.num_rows for table in block.reports.values())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        tables = [*self._reports.values(), self._true_incidents, self._true_reports]
        for table in tables:
            table.close() if error is None else table.discard()
        if error is None:
            for table in tables:
                table.put_in_place()
