"""Snapshots in which a source ends or repeats everything: neither may change any finding."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot

Tables = dict[str, list[dict[str, Any]]]


def end_source(base: Snapshot, source: str, last: date) -> Tables:
    """The tables of `base` as if `source` had reported nothing after `last` and were known to be closed."""
    removed = {row["report_id"] for row in table_rows(base, "reports") if row["source"] == source and row["occurred_on"] > last}
    members = [row for row in table_rows(base, "incident_reports") if row["report_id"] not in removed]
    of_report = {row["report_id"]: row["source"] for row in table_rows(base, "reports")}
    sources_of: dict[str, set[str]] = {}
    for row in members:
        sources_of.setdefault(row["incident_id"], set()).add(of_report[row["report_id"]])
    incidents = [
        row | {"sources": sorted(sources_of[row["incident_id"]])}
        for row in table_rows(base, "incidents")
        if row["incident_id"] in sources_of
    ]
    reports = [row for row in table_rows(base, "reports") if row["report_id"] not in removed]
    ends = max(row["occurred_on"] for row in reports if row["source"] == source)
    sources = [
        row | ({"state": "closed", "closed_on": last, "last_occurred_on": ends} if row["source"] == source else {})
        for row in table_rows(base, "sources")
    ]
    return {"incidents": incidents, "incident_reports": members, "reports": reports, "sources": sources}


def double_reports(base: Snapshot, source: str) -> Tables:
    """The tables of `base` as if `source` had filed every report twice, both linked to one incident."""
    again = {row["report_id"]: f"{row['report_id']}-again" for row in table_rows(base, "reports") if row["source"] == source}
    reports = table_rows(base, "reports")
    reports += [
        row | {"report_id": again[row["report_id"]], "native_ref": f"{row['native_ref']}-again"}
        for row in reports
        if row["report_id"] in again
    ]
    members = table_rows(base, "incident_reports")
    members += [row | {"report_id": again[row["report_id"]], "link_rule": "model"} for row in members if row["report_id"] in again]
    count: dict[str, int] = {}
    for row in members:
        count[row["incident_id"]] = count.get(row["incident_id"], 0) + 1
    incidents = [row | {"report_count": count[row["incident_id"]]} for row in table_rows(base, "incidents")]
    sources = [row | ({"reports": 2 * row["reports"]} if row["source"] == source else {}) for row in table_rows(base, "sources")]
    return {"incidents": incidents, "incident_reports": members, "reports": reports, "sources": sources}
