"""Exports of a million incidents: seconds and peak memory, each measured in its own process.

`python -m bench.exports DATA ROWS FORMAT [CATEGORY ...]` writes one file and prints its rows, bytes and seconds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, cast

import psutil

from bench.measure import ROOT, print_figure
from briefing.exports.files import ExportRequest, prepare_export
from briefing.exports.rows import RowKind
from briefing.exports.workbook import TooManyRows
from tests.support.published import view_as
from warehouse.contract.snapshot import Store
from warehouse.filters import Filters

FIFTH: Final = ("cargo_theft", "cyber")
"""Categories that make up a fifth of the simulated incidents: few enough for an Excel sheet."""

RUNS: Final[tuple[tuple[RowKind, str, tuple[str, ...], float | None, float | None], ...]] = (
    ("incidents", "csv", (), 10.0, 1000.0),
    ("reports", "csv", (), None, 1000.0),
    ("incidents", "parquet", (), None, 1000.0),
    ("incidents", "geojson", (), None, 1000.0),
    ("incidents", "gpkg", (), None, 1000.0),
    ("incidents", "kml", (), None, 1000.0),
    ("incidents", "xlsx", FIFTH, None, 1000.0),
    ("reports", "xlsx", (), None, 1000.0),
)
"""Kind of rows, format, categories (none: all), and the targets in seconds and megabytes."""


def main(data: Path) -> None:
    """Print seconds and peak memory of each run; more rows than an Excel sheet holds must be refused."""
    for row_kind, extension, categories, seconds, megabytes in RUNS:
        output, peak = _run_watched([str(data), row_kind, extension, *categories])
        if output.startswith("refused"):
            print(f"{row_kind} to {extension}: {output}")
            continue
        rows, size, took = (float(word) for word in output.split())
        print_figure(f"{rows:,.0f} {row_kind} to {extension} ({size / 1e6:,.0f} MB)", took, "s", seconds)
        print_figure("  peak memory of the process", peak / 1e6, "MB", megabytes)


def _run_watched(words: list[str]) -> tuple[str, int]:
    """The last line that the run printed, and its peak resident memory in bytes."""
    with subprocess.Popen([sys.executable, "-m", "bench.exports", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        watched, peak = psutil.Process(process.pid), 0
        while process.poll() is None:
            # Sampled from outside, as Windows has no `getrusage`; the process may end between the two calls.
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.05)
        output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(f"bench.exports {' '.join(words)} failed")
    return output.strip().splitlines()[-1], peak


def _run_export(data: Path, row_kind: RowKind, extension: str, categories: tuple[str, ...]) -> None:
    snapshot = Store(data).open()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        try:
            export = prepare_export(view_as(snapshot), ExportRequest(row_kind, extension, Filters(categories=categories)), Path(folder))
        except TooManyRows as error:
            print(f"refused: {error}")
            return
        print(export.rows, export.bytes, time.perf_counter() - started)


if __name__ == "__main__":
    _run_export(Path(sys.argv[1]), cast(RowKind, sys.argv[2]), sys.argv[3], tuple(sys.argv[4:]))
