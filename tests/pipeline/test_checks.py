"""What must hold before anything is published: every check finds what it is for, and stops the run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data_pipeline.errors import CheckFailed
from data_pipeline.sql import FOLDER
from data_pipeline.steps import check
from data_pipeline.steps.staging import StagedTables
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import land_fixture
from tests.support.advisories import advisory_row
from warehouse.contract.schema import TABLES
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store


def counted_advisory(tables: dict[str, pa.Table]) -> None:
    row = advisory_row(1, advisory_id=tables["reports"]["report_id"][0].as_py())
    tables["advisories"] = pa.Table.from_pylist([row], schema=TABLES["advisories"].arrow())


PLANTED: dict[str, Callable[[dict[str, pa.Table]], None]] = {
    "accounting adds up": lambda t: change(t, "landings", read=99),
    "days in range": lambda t: change(t, "reports", occurred_on=date(1899, 1, 1)),
    "every report in one incident": lambda t: drop(t, "incident_reports"),
    "incident counts its reports": lambda t: change(t, "incidents", report_count=2),
    "new reports are published": lambda t: change(t, "landings", new=1, read=1, revised=0, unchanged=0, repeated=0, quarantined=0),
    "no advisory is counted": counted_advisory,
    "one row a report": lambda t: twice(t, "reports"),
    "positions in range": lambda t: change(t, "reports", longitude=181.0),
    "reports.category holds codes that are not in the list category: sabotage": lambda t: change(t, "reports", category="sabotage"),
    "incidents.weapons holds codes that are not in the list weapon: lasers": lambda t: change(t, "incidents", weapons=["lasers", "guns"]),
}  # fmt: skip


def change(tables: dict[str, pa.Table], name: str, **values: Any) -> None:
    rows = tables[name].to_pylist()
    rows[0].update(values)
    tables[name] = pa.Table.from_pylist(rows, schema=tables[name].schema)


def drop(tables: dict[str, pa.Table], name: str) -> None:
    tables[name] = tables[name].slice(1)


def twice(tables: dict[str, pa.Table], name: str) -> None:
    tables[name] = pa.concat_tables([tables[name], tables[name].slice(0, 1)])


@pytest.mark.parametrize("expectation", PLANTED)
def test_every_check_finds_what_it_is_for(published: Path, tmp_path: Path, expectation: str) -> None:
    snapshot = Store(published).open()
    tables = {name: snapshot.read_table(name) for name in TABLES}
    PLANTED[expectation](tables)
    con = duckdb.connect()
    staged = StagedTables(con, tmp_path, None, reports=10)
    for name, table in tables.items():
        con.register("planted", table)
        staged.write(TABLES[name], "planted")
    with pytest.raises(CheckFailed, match=f"the result is not published, because it breaks these expectations:\n(.|\n)*  {expectation}"):
        check.check_tables(con, staged)


def test_every_check_is_tried() -> None:
    assert {file.stem.replace("_", " ") for file in (FOLDER / "checks").glob("*.sql")} <= set(PLANTED)


def test_what_breaks_a_check_is_not_published(good: Store, settings: Settings, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    before = good.current_id()
    land_fixture(settings, 1, 5)
    with monkeypatch.context() as patched:
        patched.setattr("data_pipeline.chain.publish._landing_row", lambda result, became: {**ROW, "landing_id": result.landing.id})
        answer = cli("run")
    assert answer.status == 2
    assert "the result is not published, because it breaks these expectations" in answer.err
    assert good.current_id() == before
    assert cli("run").status == 0


ROW: dict[str, Any] = {
    **dict.fromkeys(("new", "revised", "unchanged", "repeated", "quarantined", "warnings", "bytes"), 0), "read": 7, "source": "asam",
    "format": "x", "origin": "x", "sha256": "x", "landed_at": datetime(2026, 1, 1, tzinfo=UTC), "leftover_fields": [], "failure": None,
}  # fmt: skip
