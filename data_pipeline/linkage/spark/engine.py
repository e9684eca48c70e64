"""The pipeline's side: reports out to Spark's environment as Parquet, weighed pairs back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Collection
from pathlib import Path
from typing import Final

import duckdb
import pyarrow.parquet as pq

from data_pipeline.errors import Unfinished, UsageError
from data_pipeline.linkage import features
from data_pipeline.linkage.link import DecisionConstraints, Weigh, decided_rows, register_decided_pairs
from data_pipeline.sql import statement
from warehouse.contract.schema import REPORTS
from warehouse.contract.settings import ROOT

ENVIRONMENT: Final = ROOT / ".venv-spark"
_PYTHON: Final = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_LINES_SHOWN: Final = 12


def missing() -> str | None:
    """What has to be done before Spark can run here; None where it can."""
    if not _PYTHON.is_file():
        return f"Spark's environment {ENVIRONMENT.name} is not there; make it with `python run.py setup --spark`"
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "there is no Java; install version 17 or newer (Debian: openjdk-17-jre-headless) or name its folder in JAVA_HOME"
    return None


def refuse_without_spark() -> None:
    """Raises UsageError, which says what to do, where Spark cannot run."""
    if reason := missing():
        raise UsageError(f'engine = "spark", but {reason}. With engine = "duckdb" neither is needed.')


def weigh_on_spark(folder: Path, memory: str, cores: int) -> Weigh:
    """A function that weighs all pairs by Spark, in a process of its own that works in `folder`."""

    def weigh(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], decided: DecisionConstraints) -> None:
        for name in ("reports", "decided_pairs_arrow"):
            (folder / name).mkdir(parents=True)
        con.sql(statement("linkage/spark/reports")).write_parquet(str(folder / "reports" / "reports.parquet"))
        pq.write_table(decided_rows(decided), folder / "decided_pairs_arrow" / "pairs.parquet")
        task = {"memory": memory, "cores": cores, "reissuing": list(reissuing)}
        (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
        _run_spark(folder)
        con.execute(statement("linkage/compare/macros"))
        _take(con, folder, "compared", "unique_id", _compared_types())
        _take(con, folder, "pairs_reissue", "join_key_l, join_key_r")
        _take(con, folder, "weighed", "a, b")
        register_decided_pairs(con, decided)
        shutil.rmtree(folder)

    return weigh


def _run_spark(folder: Path) -> None:
    """Run the other side. Raises Unfinished with what it said last where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": str(_PYTHON)}
    with (folder / "spark.log").open("w+", encoding="utf-8", errors="replace") as log:
        words = [str(_PYTHON), "-m", "data_pipeline.linkage.spark", str(folder)]
        status = subprocess.run(words, cwd=ROOT, env=environment, stdout=log, stderr=log, check=False).returncode  # noqa: S603
        if status:
            log.seek(0)
            said = [line for line in log.read().splitlines() if line.strip()][-_LINES_SHOWN:]
            raise Unfinished("linking on Spark failed, so nothing is published; it said last:\n  " + "\n  ".join(said))


def _compared_types() -> dict[str, str]:
    """The columns of `compared` and their types in DuckDB, some of which Spark does not have."""
    with duckdb.connect() as con:
        con.register("reports", REPORTS.arrow().empty_table())
        features.build_compared(con, [])
        compared = con.table("compared")
        return dict(zip(compared.columns, map(str, compared.types), strict=True))


def _take(con: duckdb.DuckDBPyConnection, folder: Path, name: str, order: str, types: dict[str, str] | None = None) -> None:
    """Make the table `name` of the files that Spark has written, in the order in which DuckDB makes it."""
    rows = con.read_parquet(str(folder / name / "*.parquet")).order(order)
    if types:
        rows = rows.project(", ".join(f"{column}::{kind} AS {column}" for column, kind in types.items()))
    con.execute(f"DROP TABLE IF EXISTS {name}")
    rows.create(name)
