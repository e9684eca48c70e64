"""A rerun that changes nothing asks the database nothing, on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from pages.shell import navigation
from tests.pages.conftest import Open
from tests.support.published import table_rows
from warehouse import cache
from warehouse.contract.snapshot import Snapshot
from warehouse.queries import run

Publish = Callable[..., Snapshot]
WITHOUT_FIGURES = {"pages/fleet/page.py"}
"""Pages that ask the warehouse for nothing until somebody has kept something."""
SCRIPTS = [entry.script for entry in navigation.all_entries() if entry.script not in WITHOUT_FIGURES]


class Counter:
    """Names of the .sql files that were run, whatever module runs them. No result of another test is kept."""

    def __init__(self) -> None:
        self.ran: list[str] = []


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    cache.clear_cache()
    found = Counter()
    original = run.load_sql

    def counting(name: str, given: frozenset[str] = frozenset()) -> str:
        found.ran.append(name)
        return original(name, given)

    monkeypatch.setattr(run, "load_sql", counting)
    yield found


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_rerun_that_changes_nothing_recomputes_nothing(script: str, published: Publish, open_page: Open, counter: Counter) -> None:
    published()
    at = open_page(script)
    assert counter.ran, "the counter sees what the first run asks"
    at.run()  # what the first run wrote to the address is read by this one
    counter.ran.clear()
    at.run()
    assert not at.exception
    assert counter.ran == []
    assert not open_page(script).exception
    assert counter.ran == [], "nor does another session"


def test_the_full_card_recomputes_nothing(base: Snapshot, published: Publish, open_page: Open, counter: Counter) -> None:
    published()
    one = next(row["incident_id"] for row in table_rows(base, "incidents") if row["report_count"] == 2)
    at = open_page("pages/incident/page.py", id=one)
    assert "similar_incidents" in counter.ran
    counter.ran.clear()
    at.run()
    assert counter.ran == []


def test_the_counter_counts(base: Snapshot, counter: Counter) -> None:
    with base.open_database() as con:
        asked: Any = run.run_query(con, "region_titles")
    assert isinstance(con, duckdb.DuckDBPyConnection) and asked.num_rows
    assert counter.ran == ["region_titles"]
