"""A data folder with a published snapshot, and a bucket in memory that holds conditions as S3 does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore

from data_pipeline.doctor import bucket as bucket_checks
from data_pipeline.upload import job
from tests.pipeline.helpers import settings_in
from tests.support.published import republish
from tests.support.snapshots import build_snapshot
from warehouse.contract.bucket.access import Bucket
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store

ADDRESS = "s3://watch/snapshots"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of 60 invented incidents."""
    return build_snapshot(tmp_path_factory.mktemp("small"), 60)


@pytest.fixture
def objects() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def bucket(objects: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """The bucket that the settings name, for job and doctor as well."""
    bucket = Bucket(objects, ADDRESS)
    for module in (job, bucket_checks):
        monkeypatch.setattr(module, "open_bucket", lambda address, settings: bucket)
    return bucket


@pytest.fixture
def settings(tmp_path: Path, small: Snapshot) -> Settings:
    """Those of a data folder with one snapshot, which is to go up."""
    data = tmp_path / "data"
    republish(small, data, {}, now=NOW)
    return settings_in(data, snapshots_to=ADDRESS)


def keys(objects: MemoryStore) -> set[str]:
    """All keys in the bucket."""
    return {meta["path"] for chunk in obstore.list(objects) for meta in chunk}


def published(settings: Settings) -> Snapshot:
    """The snapshot in force in the data folder."""
    return Store(settings.data).open()
