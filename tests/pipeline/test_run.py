"""Runs: a series and a rebuild agree in every table, failures leave what was, and nothing that breaks a check is published."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import pytest

from data_pipeline import chain, plan
from data_pipeline.chain import run
from data_pipeline.errors import Unfinished
from data_pipeline.plan import program_hash
from data_pipeline.steps.normalise import normalise_landing
from data_pipeline.steps.publish import sources_table
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import FEED, IMB, Rows, asam_json, asam_record, content, land_bytes, land_fixture, only_row, settings_in
from warehouse.contract.schema import LANDINGS, TABLES
from warehouse.contract.settings import ROOT, Settings
from warehouse.contract.snapshot import Store


@pytest.fixture
def same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the program may be edited while the tests run; then every run would derive everything anew."""
    monkeypatch.setattr(plan, "program_hash", lambda: "same")


@pytest.mark.parametrize("seed", range(2))
def test_a_series_of_runs_and_a_rebuild_agree_in_every_table(tmp_path: Path, same_program: None, seed: int) -> None:
    """Three formats, duplicates, revisions, quarantine, a broken file, in any order, one by one and at once."""
    draw = random.Random(seed)
    order = draw.sample(range(len(FEED)), len(FEED))
    series, at_once = settings_in(tmp_path / "series"), settings_in(tmp_path / "at once")
    for day, number in enumerate(order):
        land_fixture(series, number, day)
        land_fixture(at_once, number, day)
        if day == 3:
            for settings in (series, at_once):
                land_bytes(settings, "imb_crime_at_sea", (IMB / "data_set_csv.csv").read_bytes(), "data_set_csv", day=100)
                land_bytes(settings, "asam", b"<html>", "api_json", "broken", day=101)
        if day != 1:  # one run takes two files
            assert run(series).exit_status == (1 if day == 3 else 0)
    assert run(at_once).exit_status == 1
    first, second = content(Store(series.data).open()), content(Store(at_once.data).open())
    for table in TABLES:
        assert first[table] == second[table], table
    assert run(series, rebuild=True).exit_status == 1
    third = content(Store(series.data).open())
    assert third == first
    check_accounting(first)


def check_accounting(tables: Rows) -> None:
    for row in tables["landings"]:
        became = row["new"] + row["revised"] + row["unchanged"] + row["repeated"] + row["quarantined"]
        assert (row["read"] == became) is True, row["origin"]
        quarantined = [record for record in tables["quarantine"] if record["landing_id"] == row["landing_id"]]
        assert len(quarantined) == row["quarantined"]
    assert sum(row["new"] for row in tables["landings"]) == len(tables["reports"])
    assert len(tables["incidents"]) == len({row["incident_id"] for row in tables["incident_reports"]}) < len(tables["reports"])
    assert sum(row["new"] + row["revised"] for row in tables["landings"]) == len(
        [row for row in tables["report_revisions"] if row["change"] != "confirmed"]
    )


def test_with_and_without_workers_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_WORTH_WORKERS", 0)
    monkeypatch.setattr("data_pipeline.steps.normalise.CHUNK", 7)
    tables = []
    for workers in ("1", "2"):
        settings = settings_in(tmp_path / workers, workers=workers)
        for day, number in enumerate((0, 4)):
            land_fixture(settings, number, day)
        assert run(settings).exit_status == 0
        tables.append(content(Store(settings.data).open()))
    assert tables[0] == tables[1]


def test_parts_of_any_size_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = []
    for rows in (50_000, 5):
        monkeypatch.setattr("data_pipeline.steps.normalise.PART_ROWS", rows)
        monkeypatch.setattr("data_pipeline.steps.normalise.CHUNK", rows)
        settings = settings_in(tmp_path / str(rows))
        land_fixture(settings, 0, 0)
        run(settings)
        tables.append(content(Store(settings.data).open()))
    assert tables[0] == tables[1]


