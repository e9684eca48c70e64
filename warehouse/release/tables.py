"""What of a snapshot may be handed out: a second set of tables, beside the whole ones, that any query can read.

The tables stand in the schema `released` of the snapshot's in-memory database. Every query of this package runs on
them unchanged, so nothing that is made from them (a count, a chart, a file) can hold more than they do, and filters
see only what goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa
from h3.api import basic_int as h3

from warehouse.contract.taxonomy import MARKS, VESSEL_TYPE, VESSEL_TYPE_PARENT
from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered
from warehouse.queries.run import parameters, run, sql

MEMBERS: Final = "members"
"""The source whose reports come from the operator's own members."""

_KEPT: Final = ("release_bound", "release_touched", "release_retold", "release_coarse", "release_coarse_reports")
_VIEWS: Final = (
    "release_reports", "release_report_revisions", "release_incidents", "release_incident_reports", "release_links", "release_decisions",
    "release_quarantine", "release_landings", "release_sources", "release_sea_regions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """Under filters. `untouched`: incidents that go out as they are; `retold`: without reports above the mark."""

    untouched: int
    incidents_above: int
    retold: int
    reports_above: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Under filters, of what goes out: incidents, reports, incidents as they are, and members' incidents in cells."""

    incidents: int
    reports: int
    untouched: int
    coarsened: int


@dataclass(frozen=True, slots=True)
class MembersWithheld:
    """In the whole snapshot: members' reports that do not go out, their reporters, and the reports that do, coarsened."""

    reports: int
    reporters: int
    coarsened: int


def release(con: duckdb.DuckDBPyConnection, marks: Sequence[str], k: int, salt: str) -> duckdb.DuckDBPyConnection:
    """A cursor of the snapshot's database `con` that reads only what may go out.

    `marks`: the TLP codes that may; `k`: least number of reporters in a cell of members' reports; `salt` makes the
    ids of members' reports such that nobody can tell them from the outside. Call it once for a database.
    """
    con.create_function("h3_cell", h3.latlng_to_cell, ["DOUBLE", "DOUBLE", "INTEGER"], "UBIGINT")
    con.execute("CREATE SCHEMA released")
    groups = {code: vessel_group(code) for code in VESSEL_TYPE}
    values: dict[str, Any] = {
        "members": MEMBERS, "marks": list(marks), "order": list(MARKS), "k": k, "salt": salt,
        "types": list(groups), "groups": list(groups.values()),
    }  # fmt: skip
    con.execute(
        "CREATE TABLE released.handling AS SELECT $members AS members, $marks::VARCHAR[] AS marks", _only(values, "members", "marks")
    )
    empty = ""
    for name in _KEPT:
        made = con.execute(f"CREATE TABLE released.{_table(name)} AS {sql(name)}{empty}", _only(values, *parameters(name)))
        if name == "release_bound" and made.fetchall() == [(0,)]:
            # Nothing is above the mark or a member's, as in most snapshots: what would be made of it need not be looked for.
            empty = " WITH NO DATA"
    for name in _VIEWS:
        con.execute(f"CREATE VIEW released.{_table(name)} AS {sql(name)}")
    cursor = con.cursor()
    cursor.execute("USE released")
    return cursor


def vessel_group(code: str) -> str:
    """The group that members' ships are coarsened to: tankers, other cargo ships, merchant ships of a kind not told, others."""
    groups = ("tanker", "cargo_ship", "merchant_vessel")
    found = code
    while found not in groups:
        if found not in VESSEL_TYPE_PARENT:
            return "other"
        found = VESSEL_TYPE_PARENT[found]
    return found


def counts(con: duckdb.DuckDBPyConnection, filters: Filters) -> Counts:
    """What becomes of the incidents that `filters` leave in the whole snapshot; `con` reads the whole tables."""
    return Counts(**filtered(con, "release_counts", filters).to_pylist()[0])


def kept(con: duckdb.DuckDBPyConnection, filters: Filters) -> Kept:
    """What `filters` leave among the incidents that go out."""
    return Kept(**filtered(con, "release_kept", filters).to_pylist()[0])


def narratives(con: duckdb.DuckDBPyConnection, filters: Filters) -> list[dict[str, Any]]:
    """Texts that are cut or left out: source, title, rule (`short`, `none` or `unstated`), texts."""
    found: list[dict[str, Any]] = filtered(con, "release_narratives", filters).to_pylist()
    return found


def attributions(con: duckdb.DuckDBPyConnection, filters: Filters) -> list[dict[str, Any]]:
    """Source, title, licence and attribution of every source behind what goes out."""
    found: list[dict[str, Any]] = filtered(con, "release_attributions", filters).to_pylist()
    return found


def members(con: duckdb.DuckDBPyConnection) -> MembersWithheld:
    """What of the members' reports does not go out, over the whole snapshot."""
    return MembersWithheld(**run(con, "release_members").to_pylist()[0])


def going_out(con: duckdb.DuckDBPyConnection, of: str, ids: Sequence[str | None]) -> pa.Table:
    """Those of the `ids` (of `reports` or `incidents`) that go out as the whole snapshot tells them: id; of reports narrative, why."""
    name = "release_ids_of_reports" if of == "reports" else "release_ids_of_incidents"
    return run(con, name, {"ids": [one for one in ids if one is not None]})


def _table(name: str) -> str:
    return name.removeprefix("release_")


def _only(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names}
