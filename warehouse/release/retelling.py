"""What a database needs to compose an incident anew from some of its reports; used for clearances and for releases."""

from __future__ import annotations

import duckdb
from h3.api import basic_int as h3

from warehouse.queries.run import run_query


def add_h3_cell(con: duckdb.DuckDBPyConnection) -> None:
    """Give `con` the SQL function `h3_cell(latitude, longitude, resolution)`.

    A Python function, because DuckDB's h3 extension is not bundled and would have to be downloaded.
    """
    # A restricted database already has the function when a release is built on top of it; creating it twice is an error.
    if not run_query(con, "has_h3_cell").num_rows:
        con.create_function("h3_cell", h3.latlng_to_cell, ["DOUBLE", "DOUBLE", "INTEGER"], "UBIGINT")
