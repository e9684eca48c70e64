"""What happened near an incident, and what is like it, each with the reason why it is shown."""

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
"""The least that a degree of latitude measures on the ellipsoid: the box around a circle is never too small."""

FACTS: Final[dict[str, str]] = {
    "category": "category",
    "act": "act",
    "sea_region": "sea region",
    "vessel_type": "type of ship",
    "vessel_status": "ship's status",
    "weapons": "weapons",
    "crew_harm": "harm to the crew",
    "stolen": "loot",
}
"""The facts that make incidents alike: column to its name in words."""

SILENT: Final[tuple[object, ...]] = (None, "unknown", "other", [], ["not_stated"], ["none"])
"""Values that say nothing: two incidents of which they are known are not alike for it."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """An incident near another one: `days` later (negative: before), at `distance_nm`, both positions as stated."""

    incident: Mapping[str, Any]
    distance_nm: float
    days: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The incidents around one: `number` of them, the nearest shown, and those in the same days one year of each year before."""

    number: int
    shown: tuple[Nearby, ...]
    span: tuple[date, date]


@dataclass(frozen=True, slots=True)
class Alike:
    """An incident like another one: `bits` of agreement, and the facts in which they agree with the bits of each."""

    incident: Mapping[str, Any]
    bits: float
    reasons: tuple[tuple[str, float], ...]

    @property
    def why(self) -> str:
        """`act (4.1), sea region (2.0)`."""
        return ", ".join(f"{fact} ({bits:.1f})" for fact, bits in self.reasons)


def neighbourhood(con: duckdb.DuckDBPyConnection, incident: Mapping[str, Any], limit: int) -> Neighbourhood | None:
    """Incidents within RADIUS_NM (on the WGS 84 ellipsoid) and DAYS days before or after; None without position or day.

    The `limit` nearest are shown, nearest first. Positions are taken as stated: one known only roughly may lie elsewhere.
    """
    if incident["latitude"] is None or incident["occurred_on"] is None:
        return None
    latitude, longitude, day = incident["latitude"], incident["longitude"], incident["occurred_on"]
    span = (day - timedelta(days=DAYS), day + timedelta(days=DAYS))
    found = incident_context.around(con, incident["incident_id"], (latitude, longitude), _box(latitude), span)
    if not found.num_rows:
        return Neighbourhood(0, (), span)
    north, east = found["latitude"].to_numpy(), found["longitude"].to_numpy()
    _, _, metres = ELLIPSOID.inv(np.full(len(east), longitude), np.full(len(north), latitude), east, north)
    away = np.asarray(metres) / 1000 / KM_PER_NM
    inside = np.flatnonzero(away <= RADIUS_NM)
    days, ids = found["occurred_on"].to_pylist(), found["incident_id"].to_pylist()
    nearest = sorted(inside.tolist(), key=lambda at: (round(float(away[at]), 1), abs((days[at] - day).days), ids[at]))[:limit]
    said = incident_context.by_id(con, [ids[at] for at in nearest])
    shown = tuple(Nearby(said[ids[at]], float(away[at]), (days[at] - day).days) for at in nearest)
    return Neighbourhood(len(inside), shown, span)


def _box(latitude: float) -> tuple[float, float]:
    """Degrees north and south, east and west, that hold the circle around a latitude; all longitudes near the poles."""
    north = RADIUS_NM * KM_PER_NM / KM_PER_DEGREE
    edge = np.radians(min(abs(latitude) + north, 90.0))
    return north, min(180.0, float(north / max(np.cos(edge), 1e-6)))


def alike(con: duckdb.DuckDBPyConnection, incident: Mapping[str, Any], limit: int) -> tuple[Alike, ...]:
    """The incidents most like this one, at any place and time, those with nothing in common left out.

    Agreement in a fact says log2(1 / share of all incidents with that value) bits, its surprisal (Shannon 1948): agreeing
    in what is rare says much, in what is common little. Bits are added as if facts were independent, which they are not:
    they order incidents, they are no probability.
    """
    facts = {fact: incident[fact] for fact in FACTS if incident[fact] not in SILENT}
    if not facts:
        return ()
    rows = [row for row in incident_context.similar(con, incident["incident_id"], facts, limit) if row["bits"] > 0]
    said = incident_context.by_id(con, [row["incident_id"] for row in rows])
    return tuple(Alike(said[row["incident_id"]], row["bits"], _reasons(row)) for row in rows)


def _reasons(row: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    found = [(title, float(row[fact])) for fact, title in FACTS.items() if row[fact] > 0]
    return tuple(sorted(found, key=lambda one: -one[1]))


def stated(incident: Mapping[str, Any]) -> list[str]:
    """Names of the facts of an incident that likeness can rest on."""
    return [title for fact, title in FACTS.items() if incident[fact] not in SILENT]
