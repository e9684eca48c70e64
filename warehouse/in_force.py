"""Which snapshot readers are served: the one in force once all its files agree with their hashes, else the last good one.

One bit that has changed in a table may show a wrong category or date without any error. Every file is therefore read and compared with
its hash once, before anybody is shown what it holds. The first snapshot of a process is waited for (10 ms for 10,000 incidents, .2 s for
a million); a later one is checked in the background while readers stay on the one before.

A server that works out its pages before it shows them (`prepare`) keeps readers on the last snapshot for as long as that takes, so that
nobody waits for a page because something was published.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

LOG: Final = logging.getLogger(__name__)
RECHECK_AFTER: Final = 60.0
"""Seconds after which a damaged snapshot is looked at again: somebody may have restored its files."""

PATIENCE: Final = 0.3
"""Seconds that a reader waits for the check of a new snapshot before being shown the one before it."""


LONGEST_PREPARATION: Final = 300.0
"""Seconds after which readers are shown a new snapshot whether or not it has been prepared."""


@dataclass(frozen=True, slots=True)
class Served:
    """The snapshot that readers are shown. `fault`: why it is not the one in force, None where it is."""

    snapshot: Snapshot
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class _Check:
    """The check of one snapshot; `faults` is empty where there is none."""

    snapshot: Snapshot
    faults: Future[list[str]]
    started: float

    @property
    def has_expired(self) -> bool:
        return self.faults.done() and bool(self.faults.result()) and time.monotonic() - self.started > RECHECK_AFTER


class CheckedStore:
    """The snapshots of a data folder, none of them served before it has been checked. One for a whole process; threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._checks: dict[tuple[str, str | None], _Check] = {}
        self._served: Served | None = None
        self._shown: Served | None = None
        self._preparing: Served | None = None
        self._prepares = False
        self._behind_since: float | None = None

    def in_force(self) -> Served:
        """What readers are shown: `newest`, or, until that has been prepared, the snapshot that they were shown before.

        Raises SnapshotError when there is none that can be served.
        """
        newest = self.newest()
        with self._lock:
            if self._may_replace_shown(newest):
                self._shown, self._behind_since = newest, None
            assert self._shown is not None
            return self._shown

    def _may_replace_shown(self, newest: Served) -> bool:
        shown = self._shown
        if shown is None or not self._prepares or newest.fault or newest.snapshot == shown.snapshot or not shown.snapshot.folder.is_dir():
            return True
        if self._behind_since is None:
            self._behind_since = time.monotonic()
        return time.monotonic() - self._behind_since > LONGEST_PREPARATION

    @contextmanager
    def preparing_always(self) -> Iterator[None]:
        """While it lasts, readers are shown a newer snapshot only after `prepared` has ended for it."""
        self._prepares = True
        try:
            yield
        finally:
            self._prepares = False

    @contextmanager
    def prepared(self) -> Iterator[Served]:
        """Around the work to be done before readers are shown the newest snapshot. Raises SnapshotError where there is none."""
        preparing = self._preparing = self.newest()
        try:
            yield preparing
        finally:
            self._preparing = None
        with self._lock:
            self._shown, self._behind_since = preparing, None

    def in_preparation(self) -> Served:
        """The snapshot that is being prepared; what readers are shown where none is. Raises SnapshotError."""
        return self._preparing or self.in_force()

    def newest(self) -> Served:
        """The snapshot in force, or the last good one while a newer one is being checked, is damaged, or CURRENT is.

        Raises SnapshotError when there is none that can be served.
        """
        try:
            newest = self._store.open()
        except SnapshotError as error:
            if not self._store.ids():
                raise
            return self._fall_back(error)
        served, check = self._served, self._check_of(newest)
        if served and served.snapshot.id != newest.id and served.snapshot.folder.is_dir():
            wait([check.faults], PATIENCE)
            if not check.faults.done():
                return served
        if faults := check.faults.result():
            return self._fall_back(SnapshotError(faults[0]), besides=newest.id)
        self._served = Served(check.snapshot)
        return self._served

    def kept(self, snapshot_id: str) -> Snapshot:
        """The snapshot with this id. Raises SnapshotError when it is not there or damaged."""
        check = self._check_of(self._store.open(snapshot_id))
        if faults := check.faults.result():
            raise SnapshotError(faults[0])
        return check.snapshot

    def _fall_back(self, error: SnapshotError, besides: str | None = None) -> Served:
        for snapshot_id in reversed(self._store.ids()):
            if snapshot_id == besides:
                continue
            try:
                snapshot = self.kept(snapshot_id)
            except SnapshotError:
                continue
            if self._served is None or self._served.fault != str(error):
                LOG.error("%s Snapshot %s is shown instead.", error, snapshot_id)
            self._served = Served(snapshot, str(error))
            return self._served
        raise error

    def _check_of(self, snapshot: Snapshot) -> _Check:
        key = snapshot.id, snapshot.manifest_sha256
        with self._lock:
            check = self._checks.get(key)
            if check is None or check.has_expired:
                # What has been retired need not be remembered.
                present = set(self._store.ids())
                self._checks = {known: check for known, check in self._checks.items() if known[0] in present}
                check = self._checks[key] = _Check(snapshot, Future(), time.monotonic())
                threading.Thread(target=_find_faults, args=(snapshot, check.faults), name="check snapshot", daemon=True).start()
        return check


@cache
def checked_store(data: Path) -> CheckedStore:
    """The one of this process for a data folder."""
    return CheckedStore(Store(data))


def _find_faults(snapshot: Snapshot, result: Future[list[str]]) -> None:
    try:
        result.set_result(snapshot.faults())
    except SnapshotError as error:
        result.set_result([str(error)])
    except BaseException as error:
        # Whoever waits must learn of it.
        result.set_exception(error)
        raise
