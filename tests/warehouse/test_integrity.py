"""No changed bit is read as if it were true: readers get the last good snapshot and are told, operators are told what to do."""

from __future__ import annotations

import json
import random
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.conftest import ROOT
from tests.support.published import republish
from warehouse.contract.manifest import sealed_manifest
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.in_force import CheckedStore

CASES = ROOT.parent / "shared" / "cases" / "security"
FLIPS = 250


@pytest.fixture
def store(invented: Snapshot, tmp_path: Path) -> Store:
    """A store with two snapshots of invented incidents, the newer in slices."""
    republish(invented, tmp_path, {})
    republish(invented, tmp_path, {}, slices=3)
    return Store(tmp_path)


def flip_bit(file: Path, bit: int) -> None:
    content = bytearray(file.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    file.write_bytes(content)


def test_no_flipped_bit_is_silent(store: Store) -> None:
    """In any file of the snapshot in force, or in CURRENT."""
    older, newest = store.ids()
    rng = random.Random(20)
    files = [store.pointer, *(store.folder / newest).iterdir()]
    for number in range(FLIPS):
        file = files[number % len(files)]
        whole = file.read_bytes()
        flip_bit(file, rng.randrange(8 * len(whole)))
        served = CheckedStore(store).in_force()
        assert served.fault, f"{file.name} {number}"
        # Where the hash in CURRENT has changed, it may as well be the manifest that has.
        assert served.snapshot.id in ((newest, older) if file == store.pointer else (older,))
        file.write_bytes(whole)
    assert CheckedStore(store).in_force().fault is None


def test_no_flipped_bit_in_a_kept_manifest_is_silent(store: Store) -> None:
    older = store.ids()[0]
    file, rng = store.folder / older / "manifest.json", random.Random(21)
    whole = file.read_bytes()
    for number in range(FLIPS):
        flip_bit(file, rng.randrange(8 * len(whole)))
        with pytest.raises(SnapshotError, match=r"its manifest cannot be read|has been changed since it was published|is missing"):
            CheckedStore(store).kept(older)
        file.write_bytes(whole)
        assert number < FLIPS


def _wrong_manifests() -> list[tuple[str, str, Any]]:
    wrong = json.loads((CASES / "manifest_wrong_types.json").read_text()) if CASES.is_dir() else {"null": ["inputs", "tables"]}
    values = {"null": None, "str": "x", "list": [1]}
    return [(kind, name, values.get(kind)) for kind, names in wrong.items() for name in names if kind != "without"]


WRONG_MANIFESTS = [*_wrong_manifests(), ("int", "demo", 1), ("object", "tables", {"reports": {"rows": -1}})]


@pytest.mark.parametrize(("kind", "name", "value"), WRONG_MANIFESTS)
def test_a_manifest_of_wrong_types_is_one_line(store: Store, kind: str, name: str, value: Any) -> None:
    """Also where the damage is sealed, as a program with a fault would leave it."""
    older, newest = store.ids()
    file = store.folder / newest / "manifest.json"
    file.write_bytes(sealed_manifest({**orjson.loads(file.read_bytes()), name: value}))
    store.pointer.write_text(newest)
    served = CheckedStore(store).in_force()
    assert served.snapshot.id == older
    assert served.fault and served.fault.startswith(f"snapshot {newest}: its manifest cannot be read (") and "\n" not in served.fault
    with pytest.raises(SnapshotError, match=name.removesuffix("s")):
        _ = store.open().manifest


def _truncate(pointer: Path) -> None:
    pointer.write_bytes(pointer.read_bytes()[:40])


def _make_folder(pointer: Path) -> None:
    pointer.unlink()
    pointer.mkdir()


DAMAGE: list[Callable[[Path], object]] = [
    lambda pointer: pointer.write_bytes(b""),
    lambda pointer: pointer.write_bytes(b"\xff\xfe\x00"),
    lambda pointer: pointer.write_bytes(b"../.."),
    lambda pointer: pointer.write_bytes(b"0" * 3_000_000),
    lambda pointer: pointer.write_bytes(b"20200101T000000"),
    _truncate,
    _make_folder,
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_current_serves_the_newest_good_snapshot_and_is_mended_by_the_next(
    store: Store, invented: Snapshot, damage: Callable[[Path], object]
) -> None:
    newest = store.ids()[-1]
    damage(store.pointer)
    with pytest.raises(SnapshotError, match=r"CURRENT, which names the snapshot in force, cannot be read|there is no snapshot"):
        store.open()
    served = CheckedStore(store).in_force()
    assert (served.snapshot.id, served.fault is None) == (newest, False)
    after = republish(invented, store.data, {})
    assert (store.open().id, CheckedStore(store).in_force().fault) == (after.id, None)


def test_nothing_is_served_where_everything_is_damaged(store: Store) -> None:
    for snapshot_id in store.ids():
        flip_bit(store.open(snapshot_id).table_files("incidents")[-1], 800)
    with pytest.raises(SnapshotError, match="table incidents has been changed since it was published"):
        CheckedStore(store).in_force()


def test_readers_stay_on_the_last_snapshot_while_the_next_is_being_checked(
    store: Store, invented: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked, may_go_on, check = CheckedStore(store), threading.Event(), Snapshot.faults
    before = checked.in_force().snapshot

    def slow_check(snapshot: Snapshot) -> list[str]:
        may_go_on.wait(20)
        return check(snapshot)

    monkeypatch.setattr(Snapshot, "faults", slow_check)
    monkeypatch.setattr("warehouse.in_force.PATIENCE", 0.01)
    after = republish(invented, store.data, {})
    assert [checked.in_force().snapshot.id for _ in range(3)] == [before.id] * 3
    may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "check snapshot":
            thread.join(20)
    assert (checked.in_force().snapshot.id, checked.in_force().fault) == (after.id, None)


def test_each_snapshot_is_checked_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    checks, check = [], Snapshot.faults

    def counted(snapshot: Snapshot) -> list[str]:
        checks.append(snapshot.id)
        return check(snapshot)

    monkeypatch.setattr(Snapshot, "faults", counted)
    checked = CheckedStore(store)
    threads = [threading.Thread(target=checked.in_force) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert checked.in_force().snapshot is checked.in_force().snapshot
    assert checks == [store.ids()[-1]]


def test_restored_files_are_served_again(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = store.ids()[-1]
    file = store.open().table_files("reports")[1]
    shutil.copy(file, tmp_path / "backup")
    flip_bit(file, 4_000)
    checked = CheckedStore(store)
    assert checked.in_force().fault
    shutil.copy(tmp_path / "backup", file)
    assert checked.in_force().fault
    monkeypatch.setattr("warehouse.in_force.RECHECK_AFTER", 0.0)
    checked.in_force()
    for thread in threading.enumerate():
        if thread.name == "check snapshot":
            thread.join(20)
    assert (checked.in_force().snapshot.id, checked.in_force().fault) == (newest, None)
