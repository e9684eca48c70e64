"""Finding incidents by an id, a ship, a place or words in a report."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import incident_by_id, newest_incidents
from warehouse.queries.review import review_queue
from warehouse.queries.sources.sources import region_titles


def find_incidents(con: duckdb.DuckDBPyConnection, words: str, filters: Filters, limit: int) -> pa.Table:
    """The newest `limit` incidents under the filters, after those whose own id or whose report's id is `words`.

    Columns, in words: day, vessel, category, act, region, id.
    """
    rows = newest_incidents(con, filters, limit).to_pylist()
    if words:
        by_id = {row["incident_id"] for row in review_queue.incidents_with(con, (words,))}
        listed = {row["incident_id"] for row in rows}
        # Ids are no words of a report, so a text filter alone would not find them.
        rows = [incident for incident_id in sorted(by_id - listed) if (incident := incident_by_id(con, incident_id))] + rows
    titles = region_titles(con)
    return pa.table(
        {
            "day": pa.array([row["occurred_on"] for row in rows], pa.date32()),
            "vessel": pa.array([row["vessel_name"] or "Not named" for row in rows], pa.string()),
            "category": pa.array([CATEGORY[row["category"]].title for row in rows], pa.string()),
            "act": pa.array([ACT[row["act"]].title if row["act"] in ACT else "" for row in rows], pa.string()),
            "region": pa.array([titles.get(row["sea_region"], "No position") for row in rows], pa.string()),
            "id": pa.array([row["incident_id"] for row in rows], pa.string()),
        }
    )
