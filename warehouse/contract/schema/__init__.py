"""The published tables: every column with its type, unit, meaning and code list, declared here and nowhere else.

The pipeline builds its Arrow tables from these declarations, `publish` refuses a table that differs, and queries and the data
dictionary read them. Any change to a column starts here and raises `SCHEMA_VERSION`.
"""

from __future__ import annotations

from typing import Final

from warehouse.contract.columns import Table
from warehouse.contract.schema.incidents import DECISIONS, INCIDENT_REPORTS, INCIDENTS, LINKAGE, LINKS, REPORT_REVISIONS, REPORTS
from warehouse.contract.schema.report_columns import REPORT_COLUMNS
from warehouse.contract.schema.sources import ADVISORIES, LANDINGS, QUARANTINE, SEA_REGIONS, SOURCES

__all__ = [
    "ADVISORIES",
    "DECISIONS",
    "INCIDENTS",
    "INCIDENT_REPORTS",
    "KEPT_FOR_NEXT_RUN",
    "LANDINGS",
    "LINKAGE",
    "LINKS",
    "OLDEST_READABLE",
    "QUARANTINE",
    "REPORTS",
    "REPORT_COLUMNS",
    "REPORT_REVISIONS",
    "SCHEMA_VERSION",
    "SEA_REGIONS",
    "SOURCES",
    "TABLES",
]

SCHEMA_VERSION: Final = 8

OLDEST_READABLE: Final = 2
"""Snapshots from this version on can still be read: columns added since are null or empty in them."""

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        REPORTS,
        REPORT_REVISIONS,
        INCIDENTS,
        INCIDENT_REPORTS,
        LINKS,
        DECISIONS,
        ADVISORIES,
        QUARANTINE,
        LANDINGS,
        SOURCES,
        SEA_REGIONS,
    )
}

KEPT_FOR_NEXT_RUN: Final[dict[str, Table]] = {LINKAGE.name: LINKAGE}
"""Tables that a snapshot holds for the pipeline alone: no reader sees them."""
