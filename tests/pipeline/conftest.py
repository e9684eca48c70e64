"""A data folder of its own for every test, and the command line on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from data_pipeline import commands
from data_pipeline.__main__ import main
from tests.pipeline.helpers import settings_in
from warehouse.settings import Settings
from warehouse.snapshot import Store


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


Cli = Callable[..., Said]


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
    monkeypatch.setattr(commands.console, "width", 200)

    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        status = main([str(word) for word in words])
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return run
