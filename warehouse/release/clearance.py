"""What one clearance may see of a snapshot: the same tables under the same names, without anything marked above it.

A restricted database has the published files as views in the schema `whole`, which no query names, and in `main` the tables that
this clearance may see. Every query therefore runs on it unchanged, and nothing made from it (a count, a facet, a chart, a file)
can contain more. Rules:

* A report marked above the clearance is removed with all its revisions; so is an earlier revision marked above it.
* An incident that other reports describe as well is composed anew from those alone; one that rests on nothing else is removed.
* Links and decisions that name a removed report are removed; a removed rival is no longer named.
* The counts of a source or landing are taken again from what is left. Nobody has marked quarantined records, so those of a source
  from which anything was removed show neither text nor message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import duckdb

from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import ALL_INCIDENTS, Snapshot, leave_out_withdrawn
from warehouse.contract.taxonomy import MARKS
from warehouse.queries.run import load_sql, run_query, statement_parameters
from warehouse.release.retelling import add_h3_cell

_BUILT_FIRST: Final = ("bound", "touched", "retold", "sources_cut", "rivals", "decisions_cut")
"""Helper tables in the order in which they need each other."""

_SHARED: Final = frozenset({"touched", "retold"})
"""Statements that releases use too; they are written for the schemas of those."""


def is_above(con: duckdb.DuckDBPyConnection, marks: Sequence[str]) -> bool:
    """Whether the snapshot behind `con` (its complete tables) contains any report that is not marked with one of `marks`."""
    return bool(run_query(con, "clearance_above", {"marks": list(marks)})["above"][0].as_py())


def open_restricted(snapshot: Snapshot, marks: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """A new in-memory database of `snapshot` with only what is marked with one of `marks`. Raises SnapshotError."""
    con = snapshot.open_database(schema="whole")
    add_h3_cell(con)
    con.execute("CREATE SCHEMA permitted")
    # A view cannot take parameters, so the marks are kept in a table.
    con.execute("CREATE TABLE permitted.handling AS SELECT $marks::VARCHAR[] AS marks", {"marks": list(marks)})
    values: dict[str, Any] = {"marks": list(marks), "order": list(MARKS)}
    for name in _BUILT_FIRST:
        con.execute(
            f"CREATE TABLE permitted.{name} AS {restricted_statement(name)}", {key: values[key] for key in _restricted_parameters(name)}
        )
    # Landings and sources are counted from the permitted revisions, so these come first.
    for name in sorted(TABLES, key=lambda table: table in ("landings", "sources")):
        con.execute(f"CREATE VIEW main.{ALL_INCIDENTS if name == 'incidents' else name} AS {restricted_statement(name)}")
    leave_out_withdrawn(con)
    return con


def restricted_statement(name: str) -> str:
    """The SQL that builds one table of a restricted database."""
    # Shared statements read `main` and write to `released`; here the complete tables are in `whole`, the helpers in `permitted`.
    text = load_sql(name if name in _SHARED else f"clearance_{name}")
    return text.replace("main.", "whole.").replace("released.", "permitted.") if name in _SHARED | {"incident_reports"} else text


def _restricted_parameters(name: str) -> frozenset[str]:
    return statement_parameters(name if name in _SHARED else f"clearance_{name}")
