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
from data_pipeline.sql import copy_to, statement
from data_pipeline.steps.normalise import PART_SCHEMA
from warehouse.contract.columns import Table
from warehouse.contract.schema import REPORT_REVISIONS, REPORTS
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
    con: duckdb.DuckDBPyConnection, landings: Sequence[Landing], parts: Sequence[Path], base: Snapshot | None, staged: Path
) -> dict[str, Accounting]:
    """Write `report_revisions` and `reports` into `staged`; returns the accounting by landing id.

    `landings` are those that could be read, oldest first, and `parts` what became of them. `base` is the snapshot that this run
    adds to, None for a rebuild. The table `numbered` says which reports changed.
    """
    view_before(con, base, REPORTS)
    _register_inputs(con, landings, parts, base.table_file("report_revisions") if base else None, staged)
    # In this order: each statement reads the table of the one before.
    for name in ("observations", "judged", "numbered"):
        con.execute(statement(f"history/{name}"))
    copy_to(con, REPORT_REVISIONS, staged, "history/report_revisions")
    con.read_parquet(str(staged / "report_revisions.parquet")).create_view("report_revisions", replace=True)
    copy_to(con, REPORTS, staged, "history/reports")
    for view in ("all_reports", "reports"):
        con.read_parquet(str(staged / "reports.parquet")).create_view(view, replace=True)
    return {row[0]: Accounting(*row[1:]) for row in con.execute(statement("history/accounting")).fetchall()}


def view_before(con: duckdb.DuckDBPyConnection, base: Snapshot | None, *tables: Table) -> None:
    """Make of each table a view `<name>_before` of what `base` holds of it; an empty one where there is no `base`."""
    for table in tables:
        if base:
            con.read_parquet(str(base.table_file(table.name))).create_view(f"{table.name}_before", replace=True)
        else:
            con.from_arrow(table.arrow().empty_table()).create_view(f"{table.name}_before", replace=True)


def _register_inputs(
    con: duckdb.DuckDBPyConnection, landings: Sequence[Landing], parts: Sequence[Path], base_revisions: Path | None, staged: Path
) -> None:
    # Empty files stand in for what is missing, so that the SQL has one form.
    if base_revisions is None:
        base_revisions = staged.parent / "none_kept.parquet"
        pq.write_table(REPORT_REVISIONS.arrow().empty_table(), base_revisions)
    if not parts:
        parts = [staged.parent / "none_new.parquet"]
        pq.write_table(PART_SCHEMA.empty_table(), parts[0])
    con.read_parquet(str(base_revisions)).create_view("kept_revisions", replace=True)
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
