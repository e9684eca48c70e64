"""What tests of documents share: snapshots of invented incidents, and documents made of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefing import document
from briefing.blocks import Document
from briefing.settings import BriefingSettings
from tests.support.charts import NAMES
from tests.support.published import empty_tables, republish, table_rows, view_as
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
YEAR = Filters(date_from=date(2025, 11, 1), date_to=date(2026, 11, 1))

Make = Callable[..., Document]


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """1,500 invented incidents up to 1 November 2026."""
    return build_snapshot(tmp_path_factory.mktemp("documents"), 1500)


@pytest.fixture(scope="session")
def hostile(invented: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The same, simulated, with names and places of all scripts, 200 characters long, or hostile."""
    ships = [
        row | {"vessel_name": NAMES[n % len(NAMES)], "place": NAMES[(n + 3) % len(NAMES)]}
        for n, row in enumerate(table_rows(invented, "incidents"))
    ]
    regions = [row | {"title": f"{NAMES[n % len(NAMES)]} {n}"} for n, row in enumerate(table_rows(invented, "sea_regions"))]
    return republish(invented, tmp_path_factory.mktemp("hostile"), {"incidents": ships, "sea_regions": regions}, demo=True)


@pytest.fixture(scope="session")
def nothing(invented: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Every table empty."""
    return republish(invented, tmp_path_factory.mktemp("nothing"), empty_tables())


@pytest.fixture(scope="session")
def make() -> Make:
    """Makes a document of the year to 1 November 2026, for the fleet unless said otherwise; the same one only once."""

    @cache
    def composed(snapshot: Snapshot, settings: BriefingSettings) -> Document:
        return document.compose_document(view_as(snapshot), settings, NOW)

    def made(snapshot: Snapshot, **how: Any) -> Document:
        return composed(snapshot, BriefingSettings(**{"audience": "fleet", "filters": YEAR, **how}))

    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"
