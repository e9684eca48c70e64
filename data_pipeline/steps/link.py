"""Reports into incidents: which reports describe one event, and the incident's facts from its best reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import h3.api.basic_int as h3
import numpy as np
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from data_pipeline import registry
from data_pipeline.linkage import decisions, origins
from data_pipeline.linkage.link import link
from data_pipeline.sql import copy_to, statement
from warehouse.contract.decisions import Decision
from warehouse.contract.schema import DECISIONS, INCIDENT_REPORTS, INCIDENTS, LINKS


def build(con: duckdb.DuckDBPyConnection, decided: Sequence[Decision], staged: Path) -> None:
    """Write `incidents`, `incident_reports`, `links` and `decisions` into `staged`, from the view `reports` and what people decided."""
    con.create_function(
        "h3_cell", _cells, ["DOUBLE", "DOUBLE", "TINYINT"], "UBIGINT", type=PythonUDFType.ARROW, null_handling=FunctionNullHandling.SPECIAL
    )
    named = {"named": sorted({report for one in decided for report in one.reports})}
    published = {report for (report,) in con.execute(statement("linkage/reports_named"), named).fetchall()}
    resolved = decisions.resolve(decided, published)
    link(con, [one.id for one in registry.sources().values() if one.reissues], resolved.constraints)
    con.register("incident_verdicts", _verdicts(con, resolved, decided, named))
    con.register("landed_decisions", decisions.as_table(decided, resolved.states))
    con.register("source_origins", _origins())
    con.execute(
        f"CREATE OR REPLACE TABLE incident_links AS {statement('linkage/incident_links')}", {"dependent": sorted(origins.dependent())}
    )
    con.execute(f"CREATE OR REPLACE VIEW incidents_unsorted AS {statement('incidents')}")
    copy_to(con, INCIDENTS, staged, "sorted_incidents")
    for table in (INCIDENT_REPORTS, LINKS, DECISIONS):
        copy_to(con, table, staged, table.name)


def _verdicts(
    con: duckdb.DuckDBPyConnection, resolved: decisions.Resolved, decided: Sequence[Decision], named: dict[str, list[str]]
) -> pa.Table:
    """incident_id, verdict: what analysts decided about incidents as they are linked now."""
    incidents: dict[str, set[str]] = {}
    for report, incident in con.execute(statement("linkage/incidents_of_named"), named).fetchall():
        incidents.setdefault(report, set()).add(incident)
    said = decisions.on_incidents(resolved, decided, {report: frozenset(ids) for report, ids in incidents.items()})
    return pa.table({"incident_id": pa.array(said, pa.string()), "verdict": pa.array(said.values(), pa.string())})


def _origins() -> pa.Table:
    """source, origin (the body's code), relays (whether it passes on what other bodies report)."""
    known = registry.sources().values()
    return pa.Table.from_pylist([{"source": one.id, "origin": one.origin, "relays": one.relays} for one in known])


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
