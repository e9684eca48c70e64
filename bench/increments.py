"""What a few new reports cost: landed to published, as commands and in one process as `watch` does; and what many publishes leave behind.

`python -m bench increments --data FOLDER`: a data folder with real landings, which is copied; without it, the real files are landed.
"""

from __future__ import annotations

import argparse
import gc
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

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
RECENT_DAYS: Final = 28
"""Days over which new reports lie, as a feed's do."""
MANY_DAYS: Final = 10_000
"""Days over which the reports of many publishes lie, so that as few are rivals as in life."""
AIM: Final = 2.0
"""Seconds from ten new reports landed to published, at 17,000 incidents."""
SIMULATED: Final = {300_000: 5.0, 1_000_000: 15.0}
"""Numbers of simulated reports, and the same seconds there."""
SIMULATED_SOURCE: Final = "demo_bureau"


def land_real_files(data: Path) -> None:
    """Land the archives of ASAM and IMB in a new data folder."""
    run_command("add", "asam", str(REAL_DATA / "asam" / "asam_archive_1978_2024.json"), data=data)
    run_command("add", "imb_crime_at_sea", str(REAL_DATA / "imb" / "pirate_attacks.csv"), data=data)


def new_reports(number: int, first: int, days: int = RECENT_DAYS) -> bytes:
    """So many ASAM reports of the last `days` of the archive, in waters where many lie, under references from `first` on."""
    records: list[dict[str, Any]] = []
    for n in range(first, first + number):
        day = date(2024, 5, 28) - timedelta(days=n % days)
        text = f"SINGAPORE STRAIT: On {day:%d %B}, four robbers boarded the underway bulk carrier NEW SHIP {n}A. Spare parts stolen."
        position = {"latitude": 1.05 + 0.01 * (n % 9), "longitude": 103.6 + 0.02 * (n % 11)}
        records.append(asam_record(n, reference=f"2024-{n}", date=day.isoformat(), description=text, victim=f"NEW SHIP {n}A", **position))
    return asam_json(*records)


def measure_commands(data: Path) -> None:
    """`add` and `run` as commands: what a cron line costs."""
    # Beside the folder: what is left in it is counted later.
    file = data.with_name("new.json")
    for number in range(ROUNDS):
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
    print_figure("  rows in which a rebuild differs", sum(table.gone + table.added for table in differences), "rows", aim=0)


def measure_simulated(data: Path, reports: int) -> None:
    """The same with so many simulated reports, each new one beside those of other bodies on the same event."""
    run_command("simulate", "--reports", str(reports), data=data)
    run_command("run", "--offline", data=data)
    settings = settings_in(data)
    for number in range(ROUNDS + 1):
        content = simulated_reports(settings, 60_000 + number * NEW_REPORTS)
        seconds = publish(settings, content, SIMULATED_SOURCE, "parquet")
        if number:
            print_figure(
                f"{NEW_REPORTS} new reports among {reports:,} simulated ones, landed to published", seconds, "s", aim=SIMULATED[reports]
            )
    print_figure("  memory of the process", psutil.Process().memory_info().rss / 1e9, "GB")


def simulated_reports(settings: Settings, first: int) -> bytes:
    """Ten of a simulated body's last 400 reports under references from `first` on, as a file of its own."""
    landed = max((settings.landing / SIMULATED_SOURCE).glob("*.parquet"), key=lambda file: file.stat().st_size)
    table = pq.read_table(landed)
    rows = table.slice(table.num_rows - 40 * NEW_REPORTS).to_pylist()[::40]
    renamed = [row | {"reference": f"{first + number}-99"} for number, row in enumerate(rows)]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(renamed, schema=table.schema), content)
    return content.getvalue()


def publish(settings: Settings, content: bytes, source: str = "asam", file_format: str = "api_json") -> float:
    """Land bytes as a source's and publish; returns the seconds."""
    settings.data.mkdir(parents=True, exist_ok=True)
    file = settings.data / "feed"
    file.write_bytes(content)
    started = time.perf_counter()
    land_file(settings.landing, registry.source(source), file_format, file)
    assert run(settings).fresh
    return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Held:
    """What a process and its data folder hold: resident bytes, open descriptors, files on the disk and the bytes of them."""

    memory: int
    descriptors: int
    files: int
    bytes: int


def held(data: Path) -> Held:
    """What this process and `data` hold now; a file of several names counts once."""
    gc.collect()
    states = {(state.st_dev, state.st_ino): state.st_size for state in (file.stat() for file in data.rglob("*") if file.is_file())}
    return Held(psutil.Process().memory_info().rss, _descriptors(), len(states), sum(states.values()))


def _descriptors() -> int:
    process = psutil.Process()
    # Windows counts handles instead.
    if sys.platform == "win32":
        return process.num_handles()
    return process.num_fds()


def measure_leaks(settings: Settings, publishes: int) -> None:
    """Many publishes of one report each, in one process: memory, descriptors and files after a tenth of them, and at the end."""
    first = held(settings.data)
    for number in range(1, publishes + 1):
        publish(settings, new_reports(1, 10_000 + number, MANY_DAYS))
        if number % max(1, publishes // 10) == 0:
            now = held(settings.data)
            first = now if number <= publishes // 10 else first
            sizes = f"{now.memory / 1e6:,.0f} MB, {now.descriptors} descriptors, {now.files:,} files of {now.bytes / 1e6:,.0f} MB"
            print(f"  after {number:,} publishes: {sizes}", flush=True)
    print_figure(f"{publishes:,} publishes: memory gained after the first tenth", (now.memory - first.memory) / 1e6, "MB")
    print_figure("  descriptors gained", now.descriptors - first.descriptors, "", aim=0)
    print_figure("  snapshots kept", len(Store(settings.data).ids()), "", aim=settings.keep_snapshots + 1)
    print_figure("  files left behind", len(leftovers(settings.data)), "files", aim=0)
    print_figure("  faults", len(Store(settings.data).open().faults()), "", aim=0)


def leftovers(data: Path) -> list[str]:
    """Names in the data folder that are neither landings, snapshots, CURRENT nor the lock."""
    return sorted({path.name for path in data.iterdir()} - {"landing", "snapshots", "CURRENT", ".lock", "feed"})


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench increments", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder with real landings (default: the real files are landed)")
    parser.add_argument(
        "--publishes",
        type=int,
        default=1_000,
        help="publishes in a row on 2,000 reports, and a tenth of them on these data, for what they leave behind",
    )
    parser.add_argument("--simulated", type=int, nargs="*", choices=SIMULATED, default=(), help="among so many simulated reports too")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary) / "data"
        if args.data:
            shutil.copytree(args.data, data)
        else:
            land_real_files(data)
        run_command("run", "--offline", data=data)
        measure_commands(data)
        measure_in_one_process(settings_in(data))
        measure_leaks(settings_in(data), args.publishes // 10)
        small = settings_in(Path(temporary) / "small")
        publish(small, new_reports(2_000, 1_000, MANY_DAYS))
        measure_leaks(small, args.publishes)
        for reports in args.simulated:
            measure_simulated(Path(temporary) / f"simulated-{reports}", reports)
    return 0
