"""Snapshots: published whole or not at all, kept as promised, opened with a clear word when something is wrong."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.contract.files import sha256, sha256_once, write_atomically
from warehouse.contract.manifest import Pointer, sealed_manifest
from warehouse.contract.schema import OLDEST_READABLE, SCHEMA_VERSION, TABLES
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

NOW = datetime(2026, 3, 15, 12, 0, 0, tzinfo=UTC)
COUNTER = itertools.count()


def stage(store: Store, **tables: pa.Table) -> Path:
    staged = store.data / f"staged-{next(COUNTER)}"
    staged.mkdir(parents=True)
    for name, table in TABLES.items():
        pq.write_table(tables.get(name, table.arrow().empty_table()), staged / f"{name}.parquet")
    return staged


def publish(store: Store, now: datetime = NOW, **facts: Any) -> Snapshot:
    return store.publish(stage(store), facts, now)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "it's data")


def test_before_the_first_publish(store: Store) -> None:
    assert (store.ids(), store.current_id()) == ([], None)
    with pytest.raises(SnapshotError, match=r"nothing has been published yet\. Run `python -m data_pipeline run`"):
        store.open()


def test_what_is_published_is_opened(store: Store) -> None:
    published = publish(store, demo=True, program="kept")
    opened = store.open()
    assert (opened.id, opened.is_demo, opened.published_at) == ("20260315T120000", True, NOW) == (published.id, True, NOW)
    assert opened.manifest.program == "kept"
    assert opened.manifest.schema_version == SCHEMA_VERSION
    assert opened.faults() == []
    for name, said in opened.manifest.tables.items():
        [file] = opened.table_files(name)
        assert (said.rows, [entry.sha256 for entry in said.files]) == (0, [sha256(file)])
    con = opened.open_database()
    assert {row[0] for row in con.execute("SHOW TABLES").fetchall()} == {*TABLES, "all_incidents"}
    assert con.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)


def test_ids_sort_by_time_even_when_the_clock_stands_or_runs_back(store: Store) -> None:
    moments = [NOW, NOW, NOW, NOW - timedelta(hours=1), NOW + timedelta(seconds=1)]
    ids = [publish(store, moment).id for moment in moments]
    assert ids == sorted(ids) == store.ids()
    assert ids[:4] == ["20260315T120000", "20260315T120000-0001", "20260315T120000-0002", "20260315T120000-0003"]
    assert store.current_id() == ids[-1]


def test_a_leftover_folder_is_not_published_over(store: Store) -> None:
    (store.folder / "20260315T120000").mkdir(parents=True)
    (store.folder / "20260315T120000" / "reports.parquet").write_bytes(b"left")
    assert store.ids() == []
    assert publish(store).id == "20260315T120000-0001"


def test_any_kept_snapshot_is_opened_as_of(store: Store) -> None:
    first, second = publish(store, program="first"), publish(store, NOW + timedelta(days=1), program="second")
    assert store.open().manifest.program == "second"
    assert store.open(first.id).manifest.program == "first"
    assert store.open(second.id).published_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("wanted", ["20200101T000000", "../../etc", "20260315T120000/..", "x"])
def test_a_snapshot_that_is_not_there_is_named(store: Store, wanted: str) -> None:
    publish(store)
    with pytest.raises(SnapshotError, match=r"there is no snapshot '.*`python -m data_pipeline snapshots` lists them"):
        store.open(wanted)


def test_a_current_that_names_nothing_is_told(store: Store) -> None:
    publish(store)
    store.pointer.write_bytes(b"20200101T000000")
    with pytest.raises(SnapshotError, match="there is no snapshot"):
        store.open()


def test_a_table_that_differs_from_the_schema_is_not_published(store: Store) -> None:
    before = publish(store)
    schema = TABLES["incidents"].arrow()
    for wrong in (schema.remove(3), schema.append(pa.field("more", pa.string())), schema.set(1, pa.field("report_count", pa.int64()))):
        with pytest.raises(SnapshotError, match="table incidents cannot be published: it differs from the schema in"):
            store.publish(stage(store, incidents=wrong.empty_table()), {}, NOW)
    swapped = pa.schema([schema.field(1), schema.field(0), *list(schema)[2:]])
    with pytest.raises(SnapshotError, match="column order"):
        store.publish(stage(store, incidents=swapped.empty_table()), {}, NOW)
    assert store.open().id == before.id
    assert store.ids() == [before.id]


@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_table_that_is_no_table_is_not_published(store: Store, damage: str) -> None:
    staged = stage(store)
    (staged / "reports.parquet").unlink() if damage == "missing" else (staged / "reports.parquet").write_bytes(b"PAR1")
    with pytest.raises(SnapshotError, match="table reports cannot be published"):
        store.publish(staged, {}, NOW)
    assert store.current_id() is None


def test_another_schema_version_is_told(store: Store) -> None:
    change_manifest(publish(store), schema_version=SCHEMA_VERSION + 1)
    readable = rf"{OLDEST_READABLE} to {SCHEMA_VERSION}"
    wanted = rf"has schema version {SCHEMA_VERSION + 1}, this program reads {readable}\. Run `python -m data_pipeline rebuild`"
    with pytest.raises(SnapshotError, match=wanted):
        store.open().open_database()


def test_columns_gained_since_an_older_snapshot_are_null(store: Store) -> None:
    snapshot = publish(store)
    for table, column in (("sources", "narrative"), ("reports", "reporter"), ("report_revisions", "reporter")):
        kept = snapshot.read_table(table).drop_columns([column])
        pq.write_table(kept, snapshot.folder / f"{table}.parquet")
    change_manifest(snapshot, schema_version=OLDEST_READABLE)
    con = store.open().open_database()
    assert con.execute("SELECT count(narrative) FROM sources").fetchall() == [(0,)]
    assert con.execute("SELECT count(*), count(reporter) FROM reports").fetchall()[0][1] == 0


def test_a_snapshot_of_one_file_a_table_is_still_read(store: Store) -> None:
    """The manifest's form up to schema version 5."""
    snapshot = publish(store)
    entries = {name: {"rows": 0, "bytes": 1, "sha256": entry.files[0].sha256} for name, entry in snapshot.manifest.tables.items()}
    change_manifest(snapshot, schema_version=5, tables=entries)
    opened = store.open()
    assert opened.faults() == []
    assert opened.table_files("reports") == [opened.folder / "reports.parquet"]
    assert opened.open_database().execute("SELECT count(*) FROM reports").fetchall() == [(0,)]


