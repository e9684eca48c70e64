"""What a run has to do: which landings count, what is already published, and who may write."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.errors import Busy, LandingError, UsageError
from data_pipeline.landing import Landing
from warehouse.contract import decisions
from warehouse.contract.decisions import Decision, DecisionError
from warehouse.contract.schema import SCHEMA_VERSION
from warehouse.contract.settings import ROOT, Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

Progress = Callable[[str, int], None]
"""Called with a source id and the number of records just read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did. `snapshot` is None when nothing could be published; `fresh` is False when nothing was new."""

    snapshot: Snapshot | None
    fresh: bool
    landings: list[dict[str, Any]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    retired: list[str] = field(default_factory=list)

    @property
    def failures(self) -> list[str]:
        return [f"{row['source']}: {row['failure']}" for row in self.landings if row["failure"]]

    @property
    def exit_status(self) -> int:
        """0 all well, 1 something failed and a snapshot was published, 2 nothing was published."""
        if self.snapshot is None:
            return 2
        return 1 if self.failures else 0


def run(settings: Settings, progress: Progress = lambda source, count: None, rebuild: bool = False) -> Outcome:
    """Publish everything that has landed. Raises PipelineError; then the last snapshot stays in force."""
    with locked(settings.data):
        clear_work(settings)
        store = Store(settings.data)
        wanted = wanted_landings(settings)
        previous = _previous(store)
        base = None if rebuild else _base(previous, wanted)
        done: set[str] = set(base.manifest["inputs"]) if base else set()
        new = [one for one in wanted if one.id not in done]
        decided = _decided(settings)
        if base and not new and base.manifest.get("decisions") == [one.decision_id for one in decided]:
            return Outcome(base, fresh=False)
        if not wanted:
            return Outcome(None, fresh=False)
        # Loaded here, because geography and workers cost a second that a run with nothing new does not need.
        from data_pipeline.chain import publish_all

        return publish_all(settings, store, previous, base, wanted, new, decided, progress)


def wanted_landings(settings: Settings) -> list[Landing]:
    """Landings of enabled sources, oldest first; simulated ones only while nothing real has landed."""
    known = registry.sources()
    names = {*known, *(one.folder for one in known.values())}
    if foreign := [name for name in settings.enabled_sources if name not in names]:
        raise UsageError(f"setting enabled_sources names {', '.join(foreign)}; known sources are {', '.join(known)}")
    enabled = [
        one
        for one in landing_zone.landings(settings.landing)
        if one.source in known and {one.source, known[one.source].folder} & set(settings.enabled_sources)
    ]
    real = [one for one in enabled if not known[one.source].demo]
    return real or enabled


def program_hash() -> str:
    """Changes whenever code, rules or reference data of the pipeline change; then everything is derived anew."""
    digest = hashlib.sha256(str(SCHEMA_VERSION).encode())
    for folder in ("data_pipeline", "warehouse"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix in _PROGRAM and "data" not in file.relative_to(ROOT / folder).parts[:1]:
                digest.update(file.relative_to(ROOT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


_PROGRAM: Final = {".py", ".toml", ".csv", ".sql", ".json", ".geojson", ".npz", ".parquet"}


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the data folder for one writer. Raises Busy when another process does."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = os.open(data / ".lock", os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise LandingError(
            f"the data folder {data} cannot be written: {error.strerror}. Set ANCHORWATCH_DATA to a folder that can."
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another run is writing to {data}. Wait until it has ended.") from None
        yield
    finally:
        os.close(handle)


def clear_work(settings: Settings) -> None:
    """Remove what a killed run left behind; only the holder of the lock may."""
    if settings.work.exists():
        shutil.rmtree(settings.work)
    for leftover in [*settings.landing.glob("*/.*.tmp"), *settings.data.glob(".*.tmp")]:
        leftover.unlink()


def _previous(store: Store) -> Snapshot | None:
    try:
        snapshot = store.open()
        _ = snapshot.manifest
    except SnapshotError:
        return None
    return snapshot


def _decided(settings: Settings) -> list[Decision]:
    try:
        return decisions.read(settings)
    except DecisionError as error:
        raise LandingError(f"{error} Nothing is published, since a decision might be passed over.") from error


def _base(previous: Snapshot | None, wanted: Sequence[Landing]) -> Snapshot | None:
    """The previous snapshot when this run can go on from it: same program, its landings come first, its files are whole."""
    if previous is None or previous.manifest.get("program") != program_hash():
        return None
    inputs = previous.manifest["inputs"]
    return previous if inputs == [one.id for one in wanted[: len(inputs)]] and not previous.faults() else None


def table_rows(snapshot: Snapshot, table: str) -> int:
    """Rows of a published table."""
    return int(pq.read_metadata(snapshot.path(table)).num_rows)
