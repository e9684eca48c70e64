"""What a few new reports cost: landed to published, as commands and in one process as `watch` does; and what many publishes leave behind.

`python -m bench increments --data FOLDER`: a data folder with real landings, which is copied; without it, the real files are landed.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import psutil

from bench.measure import REAL_DATA, print_figure, run_command
from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.differences import find_differences
from data_pipeline.landing import land_file
from tests.pipeline.helpers import asam_json, asam_record, settings_in
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

NEW_REPORTS: Final = 10
ROUNDS: Final = 3
AIM: Final = 2.0
"""Seconds from ten new reports landed to published, at 17,000 incidents."""


def new_reports(number: int, first: int) -> bytes:
    """So many ASAM reports of the last weeks of the archive, in waters where many lie, under references from `first` on."""
    records: list[dict[str, Any]] = []
    for n in range(first, first + number):
        day = date(2024, 5, 1) + timedelta(days=n % 28)
        text = f"SINGAPORE STRAIT: On {day:%d %B}, four robbers boarded the underway bulk carrier NEW SHIP {n}A. Spare parts stolen."
        position = {"latitude": 1.05 + 0.01 * (n % 9), "longitude": 103.6 + 0.02 * (n % 11)}
        records.append(asam_record(n, reference=f"2024-{n}", date=day.isoformat(), description=text, victim=f"NEW SHIP {n}A", **position))
    return asam_json(*records)


def measure_commands(data: Path) -> None:
    """`add` and `run` as commands: what a cron line costs."""
    for number in range(ROUNDS):
        file = data / "new.json"
        file.write_bytes(new_reports(NEW_REPORTS, 50_000 + number * NEW_REPORTS))
        seconds = run_command("add", "asam", str(file), data=data).seconds
        published = run_command("run", "--offline", data=data)
        print_figure(f"{NEW_REPORTS} new reports, landed to published by commands", seconds + published.seconds, "s", aim=AIM)
        print_figure("  peak memory", published.peak_bytes / 1e9, "GB")


def measure_in_one_process(settings: Settings) -> None:
    """Landing and run in a process that has run before: what `watch` costs. Then a rebuild must give the same."""
    for number in range(ROUNDS + 1):
        content = new_reports(NEW_REPORTS, 60_000 + number * NEW_REPORTS)
        seconds = publish(settings, content)
        if number:
            print_figure(f"{NEW_REPORTS} new reports, landed to published in one process", seconds, "s", aim=AIM)
    added, rebuilt = Store(settings.data).open(), run(settings, rebuild=True).snapshot
    assert rebuilt is not None
    differences = find_differences(added, rebuilt)
    print_figure("  rows in which a rebuild differs", sum(found.gone + found.added for found in differences), "rows", aim=0)


def publish(settings: Settings, content: bytes) -> float:
    """Land bytes as ASAM's and publish; returns the seconds."""
    settings.data.mkdir(parents=True, exist_ok=True)
    file = settings.data / "feed"
    file.write_bytes(content)
    started = time.perf_counter()
    land_file(settings.landing, registry.source("asam"), "api_json", file)
    assert run(settings).fresh
    return time.perf_counter() - started


def measure_leaks(data: Path, publishes: int) -> None:
    """Many publishes of one report each, in one process: open files, memory and what is on the disk at the end."""
    settings, process = settings_in(data), psutil.Process()
    publish(settings, new_reports(100, 1_000))
    memory, files = 0, 0
    for number in range(publishes):
        publish(settings, new_reports(1, 10_000 + number))
        if number == publishes // 10:
            gc.collect()
            memory, files = process.memory_info().rss, len(process.open_files())
    gc.collect()
    print_figure(f"{publishes:,} publishes: memory gained after the first tenth", (process.memory_info().rss - memory) / 1e6, "MB")
    print_figure("  open files gained", len(process.open_files()) - files, "files", aim=0)
    print_figure("  snapshots kept", len(Store(data).ids()), "", aim=settings.keep_snapshots + 1)
    print_figure("  other files left behind", len(leftovers(data)), "files", aim=0)


def leftovers(data: Path) -> list[str]:
    """Names in the data folder that are neither landings, snapshots, CURRENT nor the lock."""
    return sorted({path.name for path in data.iterdir()} - {"landing", "snapshots", "CURRENT", ".lock", "feed"})


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench increments", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder with real landings (default: the real files are landed)")
    parser.add_argument("--publishes", type=int, default=1_000, help="publishes in a row, for what they leave behind")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary) / "data"
        if args.data:
            shutil.copytree(args.data, data)
        else:
            run_command("add", "asam", str(REAL_DATA / "asam" / "asam_archive_1978_2024.json"), data=data)
            run_command("add", "imb_crime_at_sea", str(REAL_DATA / "imb" / "pirate_attacks.csv"), data=data)
        run_command("run", "--offline", data=data)
        measure_commands(data)
        measure_in_one_process(settings_in(data))
        measure_leaks(Path(temporary) / "small", args.publishes)
    return 0
