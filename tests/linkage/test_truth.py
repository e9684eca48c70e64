"""Links of simulated reports against the truth: figures worked out by hand, and the command on a small simulation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_pipeline.__main__ import main
from data_pipeline.errors import UsageError
from data_pipeline.linkage.quality.evaluate import LinkageFigures
from data_pipeline.linkage.quality.measures import Counts
from data_pipeline.linkage.quality.truth import evaluate_truth
from warehouse.contract.schema import INCIDENT_REPORTS, LINKS, REPORTS

TRUE: dict[str, tuple[int, str]] = {
    "x:1": (1, "own"), "y:1": (1, "own"), "y:1b": (1, "reissue"),
    "x:2": (2, "own"), "y:2": (2, "republished"),
    "x:3": (3, "own"),
    "y:4": (4, "own"),
}  # fmt: skip
"""Reports: incident and kind. 2 is a raid of the men of 1."""
OURS = {"x:1": "I1", "y:1": "I1", "y:1b": "I2", "x:2": "I1", "y:2": "I3", "x:3": "I4", "y:4": "I4"}


@pytest.fixture
def database() -> Callable[[dict[str, str]], duckdb.DuckDBPyConnection]:
    def made(linked: dict[str, str]) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect(":memory:")
        reports = [{"report_id": row, "source": row[0], "native_ref": row[2:]} for row in TRUE]
        members = [{"report_id": report, "incident_id": incident} for report, incident in linked.items()]
        links = [
            {"report_a": "x:2", "report_b": "y:2", "outcome": "unsure"},
            {"report_a": "x:1", "report_b": "y:1", "outcome": "unsure"},
            {"report_a": "x:3", "report_b": "y:2", "outcome": "unsure"},
        ]
        for table, rows in ((REPORTS, reports), (INCIDENT_REPORTS, members), (LINKS, links)):
            con.register(table.name, pa.Table.from_pylist(rows, schema=table.arrow()))
        return con

    return made


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    reports: list[dict[str, Any]] = [
        {"source": row[0], "native_ref": row[2:], "incident": incident, "kind": kind, "in_file": True}
        for row, (incident, kind) in TRUE.items()
    ]
    late = {"source": "x", "native_ref": None, "incident": 1, "kind": "own", "in_file": False}
    second_revision = reports[0]
    pq.write_table(pa.Table.from_pylist([*reports, second_revision, late]), tmp_path / "reports.parquet")
    incidents = [
        {
            "incident": number,
            "category": "cyber" if number == 4 else "piracy_robbery",
            "sea_region": "red_sea",
            "raid_of": 1 if number == 2 else None,
        }
        for number in (1, 2, 3, 4)
    ]
    pq.write_table(pa.Table.from_pylist(incidents), tmp_path / "incidents.parquet")
    return tmp_path


def counts(figures: list[LinkageFigures], name: str = "", part: str = "") -> Counts:
    [counted] = [row.counts for row in figures if (row.name, row.part) == (name, part)]
    return counted


def test_by_hand(database: Callable[[dict[str, str]], duckdb.DuckDBPyConnection], truth: Path) -> None:
    """True pairs: x1-y1, x1-y1b, y1-y1b, x2-y2. Ours: x1-y1, x1-x2, x2-y1, x3-y4: 1 right, 3 wrong, 3 missed.

    B-cubed precision: x1 and y1 2/3 each, x2 1/3, x3 and y4 1/2 each, y1b and y2 1; recall: x1 and y1 2/3, y1b 1/3,
    x2 and y2 1/2, x3 and y4 1.
    """
    figures, raids = evaluate_truth(database(OURS), truth)
    assert counts(figures) == Counts(1, 3, 3, -1, 1, 1)
    assert counts(figures, "kind", "between sources, each its own") == Counts(1, 2, 1, -1, 0, 0)
    assert counts(figures, "kind", "between sources, one repeated from another body") == Counts(0, 0, 1, -1, 1, 1)
    assert counts(figures, "kind", "re-issues") == Counts(0, 1, 1, -1, 0, 0)
    assert counts(figures, "category", "piracy_robbery") == Counts(1, 3, 3, -1, 1, 1)
    assert counts(figures, "sea region", "red_sea").missed == 3
    clusters = figures[0].clusters
    assert clusters is not None
    assert (clusters.elements, clusters.true, clusters.ours, clusters.exact) == (7, 4, 4, 0)
    assert clusters.b3_precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2 + 1 + 1) / 7)
    assert clusters.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2 + 1 + 1) / 7)
    assert (raids.pairs, raids.confused) == (6, 2), "three reports of 1 and two of 2; x1-x2 and y1-x2 are taken for one"


def test_the_truth_itself_is_perfect(database: Callable[[dict[str, str]], duckdb.DuckDBPyConnection], truth: Path) -> None:
    figures, raids = evaluate_truth(database({report: f"I{incident}" for report, (incident, _) in TRUE.items()}), truth)
    assert all(row.counts.f1 == 1.0 for row in figures if row.counts.matches)
    clusters = figures[0].clusters
    assert clusters is not None
    assert (clusters.exact, clusters.b3_precision, clusters.b3_recall) == (4, 1.0, 1.0)
    assert raids.confused == 0


def test_truth_that_is_missing_or_of_another_simulation(
    database: Callable[[dict[str, str]], duckdb.DuckDBPyConnection], truth: Path
) -> None:
    con = database(OURS)
    with pytest.raises(UsageError, match="data_pipeline simulate"):
        evaluate_truth(con, truth / "elsewhere")
    rows = pq.read_table(truth / "reports.parquet")
    pq.write_table(rows.slice(2), truth / "reports.parquet")
    with pytest.raises(UsageError, match=r"1 of 7 published reports are not in .*another simulation"):
        evaluate_truth(con, truth)


def test_the_command_on_a_simulation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ANCHORWATCH_WORKERS", "1")
    assert main(["simulate", "--reports", "400", "--end", "2026-10-31"]) == 0
    assert main(["run"]) == 0
    capsys.readouterr()
    assert main(["evaluate-links"]) == 0
    out = capsys.readouterr().out
    assert "simulation kind: re-issues" in out
    assert "raids: " in out
    written = json.loads((tmp_path / "data" / "quality" / "links.json").read_bytes())
    assert (written["simulated"], written["figures"][0]["nonmatches"]) == (True, None)
    assert written["figures"][0]["precision"] > 0.8
