"""A data folder of its own for every test, and the command line on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from data_pipeline.__main__ import main
from data_pipeline.chain import run
from data_pipeline.commands.console import console
from tests.pipeline.helpers import ASAM, IMB, land_bytes, settings_in
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str


Cli = Callable[..., Answer]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a fixture of both real sources published; tests work on copies."""
    settings = settings_in(tmp_path_factory.mktemp("published") / "data")
    land_bytes(settings, "asam", (ASAM / "api_json.json").read_bytes(), "api_json", "asam.json", day=0)
    land_bytes(settings, "imb_crime_at_sea", (IMB / "data_set_csv.csv").read_bytes(), "data_set_csv", "imb.csv", day=1)
    assert run(settings).exit_status == 0
    return settings.data


@pytest.fixture
def good(published: Path, settings: Settings) -> Store:
    """The test's data folder, with both sources published."""
    shutil.copytree(published, settings.data)
    return Store(settings.data)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.data)


@pytest.fixture
def cli(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """`cli("add", "asam", file)`: one command on the test's data folder, in this process."""
    monkeypatch.setenv("ANCHORWATCH_DATA", str(settings.data))
    monkeypatch.setenv("ANCHORWATCH_WORKERS", "1")
    monkeypatch.setattr(console, "width", 200)

    def command(*words: str | Path) -> Answer:
        capsys.readouterr()
        status = main([str(word) for word in words])
        printed = capsys.readouterr()
        return Answer(status, printed.out, printed.err)

    return command
