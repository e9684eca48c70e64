"""A publisher, an S3 server and two replicas, each killed in turn: readers see the old state or the new one, never an error or half."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from data_pipeline.upload.job import upload_in_force
from tests.conftest import ROOT
from tests.pipeline.helpers import settings_in
from tests.support.published import landing_row, republish, table_rows
from tests.support.s3_server import ADDRESS, KEYS, S3Server, running_s3
from tests.upload.conftest import NOW, small
from warehouse.contract.bucket.access import BucketError, ConditionFailed, ObjectAbsent, open_bucket
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store

__all__ = ["small"]
PATIENCE = 60.0


@dataclass
class Replica:
    """A replica's process and all that its reader was shown, over restarts."""

    data: Path
    environ: dict[str, str]
    shown: list[str] = field(default_factory=list)

    def start(self) -> None:
        environ = {**os.environ, **self.environ, "ANCHORWATCH_DATA": str(self.data), "ANCHORWATCH_SNAPSHOTS_FROM": ADDRESS}
        command = [sys.executable, "-m", "tests.replica.reader"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self._listener.start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            self.shown.append(line.strip())

    def kill(self) -> None:
        self.process.kill()
        self._listener.join(10)
        # Closes its pipes and waits for its end.
        with self.process:
            pass

    def await_shown(self, snapshot: Snapshot) -> None:
        """Wait until its reader is shown this snapshot. Raises TimeoutError."""
        until = time.monotonic() + PATIENCE
        while not (self.shown and self.shown[-1].startswith(snapshot.id)):
            if time.monotonic() > until:
                raise TimeoutError(f"{snapshot.id} is not shown, but {self.shown[-3:]}")
            time.sleep(0.05)


@dataclass
class Scene:
    """All of them. `lines`: what a reader may be shown, by snapshot."""

    s3: S3Server
    publisher: Settings
    base: Snapshot
    replicas: list[Replica]
    lines: dict[str, str] = field(default_factory=dict)

    def publish(self) -> Snapshot:
        """Publish where the publisher is; each snapshot bears its number in two tables."""
        number = len(self.lines) + 1
        rows = [row | {"description": f"description {number}"} for row in table_rows(self.base, "sources")]
        landings = [landing_row("harbour_watch", 1, failure=f"failure {number}")]
        snapshot = republish(
            self.base, self.publisher.data, {"sources": rows, "landings": landings}, now=NOW + number * timedelta(minutes=1)
        )
        reports = self.base.manifest.tables["reports"].rows
        self.lines[snapshot.id] = f"{snapshot.id} ('description {number}', 'failure {number}', {reports})"
        return snapshot

    def publish_and_upload(self) -> Snapshot:
        snapshot = self.publish()
        upload_in_force(self.publisher, NOW)
        return snapshot

    def await_everywhere(self, snapshot: Snapshot) -> None:
        for replica in self.replicas:
            replica.await_shown(snapshot)


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


@pytest.fixture
def scene(s3: S3Server, small: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    publisher = settings_in(tmp_path / "publisher", snapshots_to=ADDRESS, object_store_endpoint=s3.endpoint)
    replicas = [Replica(tmp_path / f"replica-{number}", s3.environ) for number in (1, 2)]
    for replica in replicas:
        replica.start()
    yield Scene(s3, publisher, small, replicas)
    for replica in replicas:
        replica.kill()


def test_the_server_of_these_tests_keeps_conditions_as_s3_does(s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    bucket = open_bucket("s3://watch/conditions", settings_in(tmp_path, object_store_endpoint=s3.endpoint))
    with pytest.raises(ObjectAbsent):
        bucket.get("a")
    with pytest.raises(ConditionFailed):
        bucket.replace("a", b"1", '"0"')
    bucket.put_first("a", b"1")
    with pytest.raises(ConditionFailed):
        bucket.put_first("a", b"2")
    first = bucket.get("a")
    assert bucket.get_unless("a", first.etag) is None
    bucket.replace("a", b"3", first.etag)
    with pytest.raises(ConditionFailed):
        bucket.replace("a", b"4", first.etag)
    fetched = bucket.get_unless("a", first.etag)
    assert fetched is not None
    assert fetched.content == b"3"
    large = os.urandom(7_000_000)
    (tmp_path / "large").write_bytes(large)
    bucket.put("b/large", tmp_path / "large")
    bucket.download("b/large", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == large
    assert [(listed.key, listed.bytes) for listed in bucket.listed("b")] == [("b/large", len(large))]
    elsewhere = open_bucket("s3://no-such-bucket/x", settings_in(tmp_path, object_store_endpoint=s3.endpoint))
    with pytest.raises(BucketError) as told:
        elsewhere.put("a", b"1")
    assert str(told.value) == "s3://no-such-bucket/x has no a (NoSuchBucket)"


def test_readers_see_the_old_state_or_the_new_whoever_dies(scene: Scene) -> None:
    first, second = scene.replicas
    scene.await_everywhere(scene.publish_and_upload())

    # A replica, in the middle of whatever it does with what is new.
    newer = scene.publish_and_upload()
    first.kill()
    first.start()
    scene.await_everywhere(newer)

    # The publisher, at several moments of its upload.
    newer = scene.publish()
    environ = {**os.environ, **scene.s3.environ, "ANCHORWATCH_DATA": str(scene.publisher.data), "ANCHORWATCH_SNAPSHOTS_TO": ADDRESS}
    for seconds in (0.5, 0.8, None):
        process = subprocess.Popen([sys.executable, "-m", "data_pipeline", "upload"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
        try:
            assert process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
    scene.await_everywhere(newer)

    # The service, which loses all that it has; a replica that starts meanwhile has its cache.
    scene.s3.kill()
    second.kill()
    second.start()
    second.await_shown(newer)
    scene.s3.start()
    time.sleep(0.5)
    assert [replica.shown[-1] for replica in scene.replicas] == [scene.lines[newer.id]] * 2
    scene.await_everywhere(scene.publish_and_upload())

    for replica in scene.replicas:
        assert set(replica.shown) <= {"nothing", *scene.lines.values()}
        assert "nothing" not in replica.shown[1:], "what was shown once is shown until the next"
        order = [line.split()[0] for line in replica.shown if line != "nothing"]
        assert order == sorted(order), "nobody goes back"
        assert Store(replica.data).open().faults() == []
