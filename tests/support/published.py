"""Snapshots for page tests: an existing one with some tables replaced."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.contract.taxonomy import MARKS
from warehouse.reader import Reader
from warehouse.view import SnapshotView, view

WHEN = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


def republish(
    base: Snapshot,
    data: Path,
    tables: dict[str, list[dict[str, Any]]],
    demo: bool = False,
    now: datetime | None = None,
    slices: int = 1,
) -> Snapshot:
    """Publish the tables of `base` in `data`, with those named in `tables` replaced by these rows; the others in so many `slices`."""
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as folder:
        staged = Path(folder) / "staged"
        staged.mkdir()
        for name, table in TABLES.items():
            if name in tables:
                pq.write_table(pa.Table.from_pylist(tables[name], schema=table.arrow()), staged / f"{name}.parquet")
            elif slices > 1:
                rows = base.read_table(name)
                length = rows.num_rows // slices + 1
                for number in range(slices):
                    pq.write_table(rows.slice(number * length, length), staged / f"{name}-{number + 1:04d}.parquet")
            else:
                for file in base.table_files(name):
                    shutil.copy(file, staged / file.name)
        return Store(data).publish(staged, {"demo": demo}, now)


def view_as(snapshot: Snapshot, clearance: str = MARKS[-1]) -> SnapshotView:
    """The snapshot as a reader with this clearance sees it."""
    return view(snapshot, Reader(clearance))


def table_rows(base: Snapshot, table: str) -> list[dict[str, Any]]:
    """The rows of a published table."""
    content: list[dict[str, Any]] = base.read_table(table).to_pylist()
    return content


def empty_tables() -> dict[str, list[dict[str, Any]]]:
    """Every table, without rows."""
    return {name: [] for name in TABLES}


def source_row(name: str, **facts: Any) -> dict[str, Any]:
    """A row of `sources`: a body that covers 2010 to 1 November 2026 and is live, unless `facts` say otherwise."""
    usual = {
        "source": name,
        "title": name.replace("_", " ").title(),
        "body": f"Body of {name}",
        "description": "An invented body.",
        "url": "https://example.org/log",
        "licence": "CC BY 4.0",
        "attribution": f"{name}, invented",
        "narrative": "full",
        "cadence_days": 1.0,
        "closed_on": None,
        "watches": ["*"],
        "state": "live",
        "state_reason": "Reporting.",
        "reports": 100,
        "advisories": None,
        "first_occurred_on": date(2010, 1, 1),
        "last_occurred_on": date(2026, 11, 1),
        "last_landed_at": WHEN,
    }
    return usual | facts


def landing_row(name: str, number: int, **facts: Any) -> dict[str, Any]:
    """A row of `landings` whose sum adds up: 100 read = 80 + 5 + 8 + 4 + 3."""
    usual = {
        "landing_id": f"{name}-{number:04d}",
        "source": name,
        "format": "csv",
        "origin": f"{name}_{number}.csv",
        "sha256": f"{number:064x}",
        "bytes": 123_456,
        "landed_at": WHEN,
        "read": 100,
        "new": 80,
        "revised": 5,
        "unchanged": 8,
        "repeated": 4,
        "quarantined": 3,
        "warnings": 12,
        "leftover_fields": ["moon_phase"],
        "failure": None,
    }
    return usual | facts


def quarantine_row(name: str, number: int, **facts: Any) -> dict[str, Any]:
    """A row of `quarantine`."""
    usual = {
        "source": name,
        "landing_id": f"{name}-0001",
        "raw_sha256": f"{1:064x}",
        "raw_locator": str(number),
        "reason": "bad_date",
        "message": "the date '31 February' cannot be read",
        "raw": '{"reference": "X-1", "date": "31 February"}',
    }
    return usual | facts
