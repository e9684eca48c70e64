"""Tables in slices: what a publish does not change is the same file in both snapshots, and what they hold is what a rebuild gives."""

from __future__ import annotations

import errno
import os
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.chain import run
from data_pipeline.differences import find_differences
from data_pipeline.steps.staging import cut_rows
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import asam_json, asam_record, content, land_bytes
from warehouse.contract.schema import KEPT_FOR_NEXT_RUN, TABLES
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store

REPORTS = 60
CHANGED = ("reports", "report_revisions", "incidents", "incident_reports", "linkage")


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data_pipeline.steps.staging.FEWEST_ROWS", 5)


def reports(*numbers: int, text: str = "robbers boarded") -> bytes:
    """ASAM reports a hundred days apart, so that none is linked with another."""
    days = {n: date(2005, 1, 1) + timedelta(days=100 * n) for n in numbers}
    return asam_json(
        *(
            asam_record(
                n,
                reference=f"2005-{n:03d}",
                date=days[n].isoformat(),
                victim=f"Tanker KEEL {n}A",
                description=f"On {days[n]:%d %B}, {text} the tanker KEEL {n}A.",
            )
            for n in numbers
        )
    )


@pytest.fixture
def first(settings: Settings) -> Snapshot:
    """Every second of 60 reports, published."""
    land_bytes(settings, "asam", reports(*range(0, REPORTS, 2)), "api_json")
    snapshot = run(settings).snapshot
    assert snapshot is not None
    return snapshot


def published(settings: Settings, content: bytes, day: int = 1) -> Snapshot:
    land_bytes(settings, "asam", content, "api_json", day=day)
    snapshot = run(settings).snapshot
    assert snapshot is not None
    return snapshot


def shared_files(before: Snapshot, after: Snapshot, table: str) -> tuple[int, int]:
    """Files of a table that two snapshots share, and all that the later one has."""
    known = {file.stat().st_ino for file in before.table_files(table)}
    files = after.table_files(table)
    return sum(file.stat().st_ino in known for file in files), len(files)


def rows_in_order(snapshot: Snapshot) -> None:
    """Every table is sorted over all its files, and no value of its first column is in two of them."""
    for name, table in {**TABLES, **KEPT_FOR_NEXT_RUN}.items():
        rows = snapshot.read_table(name, table.order).to_pylist()
        keys = [[(row[column] is None, row[column]) for column in table.order] for row in rows]
        assert keys == sorted(keys), name
        firsts = [{row[table.order[0]] for row in pq.read_table(file).to_pylist()} for file in snapshot.table_files(name)]
        assert sum(len(values) for values in firsts) == len(set().union(*firsts)), name


def test_a_new_report_rewrites_one_slice_of_each_table(settings: Settings, first: Snapshot) -> None:
    after = published(settings, reports(31))
    for table in CHANGED:
        shared, files = shared_files(first, after, table)
        assert (files - shared, files >= 4) == (1, True), table
    for table in ("sea_regions", "decisions", "quarantine", "links"):
        assert shared_files(first, after, table) == (1, 1), table
    assert after.manifest.tables["reports"].rows == REPORTS // 2 + 1
    rows_in_order(after)


def test_a_revision_that_moves_a_report_in_time_leaves_no_copy_behind(settings: Settings, first: Snapshot) -> None:
    moved = asam_record(2, reference="2005-002", date="2019-06-01", victim="Tanker KEEL 2A", description="On 1 June, robbers boarded it.")
    after = published(settings, asam_json(moved))
    assert [str(row["occurred_on"]) for row in after.read_table("reports", filters=[("native_ref", "=", "2005-002")]).to_pylist()] == [
        "2019-06-01"
    ]
    shared, files = shared_files(first, after, "reports")
    assert files - shared <= 2
    rows_in_order(after)
    assert_as_rebuilt(settings, after)


def test_many_runs_add_up_to_what_a_rebuild_gives(settings: Settings, first: Snapshot) -> None:
    """New reports at the ends and in the middle, revisions, and a file that says nothing new; slices grow, are cut, and stay sorted."""
    assert first.faults() == []
    steps = [reports(1, 59), reports(20, 22, text="pirates fired upon"), reports(*range(31, 50, 2)), reports(4), reports(*range(200, 230))]
    for day, landed in enumerate(steps, 1):
        after = published(settings, landed, day)
        rows_in_order(after)
        assert after.faults() == []
    assert max(file.rows for file in after.manifest.tables["reports"].files) <= 11
    assert_as_rebuilt(settings, after)


def assert_as_rebuilt(settings: Settings, added: Snapshot) -> None:
    rebuilt = run(settings, rebuild=True).snapshot
    assert rebuilt is not None
    assert [str(difference) for difference in find_differences(added, rebuilt)] == []
    assert shared_files(added, rebuilt, "reports")[0] == 0, "a rebuild has files of its own"


def test_a_file_that_says_nothing_new_shares_all_reports(settings: Settings, first: Snapshot) -> None:
    after = published(settings, asam_json(*reports_again(settings)))
    for table in CHANGED:
        shared, files = shared_files(first, after, table)
        assert shared == files, table


def reports_again(settings: Settings) -> list[dict[str, object]]:
    records: list[dict[str, object]] = orjson.loads(reports(*range(0, REPORTS, 2)))["asam"]
    return records[:7]


def test_where_the_file_system_has_no_links_files_are_copied(settings: Settings, first: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(file: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    after = published(settings, reports(31))
    assert shared_files(first, after, "reports")[0] == 0
    assert after.faults() == []
    assert_as_rebuilt(settings, after)


def test_retired_snapshots_take_no_shared_file_with_them(settings: Settings, first: Snapshot, store: Store) -> None:
    before = content(published(settings, reports(31)))
    assert store.retire(keep=1) == [first.id]
    assert not first.folder.exists()
    assert store.open().faults() == []
    assert content(store.open()) == before
    assert all(file.stat().st_nlink == 1 for file in store.open().folder.iterdir())


def test_damage_to_a_shared_file_is_found_in_every_snapshot_and_mended_by_a_run(settings: Settings, first: Snapshot, cli: Cli) -> None:
    after = published(settings, reports(31))
    shared = next(file for file in after.table_files("reports") if file.stat().st_nlink > 1)
    shared.write_bytes(shared.read_bytes()[:-30])
    answer = cli("doctor")
    for snapshot in (first, after):
        assert f"snapshot {snapshot.id}: table reports has been changed since it was published." in answer.out
    assert cli("run", "--offline").status == 0
    mended = Store(settings.data).open()
    assert (mended.id != after.id, mended.faults()) == (True, [])
    assert mended.manifest.tables["reports"].rows == REPORTS // 2 + 1


@given(st.lists(st.one_of(st.none(), st.integers(0, 9))), st.integers(1, 7), st.integers(1, 5))
def test_rows_are_cut_where_a_value_changes(values: list[int | None], rows: int, size: int) -> None:
    values = sorted(values, key=lambda value: (value is None, value))
    table = pa.table({"value": pa.array(values, pa.int32())})
    parts = [part["value"].to_pylist() for part in cut_rows(table.to_batches(max_chunksize=size), "value", rows)]
    assert [value for part in parts for value in part] == values
    assert all(len(part) >= rows for part in parts[:-1])
    assert all(part[-1] != following[0] for part, following in pairwise(parts))
    # Without its last value a part would be too small: nothing is longer than it must be.
    assert all(len([value for value in part if value != part[-1]]) < rows for part in parts[:-1])
