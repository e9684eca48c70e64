"""Incidents gathered in H3 cells, of any resolution from 5 (edge about 9 km) up to 0 (about 1,100 km)."""

from __future__ import annotations

from typing import Literal

import duckdb
import pyarrow as pa

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered
from warehouse.reference.cells import masks

Colour = Literal["number", "category", "severity"]


def hexagons(con: duckdb.DuckDBPyConnection, filters: Filters, resolution: int, colour: Colour) -> pa.Table:
    """One row per cell with incidents: `cell`, `incidents`, and the most frequent `code` of `colour` with its count
    `of_code` (empty text for "number"). The fullest cell stands last."""
    keep, fill = masks(resolution)
    return filtered(con, "hexagons", filters, {"keep": keep, "fill": fill, "colour": colour})


def heat(con: duckdb.DuckDBPyConnection, filters: Filters, resolution: int) -> pa.Table:
    """One row per cell with incidents: their mean `longitude` and `latitude`, and how many `incidents`."""
    keep, fill = masks(resolution)
    return filtered(con, "heat", filters, {"keep": keep, "fill": fill})