def test_a_table_may_have_several_files(store: Store) -> None:
    staged = stage(store)
    whole = staged / "sea_regions.parquet"
    columns = {"sea_region": ["a", "b", "c"], "title": ["A", "B", "C"]}
    table = pa.table({field.name: pa.array(columns.get(field.name, [None] * 3), field.type) for field in TABLES["sea_regions"].arrow()})
    whole.unlink()
    for number, rows in ((1, table.slice(0, 2)), (2, table.slice(2))):
        pq.write_table(rows, staged / f"sea_regions-{number:04d}.parquet")
    snapshot = store.publish(staged, {}, NOW)
    entry = snapshot.manifest.tables["sea_regions"]
    assert (entry.rows, [file.name for file in entry.files]) == (3, ["sea_regions-0001.parquet", "sea_regions-0002.parquet"])
    assert snapshot.open_database().execute("SELECT list(title ORDER BY title) FROM sea_regions").fetchall() == [(["A", "B", "C"],)]
    assert snapshot.read_table("sea_regions", ["title"])["title"].to_pylist() == ["A", "B", "C"]
    (snapshot.folder / "sea_regions-0002.parquet").unlink()
    assert len(snapshot.faults()) == 1
    with pytest.raises(SnapshotError, match="table sea_regions is missing"):
        snapshot.open_database()


@pytest.mark.parametrize("name", ["../reports.parquet", "incidents.parquet", "reports-1.parquet", "/etc/passwd", ""])
def test_a_manifest_that_names_another_file_is_refused(store: Store, name: str) -> None:
    snapshot = publish(store)
    tables = orjson.loads((snapshot.folder / "manifest.json").read_bytes())["tables"]
    tables["reports"]["files"][0]["name"] = name
    change_manifest(snapshot, tables=tables)
    with pytest.raises(SnapshotError, match="table 'reports': a file is named"):
        _ = store.open().manifest


def test_a_file_is_hashed_once_until_somebody_writes_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, same = tmp_path / "file", tmp_path / "same"
    file.write_bytes(b"one")
    os.utime(file, (1e9, 1e9))
    os.link(file, same)
    first = sha256_once(file)
    with monkeypatch.context() as patched:
        patched.setattr("warehouse.contract.files.sha256", lambda file: pytest.fail("read again"))
        assert (sha256_once(file), sha256_once(same)) == (first, first)
    file.write_bytes(b"two")
    # Nobody can tell a further change within the same tick of the file system's clock: such a file is read every time.
    assert sha256_once(same) == hashlib.sha256(b"two").hexdigest()
    state = file.stat()
    file.write_bytes(b"six")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert sha256_once(same) == hashlib.sha256(b"six").hexdigest()


