"""Examine a data folder: landed bytes, snapshots, schema, disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from data_pipeline import landing as landing_zone
from data_pipeline.errors import LandingError
from warehouse.schema import SCHEMA_VERSION
from warehouse.settings import Settings
from warehouse.snapshot import Snapshot, SnapshotError, Store, sha256

_FREE_BYTES: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined; `text` says what was found and, for a fault, what to do."""

    ok: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Everything that was examined, faults included."""
    return [*_landing(settings), *_snapshots(settings), *_disk(settings)]


def _landing(settings: Settings) -> Iterator[Finding]:
    try:
        faults = landing_zone.faults(settings.landing)
        yield from (Finding(False, fault) for fault in faults)
        if not faults:
            yield Finding(True, f"landing: {len(landing_zone.landings(settings.landing)):,} files, all hashes agree")
    except LandingError as error:
        yield Finding(False, str(error))


def _snapshots(settings: Settings) -> Iterator[Finding]:
    store = Store(settings.data)
    current = store.current_id()
    if current is None:
        yield Finding(False, "no snapshot is in force. Run `python -m data_pipeline run`.")
    elif current not in store.ids():
        yield Finding(False, f"CURRENT names snapshot {current}, which is gone. Run `python -m data_pipeline rebuild`.")
    for snapshot_id in store.ids():
        faults = list(_faults(store.open(snapshot_id)))
        yield from (Finding(False, fault) for fault in faults)
        if not faults:
            yield Finding(True, f"snapshot {snapshot_id}: schema and all hashes agree{', in force' if snapshot_id == current else ''}")


def _faults(snapshot: Snapshot) -> Iterator[str]:
    hint = "Run `python -m data_pipeline rebuild`."
    try:
        manifest = snapshot.manifest
    except SnapshotError as error:
        yield str(error)
        return
    if manifest["schema_version"] != SCHEMA_VERSION:
        yield f"snapshot {snapshot.id} has schema version {manifest['schema_version']}, this program reads {SCHEMA_VERSION}. {hint}"
    for table, said in manifest["tables"].items():
        file = snapshot.path(table)
        if not file.is_file():
            yield f"snapshot {snapshot.id}: table {table} is missing. {hint}"
        elif sha256(file) != said["sha256"]:
            yield f"snapshot {snapshot.id}: table {table} has been changed since it was published. {hint}"


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data if settings.data.exists() else settings.data.parent
    free = shutil.disk_usage(folder).free
    text = f"disk: {free / 1e9:.1f} GB free in {settings.data}"
    yield Finding(True, text) if free > _FREE_BYTES else Finding(False, f"{text}. Free some space: a run needs about 1 GB.")
