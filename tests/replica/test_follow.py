"""A replica: what is new comes whole or not at all, only what it lacks is fetched, and whatever fails leaves the old state in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import obstore
import pytest

from tests.replica.conftest import Following
from tests.upload.conftest import ADDRESS, keys
from tests.upload.test_upload import in_force_there
from warehouse.contract.bucket.access import Bucket, BucketError
from warehouse.contract.bucket.layout import CURRENT, manifest_key, parse_file_key
from warehouse.contract.data_lock import lock_folder
from warehouse.contract.health.replica import read_replica_health
from warehouse.contract.manifest import Pointer
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.replica import fetch, follow


def fetched_keys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of files that are downloaded from now on."""
    noted: list[str] = []
    download = Bucket.download

    def note(bucket: Bucket, key: str, file: Path) -> str:
        noted.append(key)
        return download(bucket, key, file)

    monkeypatch.setattr(Bucket, "download", note)
    return noted


def away(bucket: Bucket, *args: Any) -> Any:
    raise BucketError(f"{ADDRESS} could not be reached")


def test_a_new_snapshot_is_shown_and_only_what_is_new_is_fetched(world: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.publish()
    world.look()
    assert world.shown() == first
    assert world.follower.health.failing_since is None
    noted = fetched_keys(monkeypatch)
    second = world.publish()
    world.look()
    assert world.shown() == second
    assert len(noted) == 1
    copy, original = (Store(settings.data).open() for settings in (world.replica, world.publisher))
    assert (copy.folder / "manifest.json").read_bytes() == (original.folder / "manifest.json").read_bytes()
    assert copy.read_table("sources").equals(original.read_table("sources"))


def test_an_unchanged_pointer_costs_one_request_without_an_answer(world: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish()
    world.look()
    monkeypatch.setattr(Bucket, "get", away)
    answers: list[Any] = []
    get_unless = Bucket.get_unless
    monkeypatch.setattr(Bucket, "get_unless", lambda *args: answers.append(get_unless(*args)))
    for _ in range(5):
        world.look()
    assert answers == [None] * 5
    assert world.follower.health.failing_since is None


def test_a_bucket_that_is_away_leaves_the_cache_in_force_and_says_since_when(world: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = world.publish()
    world.look()
    world.restart()
    with monkeypatch.context() as gone:
        for name in ("get", "get_unless"):
            gone.setattr(Bucket, name, away)
        world.look()
        since = world.follower.health.failing_since
        world.look()
        assert world.shown() == shown
        health = read_replica_health(world.replica.data, ADDRESS)
        assert (health.failing_since, health.text) == (since, f"{ADDRESS} could not be reached")
        assert health.reached_at is not None
        world.restart()
        world.look()
        assert world.follower.health.failing_since == since, "a restart does not forget since when"
    newer = world.publish()
    world.look()
    assert world.shown() == newer
    assert read_replica_health(world.replica.data, ADDRESS).failing_since is None


def test_without_bucket_and_cache_there_is_nothing_and_it_says_so(world: Following) -> None:
    world.look()
    assert world.shown() is None
    assert world.follower.health.text == f"{ADDRESS} has no CURRENT: nothing has been published there yet, or it has been deleted"


def of_new_file(world: Following, before: set[str]) -> str:
    [key] = [key for key in keys(world.objects) - before if parse_file_key(key)]
    return key


def test_a_file_with_a_wrong_hash_is_not_shown_and_what_was_fetched_is_kept_for_the_next_attempt(
    world: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = world.publish()
    world.look()
    before = keys(world.objects)
    newer = world.publish()
    key = of_new_file(world, before)
    whole = world.bucket.get(key).content
    for broken, words in ((whole[:-1] + bytes([whole[-1] ^ 1]), "is damaged in the bucket"), (b"", "is damaged in the bucket")):
        world.bucket.put(key, broken)
        world.look(100)
        assert world.shown() == shown
        assert words in world.follower.health.text
    obstore.delete(world.objects, key)
    world.look(100)
    assert "has no files/" in world.follower.health.text
    world.bucket.put(key, whole)
    noted = fetched_keys(monkeypatch)
    world.look(100)
    assert (world.shown(), noted) == (newer, [key])
    assert not list((world.replica.data / fetch.INCOMING).iterdir())


def test_a_damaged_snapshot_is_tried_again_ever_more_rarely_and_a_newer_one_at_once(
    world: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publish()
    world.look()
    before = keys(world.objects)
    world.publish()
    key = of_new_file(world, before)
    world.bucket.put(key, b"spoiled")
    noted = fetched_keys(monkeypatch)
    for _ in range(40):
        world.look()
    assert 3 < len(noted) < 9
    newest = world.publish()
    world.look()
    assert world.shown() == newest


@pytest.mark.parametrize("content", [b"", b"nonsense", b"20261120T120100", b"20261120T120100 " + b"0" * 64 + b"\n"])
def test_a_pointer_that_leads_nowhere_changes_nothing(world: Following, content: bytes) -> None:
    shown = world.publish()
    world.look()
    world.bucket.put(CURRENT, content)
    world.look()
    assert world.shown() == shown
    assert world.follower.health.failing_since is not None


def test_a_manifest_that_was_changed_or_is_of_a_newer_program_is_refused(world: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = world.publish()
    world.look()
    world.publish()
    key = manifest_key(in_force_there(world.bucket))
    whole = world.bucket.get(key).content
    world.bucket.put(key, whole.replace(b'"demo": false', b'"demo": true '))
    world.look(100)
    assert "manifest" in world.follower.health.text
    world.bucket.put(key, whole)
    monkeypatch.setattr(fetch, "SCHEMA_VERSION", 1)
    monkeypatch.setattr(fetch, "OLDEST_READABLE", 1)
    world.look(100)
    assert "Install the version of Anchorwatch that published it" in world.follower.health.text
    assert Store(world.replica.data).current_id() == shown


def test_a_cache_that_was_damaged_is_mended_from_the_bucket(world: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = world.publish()
    world.look()
    [file] = Store(world.replica.data).open().table_files("sources")
    file.write_bytes(file.read_bytes()[:-1])
    noted = fetched_keys(monkeypatch)
    world.look(follow.CHECK_EVERY + 1)
    assert (world.shown(), len(noted)) == (shown, 1)
    Store(world.replica.data).pointer.write_bytes(b"spoiled")
    world.look(follow.CHECK_EVERY + 1)
    assert (world.shown(), len(noted)) == (shown, 1)


def test_the_cache_keeps_the_newest_snapshots_only(world: Following) -> None:
    ids = []
    for _ in range(4):
        ids.append(world.publish())
        world.look()
    assert Store(world.replica.data).ids() == ids[-2:]


def test_a_pointer_that_goes_back_is_followed(world: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.publish()
    pointer = in_force_there(world.bucket)
    world.look()
    world.publish()
    world.look()
    noted = fetched_keys(monkeypatch)
    world.bucket.put(CURRENT, pointer.to_bytes())
    world.look()
    assert (world.shown(), noted) == (first, [])


def test_two_processes_share_a_cache(world: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = world.publish()
    with lock_folder(world.replica.data):
        world.look()
        assert world.shown() is None
        assert world.follower.health.failing_since is None
    noted = fetched_keys(monkeypatch)
    world.look()
    assert world.shown() == newer
    before = len(noted)
    world.restart()
    world.look()
    assert len(noted) == before, "what another process has brought is not fetched again"


@pytest.mark.parametrize("step", ["download", "write_atomically", "put_in_force"])
def test_a_fetch_that_breaks_off_anywhere_shows_the_old_state_and_goes_on_later(
    step: str, world: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = world.publish()
    world.look()
    newer = world.publish()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    owner: Any = {"download": Bucket, "write_atomically": fetch, "put_in_force": Store}[step]
    with monkeypatch.context() as broken:
        broken.setattr(owner, step, full)
        world.look()
        assert world.shown() == shown
        assert world.follower.health.text == "the cache cannot be written: No space left on device"
    world.look(100)
    assert world.shown() == newer


def test_the_pointer_is_the_last_thing_written(world: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the cache at any moment of a fetch finds a whole snapshot."""
    world.publish()
    world.look()
    newer = world.publish()
    seen: list[str | None] = []
    replace = Store.put_in_force

    def look_first(store: Store, staged: Path, pointer: Pointer) -> Snapshot:
        seen.append(world.shown())
        return replace(store, staged, pointer)

    monkeypatch.setattr(Store, "put_in_force", look_first)
    world.look()
    assert len(seen) == 1
    assert seen[0] != newer == world.shown()
