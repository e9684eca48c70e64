"""Reports into incidents: which reports describe one event, and the incident's facts from its best reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import h3.api.basic_int as h3
import numpy as np
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from data_pipeline.sql import copy_to, statement
from warehouse.schema import DECISIONS, INCIDENT_REPORTS, INCIDENTS, LINKS


def build(con: duckdb.DuckDBPyConnection, staged: Path) -> None:
    """Write `incidents`, `incident_reports`, `links` and `decisions` into `staged`, from the view `reports`."""
    con.create_function(
        "h3_cell", _cells, ["DOUBLE", "DOUBLE", "TINYINT"], "UBIGINT", type=PythonUDFType.ARROW, null_handling=FunctionNullHandling.SPECIAL
    )
    link(con)
    con.execute(f"CREATE OR REPLACE VIEW incidents_unsorted AS {statement('incidents')}")
    copy_to(con, INCIDENTS, staged, "sorted_incidents")
    for table in (INCIDENT_REPORTS, LINKS, DECISIONS):
        copy_to(con, table, staged, table.name)


def link(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `membership`, `judged_pairs` and `landed_decisions`, from the view `reports`."""
    rough = con.sql(statement("rough_pairs")).to_arrow_table()
    taken: set[tuple[str, str]] = set()
    linked_to: dict[str, tuple[str, float]] = {}
    judged = []
    for row in rough.to_pylist():
        a, b = row["report_a"], row["report_b"]
        sources = (a.split(":")[0], b.split(":")[0])
        free = (a, sources[1]) not in taken and (b, sources[0]) not in taken and a not in linked_to and b not in linked_to
        sure = row["probability"] > 0.5
        outcome = ("linked" if sure else "unsure") if free else "not_linked"
        if outcome == "linked":
            taken |= {(a, sources[1]), (b, sources[0])}
            linked_to[b] = (a, row["probability"])
        judged.append({**row, "outcome": outcome, "reason": "model" if free else "rival", "rivals": [], "decision_id": None})
    con.register("judged_pairs", pa.Table.from_pylist(judged, schema=LINKS.arrow()))
    members = []
    for (report_id,) in con.sql("SELECT report_id FROM reports").fetchall():
        to = linked_to.get(report_id)
        first = to[0] if to else report_id
        rule = "model" if to else "single"
        members.append({"incident_id": first, "report_id": report_id, "link_rule": rule, "linked_to": to and to[0],
                        "link_probability": to and to[1], "cites": []})  # fmt: skip
    begun = {m["incident_id"] for m in members if m["linked_to"]}
    for m in members:
        if m["report_id"] in begun:
            m["link_rule"] = "first"
    con.register("membership", pa.Table.from_pylist(members, schema=INCIDENT_REPORTS.arrow()))
    con.register("landed_decisions", pa.Table.from_pylist([], schema=DECISIONS.arrow()))


def _cells(latitude: Any, longitude: Any, resolution: Any) -> pa.Array:
    """H3 cells of arrays of positions; null where the position is."""
    if len(latitude) == 0:
        return pa.array([], pa.uint64())
    level = resolution[0].as_py()
    north, east = _numbers(latitude), _numbers(longitude)
    cells = [None if np.isnan(y) else h3.latlng_to_cell(y, x, level) for y, x in zip(north, east, strict=True)]
    return pa.array(cells, pa.uint64())


def _numbers(values: Any) -> list[float]:
    return [float("nan") if value is None else value for value in values.to_pylist()]
