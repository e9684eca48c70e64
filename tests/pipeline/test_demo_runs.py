"""Simulated reports: drawn when nothing has landed, gone once something real has, complete after a kill."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data_pipeline import registry
from data_pipeline.landing import list_landings
from data_pipeline.plan import wanted_landings
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import ASAM, asam_json, asam_record, content, land_bytes
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

API = ASAM / "api_json.json"
DEMO = {source.id for source in registry.sources().values() if source.demo}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_DEMO_REPORTS", "300")


def landed_sources(settings: Settings) -> list[str]:
    return sorted(landing.source for landing in list_landings(settings.landing))


def test_with_nothing_landed_simulated_reports_are_drawn_once(cli: Cli, settings: Settings, store: Store, small: None) -> None:
    answer = cli("run")
    assert answer.status == 0
    assert "Nothing has landed yet, so reports are simulated." in answer.out
    assert "of simulated data" in answer.out
    assert store.open().is_demo
    assert set(landed_sources(settings)) == DEMO
    tables = content(store.open())
    assert {row["source"] for row in tables["reports"]} <= DEMO
    assert 150 < len(tables["reports"]) < 600
    assert "simulated" in cli("snapshots").out
    again = cli("run")
    assert "reports are simulated" not in again.out
    assert "Nothing new has landed" in again.out
    assert (settings.data / "demo_truth").is_dir()


def test_simulated_reports_disappear_when_something_real_lands(cli: Cli, settings: Settings, store: Store, small: None) -> None:
    cli("run")
    cli("add", "asam", API)
    assert cli("run").status == 0
    tables = content(store.open())
    assert not store.open().is_demo
    assert {row["source"] for table in ("reports", "landings", "quarantine") for row in tables[table]} == {"asam"}
    assert not DEMO & {row["source"] for row in tables["sources"]}
    assert {landing.source for landing in wanted_landings(settings, list_landings(settings.landing))} == {"asam"}
    assert cli("doctor").status == 0


def test_simulated_reports_are_not_drawn_when_they_are_switched_off(
    cli: Cli, settings: Settings, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANCHORWATCH_ENABLED_SOURCES", "asam,imb_crime_at_sea")
    assert cli("run").status == 2
    assert landed_sources(settings) == []


def test_simulated_reports_are_not_drawn_beside_real_ones_that_failed(cli: Cli, settings: Settings, small: None) -> None:
    land_bytes(settings, "asam", b"<html>", "api_json")
    assert cli("run").status == 2
    assert landed_sources(settings) == ["asam"]


def test_the_same_seed_lands_the_same_bytes_and_another_takes_their_place(cli: Cli, settings: Settings) -> None:
    words = ["simulate", "--reports", "300", "--seed", "5", "--end", "2025-12-31"]
    assert cli(*words).status == 0
    first = list_landings(settings.landing)
    answer = cli(*words)
    assert answer.status == 0
    assert "Now publish with `python -m data_pipeline run`." in answer.out
    assert list_landings(settings.landing) == first
    assert cli("simulate", "--reports", "300", "--seed", "6", "--end", "2025-12-31").status == 0
    second = list_landings(settings.landing)
    assert [landing.source for landing in second] == [landing.source for landing in first]
    assert not {landing.sha256 for landing in second} & {landing.sha256 for landing in first}


def test_a_simulation_killed_between_two_bodies_is_completed(cli: Cli, settings: Settings, store: Store, small: None) -> None:
    """Otherwise two of four bodies would be published for ever."""
    cli("run")
    complete = landed_sources(settings)
    right = content(store.open())["reports"]
    # As a kill leaves it: the last two bodies not landed, the truth not yet moved to its place.
    for landing in list_landings(settings.landing)[2:]:
        for file in landing.file.parent.iterdir():
            file.unlink()
    (settings.data / "demo_truth").rename(settings.data / "demo_drawn")
    answer = cli("run")
    assert answer.status == 0
    assert landed_sources(settings) == complete
    assert not (settings.data / "demo_drawn").exists()
    after = content(store.open())["reports"]
    assert [(row["report_id"], row["content_hash"]) for row in after] == [(row["report_id"], row["content_hash"]) for row in right]


def test_the_truth_is_never_read(cli: Cli, settings: Settings, store: Store, small: None) -> None:
    cli("run")
    before = content(store.open())
    shutil.rmtree(settings.data / "demo_truth")
    (settings.data / "demo_truth").mkdir()
    assert cli("rebuild").status == 0
    assert content(store.open()) == before


def test_a_landing_of_a_source_that_is_gone_is_left_alone(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """Landed by a later program, or by one with more sources: not read, not deleted, not a fault."""
    landing = land_bytes(settings, "asam", asam_json(asam_record(1)), "api_json")
    folder = landing.file.parent.rename(landing.file.parent.with_name("tomorrow"))
    sidecar = next(folder.glob("*.landing.json"))
    sidecar.write_text(sidecar.read_text().replace('"source": "asam"', '"source": "tomorrow"'))
    cli("add", "asam", API)
    assert cli("run").status == 0
    assert (folder / landing.file.name).exists()
    assert cli("doctor").status == 0
