"""Check a data folder: landed bytes, decisions, snapshots, schema, disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Final

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.doctor.bucket import bucket_findings
from data_pipeline.doctor.findings import Finding
from data_pipeline.errors import LandingError, SourceError, UsageError
from data_pipeline.forgetting import read_forgettings
from data_pipeline.vanished import find_vanished, last_readable_snapshot
from warehouse.contract import decisions
from warehouse.contract.schema import OLDEST_READABLE, SCHEMA_VERSION
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

_FREE_BYTES: Final = 1_000_000_000
"""A run writes its parts, its tables and what DuckDB spills beside the snapshots that are kept."""


def examine_data_folder(settings: Settings) -> list[Finding]:
    """Check landing, decisions, snapshots and disk; the findings include what is in order."""
    return [
        *_mapping_findings(settings),
        *_landing_findings(settings),
        *_decision_findings(settings),
        *_forgetting_findings(settings),
        *_vanished_findings(settings),
        *_snapshots_findings(settings),
        *_disk_findings(settings),
        *bucket_findings(settings),
    ]


def _mapping_findings(settings: Settings) -> Iterator[Finding]:
    try:
        registry.include_operators_sources(settings)
    except UsageError as error:
        yield Finding(False, str(error))


def _landing_findings(settings: Settings) -> Iterator[Finding]:
    try:
        faults = landing_zone.landing_faults(settings.landing)
        yield from (Finding(False, fault) for fault in faults)
        yield from _unreadable_landings(settings)
        if not faults:
            yield Finding(True, f"landing: {len(landing_zone.list_landings(settings.landing)):,} files, all hashes agree")
    except LandingError as error:
        yield Finding(False, str(error))


def _unreadable_landings(settings: Settings) -> Iterator[Finding]:
    """Landings whose bytes are those that landed, but that no run can use."""
    for landing in landing_zone.list_landings(settings.landing):
        # A source that this program does not know is read by nobody; bytes that are gone have been reported.
        source = registry.sources().get(landing.source)
        if source is None or not landing.file.is_file():
            continue
        try:
            registry.count_records(source, landing.format, landing.file, landing.origin)
        except (SourceError, OSError) as error:
            yield Finding(False, f"{landing.source}: {str(error).replace(landing.file.name, landing.origin)}")


def _decision_findings(settings: Settings) -> Iterator[Finding]:
    faults = decisions.find_faults(settings)
    yield from (Finding(False, fault) for fault in faults)
    if not faults:
        yield Finding(True, f"decisions: {len(decisions.decision_files(settings)):,} files, all hashes agree")


def _forgetting_findings(settings: Settings) -> Iterator[Finding]:
    try:
        records = read_forgettings(settings)
    except LandingError as error:
        yield Finding(False, str(error))
        return
    if records:
        yield Finding(True, f"forgotten: {len(records):,} record{'s' * (len(records) != 1)}, listed by `python -m data_pipeline decisions`")


def _vanished_findings(settings: Settings) -> Iterator[Finding]:
    try:
        landings, forgettings = landing_zone.list_landings(settings.landing), read_forgettings(settings)
    except LandingError:  # reported above, and without them nothing can be compared
        return
    # By their names: a damaged decision has been reported, and is there.
    decision_ids = {file.stem for file in decisions.decision_files(settings)}
    snapshot = last_readable_snapshot(Store(settings.data))
    for text in find_vanished(settings, snapshot, landings, decision_ids, forgettings).values():
        yield Finding(False, f"{text}. Restore it from a backup, or put on record that it is given up: `python -m data_pipeline forget`.")


def _snapshots_findings(settings: Settings) -> Iterator[Finding]:
    store = Store(settings.data)
    current = store.current_id()
    try:
        published = store.read_pointer() is not None
    except SnapshotError as error:
        published = True
        yield Finding(False, str(error))
    if not published:
        yield Finding(False, "no snapshot is in force. Run `python -m data_pipeline run`.")
    elif current and current not in store.ids():
        yield Finding(False, f"CURRENT names snapshot {current}, which is gone. Run `python -m data_pipeline rebuild`.")
    for snapshot_id in store.ids():
        yield from _snapshot_findings(store.open(snapshot_id), in_force=snapshot_id == current)


def _snapshot_findings(snapshot: Snapshot, in_force: bool) -> Iterator[Finding]:
    try:
        faults, version = snapshot.faults(), snapshot.manifest.schema_version
    except SnapshotError as error:
        yield Finding(False, str(error))
        return
    if version != SCHEMA_VERSION:
        mismatch = f"snapshot {snapshot.id} has schema version {version}, this program reads {SCHEMA_VERSION}"
        consequence = "kept" if version >= OLDEST_READABLE else "kept, but not opened"
        # An old snapshot is history; only the one in force must be of this schema.
        yield Finding(not in_force, f"{mismatch}. Run `python -m data_pipeline rebuild`." if in_force else f"{mismatch}; {consequence}")
    yield from (Finding(False, fault) for fault in faults)
    if not faults and version == SCHEMA_VERSION:
        yield Finding(True, f"snapshot {snapshot.id}: schema and all hashes agree{', in force' if in_force else ''}")


def _disk_findings(settings: Settings) -> Iterator[Finding]:
    folder = settings.data if settings.data.exists() else settings.data.parent
    free = shutil.disk_usage(folder).free
    text = f"disk: {free / 1e9:.1f} GB free in {settings.data}"
    yield Finding(True, text) if free > _FREE_BYTES else Finding(False, f"{text}. Free some space: a run needs about 1 GB.")
