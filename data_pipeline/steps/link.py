"""Reports into incidents. Until reports of several bodies are linked, each report is its own incident."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import h3.api.basic_int as h3
import numpy as np
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from data_pipeline.sql import copy_to, statement
from warehouse.schema import INCIDENT_REPORTS, INCIDENTS


def build(con: duckdb.DuckDBPyConnection, staged: Path) -> None:
    """Write `incidents` and `incident_reports` into `staged`, from the view `reports`."""
    con.create_function(
        "h3_cell", _cells, ["DOUBLE", "DOUBLE", "TINYINT"], "UBIGINT", type=PythonUDFType.ARROW, null_handling=FunctionNullHandling.SPECIAL
    )
    con.execute(f"CREATE OR REPLACE VIEW incidents_unsorted AS {statement('incidents')}")
    copy_to(con, INCIDENTS, staged, "sorted_incidents")
    copy_to(con, INCIDENT_REPORTS, staged, "incident_reports")


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
