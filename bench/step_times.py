"""One run of the pipeline in a separate process: seconds of every step and peak memory, as JSON on the last line.

`python -m bench.step_times [--rebuild]`, with the data folder in ANCHORWATCH_DATA. For the link step also the seconds of every function
of `data_pipeline.linkage` that works on the database, without those of the functions that it calls.
"""

from __future__ import annotations

import argparse
import functools
import inspect
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.measure import ROOT

LINKAGE = "data_pipeline.linkage"


@dataclass(frozen=True, slots=True)
class Steps:
    """Seconds of the whole run, of its steps and of the parts of linking; seconds of processor that linking took, all threads together;
    peak memory in bytes before, and up to the end of, linking."""

    seconds: float
    steps: dict[str, float]
    linking: dict[str, float]
    link_processor: float
    peak_before: int
    peak: int
    reports: int

    @property
    def link_seconds(self) -> float:
        return self.steps["link"]


def measure_steps(data: Path, rebuild: bool = False) -> Steps:
    """Run the pipeline on `data` in a child process. Raises RuntimeError when it fails."""
    words = [sys.executable, "-m", "bench.step_times", *(["--rebuild"] if rebuild else [])]
    process = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "ANCHORWATCH_DATA": str(data)}, capture_output=True, text=True, check=False
    )
    if process.returncode:
        raise RuntimeError(f"the run on {data} failed:\n{process.stdout}{process.stderr}")
    return Steps(**json.loads(process.stdout.splitlines()[-1]))


class Clock:
    """Seconds by name; time spent in a nested name is not counted for the outer one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        self._inner.append(0.0)
        started = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - started
            self.seconds[name] = self.seconds.get(name, 0.0) + took - self._inner.pop()
            if self._inner:
                self._inner[-1] += took

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **named: Any) -> Any:
            with self.running(name):
                return function(*args, **named)

        return call


def _watch_steps(steps: Clock, linking: Clock, used: dict[str, float]) -> None:
    from data_pipeline import chain
    from data_pipeline.steps import check, history, link, publish
    from warehouse.contract.snapshot import Store

    def linked(*args: Any, **named: Any) -> Any:
        used["peak_before"], started = _peak_bytes(), time.process_time()
        with steps.running("link"), linking.running("steps/link.py"):
            result = build(*args, **named)
        used["peak"], used["link_processor"] = _peak_bytes(), time.process_time() - started
        return result

    build = link.build_incidents
    for owner, attribute, name in (
        (chain, "_normalise_all", "read"),
        (history, "build_history", "revisions"),
        (publish, "write_description_tables", "descriptions"),
        (check, "check_tables", "check"),
        (Store, "publish", "publish"),
    ):
        setattr(owner, attribute, steps.timed(name, getattr(owner, attribute)))
    _watch_linkage(linking)
    link.build_incidents = linked


def _watch_linkage(clock: Clock) -> None:
    """Wrap the engine's functions whose first parameter is the database, in every module that imported them."""
    wrapped: dict[Any, Any] = {}
    modules = [module for name, module in sys.modules.items() if name.startswith((LINKAGE, "data_pipeline.steps.link"))]
    for module in modules:
        for name, value in list(vars(module).items()):
            if (
                inspect.isfunction(value)
                and value.__module__.startswith(LINKAGE)
                and next(iter(inspect.signature(value).parameters), "") == "con"
            ):
                if value not in wrapped:
                    wrapped[value] = clock.timed(f"{value.__module__.removeprefix(LINKAGE + '.')}.{value.__name__}", value)
                setattr(module, name, wrapped[value])


def _peak_bytes() -> int:
    """Peak resident memory of this process so far, in bytes."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    # Not at the top: Windows has no such module.
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in kilobytes, macOS in bytes.
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.step_times", description=__doc__)
    parser.add_argument("--rebuild", action="store_true")
    rebuild = parser.parse_args().rebuild
    from data_pipeline.chain import run
    from data_pipeline.plan import table_row_count
    from warehouse.contract import settings as settings_module

    steps, linking = Clock(), Clock()
    used: dict[str, float] = {}
    _watch_steps(steps, linking, used)
    started = time.perf_counter()
    outcome = run(settings_module.load(), rebuild=rebuild)
    seconds = time.perf_counter() - started
    if outcome.snapshot is None or not outcome.fresh:
        raise SystemExit("nothing was published")
    measured = {
        "seconds": seconds,
        "steps": steps.seconds,
        "linking": linking.seconds,
        **used,
        "reports": table_row_count(outcome.snapshot, "reports"),
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
