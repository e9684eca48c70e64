"""What is known of a port: the incidents around it in three years, which of them lie nearer to another port, and who watched.

The three years end on the last well-watched day of the port's waters. Where that day lies STALE_DAYS back, nobody watches them now, and
the figures are history. An incident belongs to the nearest of the bundled ports; those nearer to another are counted and that port named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.recent_end import recent_end
from analytics.coverage.region_watch import RegionWatch
from analytics.coverage.watchkeeping import Watchkeeping, keep_watch
from analytics.voyage.ground import STALE_DAYS, Read
from warehouse.queries.voyage.corridor_incidents import placed_incidents_between
from warehouse.queries.voyage.port_incidents import incidents_around
from warehouse.reference.geography import regions_at, sea_regions
from warehouse.reference.ports import KM_PER_NM, Port, ports_by_locode
from warehouse.reference.space import chord_of, in_space

NEAR_NM: Final = 12.0
"""The territorial sea, in which roads and anchorages lie."""
WIDE_NM: Final = 30.0
YEARS: Final = 3
FEWEST_PORTS: Final = 100
"""Ports in watched waters below which no place among them is given."""

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another port within WIDE_NM: how far off, and how many of the incidents within WIDE_NM are nearer to it."""

    port: Port
    nm: float
    incidents: int


@dataclass(frozen=True, slots=True)
class PortRank:
    """Incidents within NEAR_NM that are nearest to the port; how many other ports lie in watched waters, have fewer, and have none."""

    incidents: int
    others: int
    fewer: int
    without: int

    @property
    def share(self) -> float:
        return self.fewer / self.others


@dataclass(frozen=True, eq=False)
class PortPicture:
    """`incidents` within WIDE_NM from `first` to `last`, newest first, as `incidents_around` gives them, with `nm` from the port and
    `nearest`, the UN/LOCODE of the port they are nearest to. `until`: the last well-watched day, None where nobody ever watched.
    `rank` is None where the port's waters were not watched on all of these days."""

    port: Port
    region: str
    day: date
    first: date
    last: date
    until: date | None
    watch: RegionWatch
    incidents: pd.DataFrame
    neighbours: tuple[Neighbour, ...]
    rank: PortRank | None
    sources: tuple[str, ...]

    @property
    def region_title(self) -> str:
        return sea_regions()[self.region].title

    @property
    def is_watched_now(self) -> bool:
        return self.until is not None and (self.day - self.until).days <= STALE_DAYS

    @property
    def near(self) -> pd.DataFrame:
        """The incidents within NEAR_NM."""
        return self.incidents[self.incidents["nm"] <= NEAR_NM]

    @property
    def others_near(self) -> dict[str, int]:
        """Of those within NEAR_NM: how many are nearer to another port, by its UN/LOCODE, most first."""
        others = self.near.loc[self.near["nearest"] != self.port.locode, "nearest"].value_counts()
        return {str(locode): int(count) for locode, count in others.items()}

    @property
    def vague(self) -> int:
        """How many within NEAR_NM are placed less precisely than that."""
        return int((self.near["position_precision_km"].fillna(0.0) > NEAR_NM * KM_PER_NM).sum())


def picture_of_port(read: Read, locode: str, day: date) -> PortPicture:
    """The picture of a port as known on `day`. Raises KeyError for an unknown UN/LOCODE."""
    port = ports_by_locode()[locode]
    region = str(regions_at(np.array([port.latitude]), np.array([port.longitude]))[0])
    moment = datetime.combine(day, time.max, UTC)
    watchkeeping: Watchkeeping = read(keep_watch, moment, AS_DESCRIBED)
    end = recent_end(watchkeeping.watches, moment, {region: 1.0})
    until = min(end.day, day) if end else None
    last = until or day
    first = years_before(last)
    incidents = incidents_near(read, port, WIDE_NM, first, last)
    watched = tuple(code for code in sea_regions() if watchkeeping.is_watched(code, first, last))
    rank = _rank(read(counts_by_port, first, last), port, watched) if region in watched else None
    sources = tuple(watchkeeping.titles[code] for code in _source_codes(incidents) if code in watchkeeping.titles)
    watch = watchkeeping.who_watched(region, first, last)
    return PortPicture(port, region, day, first, last, until, watch, incidents, _neighbours(port, incidents), rank, sources)