def change_manifest(snapshot: Snapshot, **changes: Any) -> None:
    file = snapshot.folder / "manifest.json"
    content = sealed_manifest({**orjson.loads(file.read_bytes()), **changes})
    file.write_bytes(content)
    Store(snapshot.folder.parents[1]).pointer.write_bytes(Pointer(snapshot.id, hashlib.sha256(content).hexdigest()).to_bytes())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"7", b'{"schema_version": 1}', b"\xff\xfe"])
def test_a_broken_manifest_is_told(store: Store, content: bytes) -> None:
    (publish(store).folder / "manifest.json").write_bytes(content)
    with pytest.raises(SnapshotError, match=r"its manifest cannot be read .*\. Run `python -m data_pipeline rebuild`"):
        store.open().open_database()


def test_damaged_tables_are_told(store: Store) -> None:
    snapshot = publish(store)
    (snapshot.folder / "reports.parquet").unlink()
    landings = snapshot.folder / "landings.parquet"
    landings.write_bytes(landings.read_bytes()[:-20])
    with pytest.raises(SnapshotError, match=r"table reports is missing\. Run"):
        snapshot.open_database()
    assert [fault.split(":")[1].split(".")[0] for fault in snapshot.faults()] == [
        " table landings has been changed since it was published",
        " table reports is missing",
    ]
    shutil.copy(snapshot.folder / "incidents.parquet", snapshot.folder / "reports.parquet")
    with pytest.raises(SnapshotError, match=r"table landings cannot be read .*\. Run `python -m data_pipeline rebuild`"):
        snapshot.open_database()


def test_the_newest_and_one_a_month_are_kept(store: Store) -> None:
    days = [datetime(2025, month, day, tzinfo=UTC) for month in (11, 12) for day in (1, 10, 20)]
    days += [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3, 4)]
    for moment in days:
        publish(store, moment)
    retired = store.retire(keep=2)
    assert store.ids() == ["20251120T000000", "20251220T000000", "20260103T000000", "20260104T000000"]
    assert retired == ["20251101T000000", "20251110T000000", "20251201T000000", "20251210T000000", "20260101T000000", "20260102T000000"]
    assert all(store.open(kept).faults() == [] for kept in store.ids())
    assert store.retire(keep=2) == []


def test_the_snapshot_in_force_is_kept_even_when_it_is_old(store: Store) -> None:
    old = publish(store)
    for seconds in (1, 2, 3):
        publish(store, NOW + timedelta(seconds=seconds))
    write_atomically(store.pointer, old.id.encode("ascii"))
    store.retire(keep=1)
    assert store.ids() == [old.id, "20260315T120003"]


def test_a_killed_retirement_leaves_no_half_snapshot(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds in range(3):
        publish(store, NOW + timedelta(seconds=seconds))

    def killed_half_way(folder: Path) -> None:
        (folder / "reports.parquet").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", killed_half_way)
        with pytest.raises(KeyboardInterrupt):
            store.retire(keep=1)
    assert [fault for kept in store.ids() for fault in store.open(kept).faults()] == []
    store.retire(keep=1)
    assert sorted(entry.name for entry in store.folder.iterdir()) == ["20260315T120002"]


def kill_at(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, when: Callable[[Any], bool]) -> None:
    real = getattr(target, name)

    def killed(*args: Any) -> Any:
        if when(args):
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(target, name, killed)


@pytest.mark.parametrize(
    ("step", "when"),
    [
        ("replace", lambda args: args[1].name == "manifest.json"),
        ("replace", lambda args: args[1].parent.name == "snapshots"),
        ("replace", lambda args: args[1].name == "CURRENT"),
    ],
    ids=["before the manifest", "before the folder is moved", "between folder and CURRENT"],
)
def test_a_killed_publish_leaves_the_old_snapshot_in_force(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: str, when: Callable[[Any], bool]
) -> None:
    before = publish(store, program="before")
    staged = stage(store)
    with monkeypatch.context() as patched:
        kill_at(patched, os, step, when)
        with pytest.raises(KeyboardInterrupt):
            store.publish(staged, {"program": "killed"}, NOW + timedelta(seconds=1))
    assert store.open().id == before.id
    assert store.open().faults() == []
    after = publish(store, NOW + timedelta(seconds=1), program="after")
    assert store.open().id == after.id > before.id
    assert store.open().manifest.program == "after"


def test_a_file_is_replaced_whole_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    write_atomically(file, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(file, b"new")
    assert file.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_readers_never_see_half_a_snapshot(store: Store) -> None:
    """A reader that opened one keeps it while others are published."""
    publish(store)
    con = store.open().open_database()
    for seconds in range(1, 5):
        publish(store, NOW + timedelta(seconds=seconds))
    store.retire(keep=5)
    assert con.execute("SELECT count(*) FROM reports").fetchone() == (0,)
