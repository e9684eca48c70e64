"""Small invented worlds of public bodies' and members' reports, as databases that the disclosure check can open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pyarrow as pa

from tests.support.published import source_row
from warehouse.contract.schema import TABLES
from warehouse.contract.taxonomy import MARKS

SECRET = "QX"
"""Prefix of every word that comes from a member, so that a leak can be found by searching for it."""

REGIONS = ("singapore_strait", "gulf_of_guinea", None)
SHIPS = ("product_tanker", "crude_tanker", "bulk_carrier", None)
PUBLIC = {"free_body": "full", "short_body": "short", "shut_body": "none"}


@dataclass(frozen=True, slots=True)
class InventedReport:
    """One report: who made it, of which event, where and when."""

    event: int
    source: str
    number: int
    reporter: str | None = None
    day: date = date(2026, 3, 5)
    region: str | None = "singapore_strait"
    ship: str | None = "product_tanker"
    tlp: str = "CLEAR"
    category: str = "piracy_robbery"

    @property
    def report_id(self) -> str:
        return f"{self.source}:{SECRET if self.source == 'members' else ''}{self.number}"


def invent_world(reports: Sequence[InventedReport]) -> duckdb.DuckDBPyConnection:
    """A database with all tables of a snapshot; the earliest report of an event gives the incident its id and facts."""
    events: dict[int, list[InventedReport]] = {}
    for report in reports:
        events.setdefault(report.event, []).append(report)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    rows["reports"] = [_report_row(report) for report in reports]
    rows["incidents"] = [_incident_row(reports) for reports in events.values()]
    rows["incident_reports"] = [_incident_report_row(reports[0], report) for reports in events.values() for report in reports]
    rows["sources"] = [source_row(name, narrative=rule) for name, rule in PUBLIC.items()] + [source_row("members", narrative="none")]
    # One thread: hundreds of tiny databases are opened, and starting threads takes longer than the queries.
    con = duckdb.connect(":memory:", config={"threads": 1})
    con.execute("SET TimeZone='UTC'")
    for name, table in TABLES.items():
        table_content = pa.Table.from_pylist(rows[name], schema=table.arrow()) if rows[name] else _EMPTY[name]
        con.from_arrow(table_content).create(f"main.{name}")
    return con


_EMPTY = {name: table.arrow().empty_table() for name, table in TABLES.items()}


def with_members_facts(reports: Sequence[InventedReport], **facts: Any) -> list[InventedReport]:
    """The same reports, those of members with other facts."""
    return [replace(report, **facts) if report.source == "members" else report for report in reports]


def _report_row(report: InventedReport) -> dict[str, Any]:
    own = f"{SECRET}{report.number}" if report.source == "members" else f"N{report.number}"
    first_seen = datetime(2026, 4, 1, tzinfo=UTC)
    return _shared_facts(report, own) | {
        "report_id": report.report_id,
        "source": report.source,
        "native_ref": own,
        "reporter": f"{SECRET}{report.reporter}" if report.reporter else None,
        "source_url": f"https://example.org/{own}",
        "revision": 1,
        "content_hash": own,
        "first_seen_at": first_seen,
        "last_changed_at": first_seen,
        "narrative": f"{own} was boarded by four men while at anchor. " * 8,
        "why": f'[{{"evidence": "{own}"}}]',
        "raw_sha256": own,
        "raw_locator": own,
    }


def _shared_facts(report: InventedReport, own: str) -> dict[str, Any]:
    return {
        "occurred_on": report.day,
        "occurred_at": datetime(report.day.year, report.day.month, report.day.day, 3, tzinfo=UTC),
        "time_precision": "minute",
        "latitude": 1.0 + report.number / 1000 if report.region else None,
        "longitude": 104.0 if report.region else None,
        "position_precision_km": 1.0,
        "position_basis": "stated",
        "sea_region": report.region,
        "area": "southeast_asia",
        "country": "SGP",
        "waters": "territorial",
        "category": report.category,
        "also": [],
        "act": "boarded",
        "severity": 3,
        "severity_basis": ["weapons"],
        "vessel_name": own,
        "imo_number": 9_000_000 + report.number,
        "vessel_type": report.ship,
        "flag": "PAN",
        "vessel_status": "anchored",
        "attackers": 4,
        "attackers_max": 4,
        "weapons": ["knives"],
        "crew_harm": [],
        "stolen": [own],
        "reliability": "B" if report.source == "members" else "C",
        "credibility": "3",
        "tlp": report.tlp,
        "place": own,
        "issues": [],
    }


def _incident_row(reports: Sequence[InventedReport]) -> dict[str, Any]:
    first = reports[0]
    row: Mapping[str, Any] = _report_row(first)
    names = TABLES["incidents"].names()
    sources = sorted({report.source for report in reports})
    return {name: row[name] for name in names if name in row} | {
        "incident_id": first.report_id,
        "report_count": len(reports),
        "sources": sources,
        "origins": sources,
        "doubts": [],
        "status": "corroborated" if len(sources) > 1 else "unverified",
        "first_published_at": row["first_seen_at"],
        "tlp": max((report.tlp for report in reports), key=MARKS.index),
        "fact_basis": f'{{"time": "{first.report_id}"}}' if len(reports) > 1 else None,
        "h3_r3": 1,
        "h3_r5": 1,
    }


def _incident_report_row(first: InventedReport, report: InventedReport) -> dict[str, Any]:
    linked = None if report is first else first.report_id
    return {
        "incident_id": first.report_id,
        "report_id": report.report_id,
        "link_rule": "model" if linked else "first",
        "linked_to": linked,
        "cites": [],
    }
