"""Following CURRENT in the bucket: a look every few seconds, and what is new is fetched whole before anybody is shown it.

Whatever goes wrong, what was in force stays in force, and the health says since when and why. Several processes may share one cache; one
fetches, the others find what it has brought.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from warehouse.contract.bucket.access import Bucket, BucketError, Fetched, ObjectAbsent, open_bucket
from warehouse.contract.bucket.layout import CURRENT
from warehouse.contract.data_lock import FolderBusy, lock_folder
from warehouse.contract.health.document import LONGEST_TEXT
from warehouse.contract.health.replica import ReplicaHealth, read_replica_health, write_replica_health
from warehouse.contract.manifest import Pointer, parse_pointer
from warehouse.contract.settings import Settings, SettingsError
from warehouse.contract.snapshot import SnapshotError, Store
from warehouse.contract.typed_fields import FieldFault
from warehouse.replica.fetch import NotFetched, fetch_snapshot

_LOG: Final = logging.getLogger(__name__)
LOOK_EVERY = 3.0
"""Seconds between two looks at CURRENT; one costs a request of 500 bytes."""
CHECK_EVERY: Final = 60.0
"""Seconds between two checks that the cache has not been damaged; files that nobody has touched are not read again."""
_FAILED_WAIT: Final = 3.0
_FAILED_MOST: Final = 60.0
"""Seconds until a snapshot that could not be fetched is tried again, doubling; a new CURRENT does not wait."""
_NOTE_EVERY: Final = timedelta(seconds=30)


class Follower:
    """Keeps the data folder of these settings in step with `snapshots_from`. One for a process."""

    def __init__(self, settings: Settings, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._elapsed = elapsed
        self._store = Store(settings.data)
        self._bucket: Bucket | None = None
        self._etag = ""
        self._failed_etag = ""
        self._failures = 0
        self._retry_at = 0.0
        self._check_at = 0.0
        self.health = read_replica_health(settings.data, settings.snapshots_from)

    def follow(self, stop: threading.Event) -> None:
        """Look again and again until `stop`."""
        while True:
            self.look()
            if stop.wait(LOOK_EVERY):
                return

    def look(self) -> None:
        """Look at CURRENT once and fetch what it names, if that is new here; what fails is kept in the health."""
        try:
            is_in_step = self._bring_up_to_date()
        except ObjectAbsent as error:
            self._note_failure(f"{error}: nothing has been published there yet, or it has been deleted")
        except (BucketError, NotFetched, SnapshotError, SettingsError, FieldFault) as error:
            self._note_failure(str(error))
        except OSError as error:
            self._note_failure(f"the cache cannot be written: {error.strerror or error}")
        else:
            if is_in_step:
                self._note(replace(self.health, reached_at=datetime.now(UTC), failing_since=None, text=""))

    def _bring_up_to_date(self) -> bool:
        """Whether the cache has what CURRENT names; False while that waits for another process or for the next attempt."""
        fetched = self._read_current()
        if fetched is None:
            return True
        if fetched.etag == self._failed_etag and self._elapsed() < self._retry_at:
            return False
        self._failed_etag = fetched.etag
        self._failures, self._retry_at = self._failures + 1, self._elapsed() + min(_FAILED_WAIT * 2.0**self._failures, _FAILED_MOST)
        try:
            with lock_folder(self._settings.data):
                self._put_in_force(parse_pointer(fetched.content))
        except FolderBusy:
            self._failures, self._retry_at = 0, 0.0
            return False
        self._etag, self._failed_etag, self._failures = fetched.etag, "", 0
        return True

    def _read_current(self) -> Fetched | None:
        """CURRENT in the bucket; None where it is what is in force here, and whole."""
        if self._bucket is None:
            self._bucket = open_bucket(self._settings.snapshots_from, self._settings)
        is_known = bool(self._etag) and self._is_whole()
        return self._bucket.get_unless(CURRENT, self._etag) if is_known else self._bucket.get(CURRENT)

    def _put_in_force(self, pointer: Pointer) -> None:
        assert self._bucket is not None
        if self._pointer_here() == pointer and self._is_whole(at_once=True):
            return
        snapshot = fetch_snapshot(self._bucket, self._store, pointer)
        self._store.retire(self._settings.keep_snapshots)
        _LOG.info("snapshot %s has been fetched from %s", snapshot.id, self._settings.snapshots_from)

    def _pointer_here(self) -> Pointer | None:
        try:
            return self._store.read_pointer()
        except SnapshotError:
            return None

    def _is_whole(self, at_once: bool = False) -> bool:
        """Whether the snapshot in force here has all its files as published; looked at once a minute."""
        if not at_once and self._elapsed() < self._check_at:
            return True
        self._check_at = self._elapsed() + CHECK_EVERY
        try:
            return not self._store.open().faults()
        except SnapshotError:
            return False

    def _note_failure(self, text: str) -> None:
        since = self.health.failing_since or datetime.now(UTC)
        if text[:LONGEST_TEXT] != self.health.text:
            _LOG.warning("%s", text)
        self._note(replace(self.health, failing_since=since, text=text[:LONGEST_TEXT]))

    def _note(self, health: ReplicaHealth) -> None:
        """Keep the health, in the file too where it says something new."""
        kept, self.health = self.health, health
        written = read_replica_health(self._settings.data, health.address)
        is_old = written.reached_at is None or (health.reached_at or written.reached_at) - written.reached_at > _NOTE_EVERY
        if (kept.failing_since, kept.text) != (health.failing_since, health.text) or written.text != health.text or is_old:
            try:
                write_replica_health(self._settings.data, health)
            except OSError as error:
                _LOG.warning("the cache cannot be written: %s", error.strerror or error)


@contextmanager
def following(settings: Settings | None) -> Iterator[None]:
    """While it lasts, a thread follows the bucket, if the settings name one."""
    if settings is None or not settings.snapshots_from:
        yield
        return
    stop = threading.Event()
    # A daemon: killed in the middle of a fetch it leaves nothing half in force, and the server need not wait for it to end.
    threading.Thread(target=Follower(settings).follow, args=(stop,), name="follow snapshots", daemon=True).start()
    try:
        yield
    finally:
        stop.set()
