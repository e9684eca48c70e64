"""Linking on Spark gives what linking in DuckDB gives, row by row; and without Spark it is said what to do."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from data_pipeline.linkage.candidates import find_candidates
from data_pipeline.linkage.spark import engine
from data_pipeline.linkage.spark.dialect import spark_query
from data_pipeline.sql import statement
from tests.pipeline.conftest import Cli
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

REPORTS = "1500"
MISSING = engine.missing()
STATEMENTS = [
    find_candidates("compared", "compared"),
    *statement("linkage/weigh/pairs_reissue").split(";\n"),
    *(statement(f"linkage/{name}") for name in ("compare/crowds", "compare/counted_context", "compare/days_unplaced", "weigh/weighed")),
]


@pytest.mark.slow
@pytest.mark.skipif(MISSING is not None, reason=MISSING or "")
def test_both_engines_give_the_same_tables(cli: Cli, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row by row, with links to the last bit of their probabilities, and a pair that no rule finds but somebody decided on."""
    for words in (("simulate", "--reports", REPORTS, "--end", "2026-10-31"), ("run",)):
        assert cli(*words).status == 0
    reports = Store(settings.data).open().read_table("reports", ["report_id"])["report_id"].to_pylist()
    assert cli("decide", "same", reports[0], reports[-1], "--who", "Ada", "--why", "the master told us").status == 0
    assert cli("run").status == 0
    for name, value in (("ENGINE", "spark"), ("WORKERS", "2"), ("SPARK_MEMORY", "1g")):
        monkeypatch.setenv(f"ANCHORWATCH_{name}", value)
    run_spark, folders = engine._run_spark, list[Path]()

    def run_and_note(folder: Path) -> None:
        folders.append(folder)
        run_spark(folder)

    monkeypatch.setattr(engine, "_run_spark", run_and_note)
    answer = cli("rebuild", "--compare")
    assert answer.status == 0, answer.out + answer.err
    assert len(folders) == 1, "linked on Spark"
    assert not folders[0].exists(), "nothing is left of it"


@pytest.mark.parametrize("text", STATEMENTS, ids=range(len(STATEMENTS)))
def test_statements_are_translated_into_what_spark_has(text: str) -> None:
    query = spark_query(text, ["unique_id", "source"], {"usual_crowd": 20.0, "vectors_missing": False})
    tree = sqlglot.parse_one(query, read="spark")
    assert not re.search(r"(?i)\b(unnest|list_\w+|epoch|COLUMNS)\b|::|&&|\$\w", query)
    assert isinstance(tree, exp.Query)
    for exploded in tree.find_all(exp.Explode):
        assert isinstance(exploded.parent, exp.Alias | exp.Select), "Spark makes rows of a list only by itself"


def test_a_place_that_a_list_does_not_have_is_null_and_days_between_dates_are_a_number() -> None:
    query = spark_query("SELECT names[2] AS second, day - DATE '1970-01-01' AS days FROM reports ORDER BY days", [])
    assert query == "SELECT GET(names, 1) AS second, DATEDIFF(DAY, CAST('1970-01-01' AS DATE), day) AS days FROM reports"


def test_without_its_environment_or_java_it_is_said_what_to_do(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_ENGINE", "spark")
    monkeypatch.setattr(engine, "_PYTHON", tmp_path / "python")
    assert cli("simulate", "--reports", "100", "--end", "2026-10-31").status == 0
    answer = cli("run")
    assert answer.status == 2
    assert "python run.py setup --spark" in answer.out + answer.err
    monkeypatch.setattr(engine, "_PYTHON", Path(sys.executable))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "openjdk-17-jre-headless" in (engine.missing() or "")


def test_what_spark_said_last_is_passed_on(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here: that this environment has no pyspark."""
    monkeypatch.setenv("ANCHORWATCH_ENGINE", "spark")
    monkeypatch.setattr(engine, "missing", lambda: None)
    monkeypatch.setattr(engine, "_PYTHON", Path(sys.executable))
    assert cli("simulate", "--reports", "100", "--end", "2026-10-31").status == 0
    answer = cli("run")
    assert answer.status == 2
    assert "No module named 'pyspark'" in answer.out + answer.err
