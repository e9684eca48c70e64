"""Readers stay on the last snapshot while a server works out its pages on the next one, and no longer than that."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.support.published import republish, view_as
from warehouse import cache
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.in_force import CheckedStore
from warehouse.view import SnapshotView


@pytest.fixture
def store(invented: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    # However slow the machine, a new snapshot has been checked when it is asked for.
    monkeypatch.setattr("warehouse.in_force.PATIENCE", 60.0)
    republish(invented, tmp_path, {})
    return Store(tmp_path)


def shown(checked: CheckedStore) -> str:
    return checked.in_force().snapshot.id


def test_without_preparation_a_new_snapshot_is_shown_at_once(store: Store, invented: Snapshot) -> None:
    checked = CheckedStore(store)
    assert shown(checked) == store.ids()[0]
    assert republish(invented, store.data, {}).id == shown(checked)


def test_a_new_snapshot_is_shown_once_it_is_prepared(store: Store, invented: Snapshot) -> None:
    checked = CheckedStore(store)
    with checked.preparing_always():
        first = shown(checked)
        second = republish(invented, store.data, {}).id
        assert (shown(checked), checked.newest().snapshot.id) == (first, second)
        with checked.prepared() as preparing:
            assert preparing.snapshot.id == second
            # What is published meanwhile is prepared after this one.
            third = republish(invented, store.data, {}).id
            assert (shown(checked), checked.in_preparation().snapshot.id) == (first, second)
        assert (shown(checked), checked.in_preparation().snapshot.id) == (second, second)
        with checked.prepared():
            pass
        assert shown(checked) == third


def test_a_preparation_that_fails_shows_nothing_and_holds_nothing_back_for_ever(
    store: Store, invented: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = CheckedStore(store)
    with pytest.raises(RuntimeError), checked.preparing_always():
        first = shown(checked)
        second = republish(invented, store.data, {}).id
        with pytest.raises(ZeroDivisionError), checked.prepared():
            raise ZeroDivisionError
        assert (shown(checked), checked.in_preparation().snapshot.id) == (first, first)
        monkeypatch.setattr("warehouse.in_force.LONGEST_PREPARATION", 0.0)
        assert shown(checked) == second
        monkeypatch.setattr("warehouse.in_force.LONGEST_PREPARATION", 300.0)
        third = republish(invented, store.data, {}).id
        assert shown(checked) == second
        raise RuntimeError
    assert shown(checked) == third, "the server no longer prepares anything"


def test_what_is_gone_or_damaged_is_not_shown_for_the_sake_of_preparation(store: Store, invented: Snapshot) -> None:
    checked = CheckedStore(store)
    with checked.preparing_always():
        first = checked.in_force().snapshot
        second = republish(invented, store.data, {})
        shutil.rmtree(first.folder)
        assert shown(checked) == second.id
        third = republish(invented, store.data, {})
        third.table_files("incidents")[0].write_bytes(b"PAR1")
        served = checked.in_force()
        assert (served.snapshot.id, bool(served.fault)) == (second.id, True)


def test_there_is_nothing_to_prepare_before_the_first_publish(tmp_path: Path) -> None:
    checked = CheckedStore(Store(tmp_path))
    with pytest.raises(SnapshotError, match="nothing has been published yet"), checked.prepared():
        pytest.fail("prepared")


def test_results_of_superseded_snapshots_are_dropped(store: Store, invented: Snapshot) -> None:
    ran: list[str] = []

    def count_incidents(con: duckdb.DuckDBPyConnection, snapshot_id: str) -> int:
        ran.append(snapshot_id)
        [[number]] = con.sql("SELECT count(*) FROM incidents").fetchall()
        return int(number)

    def build(view: SnapshotView) -> int:
        ran.append(f"document {view.id}")
        return 1

    cache.clear_cache()
    views = [view_as(snapshot) for snapshot in (store.open(), republish(invented, store.data, {}))]
    for _ in range(2):
        for view in views:
            assert cache.query(count_incidents, view, view.id) > 0
            assert cache.build_document(build, view) == 1
    old, new = (view.id for view in views)
    assert ran == [old, f"document {old}", new, f"document {new}"]
    cache.keep_results_of({new})
    for view in views:
        cache.query(count_incidents, view, view.id)
        cache.build_document(build, view)
    assert ran[4:] == [old, f"document {old}"]