def test_only_new_files_are_read(settings: Settings, same_program: None, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = normalise_landing

    def noted(landing: Any, *args: Any) -> Any:
        read.append(landing.origin)
        return real(landing, *args)

    monkeypatch.setattr("data_pipeline.chain.normalise_landing", noted)
    for number in (0, 1):
        land_fixture(settings, number, number)
        run(settings)
    assert read == ["api_json.json", "export_csv.csv"]
    run(settings)
    assert len(read) == 2
    monkeypatch.setattr(plan, "program_hash", lambda: "another")
    run(settings)
    assert read == ["api_json.json", "export_csv.csv"] * 2, "another program derives everything anew"


def test_the_program_hash_changes_with_what_derives_the_tables_and_with_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derives = ("data_pipeline/a.py", "data_pipeline/sql/a.sql", "warehouse/contract/a.py", "warehouse/reference/a.geojson")
    reads = (
        "warehouse/queries/trends/a.sql", "warehouse/release/a.sql", "warehouse/filters.py", "warehouse/data/a.json",
        "analytics/a.py", "briefing/a.py", "pages/a.py", "tests/a.py", "data_pipeline/__pycache__/a.pyc",
    )  # fmt: skip
    for name in (*derives, *reads):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(plan, "ROOT", tmp_path)
    hashes = {program_hash()}
    for name in derives:
        (tmp_path / name).write_text("2")
        hashes.add(program_hash())
    assert len(hashes) == 1 + len(derives), "every change of what derives the tables gives another hash"
    last = program_hash()
    for name in reads:
        (tmp_path / name).write_text("2")
        assert program_hash() == last, f"{name} is read by nothing that derives the tables"


def test_a_source_switched_off_disappears_and_comes_back(tmp_path: Path, published: Path, settings: Settings, good: Store) -> None:
    before = content(good.open())
    only = settings_in(settings.data, enabled_sources="asam")
    assert run(only).exit_status == 0
    assert {row["source"] for row in content(good.open())["reports"]} == {"asam"}
    assert run(settings).exit_status == 0
    assert content(good.open()) == before


def test_snapshots_can_be_opened_as_of(settings: Settings, store: Store) -> None:
    for day, number in enumerate((0, 4)):
        land_fixture(settings, number, day)
        run(settings)
    first, second = store.ids()
    assert len(content(store.open(first))["quarantine"]) == 0
    assert len(content(store.open(second))["quarantine"]) > 10
    assert store.open(first).faults() == []


def test_the_manifest_says_what_it_rests_on(good: Store) -> None:
    manifest = good.open().manifest
    assert len(manifest.inputs) == 2
    assert (manifest.demo, manifest.failed, manifest.program) == (False, (), program_hash())
    described = orjson.loads((good.open().folder / "manifest.json").read_bytes())
    assert described["freshness"] == {"asam": "2026-01-01T00:00:00+00:00", "imb_crime_at_sea": "2026-01-02T00:00:00+00:00"}
    assert {name: entry.rows for name, entry in manifest.tables.items() if name in ("reports", "quarantine")} == {
        "reports": 44,
        "quarantine": 5,
    }


FULL: list[tuple[str, Callable[[Any], Any]]] = [
    ("data_pipeline.steps.normalise.pq.write_table", lambda *a, **k: fail(OSError(errno.ENOSPC, "No space left on device"))),
    (
        "data_pipeline.chain.history.build_history",
        lambda *a, **k: fail(duckdb.IOException('Could not write file "x": No space left on device')),
    ),
    (
        "data_pipeline.chain.link.build_incidents",
        lambda *a, **k: fail(duckdb.OutOfMemoryException("Out of Memory Error: failed to pin block")),
    ),
    ("data_pipeline.chain.publish.write_description_tables", lambda *a, **k: fail(MemoryError("malloc of size 1 failed"))),
    (
        "data_pipeline.chain.normalise_landing",
        lambda *a, **k: fail(BrokenProcessPool("A process in the process pool was terminated abruptly")),
    ),
    ("data_pipeline.steps.staging.link_or_copy", lambda *a, **k: fail(OSError(errno.ENOSPC, "No space left on device"))),
    ("warehouse.contract.snapshot.write_atomically", lambda *a, **k: fail(OSError(errno.ENOSPC, "No space left on device"))),
    ("warehouse.contract.snapshot.flush_to_disk", lambda *a, **k: fail(OSError(errno.EIO, "Input/output error"))),
]


def fail(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(("where", "failing"), FULL, ids=[where for where, _ in FULL])
def test_a_machine_that_gives_out_publishes_nothing_and_says_why(
    good: Store, settings: Settings, cli: Cli, monkeypatch: pytest.MonkeyPatch, where: str, failing: Callable[[Any], Any]
) -> None:
    before, snapshot_id = content(good.open()), good.current_id()
    land_fixture(settings, 1, 5)
    with monkeypatch.context() as patched:
        patched.setattr(where, failing)
        with pytest.raises(Unfinished) as caught:
            run(settings)
        answer = cli("run")
    assert answer.status == 2
    text = str(caught.value)
    assert text.startswith("the run could not be finished: ")
    assert f"In force: {snapshot_id}." in text
    if "No space" in text:
        assert "The disk is full; free some space and try again." in text
    elif "Input/output" not in text:
        assert "There was probably too little memory; try again with ANCHORWATCH_WORKERS=1." in text
    assert not settings.work.exists(), "the work files make room again"
    assert good.ids() == [snapshot_id]
    assert content(good.open()) == before
    assert cli("run").status == 0


@pytest.mark.slow
@pytest.mark.parametrize("limit", [3_000, 12_000, 24_000])
def test_a_real_limit_on_what_can_be_written(published: Path, good: Store, settings: Settings, limit: int) -> None:
    """The kernel refuses to let any file grow beyond so many bytes: parts, tables or manifest."""
    before = content(good.open())
    land_fixture(settings, 1, 5)
    resource = pytest.importorskip("resource", reason="Windows has no such limits")
    environ = {**os.environ, "ANCHORWATCH_DATA": str(settings.data), "ANCHORWATCH_WORKERS": "1"}
    answer = subprocess.run(
        [sys.executable, "-m", "data_pipeline", "run"],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert "error: the run could not be finished:" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert content(good.open()) == before
    assert not settings.work.exists()


def test_a_fault_of_the_program_itself_ends_with_2(settings: Settings) -> None:
    """Status 1 says that a snapshot was published; a traceback must not."""
    land_fixture(settings, 0, 0)
    code = "import sys, data_pipeline.__main__ as m\n"
    code += "sys.excepthook = m._end_with_2; m.inspection.examine_data_folder = None; m.main(['doctor'])"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, "Traceback" in answer.stderr) == (2, True)


def test_a_live_source_that_stays_silent_is_stale(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """States of sources: empty, closed, live, stale."""
    import dataclasses

    from data_pipeline import registry

    sources = registry.sources()
    live = dataclasses.replace(sources["asam"], closed_on=None, cadence_days=7.0)
    monkeypatch.setattr(registry, "sources", lambda: {"asam": live, "imb_crime_at_sea": sources["imb_crime_at_sea"]})
    snapshot = Store(published).open()
    con = snapshot.open_database()
    landed = snapshot.read_table("landings")
    asam_only = landed.filter(pa.compute.equal(landed["source"], "asam"))
    last = only_row(asam_only.to_pylist(), source="asam")["landed_at"]

    def states(landings: pa.Table, now: datetime) -> dict[str, str]:
        return {row["source"]: row["state"] for row in sources_table(con, landings, now).to_pylist()}

    assert states(landed, last + timedelta(days=20)) == {"asam": "live", "imb_crime_at_sea": "closed"}
    assert states(landed, last + timedelta(days=22)) == {"asam": "stale", "imb_crime_at_sea": "closed"}
    assert states(asam_only, last) == {"asam": "live", "imb_crime_at_sea": "empty"}
    assert states(LANDINGS.arrow().empty_table(), last) == {"asam": "empty", "imb_crime_at_sea": "empty"}
    con.close()


def test_a_good_run_after_a_bad_one_needs_nothing_special(settings: Settings, store: Store) -> None:
    """Nothing usable, then something: exit 2, then 1 (the broken file is still reported), then 0."""
    land_bytes(settings, "asam", b"<html>", "api_json", "broken", day=0)
    assert run(settings).exit_status == 2
    land_bytes(settings, "asam", asam_json(asam_record(1)), "api_json", day=1)
    outcome = run(settings)
    assert (outcome.exit_status, len(outcome.failures)) == (1, 1)
    assert only_row(content(store.open())["sources"], source="asam")["state"] == "closed"
    assert run(settings).exit_status == 0
