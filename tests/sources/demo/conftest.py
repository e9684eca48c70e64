"""Simulations that several tests share; each is drawn once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_pipeline.sources.demo.simulator.simulate import ReportingOptions, simulate

END = date(2026, 10, 31)
SEED = 1852
BODIES = ["demo_navy", "demo_bureau", "demo_asia", "demo_gulf"]


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the default simulation, five times as large, so that shares can be compared."""
    folder = tmp_path_factory.mktemp("usual")
    simulate(folder, 60_000, SEED, END)
    return folder


@pytest.fixture(scope="session")
def draw(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Draws a small simulation and gives its folder."""

    def draw_simulation(
        reports: int = 6_000,
        seed: int = SEED,
        end: date = END,
        years: int = 15,
        rows_per_group: int = 50_000,
        **options: float,
    ) -> Path:
        folder = tmp_path_factory.mktemp("drawn")
        reporting = ReportingOptions(**options)  # type: ignore[arg-type]
        simulate(folder, reports, seed, end, years, reporting=reporting, rows_per_group=rows_per_group)
        return folder

    return draw_simulation


def reports_of(folder: Path, body: str) -> pa.Table:
    return pq.read_table(folder / f"{body}.parquet")


def incidents_of(folder: Path) -> pa.Table:
    return pq.read_table(folder / "truth" / "incidents.parquet")


def true_reports_of(folder: Path) -> pa.Table:
    return pq.read_table(folder / "truth" / "reports.parquet")
