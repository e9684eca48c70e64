"""The collections of features that leave the server through the API: their columns, what places them in time, and their order.

Columns are added here, never renamed or taken away: programs of others rely on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyarrow as pa

from warehouse.contract.columns import MOMENT, REAL, TEXT, Column
from warehouse.contract.schema import TABLES

_FACTS: Final = (
    "occurred_on", "occurred_at", "time_precision", "latitude", "longitude", "position_precision_km", "position_basis", "sea_region",
    "area", "country", "waters", "category", "also", "cyber_subtype", "act", "severity", "severity_scale", "vessel_name", "imo_number",
    "vessel_type", "flag", "vessel_status", "attackers", "attackers_max", "weapons", "crew_harm", "stolen", "reported_to_authority",
    "place", "issues", "tlp",
)  # fmt: skip
"""What a report and an incident both state. Not `reason_not_reported`, which is never shown of one report."""


@dataclass(frozen=True, eq=False)
class Collection:
    """One collection.

    `statement` names the .sql file that gives its features, none for reference data. `key` identifies a feature. `starts` and `ends` are
    the columns between which it is true, none for what always is. Features come with the latest `starts` first, those of equal time by
    `key`. `has_points`: its place is one position.
    """

    name: str
    title: str
    doc: str
    key: str
    columns: tuple[Column, ...]
    statement: str | None = None
    starts: str | None = None
    ends: str | None = None
    has_points: bool = True

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    def arrow(self) -> pa.Schema:
        """The columns as a schema."""
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])


def _of_table(table: str, names: Iterable[str]) -> tuple[Column, ...]:
    columns = {column.name: column for column in TABLES[table].columns}
    return tuple(columns[name] for name in names)


INCIDENTS: Final = Collection(
    "incidents",
    "Incidents",
    "Real events, each with the facts of its best report. Their time is the day on which they happened.",
    "incident_id",
    _of_table("incidents", ("incident_id", "status", "report_count", "sources", *_FACTS, "first_published_at", "last_changed_at")),
    statement="feature_incidents",
    starts="occurred_on",
    ends="occurred_on",
)

REPORTS: Final = Collection(
    "reports",
    "Reports",
    "What each source says of an event: its current revision. Narratives are as long as the licence of their source allows to pass on.",
    "report_id",
    (
        *_of_table("reports", ("report_id", "source", "native_ref", "source_url", "revision", "first_seen_at", "last_changed_at")),
        *_of_table("reports", ("reported_at", "published_at", *_FACTS, "narrative", "withdrawn", "reliability", "credibility")),
        *_of_table("sources", ("licence", "attribution")),
    ),
    statement="feature_reports",
    starts="occurred_on",
    ends="occurred_on",
)  # fmt: skip

ADVISORIES: Final = Collection(
    "advisories",
    "Advisories",
    "Dated advice and warnings of bodies; they are not incidents. Each holds from `valid_from` until `holds_until`.",
    "advisory_id",
    (
        *_of_table(
            "advisories",
            (
                "advisory_id", "source", "native_ref", "kind", "title", "narrative", "issued_at", "valid_from", "valid_to", "validity",
                "ended_at", "ended_by", "withdrawn", "sea_regions", "radius_nm", "source_url", "tlp", "revision", "first_seen_at",
                "last_changed_at",
            ),
        ),
        Column("holds_until", MOMENT, "The earlier of `valid_to` and `ended_at`; null where it holds until it is cancelled."),
        *_of_table("sources", ("licence", "attribution")),
    ),
    statement="feature_advisories",
    starts="valid_from",
    ends="holds_until",
    has_points=False,
)  # fmt: skip

SEA_REGIONS: Final = Collection(
    "sea_regions",
    "Sea regions",
    "The named waters by which everything is counted; their outlines do not overlap.",
    "sea_region",
    (
        *_of_table("sea_regions", ("sea_region", "title", "area", "neighbours")),
        Column("outline_source", TEXT, "What its outline rests on."),
    ),
    has_points=False,
)

PORTS: Final = Collection(
    "ports",
    "Ports",
    "Sea ports, to tell how far a position is from the nearest; small harbours and offshore terminals are missing.",
    "locode",
    (
        Column("locode", TEXT, "UN/LOCODE."),
        Column("port", TEXT, "Name."),
        Column("latitude", REAL, "North positive.", unit="degrees"),
        Column("longitude", REAL, "East positive, -180 to 180.", unit="degrees"),
    ),
)

COLLECTIONS: Final = {collection.name: collection for collection in (INCIDENTS, REPORTS, ADVISORIES, SEA_REGIONS, PORTS)}
