"""Incidents grouped by H3 cells, of any resolution from 5 (edge about 9 km) to 0 (about 1,100 km).

Parents are computed with bit masks in SQL: a call of h3 for each of a million rows would take seconds.
"""

from __future__ import annotations

from typing import Literal

import duckdb
import pyarrow as pa

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered
from warehouse.reference.cells import parent_masks

Colour = Literal["number", "category", "severity"]


def hexagon_counts(con: duckdb.DuckDBPyConnection, filters: Filters, resolution: int, colour: Colour) -> pa.Table:
    """One row for each cell with incidents: `cell`, `incidents`, the most frequent `code` of `colour` and its count `of_code`.

    `code` is empty for "number". The cell with most incidents comes last, so that it is drawn on top.
    """
    keep, fill = parent_masks(resolution)
    return run_filtered(con, "hexagons", filters, {"keep": keep, "fill": fill, "colour": colour})