def incidents_near(read: Read, port: Port, within_nm: float, first: date, last: date) -> pd.DataFrame:
    """The incidents within `within_nm` of a port on these days, newest first: as `incidents_around`, with `nm` and `nearest`."""
    around: pd.DataFrame = read(incidents_around, port.latitude, port.longitude, within_nm, first, last)
    latitudes, longitudes = around["latitude"].to_numpy(np.float64), around["longitude"].to_numpy(np.float64)
    here = in_space(np.array([port.latitude]), np.array([port.longitude]))
    metres = np.linalg.norm(in_space(latitudes, longitudes) - here, axis=1) if len(around) else np.empty(0)
    nearest, _ = _nearest_ports(latitudes, longitudes)
    placed = around.assign(nm=metres / 1000 / KM_PER_NM, nearest=nearest)
    return placed[placed["nm"] <= within_nm].reset_index(drop=True)


def counts_by_port(con: duckdb.DuckDBPyConnection, first: date, last: date) -> dict[str, int]:
    """Incidents from `first` to `last` by the UN/LOCODE of the nearest port, as far as it lies within NEAR_NM."""
    incidents = placed_incidents_between(con, first, last)
    nearest, metres = _nearest_ports(incidents["latitude"].to_numpy(np.float64), incidents["longitude"].to_numpy(np.float64))
    locodes, counts = np.unique(nearest[metres <= chord_of(NEAR_NM * KM_PER_NM)], return_counts=True)
    return dict(zip(locodes.tolist(), counts.tolist(), strict=True))


def years_before(last: date) -> date:
    """The first of the YEARS years that end on `last`."""
    after = last + timedelta(days=1)
    return date(after.year - YEARS, 2, 28) if (after.month, after.day) == (2, 29) else after.replace(year=after.year - YEARS)


def _nearest_ports(latitudes: Reals, longitudes: Reals) -> tuple[NDArray[np.str_], Reals]:
    """The UN/LOCODE of the port nearest to each position, and metres to it."""
    if not len(latitudes):
        return np.empty(0, dtype="U5"), np.empty(0)
    tree, locodes = _port_tree()
    metres, places = tree.query(in_space(latitudes, longitudes))
    return locodes[places], np.asarray(metres)


@cache
def _port_tree() -> tuple[KDTree, NDArray[np.str_]]:
    ports = tuple(ports_by_locode().values())
    positions = in_space(np.array([port.latitude for port in ports]), np.array([port.longitude for port in ports]))
    return KDTree(positions), np.array([port.locode for port in ports])


@cache
def _port_regions() -> dict[str, str]:
    """The sea region of every port."""
    ports = tuple(ports_by_locode().values())
    regions = regions_at(np.array([port.latitude for port in ports]), np.array([port.longitude for port in ports]))
    return {port.locode: str(region) for port, region in zip(ports, regions, strict=True)}


def _neighbours(port: Port, incidents: pd.DataFrame) -> tuple[Neighbour, ...]:
    tree, locodes = _port_tree()
    here = in_space(np.array([port.latitude]), np.array([port.longitude]))[0]
    places = tree.query_ball_point(here, chord_of(WIDE_NM * KM_PER_NM))
    counts = incidents["nearest"].value_counts()
    ports = [ports_by_locode()[str(locodes[place])] for place in places if locodes[place] != port.locode]
    metres = [float(np.linalg.norm(tree.data[place] - here)) for place in places if locodes[place] != port.locode]
    neighbours = [
        Neighbour(other, far / 1000 / KM_PER_NM, int(counts.get(other.locode, 0))) for other, far in zip(ports, metres, strict=True)
    ]
    return tuple(sorted(neighbours, key=lambda neighbour: neighbour.nm))


def _rank(counts: dict[str, int], port: Port, watched: tuple[str, ...]) -> PortRank | None:
    """Where the port stands among those whose waters were watched on the same days."""
    others = [locode for locode, region in _port_regions().items() if region in watched and locode != port.locode]
    own = counts.get(port.locode, 0)
    if len(others) < FEWEST_PORTS:
        return None
    of_others = [counts.get(locode, 0) for locode in others]
    return PortRank(own, len(others), sum(count < own for count in of_others), of_others.count(0))


def _source_codes(incidents: pd.DataFrame) -> list[str]:
    return sorted({code for codes in incidents["sources"] for code in codes.split()})
