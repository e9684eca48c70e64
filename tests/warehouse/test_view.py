"""What a reader's view holds: nothing marked above the clearance, whatever is asked, and nothing less than the rest."""

from __future__ import annotations

import ast
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import ROOT
from tests.support.marked import Tables, mark_reports, permitted_tables, publish_marked, secrets_above
from tests.support.published import republish, view_as
from tests.support.snapshots import build_snapshot
from warehouse import cache
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.contract.taxonomy import MARKS
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.queries.run import sql_files
from warehouse.reader import LOCAL, Reader
from warehouse.view import view

CLEARANCES = ("CLEAR", "GREEN", "AMBER", "RED")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("plain"), 600)


@pytest.fixture(scope="module")
def marked(base: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Tables]:
    data = tmp_path_factory.mktemp("marked")
    tables = publish_marked(base, data)
    return Store(data).open(), tables


def table_of(con: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    order = ", ".join(TABLES[name].key)
    found: list[dict[str, Any]] = con.sql(f"SELECT * FROM {name} ORDER BY {order}").to_arrow_table().to_pylist()
    return found


@pytest.mark.parametrize("clearance", CLEARANCES)
@pytest.mark.parametrize("name", list(TABLES))
def test_a_view_holds_what_the_clearance_permits_and_all_of_it(clearance: str, name: str, marked: tuple[Snapshot, Tables]) -> None:
    snapshot, tables = marked
    expected = sorted(permitted_tables(tables, clearance)[name], key=lambda row: tuple(row[key] for key in TABLES[name].key))
    found = table_of(view_as(snapshot, clearance).connect(), name)
    assert found == expected
    assert list(found[0]) == TABLES[name].names() if found else True
    assert not [word for word in secrets_above(clearance) if word in str(found)]


def test_the_marked_tables_do_test_something(marked: tuple[Snapshot, Tables]) -> None:
    """There are incidents told anew, links with rivals cut, decisions hidden, and narrower words in every table that can hold them."""
    tables, clear = marked[1], permitted_tables(marked[1], "CLEAR")
    assert 0 < len(clear["incidents"]) < len(tables["incidents"])
    old_counts = {row["incident_id"]: row["report_count"] for row in tables["incidents"]}
    assert [row for row in clear["incidents"] if row["report_count"] < old_counts.get(row["incident_id"], 99)], "none is told anew"
    assert 0 < len(clear["decisions"]) < len(tables["decisions"])
    for name in {*TABLES} - {"sources", "sea_regions"}:
        assert [word for word in secrets_above("CLEAR") if word in str(tables[name])], name


@pytest.mark.parametrize("clearance", CLEARANCES)
def test_no_count_facet_or_search_tells_of_more(clearance: str, marked: tuple[Snapshot, Tables]) -> None:
    snapshot, tables = marked
    sight, expected = view_as(snapshot, clearance), permitted_tables(tables, clearance)
    assert cache.query(incidents.summarise_incidents, sight, Filters()).incidents == len(expected["incidents"])
    assert cache.query(incidents.count_reports, sight, Filters()) == len(expected["reports"])
    for word in secrets_above(clearance):
        assert cache.query(incidents.summarise_incidents, sight, Filters(text=word)).incidents == 0
    for word in {*secrets_above("CLEAR")} - {*secrets_above(clearance)}:
        assert cache.query(incidents.summarise_incidents, sight, Filters(text=word)).incidents > 0


def test_where_nothing_is_above_the_reader_the_whole_tables_are_shared(base: Snapshot) -> None:
    everybody = [view(base, Reader(clearance=mark)) for mark in MARKS]
    assert set(everybody) == {view(base, LOCAL)}
    assert not everybody[0].is_restricted
    views = everybody[0].connect().sql("SELECT table_schema, table_type FROM information_schema.tables").fetchall()
    assert {(schema, kind) for schema, kind in views if schema != "main" or kind != "VIEW"} <= {("main", "BASE TABLE")}, "nothing is copied"


def test_an_earlier_revision_above_the_clearance_is_gone(base: Snapshot, tmp_path: Path) -> None:
    tables = mark_reports(base)
    clear = next(row for row in tables["report_revisions"] if row["tlp"] == "CLEAR")
    earlier = clear | {"tlp": "RED", "narrative": "QZREDX said first", "sighting": clear["sighting"] + 1}
    snapshot = republish(base, tmp_path, {"report_revisions": [earlier, clear]})
    sight = view_as(snapshot, "GREEN")
    assert sight.is_restricted, "a mark in an old revision alone is found"
    assert [row["tlp"] for row in table_of(sight.connect(), "report_revisions")] == ["CLEAR"]
    assert len(table_of(sight.connect(), "reports")) == len(table_of(view_as(snapshot).connect(), "reports"))


def test_readers_who_take_turns_in_one_server_never_mix(marked: tuple[Snapshot, Tables]) -> None:
    """Eight threads ask for the same cached answers under changing clearances."""
    snapshot, tables = marked
    expected = {clearance: len(permitted_tables(tables, clearance)["incidents"]) for clearance in CLEARANCES}
    assert len(set(expected.values())) == len(CLEARANCES)
    cache.clear_cache()
    wrong: list[tuple[str, int]] = []

    def ask(start: int) -> None:
        for turn in range(40):
            clearance = CLEARANCES[(start + turn) % len(CLEARANCES)]
            number = cache.query(incidents.summarise_incidents, view_as(snapshot, clearance), Filters()).incidents
            listed = len(cache.query(incidents.newest_incidents, view_as(snapshot, clearance), Filters(), 5000)["incident_id"])
            if (number, listed) != (expected[clearance], expected[clearance]):
                wrong.append((clearance, number))

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_clearance_that_tlp_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="PURPLE"):
        Reader(clearance="PURPLE")


def test_a_view_is_the_only_way_to_a_connection() -> None:
    """Pages, briefings, analytics and the API never open a snapshot's whole tables."""
    openers = {"warehouse/view.py", "warehouse/release/clearance.py", "warehouse/contract/snapshot.py"}
    found = []
    for room in ("pages", "briefing", "analytics", "api", "warehouse"):
        for file in sorted((ROOT / room).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                named = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
                if named in ("open_database", "read_parquet", "read_table") and name not in openers:
                    found.append(f"{name}:{getattr(node, 'lineno', 0)} {named}")
                if named == "connect" and isinstance(node, ast.Attribute) and ast.unparse(node.value) == "duckdb" and name not in openers:
                    found.append(f"{name}:{node.lineno} duckdb.connect")
    assert found == []


def test_no_statement_outside_release_names_the_whole_tables() -> None:
    assert [
        name for name, file in sql_files().items() if "whole." in file.read_text(encoding="utf-8") and "release" not in file.parts
    ] == []
