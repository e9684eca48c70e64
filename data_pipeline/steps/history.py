"""Revisions: what each record is beside what its source said before, and the present state of every report."""

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
from warehouse.contract.schema import REPORT_REVISIONS, REPORTS


@dataclass(frozen=True, slots=True)
class Accounting:
    """How many records of one landing became what."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    repeated: int = 0
    warnings: int = 0


def build(
    con: duckdb.DuckDBPyConnection, landings: Sequence[Landing], parts: Sequence[Path], kept: Path | None, staged: Path
) -> dict[str, Accounting]:
    """Write `report_revisions` and `reports` into `staged`; returns the accounting by landing id.

    `kept` is the `report_revisions` file of the snapshot that this run goes on from, None for a rebuild.
    """
    _open_inputs(con, landings, parts, kept, staged)
    for name in ("observations", "judged", "numbered"):
        con.execute(statement(name))
    copy_to(con, REPORT_REVISIONS, staged, "report_revisions")
    con.read_parquet(str(staged / "report_revisions.parquet")).create_view("report_revisions", replace=True)
    copy_to(con, REPORTS, staged, "reports")
    con.read_parquet(str(staged / "reports.parquet")).create_view("reports", replace=True)
    return {row[0]: Accounting(*row[1:]) for row in con.execute(statement("accounting")).fetchall()}


def _open_inputs(
    con: duckdb.DuckDBPyConnection, landings: Sequence[Landing], parts: Sequence[Path], kept: Path | None, staged: Path
) -> None:
    if kept is None:
        kept = staged.parent / "none_kept.parquet"
        pq.write_table(REPORT_REVISIONS.arrow().empty_table(), kept)
    if not parts:
        parts = [staged.parent / "none_new.parquet"]
        pq.write_table(PART_SCHEMA.empty_table(), parts[0])
    con.read_parquet(str(kept)).create_view("kept_revisions", replace=True)
    con.read_parquet([str(part) for part in parts]).create_view("parts", replace=True)
    formats = [registry.source(landing.source).formats[landing.format] for landing in landings]
    new_landings = pa.table(
        {
            "landing_id": pa.array([landing.id for landing in landings], pa.string()),
            "landing_order": pa.array(range(1, len(landings) + 1), pa.int32()),
            "format": pa.array([one.id for one in formats], pa.string()),
            "format_rank": pa.array([one.rank for one in formats], pa.int32()),
            "landed_at": pa.array([landing.landed_at for landing in landings], pa.timestamp("us", tz="UTC")),
        }
    )
    con.register("new_landings", new_landings)
