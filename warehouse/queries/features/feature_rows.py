"""Features of a collection under a condition: a page of them, how many there are, one by its id, and how far they reach."""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.queries.features.conditions import ALWAYS, AllOf, AnyOf, Compare, Criterion, Missing, condition_of
from warehouse.queries.features.published import PORTS, Collection
from warehouse.queries.run import load_sql, run_query, stream_query
from warehouse.reference.geography import sea_regions
from warehouse.reference.ports import ports_by_locode

MOST_GATHERED: Final = 50_000
"""Features of a collection that are kept in memory, some 30 MB: a page of them then takes a third of the time."""

_ONE_AT_A_TIME: Final = threading.Lock()

Place = tuple[date | datetime | None, str]
"""Where a page ends: the time and the id of its last feature."""

_KEY_AND_TIME: Final = ("feature_id", "feature_time")


def feature_page(con: duckdb.DuckDBPyConnection, collection: Collection, criterion: Criterion, after: Place | None, limit: int) -> pa.Table:
    """At most `limit` features that pass `criterion`, from the one behind `after` on: the collection's columns."""
    _define_features(con, collection)
    behind = criterion if after is None else AllOf((criterion, _behind(collection, after)))
    found = run_query(con, "feature_page", {"limit": limit}, condition_of(behind, collection.by_name))
    return found.select(list(collection.by_name))


def page_and_number(
    con: duckdb.DuckDBPyConnection, collection: Collection, criterion: Criterion, after: Place | None, limit: int
) -> tuple[pa.Table, int]:
    """The same page, and how many features pass `criterion` in all."""
    return feature_page(con, collection, criterion, after, limit), _count(con, collection, criterion)


def count_features(con: duckdb.DuckDBPyConnection, collection: Collection, criterion: Criterion) -> int:
    """How many features pass `criterion`."""
    _define_features(con, collection)
    return _count(con, collection, criterion)


def _count(con: duckdb.DuckDBPyConnection, collection: Collection, criterion: Criterion) -> int:
    return int(run_query(con, "feature_count", condition=condition_of(criterion, collection.by_name))["features"][0].as_py())


def feature_by_id(con: duckdb.DuckDBPyConnection, collection: Collection, feature_id: str) -> pa.Table:
    """The feature with this id, or no row."""
    return feature_page(con, collection, Compare(collection.key, "=", feature_id), None, 1)


def time_extent(con: duckdb.DuckDBPyConnection, collection: Collection) -> tuple[date | datetime | None, date | datetime | None]:
    """The first and the last time among the features, None where there is none."""
    _define_features(con, collection)
    [row] = run_query(con, "feature_extent").to_pylist()
    return row["first_time"], row["last_time"]


def position_bounds(con: duckdb.DuckDBPyConnection, collection: Collection) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the positions of a collection of points; None where it has none."""
    _define_features(con, collection)
    [row] = run_query(con, "feature_bounds").to_pylist()
    return None if row["west"] is None else (row["west"], row["south"], row["east"], row["north"])


def stream_features(con: duckdb.DuckDBPyConnection, collection: Collection, criterion: Criterion, batch: int) -> pa.RecordBatchReader:
    """All features that pass `criterion`, in batches of at most `batch` rows and in no order.

    Read it to the end, or close it, before `con` runs anything else.
    """
    _define_features(con, collection)
    return stream_query(con, "feature_stream", batch=batch, condition=condition_of(criterion, collection.by_name))


def _define_features(con: duckdb.DuckDBPyConnection, collection: Collection) -> None:
    """Let `features` mean this collection on this connection alone: temporary views belong to one."""
    if collection.statement is None:
        con.register("features", _reference_features(collection))
    else:
        con.execute(f"CREATE OR REPLACE TEMP VIEW features AS FROM {_gathered(con, collection)}")


def _gathered(con: duckdb.DuckDBPyConnection, collection: Collection) -> str:
    """The name under which the snapshot's database has these features: few are gathered into memory once, many are read where they lie."""
    name = f"gathered_{collection.name}"
    # Sessions share the database: two of them must not gather the same at once.
    with _ONE_AT_A_TIME:
        try:
            con.table(name)
        except duckdb.CatalogException:
            content = load_sql(collection.statement or "")
            con.execute(f"CREATE OR REPLACE TEMP VIEW features AS {content}")
            kind = "TABLE" if _count(con, collection, ALWAYS) <= MOST_GATHERED else "VIEW"
            con.execute(f"CREATE {kind} {name} AS {content}")
    return name


def _reference_features(collection: Collection) -> pa.Table:
    rows: list[dict[str, Any]]
    if collection == PORTS:
        rows = [
            {"locode": port.locode, "port": port.name, "latitude": port.latitude, "longitude": port.longitude}
            for port in ports_by_locode().values()
        ]
    else:
        rows = [
            {
                "sea_region": region.code, "title": region.title, "area": region.area, "neighbours": list(region.neighbours),
                "outline_source": region.source,
            }
            for region in sea_regions().values()
        ]  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=collection.arrow())
    columns = (table[collection.key], pa.nulls(len(table), pa.date32()))
    for name, column in zip(_KEY_AND_TIME, columns, strict=True):
        table = table.append_column(name, column)
    return table


def _behind(collection: Collection, after: Place) -> Criterion:
    """What comes after a feature in the order of pages: the latest first, those without a time last."""
    moment, feature_id = after
    further = Compare(collection.key, ">", feature_id)
    if collection.starts is None:
        return further
    if moment is None:
        return AllOf((Missing(collection.starts), further))
    same_time = AllOf((Compare(collection.starts, "=", moment), further))
    return AnyOf((Compare(collection.starts, "<", moment), same_time, Missing(collection.starts)))
