"""A data folder of its own for every test, and no mapping left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data_pipeline import registry
from tests.pipeline.helpers import settings_in
from warehouse.contract.settings import Settings


@pytest.fixture(autouse=True)
def no_mappings(tmp_path: Path) -> Iterator[None]:
    yield
    registry.include_mappings(tmp_path / "nowhere")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data")
