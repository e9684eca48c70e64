"""Snapshots into the bucket: each file once, CURRENT last, and of two publishers one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import obstore
import pytest
from obstore.store import MemoryStore

from data_pipeline.doctor.bucket import bucket_findings
from data_pipeline.errors import NotUploaded
from data_pipeline.upload.job import is_due, upload_health, upload_in_force
from data_pipeline.upload.prune import prune
from data_pipeline.upload.state import read_state, upload_folder
from data_pipeline.upload.upload import published_pointer, refuse_unconditional, upload_snapshot
from tests.support.published import republish, table_rows
from tests.upload.conftest import ADDRESS, NOW, keys, published
from warehouse.contract.bucket.access import Bucket, BucketError, ConditionFailed
from warehouse.contract.bucket.layout import CURRENT, file_key, manifest_key, parse_file_key, parse_manifest_key
from warehouse.contract.manifest import Pointer
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store

MINUTE = timedelta(minutes=1)


def publish_again(small: Snapshot, settings: Settings, now: Any = NOW + MINUTE) -> Snapshot:
    """Another snapshot, in which one table differs."""
    rows = table_rows(small, "sources")
    return republish(small, settings.data, {"sources": [row | {"title": f"Titles of {now}"} for row in rows]}, now=now)


def in_force_there(bucket: Bucket) -> Pointer:
    seen = published_pointer(bucket)
    assert seen is not None
    return seen.pointer


def test_a_snapshot_goes_up_whole_and_what_is_there_does_not_go_up_again(
    bucket: Bucket, objects: MemoryStore, settings: Settings, small: Snapshot
) -> None:
    first = published(settings)
    assert is_due(settings)
    upload_in_force(settings, NOW)
    assert not is_due(settings)
    entries = {file.sha256: file for table in first.manifest.tables.values() for file in table.files}
    assert keys(objects) == {CURRENT, manifest_key(in_force_there(bucket)), *map(file_key, entries)}
    for entry in entries.values():
        assert bucket.get(file_key(entry.sha256)).content == (first.folder / entry.name).read_bytes()
    assert bucket.get(CURRENT).content == Store(settings.data).pointer.read_bytes()
    before = keys(objects)
    second = publish_again(small, settings)
    said = upload_in_force(settings, NOW + MINUTE)
    [new_file] = [key for key in keys(objects) - before if parse_file_key(key)]
    assert f"snapshot {second.id} is in {ADDRESS}: 1 files" in said
    manifest_bytes = (second.folder / "manifest.json").stat().st_size
    assert read_state(settings).bytes == len(bucket.get(new_file).content) + manifest_bytes
    assert in_force_there(bucket).snapshot_id == second.id
    assert all(finding.ok for finding in bucket_findings(settings))


def test_of_two_publishers_who_saw_the_same_one_wins_and_the_other_leaves_nothing_that_is_read(
    bucket: Bucket, objects: MemoryStore, settings: Settings, small: Snapshot, tmp_path: Path
) -> None:
    upload_in_force(settings, NOW)
    seen = published_pointer(bucket)
    winner = publish_again(small, settings)
    loser = republish(small, tmp_path / "other", {"sources": []}, now=NOW + 2 * MINUTE)
    upload_snapshot(bucket, winner, seen)
    with pytest.raises(NotUploaded, match=f"another publisher was faster: CURRENT in {ADDRESS} now names snapshot {winner.id}"):
        upload_snapshot(bucket, loser, seen)
    assert in_force_there(bucket).snapshot_id == winner.id
    assert {pointer.snapshot_id for key in keys(objects) if (pointer := parse_manifest_key(key))} == {seen.pointer.snapshot_id, winner.id}  # type: ignore[union-attr]


def test_of_two_first_publishers_one_wins(bucket: Bucket, settings: Settings, small: Snapshot, tmp_path: Path) -> None:
    upload_snapshot(bucket, published(settings), None)
    with pytest.raises(NotUploaded, match="another publisher was faster"):
        upload_snapshot(bucket, republish(small, tmp_path / "other", {}, now=NOW + MINUTE), None)
    assert in_force_there(bucket).snapshot_id == published(settings).id


def test_a_condition_refused_for_a_request_that_had_won_is_no_loss(bucket: Bucket, settings: Settings) -> None:
    """Its answer was lost on the way, and it was sent again."""
    upload_snapshot(bucket, published(settings), None)
    upload_snapshot(bucket, published(settings), None)
    assert in_force_there(bucket).snapshot_id == published(settings).id


def test_another_data_folder_s_snapshot_is_left_until_somebody_says_otherwise(
    bucket: Bucket, settings: Settings, small: Snapshot, tmp_path: Path
) -> None:
    upload_in_force(settings, NOW)
    other = replace(settings, data=tmp_path / "other")
    republish(small, other.data, {}, now=NOW + MINUTE)
    with pytest.raises(NotUploaded, match="which this data folder did not publish, and has been left as it is"):
        upload_in_force(other, NOW)
    assert in_force_there(bucket).snapshot_id == published(settings).id
    upload_in_force(other, NOW, take_over=True)
    assert in_force_there(bucket).snapshot_id == published(other).id


def test_an_upload_that_was_killed_after_the_move_is_not_taken_for_another_s(bucket: Bucket, settings: Settings, small: Snapshot) -> None:
    upload_in_force(settings, NOW)
    (upload_folder(settings) / "upload.json").unlink()
    publish_again(small, settings)
    upload_in_force(settings, NOW)
    assert in_force_there(bucket).snapshot_id == published(settings).id


def test_a_failure_is_kept_since_when_and_told_and_ends(
    bucket: Bucket, settings: Settings, small: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_in_force(settings, NOW)
    last = published(settings)
    publish_again(small, settings)
    with monkeypatch.context() as away:
        away.setattr(Bucket, "put", refuse)
        for minutes in (2, 5):
            with pytest.raises(NotUploaded, match="could not be reached"):
                upload_in_force(settings, NOW + minutes * MINUTE)
        health = upload_health(settings)
        assert health is not None
        assert (health.snapshot, health.failing_since) == (last.id, NOW + 2 * MINUTE)
        assert in_force_there(bucket).snapshot_id == last.id
        [fault] = [finding.text for finding in bucket_findings(settings) if not finding.ok]
        assert "not uploaded since 20 November 2026, 12:02 UTC" in fault
    assert is_due(settings)
    upload_in_force(settings, NOW + 9 * MINUTE)
    health = upload_health(settings)
    assert health is not None
    assert (health.snapshot, health.failing_since) == (published(settings).id, None)


def refuse(bucket: Bucket, key: str, content: object) -> None:
    raise BucketError(f"{bucket.address} could not be reached")


def test_a_file_that_has_changed_on_the_disk_goes_nowhere(bucket: Bucket, settings: Settings) -> None:
    [file] = published(settings).table_files("sources")
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(NotUploaded, match="has been changed since it was published"):
        upload_in_force(settings, NOW)
    assert published_pointer(bucket) is None


def test_what_is_missing_there_is_found_and_goes_up_again(bucket: Bucket, objects: MemoryStore, settings: Settings) -> None:
    upload_in_force(settings, NOW)
    lost, spoiled = sorted(key for key in keys(objects) if parse_file_key(key))[:2]
    whole = bucket.get(spoiled).content
    obstore.delete(objects, lost)
    obstore.put(objects, spoiled, b"x" * len(whole))
    [fault] = [finding.text for finding in bucket_findings(settings) if not finding.ok]
    assert "1 of" in fault
    assert "upload --all-files" in fault
    upload_in_force(settings, NOW, all_files=True)
    assert all(finding.ok for finding in bucket_findings(settings))
    assert bucket.get(spoiled).content == whole


def test_old_snapshots_go_by_the_rule_of_the_data_folder_and_files_with_the_last_that_names_them(
    bucket: Bucket, objects: MemoryStore, settings: Settings, small: Snapshot
) -> None:
    ids = [published(settings).id]
    for number in range(1, 4):
        ids.append(publish_again(small, settings, NOW + number * timedelta(days=10)).id)
        upload_in_force(settings, NOW)
    # 20 and 30 November, 10 and 20 December; the first went up with none of its own.
    upload_stray = file_key("0" * 64)
    bucket.put(upload_stray, b"of an upload that was broken off")
    assert prune(bucket, Store(settings.data), 1) == [ids[2]]
    assert upload_stray in keys(objects), "it may be on its way up"
    # It came after CURRENT was moved, so it is younger than that.
    prune(bucket, Store(settings.data), 1, grace=timedelta(minutes=-1))
    left = {pointer.snapshot_id for key in keys(objects) if (pointer := parse_manifest_key(key))}
    assert left == {ids[1], ids[3]}
    kept = [Store(settings.data).open(snapshot_id) for snapshot_id in left]
    named = {file.sha256 for snapshot in kept for table in snapshot.manifest.tables.values() for file in table.files}
    assert {digest for key in keys(objects) if (digest := parse_file_key(key))} == named


def test_what_current_names_stays_however_old_it_is(bucket: Bucket, settings: Settings, small: Snapshot) -> None:
    newest = publish_again(small, settings)
    upload_snapshot(bucket, newest, None)
    upload_snapshot(bucket, Store(settings.data).open(Store(settings.data).ids()[0]), published_pointer(bucket))
    assert prune(bucket, Store(settings.data), 1, grace=timedelta(0)) == []
    pointer = in_force_there(bucket)
    bucket.get(manifest_key(pointer))
    assert all(finding.ok for finding in bucket_findings(settings) if "files" in finding.text)


def test_a_service_without_conditions_is_refused(monkeypatch: pytest.MonkeyPatch, bucket: Bucket, settings: Settings) -> None:
    def put_whatever(self: Bucket, key: str, content: bytes, etag: str = "") -> None:
        self.put(key, content)

    refuse_unconditional(bucket)
    for name in ("put_first", "replace"):
        with monkeypatch.context() as ignoring:
            ignoring.setattr(Bucket, name, put_whatever)
            with pytest.raises(NotUploaded, match="the service ignores the conditions"):
                upload_in_force(settings, NOW)
        assert published_pointer(bucket) is None


@pytest.mark.parametrize("number", range(4))
def test_an_upload_broken_off_anywhere_leaves_what_was_in_force(
    number: int, bucket: Bucket, settings: Settings, small: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the list, at a file, at the manifest, at CURRENT."""
    upload_in_force(settings, NOW)
    before = in_force_there(bucket)
    publish_again(small, settings)
    calls: Iterator[int] = iter(range(100))

    def breaking(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            if next(calls) == number:
                raise BucketError("could not be reached")
            return method(*args)

        return call

    with monkeypatch.context() as broken:
        for name in ("listed", "put", "replace"):
            broken.setattr(Bucket, name, breaking(getattr(Bucket, name)))
        with pytest.raises(NotUploaded):
            upload_in_force(settings, NOW)
    assert in_force_there(bucket) == before
    upload_in_force(settings, NOW)
    assert in_force_there(bucket).snapshot_id == published(settings).id


def test_conditions_are_told_from_other_failures(bucket: Bucket) -> None:
    bucket.put_first("a", b"1")
    with pytest.raises(ConditionFailed):
        bucket.put_first("a", b"2")
    etag = bucket.get("a").etag
    bucket.replace("a", b"3", etag)
    with pytest.raises(ConditionFailed):
        bucket.replace("a", b"4", etag)
    assert bucket.get("a").content == b"3"
    assert bucket.get_unless("a", bucket.get("a").etag) is None
    bucket.delete(["a", "a"])
