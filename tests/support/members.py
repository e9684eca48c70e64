"""Small invented worlds of public bodies' and members' reports, as a database that the disclosure check can open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pyarrow as pa

from tests.support.published import source
from warehouse.contract.schema import TABLES
from warehouse.contract.taxonomy import MARKS

SECRET = "QX"
"""Every word of a member's own begins with it, so that a leak can be searched for."""

REGIONS = ("singapore_strait", "gulf_of_guinea", None)
SHIPS = ("product_tanker", "crude_tanker", "bulk_carrier", None)
PUBLIC = {"free_body": "full", "short_body": "short", "shut_body": "none"}


@dataclass(frozen=True, slots=True)
class Told:
    """One report: by whom, of which event, where and when."""

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


def world(told: Sequence[Told]) -> duckdb.DuckDBPyConnection:
    """A database with all tables of a snapshot; the earliest report of an event gives the incident its id and facts."""
    events: dict[int, list[Told]] = {}
    for one in told:
        events.setdefault(one.event, []).append(one)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    rows["reports"] = [_report(one) for one in told]
    rows["incidents"] = [_incident(reports) for reports in events.values()]
    rows["incident_reports"] = [_member(reports[0], one) for reports in events.values() for one in reports]
    rows["sources"] = [source(name, narrative=rule) for name, rule in PUBLIC.items()] + [source("members", narrative="none")]
    con = duckdb.connect(":memory:", config={"threads": 1})
    con.execute("SET TimeZone='UTC'")
    for name, table in TABLES.items():
        given = pa.Table.from_pylist(rows[name], schema=table.arrow()) if rows[name] else _EMPTY[name]
        con.from_arrow(given).create(f"main.{name}")
    return con


_EMPTY = {name: table.arrow().empty_table() for name, table in TABLES.items()}


def with_members_facts(told: Sequence[Told], **facts: Any) -> list[Told]:
    """The same reports, those of members with other facts."""
    return [replace(one, **facts) if one.source == "members" else one for one in told]


def _report(one: Told) -> dict[str, Any]:
    own = f"{SECRET}{one.number}" if one.source == "members" else f"N{one.number}"
    seen = datetime(2026, 4, 1, tzinfo=UTC)
    return _facts(one, own) | {
        "report_id": one.report_id,
        "source": one.source,
        "native_ref": own,
        "reporter": f"{SECRET}{one.reporter}" if one.reporter else None,
        "source_url": f"https://example.org/{own}",
        "revision": 1,
        "content_hash": own,
        "first_seen_at": seen,
        "last_changed_at": seen,
        "narrative": f"{own} was boarded by four men while at anchor. " * 8,
        "why": f'[{{"evidence": "{own}"}}]',
        "raw_sha256": own,
        "raw_locator": own,
    }


def _facts(one: Told, own: str) -> dict[str, Any]:
    return {
        "occurred_on": one.day,
        "occurred_at": datetime(one.day.year, one.day.month, one.day.day, 3, tzinfo=UTC),
        "time_precision": "minute",
        "latitude": 1.0 + one.number / 1000 if one.region else None,
        "longitude": 104.0 if one.region else None,
        "position_precision_km": 1.0,
        "position_basis": "stated",
        "sea_region": one.region,
        "area": "southeast_asia",
        "country": "SGP",
        "waters": "territorial",
        "category": one.category,
        "also": [],
        "act": "boarded",
        "severity": 3,
        "severity_basis": ["weapons"],
        "vessel_name": own,
        "imo_number": 9_000_000 + one.number,
        "vessel_type": one.ship,
        "flag": "PAN",
        "vessel_status": "anchored",
        "attackers": 4,
        "attackers_max": 4,
        "weapons": ["knives"],
        "crew_harm": [],
        "stolen": [own],
        "reliability": "B" if one.source == "members" else "C",
        "credibility": "3",
        "tlp": one.tlp,
        "place": own,
        "issues": [],
    }


def _incident(reports: Sequence[Told]) -> dict[str, Any]:
    first = reports[0]
    row: Mapping[str, Any] = _report(first)
    names = TABLES["incidents"].names()
    sources = sorted({one.source for one in reports})
    return {name: row[name] for name in names if name in row} | {
        "incident_id": first.report_id,
        "report_count": len(reports),
        "sources": sources,
        "origins": sources,
        "doubts": [],
        "status": "corroborated" if len(sources) > 1 else "unverified",
        "first_published_at": row["first_seen_at"],
        "tlp": max((one.tlp for one in reports), key=MARKS.index),
        "fact_basis": f'{{"time": "{first.report_id}"}}' if len(reports) > 1 else None,
        "h3_r3": 1,
        "h3_r5": 1,
    }


def _member(first: Told, one: Told) -> dict[str, Any]:
    linked = None if one is first else first.report_id
    return {
        "incident_id": first.report_id,
        "report_id": one.report_id,
        "link_rule": "model" if linked else "first",
        "linked_to": linked,
        "cites": [],
    }
