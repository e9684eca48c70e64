"""Incidents near an incident, and incidents like it, each with the reason why it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import duckdb
import numpy as np

from warehouse.queries.incident import incident_context
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM

RADIUS_NM: Final = 50.0
DAYS: Final = 365
KM_PER_DEGREE: Final = 110.5
"""The shortest that a degree of latitude is on the ellipsoid: with it the box around a circle is never too small."""

FACTS: Final[dict[str, str]] = {
    "category": "category",
    "act": "act",
    "sea_region": "sea region",
    "vessel_type": "type of ship",
    "vessel_status": "ship's status",
    "weapons": "weapons",
    "crew_harm": "harm to the crew",
    "stolen": "stolen items",
}
"""The facts that make incidents alike: column to its name in words."""

SILENT: Final[tuple[object, ...]] = (None, "unknown", "other", [], ["not_stated"], ["none"])
"""Values that carry no information: two incidents are not alike for sharing one of them."""


@dataclass(frozen=True, slots=True)
class NearbyIncident:
    """An incident near another one: `days` later (negative: before), at `distance_nm`, both positions as stated."""

    incident: Mapping[str, Any]
    distance_nm: float
    days: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The incidents around another: how many there are, the nearest of them, and the span of days in which they were looked for."""

    number: int
    shown: tuple[NearbyIncident, ...]
    span: tuple[date, date]


@dataclass(frozen=True, slots=True)
class SimilarIncident:
    """An incident like another: `bits` of agreement in all, and the facts in which they agree with the bits of each."""

    incident: Mapping[str, Any]
    bits: float
    reasons: tuple[tuple[str, float], ...]

    @property
    def why(self) -> str:
        """`act (4.1), sea region (2.0)`."""
        return ", ".join(f"{fact} ({bits:.1f})" for fact, bits in self.reasons)


def neighbourhood(con: duckdb.DuckDBPyConnection, incident: Mapping[str, Any], limit: int) -> Neighbourhood | None:
    """Incidents within RADIUS_NM (on the WGS 84 ellipsoid) and DAYS days before or after; None without a position or a date.

    The `limit` nearest are shown, nearest first. Positions are taken as stated: one known only roughly may lie elsewhere.
    """
    if incident["latitude"] is None or incident["occurred_on"] is None:
        return None
    latitude, longitude, day = incident["latitude"], incident["longitude"], incident["occurred_on"]
    span = (day - timedelta(days=DAYS), day + timedelta(days=DAYS))
    rows = incident_context.incidents_around(con, incident["incident_id"], (latitude, longitude), _degrees_around(latitude), span)
    if not rows.num_rows:
        return Neighbourhood(0, (), span)
    # The box of the query is cheap and slightly too large; the ellipsoid decides.
    north, east = rows["latitude"].to_numpy(), rows["longitude"].to_numpy()
    _, _, metres = ELLIPSOID.inv(np.full(len(east), longitude), np.full(len(north), latitude), east, north)
    away = np.asarray(metres) / 1000 / KM_PER_NM
    inside = np.flatnonzero(away <= RADIUS_NM)
    days, ids = rows["occurred_on"].to_pylist(), rows["incident_id"].to_pylist()
    # Distances as shown, to a tenth of a mile: within that, the incident nearer in time comes first, then the id for a fixed order.
    nearest = sorted(inside.tolist(), key=lambda at: (round(float(away[at]), 1), abs((days[at] - day).days), ids[at]))[:limit]
    facts = incident_context.incidents_by_id(con, [ids[at] for at in nearest])
    nearest_incidents = tuple(NearbyIncident(facts[ids[at]], float(away[at]), (days[at] - day).days) for at in nearest)
    return Neighbourhood(len(inside), nearest_incidents, span)


def _degrees_around(latitude: float) -> tuple[float, float]:
    """Degrees north and south, east and west, that contain the circle around a latitude; all longitudes near the poles."""
    north = RADIUS_NM * KM_PER_NM / KM_PER_DEGREE
    # A degree of longitude is shortest at the poleward edge of the circle: there the box must still be wide enough.
    edge = np.radians(min(abs(latitude) + north, 90.0))
    return north, min(180.0, float(north / max(np.cos(edge), 1e-6)))


def similar_incidents(con: duckdb.DuckDBPyConnection, incident: Mapping[str, Any], limit: int) -> tuple[SimilarIncident, ...]:
    """The incidents most like this one, at any place and time; those with nothing in common are left out.

    Agreement in a fact is worth log2(1 / share of all incidents with that value) bits, its surprisal (Shannon 1948): agreement
    in something rare counts for much, in something common for little. Bits are added as if facts were independent, which they are not:
    they rank incidents and are not a probability.
    """
    facts = {fact: incident[fact] for fact in FACTS if incident[fact] not in SILENT}
    if not facts:
        return ()
    rows = [row for row in incident_context.similar_incidents(con, incident["incident_id"], facts, limit) if row["bits"] > 0]
    incidents = incident_context.incidents_by_id(con, [row["incident_id"] for row in rows])
    return tuple(SimilarIncident(incidents[row["incident_id"]], row["bits"], _reasons_by_bits(row)) for row in rows)


def _reasons_by_bits(row: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    reasons = [(title, float(row[fact])) for fact, title in FACTS.items() if row[fact] > 0]
    return tuple(sorted(reasons, key=lambda reason: -reason[1]))


def stated_facts(incident: Mapping[str, Any]) -> list[str]:
    """Names of the facts of an incident that similarity can be based on."""
    return [title for fact, title in FACTS.items() if incident[fact] not in SILENT]
