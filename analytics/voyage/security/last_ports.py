"""The ship's last ports of call, which the ISPS Code has her state: what was recorded at each while she may have been there, and since.

Stowaways and drugs come aboard in port and are found at sea, so what matters of a port is also what ships took away from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from analytics.describe.words import join_words
from analytics.voyage.errors import WaypointError
from analytics.voyage.ground import Ground
from analytics.voyage.ports.facts import count_of
from analytics.voyage.ports.picture import NEAR_NM, incidents_near, years_before
from analytics.voyage.route.waypoints import country_of, find_places
from warehouse.reference.geography import regions_at
from warehouse.reference.ports import Port, nearest_port, ports_by_locode

MOST_CALLS: Final = 10
LONGEST_CALLS: Final = 1_200
"""Characters of all calls together."""
_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class PortCall:
    """A call as stated: the port's name, and its first and last day; None where they are not stated."""

    name: str
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What the data say of a call. `port` is None for one that is not known here, `until` (the last well-watched day) where nobody ever
    watched. `during` counts incidents while she was there; None where days or watch are missing. The rest in the three years to `until`.
    """

    call: PortCall
    port: Port | None = None
    until: date | None = None
    during: int | None = None
    recorded: int = 0
    stowaways: int = 0
    drugs: int = 0


def read_calls(text: str) -> tuple[PortCall, ...]:
    """The calls in what was typed, one a line; those beyond MOST_CALLS are left out."""
    lines = [line for line in text[:LONGEST_CALLS].splitlines() if line.strip()]
    return tuple(_read_call(line) for line in lines[:MOST_CALLS])


def records_of(ground: Ground, calls: tuple[PortCall, ...]) -> tuple[CallRecord, ...]:
    """What is known of each call."""
    return tuple(_record_of(ground, call) for call in calls)


def _read_call(line: str) -> PortCall:
    days = []
    for word in _DAY.findall(line):
        try:
            days.append(date.fromisoformat(word))
        except ValueError:
            return PortCall(_tidy(line), None)
    return PortCall(_tidy(_DAY.sub(" ", line)), (min(days), max(days)) if days else None)


def _tidy(words: str) -> str:
    return " ".join(words.split()).strip(" ,;:-–")


def _port_of(name: str) -> Port | None:
    """The port that a name means; None where it means none, or no port."""
    try:
        place = find_places(name)[0]
    except WaypointError:
        return None
    return ports_by_locode()[nearest_port(place.latitude, place.longitude).locode] if country_of(place) else None


def _record_of(ground: Ground, call: PortCall) -> CallRecord:
    port = _port_of(call.name)
    if port is None:
        return CallRecord(call)
    region = str(regions_at(np.array([port.latitude]), np.array([port.longitude]))[0])
    until = ground.known_until.get(region)
    if until is None:
        return CallRecord(call, port)
    near = incidents_near(ground.read, port, NEAR_NM, years_before(until), until)
    return CallRecord(
        call, port, until, _during(ground, region, call, near), len(near), count_of(near, "stowaway"), count_of(near, "drugs")
    )


def _during(ground: Ground, region: str, call: PortCall, near: pd.DataFrame) -> int | None:
    if (
        call.days is None
        or not ground.watchkeeping.is_watched(region, *call.days)
        or call.days[0] < years_before(ground.known_until[region])
    ):
        return None
    return int(near["occurred_on"].between(*call.days).sum())


def calls_in_words(records: tuple[CallRecord, ...]) -> str:
    """How many calls are stated and known, and what was recorded at their ports; what is unknown is said first."""
    if not records:
        return f"Her last {MOST_CALLS} ports are not stated: the code has her state them to the port that she enters."
    unknown = [record.call.name or "a line without a name" for record in records if record.port is None]
    unwatched = [record.port.title for record in records if record.port and record.until is None]
    known = [record for record in records if record.until]
    lines = [f"{len(records)} of her last {MOST_CALLS} ports are stated."] if len(records) < MOST_CALLS else []
    if unknown:
        lines.append(f"Not known here, so nothing can be said of: {join_words(unknown)}.")
    if unwatched:
        lines.append(f"Nobody ever watched: {join_words(unwatched)}; what happens there is unknown.")
    if known:
        by_port = {record.port: record for record in known}.values()
        stowaways, drugs = (sum(getattr(record, name) for record in by_port) for name in ("stowaways", "drugs"))
        lines.append(
            f"Recorded within {NEAR_NM:g} nm of the others in three years: {stowaways:,} with stowaways, {drugs:,} with drugs. "
            "Few sources record either, so none recorded does not mean that there were none."
        )
    return " ".join(lines)
