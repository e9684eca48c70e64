"""A page's queries compared with the same SQL run in DuckDB directly."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb

from bench.measure import print_figure
from warehouse.contract.snapshot import Store
from warehouse.filters import Filters
from warehouse.queries.filtering import choices
from warehouse.queries.incidents import hexagons, incidents

TIMES: Final = 7
UNDER: Final = (
    Filters(),
    Filters(categories=("piracy_robbery",)),
    Filters(regions=("singapore_strait", "gulf_of_guinea"), severities=("1", "2")),
)


class Recorder:
    """A connection that records every statement with its parameters before running it."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self.statements: list[tuple[str, Any]] = []

    def sql(self, statement: str, params: Any = None) -> Any:
        self.statements.append((statement, params))
        return self._con.sql(statement, params=params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)


def main(data: Path) -> None:
    """Print the map page's queries as a ratio to the same SQL in bare DuckDB; aim 1.3."""
    snapshot = Store(data).open()
    con = snapshot.open_database()
    own, bare = 0.0, 0.0
    for filters in UNDER:
        recorder = Recorder(con)
        run_page_queries(recorder, filters)  # type: ignore[arg-type]
        own += median_seconds(partial(run_page_queries, con, filters))
        bare += median_seconds(partial(run_statements, con, recorder.statements))
    print_figure(f"map page's queries, {snapshot.manifest.tables['incidents'].rows:,} incidents", 1000 * own / len(UNDER), "ms")
    print_figure("  to the same SQL in bare DuckDB", own / bare, "times", aim=1.3)


def run_statements(con: duckdb.DuckDBPyConnection, statements: Sequence[tuple[str, Any]]) -> None:
    """The recorded statements, without anything that the project adds."""
    for text, values in statements:
        con.sql(text, params=values).to_arrow_table()


def run_page_queries(con: duckdb.DuckDBPyConnection, filters: Filters) -> None:
    """The queries of one run of the incident map."""
    incidents.summarise_incidents(con, filters)
    hexagons.hexagon_counts(con, filters, 3, "number")
    incidents.newest_incidents(con, filters, 200)
    choices.facet_counts(con, filters)


def median_seconds(call: Callable[[], Any]) -> float:
    """Median seconds of TIMES calls, after one to warm up the caches."""
    call()
    seconds = []
    for _ in range(TIMES):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)
