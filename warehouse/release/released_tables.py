"""What may be released from a snapshot: a second set of tables, beside the complete ones, that any query can read.

The tables are in the schema `released` of the snapshot's in-memory database. Every query of `warehouse.queries` runs on them
unchanged, so nothing made from them (a count, a chart, a file) can contain more than they do, and filters apply only to what is
released.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.contract.link_codes import MEMBERS
from warehouse.contract.taxonomy import MARKS, VESSEL_TYPE, VESSEL_TYPE_PARENT
from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered
from warehouse.queries.run import load_sql, run_query, statement_parameters
from warehouse.release.retelling import add_h3_cell

_BUILT_FIRST: Final = ("release_bound", "touched", "retold", "release_coarse", "release_coarse_reports")
"""Helper tables in the order in which they need each other. They are stored, since every view below reads them."""

_VIEWS: Final = (
    "release_reports", "release_report_revisions", "release_incidents", "release_incident_reports", "release_links", "release_decisions",
    "release_advisories", "release_quarantine", "release_landings", "release_sources", "release_sea_regions",
)  # fmt: skip


_IDS_OF: Final = {
    "reports": "release_ids_of_reports", "incidents": "release_ids_of_incidents", "advisories": "release_ids_of_advisories",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WithheldCounts:
    """Counts under filters. `untouched`: incidents released as they are; `retold`: those composed anew without reports above the mark."""

    untouched: int
    incidents_above: int
    retold: int
    reports_above: int


@dataclass(frozen=True, slots=True)
class ReleasedCounts:
    """Counts of what is released under filters: incidents, reports, incidents as they are, and members' incidents in cells."""

    incidents: int
    reports: int
    untouched: int
    coarsened: int


@dataclass(frozen=True, slots=True)
class MembersWithheld:
    """Counts over the whole snapshot: members' reports withheld, their reporters, and members' reports released coarsened."""

    reports: int
    reporters: int
    coarsened: int


def open_release(con: duckdb.DuckDBPyConnection, marks: Sequence[str], k: int, salt: str) -> duckdb.DuckDBPyConnection:
    """A cursor on the snapshot's database `con` that reads only what may be released.

    `marks`: the TLP marks that may; `k`: least number of reporters in a cell of members' reports; `salt` goes into the new ids of
    members' reports, so that nobody can compute them from the old ones. Call it only once for a database.
    """
    add_h3_cell(con)
    con.execute("CREATE SCHEMA released")
    groups = {code: vessel_group(code) for code in VESSEL_TYPE}
    values: dict[str, Any] = {
        "members": MEMBERS, "marks": list(marks), "order": list(MARKS), "k": k, "salt": salt,
        "types": list(groups), "groups": list(groups.values()),
    }  # fmt: skip
    con.execute(
        "CREATE TABLE released.handling AS SELECT $members AS members, $marks::VARCHAR[] AS marks", _only(values, "members", "marks")
    )
    suffix = ""
    for name in _BUILT_FIRST:
        created = con.execute(
            f"CREATE TABLE released.{_table(name)} AS {load_sql(name)}{suffix}", _only(values, *statement_parameters(name))
        )
        if name == "release_bound" and created.fetchall() == [(0,)]:
            # Nothing is above the mark or from a member, as in most snapshots: the other helper tables need no computing.
            suffix = " WITH NO DATA"
    for name in _VIEWS:
        con.execute(f"CREATE VIEW released.{_table(name)} AS {load_sql(name)}")
    # Withdrawn incidents do not go out; without a view of its own the name would find those of the complete tables.
    con.execute("CREATE VIEW released.all_incidents AS FROM released.incidents")
    cursor = con.cursor()
    cursor.execute("USE released")
    return cursor


def vessel_group(code: str) -> str:
    """The group to which members' ships are coarsened: tankers, other cargo ships, merchant ships of unstated type, others."""
    groups = ("tanker", "cargo_ship", "merchant_vessel")
    group = code
    while group not in groups:
        if group not in VESSEL_TYPE_PARENT:
            return "other"
        group = VESSEL_TYPE_PARENT[group]
    return group


def count_withheld(con: duckdb.DuckDBPyConnection, filters: Filters) -> WithheldCounts:
    """What becomes of the incidents that match `filters` in the whole snapshot; `con` reads the complete tables."""
    return WithheldCounts(**run_filtered(con, "release_counts", filters).to_pylist()[0])


def count_released(con: duckdb.DuckDBPyConnection, filters: Filters) -> ReleasedCounts:
    """How many of the released incidents match `filters`."""
    return ReleasedCounts(**run_filtered(con, "release_kept", filters).to_pylist()[0])


def shortened_narratives(con: duckdb.DuckDBPyConnection, filters: Filters) -> list[dict[str, Any]]:
    """Narratives shortened or left out, by source: source, title, rule (`short`, `none` or `unstated`), texts."""
    rows: list[dict[str, Any]] = run_filtered(con, "release_narratives", filters).to_pylist()
    return rows


def released_attributions(con: duckdb.DuckDBPyConnection, filters: Filters) -> list[dict[str, Any]]:
    """Source, title, licence and attribution of every source behind what is released."""
    rows: list[dict[str, Any]] = run_filtered(con, "release_attributions", filters).to_pylist()
    return rows


def count_members_withheld(con: duckdb.DuckDBPyConnection) -> MembersWithheld:
    """Members' reports that are not released, over the whole snapshot."""
    return MembersWithheld(**run_query(con, "release_members").to_pylist()[0])


def withdrawn_incidents(con: duckdb.DuckDBPyConnection, categories: Sequence[str]) -> list[dict[str, Any]]:
    """Incidents of `categories` that could go out until their bodies withdrew them: incident_id, first_published_at, last_changed_at,
    tlp."""
    rows: list[dict[str, Any]] = run_query(con, "release_withdrawn", {"categories": list(categories)}).to_pylist()
    return rows


def decided_at(con: duckdb.DuckDBPyConnection, categories: Sequence[str]) -> dict[str, datetime]:
    """When people last decided about released incidents of `categories`, by id; incidents that nobody decided about are left out."""
    rows = run_query(con, "release_decided", {"categories": list(categories)}).to_pylist()
    return {row["incident_id"]: row["decided_at"] for row in rows}


def released_ids(con: duckdb.DuckDBPyConnection, of: str, ids: Sequence[str | None]) -> pa.Table:
    """Those of the `ids` (of `reports`, `incidents` or `advisories`) that are released unchanged: id; of texts also narrative."""
    return run_query(con, _IDS_OF[of], {"ids": [record_id for record_id in ids if record_id is not None]})


def _table(name: str) -> str:
    return name.removeprefix("release_")


def _only(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names}
