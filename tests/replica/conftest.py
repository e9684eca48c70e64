"""A publisher with its bucket, and a replica that follows it, on a clock that a test moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from data_pipeline.upload.job import upload_in_force
from tests.pipeline.helpers import settings_in
from tests.support.published import republish, table_rows
from tests.upload.conftest import ADDRESS, NOW, bucket, objects, settings, small
from warehouse.contract.bucket.access import Bucket
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.replica import follow
from warehouse.replica.follow import Follower

__all__ = ["bucket", "objects", "settings", "small"]


@dataclass
class Following:
    """A publisher, a replica and what lies between."""

    publisher: Settings
    replica: Settings
    bucket: Bucket
    objects: MemoryStore
    base: Snapshot
    seconds: float = 0.0
    published: int = 0
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """The replica's process ends and starts again."""
        self.follower = Follower(self.replica, lambda: self.seconds)

    def publish(self) -> str:
        """Another snapshot, in which one table differs, is published and put into the bucket; returns its id."""
        self.published += 1
        rows = [row | {"title": f"Titles, {self.published}"} for row in table_rows(self.base, "sources")]
        snapshot = republish(self.base, self.publisher.data, {"sources": rows}, now=NOW + self.published * timedelta(minutes=1))
        upload_in_force(self.publisher, NOW)
        return snapshot.id

    def look(self, seconds: float = 3.0) -> None:
        """Time passes, and the replica looks."""
        self.seconds += seconds
        self.follower.look()

    def shown(self) -> str | None:
        """The id of the snapshot that is in force on the replica; it must be whole."""
        try:
            snapshot = Store(self.replica.data).open()
        except SnapshotError:
            return None
        assert snapshot.faults() == []
        return snapshot.id


@pytest.fixture
def world(
    settings: Settings, bucket: Bucket, objects: MemoryStore, small: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Following:
    open_bucket: Callable[[str, Settings], Bucket] = lambda address, chosen: bucket  # noqa: E731
    monkeypatch.setattr(follow, "open_bucket", open_bucket)
    replica = settings_in(tmp_path / "cache", snapshots_from=ADDRESS, keep_snapshots="2")
    return Following(settings, replica, bucket, objects, small)
