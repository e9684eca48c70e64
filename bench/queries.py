"""A page's queries against the same SQL handed to DuckDB directly."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb

from bench.measure import show
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
    """A connection that notes every statement with its parameters, and hands it on."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self.asked: list[tuple[str, Any]] = []

    def sql(self, statement: str, params: Any = None) -> Any:
        self.asked.append((statement, params))
        return self._con.sql(statement, params=params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)


def main(data: Path) -> None:
    """Print the map page's queries as a ratio to the same SQL in bare DuckDB; aim 1.3."""
    snapshot = Store(data).open()
    con = snapshot.open_database()
    ours, bare = 0.0, 0.0
    for filters in UNDER:
        recorder = Recorder(con)
        page(recorder, filters)  # type: ignore[arg-type]
        ours += median(lambda filters=filters: page(con, filters))  # type: ignore[misc]
        bare += median(lambda asked=recorder.asked: [con.sql(text, params=values).to_arrow_table() for text, values in asked])  # type: ignore[misc]
    show(f"map page's queries, {snapshot.manifest['tables']['incidents']['rows']:,} incidents", 1000 * ours / len(UNDER), "ms")
    show("  to the same SQL in bare DuckDB", ours / bare, "times", aim=1.3)


def page(con: duckdb.DuckDBPyConnection, filters: Filters) -> None:
    """What one run of the incident map asks."""
    incidents.summarise_incidents(con, filters)
    hexagons.hexagon_counts(con, filters, 3, "number")
    incidents.newest_incidents(con, filters, 200)
    choices.facet_counts(con, filters)


def median(call: Callable[[], Any]) -> float:
    """Median seconds of TIMES calls, after one to warm up."""
    call()
    seconds = []
    for _ in range(TIMES):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)
