"""What a run has to do: which landings count, and which of them the snapshot in force already holds.

Kept apart from the chain that does the work: geography and the linkage engine take a second to load, which a run with nothing
new need not wait for.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow.compute as pc

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.data_folder import lock_data_folder, remove_leftovers
from data_pipeline.errors import LandingError, UsageError
from data_pipeline.forgetting import Forgetting, read_forgettings
from data_pipeline.landing import Landing
from data_pipeline.vanished import find_vanished, last_readable_snapshot, refuse_vanished
from warehouse.contract import decisions
from warehouse.contract.decisions import Decision, DecisionError
from warehouse.contract.schema import SCHEMA_VERSION
from warehouse.contract.settings import ROOT, Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

ReportProgress = Callable[[str, int], None]
"""Called with a source id and the number of records just read."""

PROGRAM_FOLDERS: Final = ("data_pipeline", "warehouse/contract", "warehouse/reference")
"""Everything that can change what is derived from a landing; the read side of the warehouse cannot."""
PROGRAM_SUFFIXES: Final = {".py", ".toml", ".csv", ".sql", ".json", ".geojson", ".npz", ".parquet"}


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


@dataclass(frozen=True, slots=True)
class RunPlan:
    """The work of one run.

    `landings`: every landing that the new snapshot rests on, oldest first; `unread`: those of them that `base` does not hold.
    `all_landings`: those too that no enabled source needs. `forgettings`: all records of what has been forgotten.
    `base`: the snapshot to add to, None to derive everything anew. `in_force`: the last one published, None if it cannot be read.
    """

    settings: Settings
    store: Store
    all_landings: list[Landing]
    landings: list[Landing]
    unread: list[Landing]
    decisions: list[Decision]
    forgettings: list[Forgetting]
    base: Snapshot | None
    in_force: Snapshot | None
    program: str

    @property
    def decision_ids(self) -> list[str]:
        return [decision.decision_id for decision in self.decisions]

    @property
    def unused_sources(self) -> dict[str, str]:
        """Why landings of a source are not used, in words, by source. Simulated ones give way to real ones without a word."""
        enabled = set(self.settings.enabled_sources)
        described = registry.sources()
        reasons = {}
        for name, number in Counter(landing.source for landing in self.all_landings).items():
            files = "1 landed file is" if number == 1 else f"{number:,} landed files are"
            if name not in described:
                reasons[name] = f"{name} is not a source of this program: {files} not used."
            elif not registry.is_enabled(described[name], enabled):
                reasons[name] = f"{name} is switched off in the settings: {files} not used."
        return reasons

    @property
    def outcome_without_work(self) -> Outcome | None:
        """The outcome when there is nothing to do, because nothing is new or nothing has landed; None when there is work."""
        if self.base and not self.unread and list(self.base.manifest.decisions) == self.decision_ids:
            return Outcome(self.base, fresh=False)
        if not self.landings:
            return Outcome(None, fresh=False)
        return None


@contextmanager
def planned_run(settings: Settings, rebuild: bool = False) -> Iterator[RunPlan]:
    """Hold the data folder and give the work to be done in it; `rebuild` derives everything anew.

    Raises Busy, InputsVanished, LandingError, UsageError.
    """
    with lock_data_folder(settings.data):
        remove_leftovers(settings)
        registry.include_operators_sources(settings)
        store = Store(settings.data)
        all_landings = landing_zone.list_landings(settings.landing)
        landings = wanted_landings(settings, all_landings)
        decided, forgettings = _read_decisions(settings), read_forgettings(settings)
        decision_ids = {decision.decision_id for decision in decided}
        refuse_vanished(find_vanished(settings, last_readable_snapshot(store), all_landings, decision_ids, forgettings))
        in_force = _readable_snapshot(store)
        program = program_hash()
        base = None if rebuild else _base_snapshot(in_force, landings, program)
        read_before: set[str] = set(base.manifest.inputs) if base else set()
        unread = [landing for landing in landings if landing.id not in read_before]
        derived_by = with_mappings(program, landings)
        yield RunPlan(settings, store, all_landings, landings, unread, decided, forgettings, base, in_force, derived_by)


def wanted_landings(settings: Settings, all_landings: Iterable[Landing]) -> list[Landing]:
    """Those of `all_landings` whose source is enabled; simulated ones only while nothing real has landed.

    Raises UsageError when a setting names a source that does not exist.
    """
    sources = registry.sources()
    # A folder's name enables all the bodies that it describes.
    names = {*sources, *(source.folder for source in sources.values())}
    if unknown := [name for name in settings.enabled_sources if name not in names]:
        raise UsageError(f"setting enabled_sources names {', '.join(unknown)}; known sources are {', '.join(sources)}")
    enabled = [
        landing
        for landing in all_landings
        if landing.source in sources and registry.is_enabled(sources[landing.source], settings.enabled_sources)
    ]
    real = [landing for landing in enabled if not sources[landing.source].demo]
    return real or enabled


def program_hash() -> str:
    """16 hex digits that change with any code, rule or reference data that a published table depends on.

    When they differ from those in a snapshot's manifest, the run derives everything anew instead of adding to it.
    """
    digest = hashlib.sha256(str(SCHEMA_VERSION).encode())
    for folder in PROGRAM_FOLDERS:
        # Sorted, because the order in which a file system lists its files is its own affair.
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix in PROGRAM_SUFFIXES:
                # The path too: a renamed file is another program, and two files must not run into one another.
                digest.update(file.relative_to(ROOT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def with_mappings(program: str, landings: Iterable[Landing]) -> str:
    """`program`, changed by the mappings and feeds' settings by which any of these landings are read: who corrects one wants all its
    files read anew."""
    described = (registry.sources().get(name) for name in sorted({landing.source for landing in landings}))
    fingerprints = [source.fingerprint for source in described if source is not None and source.fingerprint is not None]
    return hashlib.sha256("-".join((program, *fingerprints)).encode()).hexdigest()[:16] if fingerprints else program


def table_row_count(snapshot: Snapshot, table: str) -> int:
    """Rows of a published table."""
    return snapshot.manifest.tables[table].rows


def counted_incidents(snapshot: Snapshot) -> int:
    """Incidents of a published snapshot, without those that their bodies have withdrawn."""
    statuses = snapshot.read_table("incidents", ["status"])["status"]
    return len(statuses) - int(pc.sum(pc.equal(statuses, "withdrawn")).as_py() or 0)


def _readable_snapshot(store: Store) -> Snapshot | None:
    """The snapshot in force; None when there is none, or its manifest is damaged: the run then starts from nothing and repairs it."""
    try:
        snapshot = store.open()
        _ = snapshot.manifest
    except SnapshotError:
        return None
    return snapshot


def _read_decisions(settings: Settings) -> list[Decision]:
    try:
        return decisions.read_decisions(settings)
    except DecisionError as error:
        raise LandingError(f"{error} Nothing is published, because a decision might be overlooked.") from error


def _base_snapshot(in_force: Snapshot | None, landings: Sequence[Landing], program: str) -> Snapshot | None:
    """The snapshot in force if this run can add to it: made by the same program, from the oldest of `landings`, with files intact."""
    if in_force is None:
        return None
    inputs = list(in_force.manifest.inputs)
    held = landings[: len(inputs)]
    if in_force.manifest.program != with_mappings(program, held):
        return None
    # The order matters: what counts as new or revised depends on what landed before.
    return in_force if inputs == [landing.id for landing in held] and not in_force.faults() else None
