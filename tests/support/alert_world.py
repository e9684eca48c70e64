"""A small published world that changes: incidents, advisories and sources are added and changed, and each state is published."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.support.advisories import advisory_row
from tests.support.published import republish, source_row, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.contract.taxonomy import MARKS

NOW: Final = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
Row = dict[str, Any]


@cache
def _base() -> tuple[Path, dict[str, list[Row]], TemporaryDirectory[str]]:
    folder = TemporaryDirectory(prefix="alert_world")
    snapshot = build_snapshot(Path(folder.name), 20)
    tables = {name: table_rows(snapshot, name) for name in TABLES}
    tables["advisories"] = []
    # Published within the hour, so that no source is silent unless a test says so.
    tables["sources"] = [source_row(row["source"], last_landed_at=NOW, last_occurred_on=NOW.date()) for row in tables["sources"]]
    return Path(folder.name), tables, folder


class AlertWorld:
    """The world in the data folder `data`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.tables = copy.deepcopy(_base()[1])

    def publish(self, demo: bool = False) -> Snapshot:
        """Publish the present state."""
        return republish(Store(_base()[0]).open(), self.data, self.tables, demo=demo)

    def add_incident(self, number: int | str, tlp: str = "CLEAR", **facts: Any) -> str:
        """An incident with one report, in the Singapore Strait yesterday, unless `facts` say otherwise; returns its id."""
        source = facts.pop("source", self.tables["sources"][0]["source"])
        incident_id = f"{source}:new-{number}"
        usual: Row = {
            "occurred_on": date(2026, 11, 1), "occurred_at": None, "time_precision": "day", "sea_region": "singapore_strait",
            "area": "southeast_asia", "latitude": 1.1, "longitude": 103.8, "category": "piracy_robbery", "act": "boarded", "severity": 3,
            "vessel_name": "AMBER FINCH", "vessel_type": "bulk_carrier", "vessel_status": "underway", "place": "Off Batam", "tlp": tlp,
            "last_changed_at": NOW, "also": [], "position_precision_km": 1.0,
        }  # fmt: skip
        shared = usual | facts
        self.tables["incidents"].append(
            self._like("incidents", incident_id=incident_id, report_count=1, sources=[source], origins=[source], doubts=[], fact_basis=None,
                       link_probability=None, status="unverified", first_published_at=NOW, **shared)
        )  # fmt: skip
        self.add_report(incident_id, incident_id, source, **shared)
        return incident_id

    def add_report(self, incident_id: str, report_id: str, source: str, /, **facts: Any) -> None:
        """Another report of an incident."""
        known = {column.name for column in TABLES["reports"].columns}
        own = {"report_id": report_id, "source": source, "native_ref": report_id, "first_seen_at": NOW, "revision": 1, "narrative": ""}
        report = self._like("reports", **{name: value for name, value in facts.items() if name in known} | own)
        self.tables["reports"].append(report)
        as_landed = {name: self.tables["report_revisions"][0][name] for name in ("format", "format_rank", "landing_id")}
        self.tables["report_revisions"].append(report | as_landed | {"sighting": 1, "landed_at": NOW, "change": "new"})
        self.tables["incident_reports"].append(
            {
                "incident_id": incident_id,
                "report_id": report_id,
                "link_rule": "single",
                "linked_to": None,
                "link_probability": None,
                "cites": [],
            }
        )

    def corroborate(self, incident_id: str, tlp: str = "CLEAR") -> None:
        """Have a second body report the incident."""
        row = self.incident(incident_id)
        other = self.tables["sources"][1]["source"]
        self.add_report(incident_id, f"{other}:also-{incident_id.partition(':')[2]}", other, **row | {"tlp": tlp})
        row |= {"report_count": 2, "sources": sorted([*row["sources"], other]), "status": "corroborated"}
        row["origins"] = row["sources"]
        row["tlp"] = max(row["tlp"], tlp, key=MARKS.index)

    def incident(self, incident_id: str) -> Row:
        """The row of an incident, to be changed."""
        return next(row for row in self.tables["incidents"] if row["incident_id"] == incident_id)

    def set_facts(self, incident_id: str, **facts: Any) -> None:
        """Change an incident together with its reports."""
        members = {row["report_id"] for row in self.tables["incident_reports"] if row["incident_id"] == incident_id}
        self.incident(incident_id).update(facts)
        for table in ("reports", "report_revisions"):
            for row in self.tables[table]:
                if row["report_id"] in members:
                    row.update({name: value for name, value in facts.items() if name in row})

    def add_advisory(self, number: int, **facts: Any) -> str:
        """An advisory in force."""
        row = advisory_row(number, **{"issued_at": NOW - timedelta(hours=2)} | facts)
        self.tables["advisories"].append(row)
        return str(row["advisory_id"])

    def _like(self, table: str, **facts: Any) -> Row:
        return copy.deepcopy(self.tables[table][0]) | facts
