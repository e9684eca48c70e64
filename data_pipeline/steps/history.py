"""Revisions: what each record is compared with what its source said before, and the present state of every report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data_pipeline import registry
from data_pipeline.landing import Landing
from data_pipeline.sql import statement
from data_pipeline.steps.normalise import PART_SCHEMA
from data_pipeline.steps.staging import Replaced, StagedTables
from warehouse.contract.columns import Table
from warehouse.contract.files import quoted_names
from warehouse.contract.schema import ADVISORIES, REPORT_REVISIONS, REPORTS
from warehouse.contract.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Accounting:
    """What became of the records of one landing, by number."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    repeated: int = 0
    warnings: int = 0


def build_history(
    con: duckdb.DuckDBPyConnection, landings: Sequence[Landing], parts: Sequence[Path], base: Snapshot | None, staged: StagedTables
) -> dict[str, Accounting]:
    """Write `report_revisions`, `reports` and `advisories` into `staged`; returns the accounting by landing id.

    `landings` are those that could be read, oldest first, and `parts` what became of them. `base` is the snapshot that this run
    adds to, None for a rebuild. The table `numbered` says which reports changed.
    """
    view_before(con, base, REPORTS, REPORT_REVISIONS)
    _register_inputs(con, landings, parts, staged.folder.parent)
    # In this order: each statement reads the table of the one before.
    for name in ("observations", "judged", "numbered"):
        con.execute(statement(f"history/{name}"))
    con.execute(f"CREATE OR REPLACE VIEW revisions_landed AS {statement('history/revisions_landed')}")
    staged.write_changes(REPORT_REVISIONS, "revisions_landed")
    # All revisions of a report are in one file, which is new where one of them is.
    view_files(con, "revisions_written", REPORT_REVISIONS, staged.new_files(REPORT_REVISIONS))
    con.execute(f"CREATE OR REPLACE VIEW reports_landed AS {statement('history/reports_landed')}")
    staged.write_changes(REPORTS, "reports_landed", Replaced("report_id", among="reports_landed"))
    view_files(con, "report_revisions", REPORT_REVISIONS, staged.files(REPORT_REVISIONS))
    con.execute(f"CREATE OR REPLACE VIEW advisories_told AS {statement('advisories/advisories_told')}")
    staged.write(ADVISORIES, "advisories_told")
    view_files(con, "advisories", ADVISORIES, staged.files(ADVISORIES))
    for view in ("all_reports", "reports"):
        view_files(con, view, REPORTS, staged.files(REPORTS))
    return {row[0]: Accounting(*row[1:]) for row in con.execute(statement("history/accounting")).fetchall()}


def view_before(con: duckdb.DuckDBPyConnection, base: Snapshot | None, *tables: Table) -> None:
    """Make of each table a view `<name>_before` of what `base` holds of it; an empty one where there is no `base`."""
    for table in tables:
        view_files(con, f"{table.name}_before", table, base.table_files(table.name) if base else [])


def view_files(con: duckdb.DuckDBPyConnection, view: str, table: Table, files: Sequence[Path]) -> None:
    """Make a view of files of a table; an empty one where there are none."""
    if files:
        con.execute(f"CREATE OR REPLACE VIEW {view} AS FROM read_parquet([{quoted_names(files)}])")
    else:
        con.from_arrow(table.arrow().empty_table()).create_view(view, replace=True)


def _register_inputs(con: duckdb.DuckDBPyConnection, landings: Sequence[Landing], parts: Sequence[Path], work: Path) -> None:
    if not parts:
        # An empty file stands in, so that the SQL has one form.
        parts = [work / "none_new.parquet"]
        pq.write_table(PART_SCHEMA.empty_table(), parts[0])
    con.read_parquet([str(part) for part in parts]).create_view("parts", replace=True)
    formats = [registry.source(landing.source).formats[landing.format] for landing in landings]
    new_landings = pa.table(
        {
            "landing_id": pa.array([landing.id for landing in landings], pa.string()),
            "landing_order": pa.array(range(1, len(landings) + 1), pa.int32()),
            "format": pa.array([described.id for described in formats], pa.string()),
            "format_rank": pa.array([described.rank for described in formats], pa.int32()),
            "landed_at": pa.array([landing.landed_at for landing in landings], pa.timestamp("us", tz="UTC")),
        }
    )
    con.register("new_landings", new_landings)
    dated = [source.id for source in registry.sources().values() if source.dates_revisions]
    con.register("dated_sources", pa.table({"dated": pa.array(dated, pa.string())}))
