"""Snapshots for trends: invented incidents, with sources cut off, reports doubled, or incidents added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from analytics.trends import QueryRunner, TrendRequest, query_runner
from tests.support.published import republish, source_row, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

NOW = datetime(2026, 11, 3, tzinfo=UTC)
Rows = list[dict[str, Any]]
Connect = Callable[..., QueryRunner]


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """1,800 invented incidents from November 2011 to 1 November 2026, told by three bodies that watch them all."""
    return build_snapshot(tmp_path_factory.mktemp("trends"), 1800, seed=5)


@pytest.fixture
def connect(tmp_path: Path, invented: Snapshot) -> Connect:
    """Reads the invented snapshot, some tables exchanged; without a word on sources all three are live."""

    def opened(**tables: Rows) -> QueryRunner:
        tables.setdefault("sources", [live(name) for name in ("harbour_watch", "coast_desk", "gulf_net")])
        return query_runner(republish(invented, tmp_path, tables).open_database())

    return opened


def live(name: str, **facts: Any) -> dict[str, Any]:
    """A source that reports up to 1 November 2026."""
    usual = {"first_occurred_on": date(2011, 11, 6), "last_landed_at": datetime(2026, 11, 2, tzinfo=UTC)}
    return source_row(name, **(usual | facts))


def asked(**what: Any) -> TrendRequest:
    """Everything, as known on 3 November 2026, unless told otherwise."""
    return TrendRequest(what.pop("filters", Filters()), what.pop("now", NOW), **what)


def cut_off(snapshot: Snapshot, name: str, last: date) -> dict[str, Rows]:
    """The tables of a snapshot as if a source had reported nothing after a day: its reports gone, and incidents only it told of."""
    gone = {row["report_id"] for row in table_rows(snapshot, "reports") if row["source"] == name and row["occurred_on"] > last}
    incidents = []
    for row in table_rows(snapshot, "incidents"):
        remaining = [source for source in row["sources"] if source != name or row["occurred_on"] <= last]
        if remaining:
            incidents.append(row | {"sources": remaining})
    kept_ids = {row["incident_id"] for row in incidents}
    return {
        "reports": [row for row in table_rows(snapshot, "reports") if row["report_id"] not in gone],
        "incidents": incidents,
        "incident_reports": [
            row for row in table_rows(snapshot, "incident_reports") if row["report_id"] not in gone and row["incident_id"] in kept_ids
        ],
    }
