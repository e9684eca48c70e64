"""Reports into incidents: which reports describe one event, and the incident's facts from its best reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import h3.api.basic_int as h3
import numpy as np
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from data_pipeline import registry
from data_pipeline.linkage.link import Constraints, link
from data_pipeline.sql import copy_to, statement
from warehouse.schema import DECISIONS, INCIDENT_REPORTS, INCIDENTS, LINKS


def build(con: duckdb.DuckDBPyConnection, staged: Path) -> None:
    """Write `incidents`, `incident_reports`, `links` and `decisions` into `staged`, from the view `reports`."""
    con.create_function(
        "h3_cell", _cells, ["DOUBLE", "DOUBLE", "TINYINT"], "UBIGINT", type=PythonUDFType.ARROW, null_handling=FunctionNullHandling.SPECIAL
    )
    link(con, [one.id for one in registry.sources().values() if one.reissues], Constraints())
    con.register("landed_decisions", DECISIONS.arrow().empty_table())
    con.execute(f"CREATE OR REPLACE VIEW incidents_unsorted AS {statement('incidents')}")
    copy_to(con, INCIDENTS, staged, "sorted_incidents")
    for table in (INCIDENT_REPORTS, LINKS, DECISIONS):
        copy_to(con, table, staged, table.name)


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
