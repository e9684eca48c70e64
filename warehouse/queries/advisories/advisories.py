"""Advisories as they are published, with the title of their source."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

import duckdb

from warehouse.queries.run import run_query


@dataclass(frozen=True, slots=True)
class Advisory:
    """One row of the table `advisories`; `area` is a polygon in GeoJSON."""

    advisory_id: str
    source: str
    source_title: str
    attribution: str | None
    native_ref: str
    kind: str
    title: str
    narrative: str | None
    issued_at: datetime
    valid_from: datetime
    valid_to: datetime | None
    validity: str
    ended_at: datetime | None
    ended_by: str | None
    withdrawn: bool | None
    sea_regions: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    radius_nm: float | None
    area: str | None
    source_url: str | None
    tlp: str
    revision: int
    first_seen_at: datetime
    last_changed_at: datetime

    @property
    def holds_until(self) -> datetime | None:
        """Its end, or when another ends it, whichever comes first; None where it holds until it is cancelled."""
        return min((moment for moment in (self.valid_to, self.ended_at) if moment is not None), default=None)


def all_advisories(con: duckdb.DuckDBPyConnection) -> tuple[Advisory, ...]:
    """Every advisory, the latest issued first. They are few: a body issues some hundred a year."""
    names = [field.name for field in fields(Advisory)]
    rows = run_query(con, "advisory_rows").to_pylist()
    return tuple(Advisory(**{name: row[name] for name in names} | {"sea_regions": tuple(row["sea_regions"])}) for row in rows)
