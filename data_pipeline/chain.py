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
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data_pipeline import registry
from data_pipeline.errors import CheckFailed, Unfinished
from data_pipeline.linkage.link import Weigh, weigh_reports
from data_pipeline.linkage.spark.engine import refuse_without_spark, weigh_on_spark
from data_pipeline.plan import Outcome, ReportProgress, RunPlan, planned_run, table_row_count
from data_pipeline.steps import check, history, link, publish
from data_pipeline.steps.normalise import CHUNK, NormalisedLanding, normalise_landing
from data_pipeline.steps.staging import StagedTables
from warehouse.contract.files import PARQUET_ERRORS
from warehouse.contract.schema import REPORTS, SCHEMA_VERSION
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

_MEMORY_LIMIT: Final = "4GB"
"""Beyond this DuckDB spills to the work folder, so that the rest of the machine keeps running."""
_WORTH_WORKERS: Final = 8 * CHUNK * 400
"""Bytes to be read above which starting worker processes pays: eight chunks of records of about 400 bytes."""


def run(settings: Settings, progress: ReportProgress = lambda source, count: None, rebuild: bool = False) -> Outcome:
    """Publish everything that has landed; `rebuild` derives it all anew. Raises PipelineError; then the last snapshot stays in force."""
    with planned_run(settings, rebuild) as plan:
        return plan.outcome_without_work or publish_all(plan, progress)


def publish_all(plan: RunPlan, progress: ReportProgress) -> Outcome:
    """Read the landings that are unread, add them to the plan's base, link under people's decisions, and publish.

    Raises CheckFailed, SnapshotError, Unfinished, UsageError; then nothing is published.
    """
    settings = plan.settings
    if settings.engine == "spark":
        refuse_without_spark()
    with _explaining_failures(settings, plan.store):
        seconds: dict[str, float] = {}
        staged = settings.work / "staged"
        staged.mkdir(parents=True)
        results = _normalise_all(plan, progress, seconds)
        _refuse_loss(plan, results)
        if plan.base is None and not any(result.parts for result in results):
            return Outcome(None, fresh=False, landings=[_unused_row(result) for result in results], seconds=seconds)
        started = time.perf_counter()
        landings = _derive_tables(plan, results, staged)
        snapshot = plan.store.publish(staged, _manifest_facts(plan, landings, seconds))
        retired = plan.store.retire(settings.keep_snapshots)
        shutil.rmtree(settings.work)
        seconds["publish"] = time.perf_counter() - started
        unread = {landing.id for landing in plan.unread}
        rows = [row for row in landings.to_pylist() if row["landing_id"] in unread]
        return Outcome(snapshot, fresh=True, landings=rows, seconds=seconds, retired=retired)


def _derive_tables(plan: RunPlan, results: Sequence[NormalisedLanding], staged: Path) -> pa.Table:
    """Write every published table into `staged` and check them; returns the table of landings."""
    con = duckdb.connect(":memory:")
    # UTC and insertion order: a rebuild must give the same tables on any machine.
    con.execute(f"SET TimeZone='UTC'; SET memory_limit='{_MEMORY_LIMIT}'; SET preserve_insertion_order=true; SET enable_progress_bar=false")
    con.execute("SET temp_directory = $folder", {"folder": str(plan.settings.work / "spill")})
    parts = [part for result in results for part in result.parts]
    tables = StagedTables(con, staged, plan.base, _reports_expected(plan.base, parts))
    readable = [result.landing for result in results if not result.failure]
    accounting = history.build_history(con, readable, parts, plan.base, tables)
    link.build_incidents(con, plan.decisions, plan.base, tables, _weigh_by(plan.settings))
    landings = publish.write_description_tables(con, results, accounting, plan.base, tables)
    check.check_tables(con, tables)
    con.close()
    return landings


def _weigh_by(settings: Settings) -> Weigh:
    if settings.engine == "spark":
        return weigh_on_spark(settings.work / "spark", settings.spark_memory, settings.workers)
    return weigh_reports


def _reports_expected(base: Snapshot | None, parts: Sequence[Path]) -> int:
    """Reports that there will be at most."""
    return (table_row_count(base, REPORTS.name) if base else 0) + sum(int(pq.read_metadata(part).num_rows) for part in parts)


