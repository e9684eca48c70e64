"""Shared by the benchmarks: run a command, measure its time and peak memory, and print figures with their aims."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall time in seconds and peak resident memory in bytes, including child processes."""

    seconds: float
    peak_bytes: int
    output: str


def run_command(*words: str, data: Path, **environment: str) -> Cost:
    """Run `python -m data_pipeline <words>` on the data folder `data`. Raises when it publishes nothing."""
    variables = {**os.environ, "ANCHORWATCH_DATA": str(data), **environment}
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "data_pipeline", *words],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        peak = 0
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            # Sampled, because the peak that the system reports leaves out child processes.
            peak = max(peak, _resident_bytes(watched))
            time.sleep(0.05)
        seconds = time.perf_counter() - started
        output = process.stdout.read() if process.stdout else ""
    # 1 means that something failed but a snapshot was published.
    if process.returncode not in (0, 1):
        raise RuntimeError(f"data_pipeline {' '.join(words)} failed:\n{output}")
    return Cost(seconds, peak, output)


def _resident_bytes(process: psutil.Process) -> int:
    total = 0
    try:
        for member in [process, *process.children(recursive=True)]:
            total += member.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def print_figure(label: str, figure: float, unit: str, aim: float | None = None, higher_is_better: bool = False) -> None:
    """Print one figure, its aim, and whether it was reached."""
    verdict = ""
    if aim is not None:
        reached = figure >= aim if higher_is_better else figure <= aim
        verdict = f"   aim {'>=' if higher_is_better else '<='} {aim:g}: {'reached' if reached else 'MISSED'}"
    print(f"{label:<66}{figure:>12,.2f} {unit}{verdict}", flush=True)
