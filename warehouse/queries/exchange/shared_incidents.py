"""Incidents as they are exchanged with others."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.contract.link_codes import MEMBERS
from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import stream_filtered


def stream_shared(con: duckdb.DuckDBPyConnection, filters: Filters, incident_id: str | None = None) -> pa.RecordBatchReader:
    """The incidents that `filters` leave (of these only `incident_id`, if given), in batches, oldest first.

    `publications` lists {source, reference, url} of the public reports alone; who else reported is not told.
    """
    return stream_filtered(con, "shared_incidents", filters, {"incident_id": incident_id, "members": MEMBERS})
