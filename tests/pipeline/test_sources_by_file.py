"""Sources by file that came later: landed, published whole, described; those without an open licence only when the settings name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.landing import list_landings, recognise_format
from data_pipeline.plan import wanted_landings
from tests.conftest import ROOT
from tests.fixtures.golden import FOLDER
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import content, land_bytes, only_row, settings_in
from tests.support.app import app_at
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

FILES = {
    "imo_gisis": ("export_csv.csv", "export_csv_day_first.csv"),
    "recaap": ("map_json.json", "map_json_page.json"),
    "ukmto": ("api_json.json",),
}
REPORTS = {"imo_gisis": (13, None), "recaap": (7, None), "ukmto": (4, 1)}
"""Reports and advisories."""


def land(settings: Settings) -> None:
    day = 200
    for source_id, names in FILES.items():
        for name in names:
            file = FOLDER / source_id / name
            format_id = recognise_format(registry.source(source_id), file)
            land_bytes(settings, source_id, file.read_bytes(), format_id, name, day=day)
            day += 1


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with all three landed and published."""
    enabled = settings_in(tmp_path_factory.mktemp("later") / "data", enabled_sources=",".join(FILES))
    land(enabled)
    assert run(enabled).exit_status == 0
    return enabled.data


def test_the_switch_is_the_settings() -> None:
    """What the comment in anchorwatch.toml says."""
    enabled = set(settings_module.load({}).enabled_sources)
    for source in registry.sources().values():
        assert ({source.id, source.folder} & enabled != set()) == (source.open_licence or source.id == registry.HANDED_OVER), source.id


def test_without_being_named_they_are_not_used(tmp_path: Path) -> None:
    usual = settings_in(tmp_path / "data")
    land(usual)
    assert {landing.source for landing in wanted_landings(usual, list_landings(usual.landing))} == {"ukmto"}


def test_each_is_published_with_nothing_set_aside(data: Path) -> None:
    tables = content(Store(data).open())
    assert tables["quarantine"] == []
    assert [row["failure"] for row in tables["landings"]] == [None] * 5
    for source_id, numbers in REPORTS.items():
        rows = only_row(tables["sources"], source=source_id)
        assert (rows["reports"], rows["advisories"]) == numbers
        assert rows["licence"] == registry.source(source_id).licence
    without = [row for row in tables["reports"] if row["source"] == "imo_gisis" and row["position_basis"] in ("none", "default")]
    assert len(without) == 4
    assert all(row["latitude"] is None and row["sea_region"] is None for row in without)
    of_recaap = [row["position_precision_km"] for row in tables["reports"] if row["source"] == "recaap" and row["latitude"]]
    assert max(of_recaap) == 55.6


def test_each_is_described_on_the_page_and_in_the_readme(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(data))
    at = app_at("pages/data_sources/page.py").run()
    assert not at.exception
    text = "\n".join(table.value.to_string() for table in at.table).replace("\\", "")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for source_id in FILES:
        assert registry.source(source_id).licence in text
        assert f"| `{source_id}` |" in readme


def test_whoever_adds_a_file_is_told_that_it_is_not_used_yet(cli: Cli) -> None:
    answer = cli("add", "recaap", FOLDER / "recaap" / "map_json.json")
    assert answer.status == 0
    assert "Name recaap under enabled_sources in anchorwatch.toml" in answer.out
    assert "enabled_sources" not in cli("add", "ukmto", FOLDER / "ukmto" / "api_json.json").out
