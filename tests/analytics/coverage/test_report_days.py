from __future__ import annotations

from collections import Counter

import duckdb

from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.sources import report_days


def test_report_days_hold_every_report_once(con: duckdb.DuckDBPyConnection, invented: Snapshot) -> None:
    expected = Counter(
        (row["source"], row["sea_region"], row["occurred_on"]) for row in table_rows(invented, "reports") if row["occurred_on"]
    )
    found = report_days.report_days(con)
    regions = [region if isinstance(region, str) else None for region in found["sea_region"]]
    assert dict(zip(zip(found["source"], regions, found["occurred_on"], strict=True), found["reports"], strict=True)) == dict(expected)
