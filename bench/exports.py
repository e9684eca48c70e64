"""Files of a million incidents: seconds and peak memory, each in a process of its own.

`python -m bench.exports DATA WHAT FORMAT [CATEGORY ...]` writes one file and prints its rows, bytes and seconds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, cast

import psutil

from bench.measure import ROOT, show
from briefing.exports.files import Request, prepare
from briefing.exports.rows import What
from briefing.exports.workbook import TooManyRows
from warehouse.contract.snapshot import Store
from warehouse.filters import Filters

FIFTH: Final = ("cargo_theft", "cyber")
"""Categories that make a fifth of the invented incidents."""

RUNS: Final[tuple[tuple[What, str, tuple[str, ...], float | None, float | None], ...]] = (
    ("incidents", "csv", (), 10.0, 1000.0),
    ("reports", "csv", (), None, 1000.0),
    ("incidents", "parquet", (), None, 1000.0),
    ("incidents", "geojson", (), None, 1000.0),
    ("incidents", "kml", (), None, 1000.0),
    ("incidents", "xlsx", FIFTH, None, 1000.0),
    ("reports", "xlsx", (), None, 1000.0),
)
"""What, format, categories (none: all), and the aims: seconds, megabytes."""


def main(data: Path) -> None:
    """Print seconds and peak memory of every run; more rows than an Excel sheet takes must be refused."""
    for what, extension, categories, seconds, megabytes in RUNS:
        said, peak = _watched([str(data), what, extension, *categories])
        if said.startswith("refused"):
            print(f"{what} to {extension}: {said}")
            continue
        rows, size, took = (float(word) for word in said.split())
        show(f"{rows:,.0f} {what} to {extension} ({size / 1e6:,.0f} MB)", took, "s", seconds)
        show("  peak memory of the process", peak / 1e6, "MB", megabytes)


def _watched(words: list[str]) -> tuple[str, int]:
    """What the run printed last, and its peak resident memory in bytes."""
    with subprocess.Popen([sys.executable, "-m", "bench.exports", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        watched, peak = psutil.Process(process.pid), 0
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.05)
        output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(f"bench.exports {' '.join(words)} failed")
    return output.strip().splitlines()[-1], peak


def _run(data: Path, what: What, extension: str, categories: tuple[str, ...]) -> None:
    snapshot = Store(data).open()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        try:
            export = prepare(snapshot, Request(what, extension, Filters(categories=categories)), Path(folder))
        except TooManyRows as error:
            print(f"refused: {error}")
            return
        print(export.rows, export.bytes, time.perf_counter() - started)


if __name__ == "__main__":
    _run(Path(sys.argv[1]), cast(What, sys.argv[2]), sys.argv[3], tuple(sys.argv[4:]))