def _manifest_facts(plan: RunPlan, landings: pa.Table, seconds: dict[str, float]) -> dict[str, Any]:
    """What the manifest says of the run; `inputs`, `decisions` and `program` tell the next run whether it can add to this snapshot,
    and with `forgotten` whether something has vanished since."""
    return {
        "inputs": [landing.id for landing in plan.landings],
        "failed": [row["landing_id"] for row in landings.to_pylist() if row["failure"]],
        "decisions": plan.decision_ids,
        "forgotten": [forgetting.forgetting_id for forgetting in plan.forgettings],
        "program": plan.program,
        "demo": all(registry.source(landing.source).demo for landing in plan.landings),
        "freshness": publish.last_landing_times(plan.landings),
        "seconds": {source: round(spent, 3) for source, spent in seconds.items()},
    }


@contextmanager
def _explaining_failures(settings: Settings, store: Store) -> Iterator[None]:
    """Raise Unfinished, with advice, for a full disk, too little memory or a dead worker; the snapshot in force stays."""
    try:
        yield
    except (OSError, MemoryError, BrokenProcessPool, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        # On a full disk the work files are the first to go.
        shutil.rmtree(settings.work, ignore_errors=True)
        reason = f"the run could not be finished: {error}.{_advice(error)}"
        raise Unfinished(f"{reason} In force: {store.current_id() or 'no snapshot'}.") from error


def _advice(error: BaseException) -> str:
    # DuckDB wraps the operating system's error in a text of its own.
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
        return " The disk is full; free some space and try again."
    if isinstance(error, BrokenProcessPool | MemoryError | duckdb.OutOfMemoryException):
        return " There was probably too little memory; try again with ANCHORWATCH_WORKERS=1."
    return ""


def _refuse_loss(plan: RunPlan, results: Sequence[NormalisedLanding]) -> None:
    """Raise CheckFailed when a landing that the snapshot in force rests on can no longer be read: its reports would vanish."""
    # Another schema version is not compared: an old program may have read files that a newer one rightly refuses.
    if plan.in_force is None or plan.in_force.manifest.schema_version != SCHEMA_VERSION:
        return
    manifest = plan.in_force.manifest
    readable = set(manifest.inputs) - set(manifest.failed)
    lost = [result for result in results if result.failure and result.landing.id in readable]
    if lost and (lost := [result for result in lost if result.landing.id not in _landings_without_reports(plan.in_force)]):
        failures = "\n  ".join(f"{result.landing.source}: {result.failure}" for result in lost)
        raise CheckFailed(f"files that could be read before cannot be read now, so nothing is published:\n  {failures}")


def _landings_without_reports(snapshot: Snapshot) -> set[str]:
    """Landings that an older program took for usable although it set every record of theirs aside; none where that is unknown."""
    try:
        rows = snapshot.read_table("landings", ["landing_id", "read", "quarantined"]).to_pylist()
    except (*PARQUET_ERRORS, SnapshotError):
        return set()
    return {row["landing_id"] for row in rows if row["read"] == row["quarantined"]}


def _normalise_all(plan: RunPlan, progress: ReportProgress, seconds: dict[str, float]) -> list[NormalisedLanding]:
    """Every unread landing normalised, in order; adds the seconds spent to `seconds`, by source."""
    results: list[NormalisedLanding] = []
    with _worker_pool(plan.settings, sum(landing.bytes for landing in plan.unread)) as pool:
        for landing in plan.unread:
            started = time.perf_counter()
            result = normalise_landing(landing, plan.settings.work, pool, lambda count, source=landing.source: progress(source, count))  # type: ignore[misc]
            results.append(result)
            seconds[landing.source] = seconds.get(landing.source, 0.0) + time.perf_counter() - started
    return results


@contextmanager
def _worker_pool(settings: Settings, bytes_to_read: int) -> Iterator[ProcessPoolExecutor | None]:
    """Worker processes, or None where starting them would take longer than reading in this process."""
    if settings.workers < 2 or bytes_to_read < _WORTH_WORKERS:
        yield None
        return
    # Not fork: the parent runs threads of Arrow and DuckDB, and a forked child could inherit a held lock.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(settings.workers, mp_context=context, initializer=_start_worker, initargs=(settings,)) as pool:
        yield pool


def _start_worker(settings: Settings) -> None:
    """In a worker: know the sources that the parent knows, and end with it."""
    registry.include_operators_sources(settings)
    _end_with_parent()


def _end_with_parent() -> None:
    """In a worker: end when the run is killed; otherwise the worker would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait_for_parent() -> None:
        parent.join()
        # Not sys.exit, which in a thread ends the thread alone.
        os._exit(1)

    threading.Thread(target=wait_for_parent, daemon=True).start()


def _unused_row(result: NormalisedLanding) -> dict[str, Any]:
    counts = dict.fromkeys(("read", "new", "revised", "unchanged", "repeated", "quarantined", "warnings"), 0)
    return {"source": result.landing.source, "origin": result.landing.origin, "failure": result.failure, **counts}
