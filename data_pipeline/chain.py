"""The chain: normalise -> history -> link -> check -> publish. Nothing is published unless all of it holds."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Final

import duckdb

from data_pipeline import registry
from data_pipeline.errors import CheckFailed, Unfinished
from data_pipeline.landing import Landing
from data_pipeline.run import Outcome, Progress, program_hash
from data_pipeline.steps import check, history, link, publish
from data_pipeline.steps.normalise import CHUNK, Normalised, normalise
from warehouse.contract.decisions import Decision
from warehouse.contract.schema import SCHEMA_VERSION
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store

_MEMORY: Final = "4GB"
_WORTH_WORKERS: Final = 8 * CHUNK * 400
"""Bytes to be read above which starting worker processes pays."""


def publish_all(
    settings: Settings,
    store: Store,
    previous: Snapshot | None,
    base: Snapshot | None,
    wanted: list[Landing],
    new: list[Landing],
    decided: list[Decision],
    progress: Progress,
) -> Outcome:
    """Read the landings `new`, add them to `base` (None: from nothing), link under what people `decided`, and publish.

    `previous` is the snapshot in force.

    Raises CheckFailed, SnapshotError, Unfinished; then nothing is published.
    """
    with _finishing(settings, store):
        seconds: dict[str, float] = {}
        staged = settings.work / "staged"
        staged.mkdir(parents=True)
        results = _normalise_all(settings, new, progress, seconds)
        _refuse_loss(previous, results)
        if base is None and all(result.failure for result in results):
            return Outcome(None, fresh=False, landings=[_failed_row(result) for result in results], seconds=seconds)
        started = time.perf_counter()
        con = duckdb.connect(":memory:")
        con.execute(f"SET TimeZone='UTC'; SET memory_limit='{_MEMORY}'; SET preserve_insertion_order=true; SET enable_progress_bar=false")
        con.execute("SET temp_directory = $folder", {"folder": str(settings.work / "spill")})
        parts = [part for result in results for part in result.parts]
        accounting = history.build(con, new, parts, base.path("report_revisions") if base else None, staged)
        link.build(con, decided, staged)
        landings = publish.write_descriptions(con, results, accounting, base, staged)
        check.check(con, staged)
        con.close()
        facts = {
            "inputs": [one.id for one in wanted],
            "failed": [row["landing_id"] for row in landings.to_pylist() if row["failure"]],
            "decisions": [one.decision_id for one in decided],
            "program": program_hash(),
            "demo": all(registry.source(one.source).demo for one in wanted),
            "freshness": publish.freshness(wanted),
            "seconds": {source: round(value, 3) for source, value in seconds.items()},
        }
        snapshot = store.publish(staged, facts)
        retired = store.retire(settings.keep_snapshots)
        shutil.rmtree(settings.work)
        seconds["publish"] = time.perf_counter() - started
        this_run = {one.id for one in new}
        rows = [row for row in landings.to_pylist() if row["landing_id"] in this_run]
        return Outcome(snapshot, fresh=True, landings=rows, seconds=seconds, retired=retired)


@contextmanager
def _finishing(settings: Settings, store: Store) -> Iterator[None]:
    """Say what a full disk, too little memory or a dead worker means: the run ends, the snapshot in force stays."""
    try:
        yield
    except (OSError, MemoryError, BrokenProcessPool, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        # On a full disk the work files are the first to go.
        shutil.rmtree(settings.work, ignore_errors=True)
        what = f"the run could not be finished: {error}.{_hint(error)}"
        raise Unfinished(f"{what} In force: {store.current_id() or 'no snapshot'}.") from error


def _hint(error: BaseException) -> str:
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
        return " The disk is full; free some space and try again."
    if isinstance(error, BrokenProcessPool | MemoryError | duckdb.OutOfMemoryException):
        return " The memory is probably too small; try again with ANCHORWATCH_WORKERS=1."
    return ""


def _refuse_loss(previous: Snapshot | None, results: Sequence[Normalised]) -> None:
    """Raise CheckFailed when a landing that the snapshot in force rests on cannot be read any more: its reports would vanish."""
    if previous is None or previous.manifest["schema_version"] != SCHEMA_VERSION:
        return
    good = set(previous.manifest.get("inputs", ())) - set(previous.manifest.get("failed", ()))
    if lost := [result for result in results if result.failure and result.landing.id in good]:
        said = "\n  ".join(f"{result.landing.source}: {result.failure}" for result in lost)
        raise CheckFailed(f"files that could be read before cannot be read now, so nothing is published:\n  {said}")


def _normalise_all(settings: Settings, new: list[Landing], progress: Progress, seconds: dict[str, float]) -> list[Normalised]:
    results: list[Normalised] = []
    with _executor(settings, sum(one.bytes for one in new)) as executor:
        for one in new:
            started = time.perf_counter()
            results.append(normalise(one, settings.work, executor, lambda count, source=one.source: progress(source, count)))  # type: ignore[misc]
            seconds[one.source] = seconds.get(one.source, 0.0) + time.perf_counter() - started
    return results


@contextmanager
def _executor(settings: Settings, size: int) -> Iterator[ProcessPoolExecutor | None]:
    if settings.workers < 2 or size < _WORTH_WORKERS:
        yield None
        return
    # Not fork: the parent runs threads of Arrow and DuckDB, and a forked child could inherit a held lock.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(settings.workers, mp_context=context, initializer=_end_with_parent) as executor:
        yield executor


def _end_with_parent() -> None:
    """In a worker: end when the run is killed; otherwise the worker would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _failed_row(result: Normalised) -> dict[str, Any]:
    counts = dict.fromkeys(("read", "new", "revised", "unchanged", "repeated", "quarantined", "warnings"), 0)
    return {"source": result.landing.source, "origin": result.landing.origin, "failure": result.failure, **counts}
