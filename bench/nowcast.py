"""The nowcast in hindsight: how often its 80% interval contained the final number, on simulated reports and on NGA's real ones.

python -m bench nowcast             prints the figures
python -m bench nowcast --write     also stores them where the pages read them (analytics/delays/nowcast_backtest.json)
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analytics.delays import delay_curves
from analytics.delays.back_test import HindsightCheck, back_test, interval_coverage
from analytics.delays.nowcast import ReportingTriangle, nowcast
from analytics.delays.nowcast_charts import BACK_TEST_FILE
from bench.measure import REAL_DATA, print_figure
from data_pipeline.sources.demo.simulator.simulate import simulate
from warehouse.contract.dates import day_in_words

SEED: Final = 1852
LEVEL: Final = 0.8
END: Final = date(2026, 10, 31)
SIZES: Final = (3_000, 12_000, 40_000)
LIVE: Final = ("demo_asia", "demo_bureau", "demo_gulf")
FILES: Final = {date(2020, 11, 11): "asam_arcgis_2021.csv", date(2022, 6, 1): "asam_export_2022-06-21.csv"}
"""NGA's past files by the day of their last event: what was known then."""


def simulated_triangle(reports: int) -> ReportingTriangle:
    """First publications by the simulated bodies that still report, of all incidents that they know."""
    with tempfile.TemporaryDirectory() as folder:
        simulate(Path(folder), reports, SEED, END)
        reports_known = pd.read_parquet(Path(folder) / "truth" / "reports.parquet", columns=["source", "incident", "published_at"])
        happened = pd.read_parquet(Path(folder) / "truth" / "incidents.parquet", columns=["incident", "occurred_at"])
    first = reports_known[reports_known["source"].isin(LIVE)].groupby("incident", as_index=False)["published_at"].min()
    both = first.merge(happened, on="incident")
    days = {name: both[moment].dt.date for name, moment in (("occurred_on", "occurred_at"), ("published_on", "published_at"))}
    return ReportingTriangle.from_frame(pd.DataFrame({**days, "incidents": 1}))


def real_triangle() -> ReportingTriangle:
    """NGA's reports with the earliest day of publication that its numbering allows."""
    records = json.loads((REAL_DATA / "asam" / "asam_archive_1978_2024.json").read_bytes())["asam"]
    return _numbered_triangle(
        pd.DataFrame({"native_ref": [record["reference"] for record in records], "occurred_on": [record["date"] for record in records]})
    )


def _numbered_triangle(references: pd.DataFrame) -> ReportingTriangle:
    references = references.assign(occurred_on=pd.to_datetime(references["occurred_on"]).dt.date).drop_duplicates("native_ref")
    numbered = delay_curves.delays_by_numbering(references)
    return ReportingTriangle.from_frame(numbered.assign(published_on=numbered["published_from"], incidents=1))


def days_of(first_year: int, last: date) -> list[date]:
    """The 5th and the 20th of every month up to `last`."""
    days = [date(year, month, day) for year in range(first_year, last.year + 1) for month in range(1, 13) for day in (5, 20)]
    return [day for day in days if day <= last]


def result_cells(data: str, checks: Sequence[HindsightCheck]) -> list[dict[str, Any]]:
    """The figures of all months, and by age."""
    parts = {"all": list(checks)}
    parts |= {
        name: [check for check in checks if ages[0] <= check.age <= ages[1]]
        for name, ages in {"this month": (0, 0), "the month before": (1, 1), "older": (2, 99)}.items()
    }
    figures_by_age = []
    for age, some in parts.items():
        if len(some) < 20:
            continue
        share, low, high = interval_coverage(some)
        error = sum(abs(check.total - check.final) for check in some) / len(some)
        error_of_known = sum(abs(check.known - check.final) for check in some) / len(some)
        exact = sum(check.share_inside for check in some) / len(some)
        figures = {"share": share, "low": low, "high": high, "exact": exact, "error": error, "error_of_known": error_of_known}
        figures_by_age.append({"data": data, "age": age, "months": len(some)} | {name: round(value, 4) for name, value in figures.items()})
    return figures_by_age


def small_cell() -> dict[str, Any]:
    """The cell that a test recomputes: the smallest simulation, all months."""
    return result_cells(
        _data_title(SIZES[0]), back_test(simulated_triangle(SIZES[0]), days_of(2016, END - timedelta(days=400)), level=LEVEL, seed=SEED)
    )[0]


def _data_title(reports: int) -> str:
    return f"Simulated, {reports:,} reports"


def past_files() -> list[dict[str, Any]]:
    """Nowcasts from NGA's files of 2020 and 2022 as they were, compared with the archive of 2024."""
    now, rows = real_triangle(), []
    for on, name in FILES.items():
        table = pd.read_csv(REAL_DATA / "asam" / name, dtype=str, encoding_errors="replace")
        day = table["dateofocc"].str[:10].str.replace("/", "-") if "dateofocc" in table else table["date"]
        then = _numbered_triangle(pd.DataFrame({"native_ref": table["reference"], "occurred_on": day}))
        for month in nowcast(then, on, months=4, level=LEVEL, seed=SEED).months:
            first, last = ((day - date(1970, 1, 1)).days for day in (month.month, month.until))
            final = int(now.number[(now.occurred >= first) & (now.occurred <= last)].sum())
            row = {"file": name, "month": f"{month.month:%Y-%m}", "known": month.known, "total": round(month.total, 1)}
            rows.append(row | {"low": month.low, "high": month.high, "final": final})
    return rows


def main(write: bool = False) -> None:
    """Run all back-tests and print them; with `write`, store them for the pages."""
    stored_cells: list[dict[str, Any]] = []
    files: list[dict[str, Any]] = []
    for reports in SIZES:
        started = time.perf_counter()
        stored_cells += result_cells(
            _data_title(reports), back_test(simulated_triangle(reports), days_of(2016, END - timedelta(days=400)), level=LEVEL, seed=SEED)
        )
        print_figure(f"simulated, {reports:,} reports: back-test", time.perf_counter() - started, "s")
    if (REAL_DATA / "asam").is_dir():
        stored_cells += result_cells(
            "NGA's real reports", back_test(real_triangle(), days_of(2003, date(2023, 6, 1)), level=LEVEL, seed=SEED)
        )
        files = past_files()
    for cell in stored_cells:
        text = f"{cell['data']}, {cell['age']}: {cell['share']:.3f} ({cell['low']:.3f} to {cell['high']:.3f}), exact {cell['exact']:.3f}"
        aimed = cell["age"] == "all"
        print(f"{text:<72} n {cell['months']:>5}  error {cell['error']:.2f}, of what was known {cell['error_of_known']:.2f}", end="")
        reached = cell["share"] >= 0.75 and 0.75 <= cell["exact"] <= 0.85
        print("" if not aimed else f"   aim: share from 0.75, exact 0.75 to 0.85: {'reached' if reached else 'MISSED'}")
    for cell in files:
        came = f"known {cell['known']}, nowcast {cell['total']} ({cell['low']} to {cell['high']}), now {cell['final']}"
        print(f"  {cell['file']} {cell['month']}: {came}")
    if write:
        stored = {
            "command": "python -m bench nowcast --write", "seed": SEED, "level": LEVEL, "day": day_in_words(datetime.now(UTC)),
            "cells": stored_cells, "files": files,
        }  # fmt: skip
        BACK_TEST_FILE.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
