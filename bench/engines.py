"""The two engines of linkage on the same simulated reports: seconds, processor time, memory, and whether the tables are the same."""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unittest import mock

import duckdb
import psutil

from bench.links import land_simulation
from bench.measure import print_figure
from bench.step_times import measure_steps
from data_pipeline.linkage.spark.engine import missing
from warehouse.contract.files import quoted_names
from warehouse.contract.snapshot import Snapshot, Store

SIZES: Final = (12_000, 100_000)
TABLES: Final = ("incidents", "incident_reports", "links", "linkage")
_SAMPLED_EVERY: Final = 0.5


@dataclass(slots=True)
class Used:
    """Seconds of processor and the most memory in bytes of all processes that were started, as sampled: what ran shorter is missing."""

    processor_by_process: dict[int, float] = field(default_factory=dict)
    peak: int = 0

    @property
    def processor(self) -> float:
        return sum(self.processor_by_process.values())


def main(arguments: Sequence[str]) -> int:
    """Measure both engines; 1 where a table differs, 2 where Spark cannot run here."""
    parser = argparse.ArgumentParser(prog="python -m bench engines", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of simulated reports")
    sizes = parser.parse_args(arguments).sizes
    if reason := missing():
        print(f"Spark cannot run here: {reason}")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        same = [_measure(Path(folder) / str(size), size) for size in sizes]
    return 0 if all(same) else 1


def _measure(data: Path, size: int) -> bool:
    land_simulation(data, size, 1.0)
    snapshots = []
    for engine in ("duckdb", "spark"):
        with mock.patch.dict(os.environ, ANCHORWATCH_ENGINE=engine), _watched() as used:
            steps = measure_steps(data, rebuild=True)
        print_figure(f"{steps.reports:,} reports, {engine}: linking", steps.link_seconds, "s")
        print_figure("  whole run, processor", used.processor, "s")
        print_figure("  whole run, peak memory of all processes", used.peak / 1e9, "GB")
        snapshots.append(Store(data).open())
    differing = {name: count for name in TABLES if (count := _rows_that_differ(name, *snapshots))}
    print(f"  rows that differ: {differing or 'none'}")
    return not differing


@contextmanager
def _watched() -> Iterator[Used]:
    """What the processes use that are started meanwhile."""
    used, done = Used(), threading.Event()
    sampler = threading.Thread(target=_sample, args=(used, done))
    sampler.start()
    try:
        yield used
    finally:
        done.set()
        sampler.join()


def _sample(used: Used, done: threading.Event) -> None:
    while not done.is_set():
        memory = 0
        for process in psutil.Process().children(recursive=True):
            try:
                times = process.cpu_times()
                memory += process.memory_info().rss
            except psutil.Error:
                # It has ended since they were listed.
                continue
            used.processor_by_process[process.pid] = times.user + times.system
        used.peak = max(used.peak, memory)
        time.sleep(_SAMPLED_EVERY)


def _rows_that_differ(table: str, one: Snapshot, other: Snapshot) -> int:
    """Rows, in every column, that only one of two snapshots has."""
    with duckdb.connect() as con:
        a, b = (f"(FROM read_parquet([{quoted_names(snapshot.table_files(table))}]))" for snapshot in (one, other))
        [[rows]] = con.sql(f"SELECT count(*) FROM (({a} EXCEPT ALL {b}) UNION ALL ({b} EXCEPT ALL {a}))").fetchall()
    return int(rows)
