"""The world's sea ports, to state how far a position is from the nearest one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from warehouse.reference.geography import FOLDER

ELLIPSOID: Final = Geod(ellps="WGS84")
KM_PER_NM: Final = 1.852


@dataclass(frozen=True, slots=True)
class NearestPort:
    """A port near a position: distance along the ellipsoid in km, and initial bearing from the port in degrees."""

    name: str
    locode: str
    distance_km: float
    bearing: float


@dataclass(frozen=True, slots=True)
class Port:
    """One of the bundled ports."""

    name: str
    locode: str
    latitude: float
    longitude: float

    @property
    def title(self) -> str:
        """`Lagos, NG`: there is one in Portugal too."""
        return f"{self.name}, {self.locode[:2]}"


def ports_within(west: float, east: float, south: float, north: float) -> list[Port]:
    """The ports between these degrees, by code; `east` exceeds `west` and may lie beyond 180."""
    names, codes, latitudes, longitudes = _load_ports()
    is_inside = (latitudes >= south) & (latitudes <= north) & ((longitudes - west) % 360 <= east - west)
    return [Port(names[at], codes[at], float(latitudes[at]), float(longitudes[at])) for at in np.flatnonzero(is_inside)]


@cache
def ports_by_locode() -> dict[str, Port]:
    """Every bundled port by its UN/LOCODE, in the order of codes."""
    names, codes, latitudes, longitudes = _load_ports()
    ports = (Port(*row) for row in zip(names, codes, latitudes.tolist(), longitudes.tolist(), strict=True))
    return {port.locode: port for port in sorted(ports, key=lambda port: port.locode)}


def nearest_port(latitude: float, longitude: float) -> NearestPort:
    """The nearest of the bundled ports (`reference/ports.csv`: sea ports only, without small harbours and offshore terminals)."""
    names, codes, north, east = _load_ports()
    bearing, _, metres = ELLIPSOID.inv(east, north, np.full(len(east), longitude), np.full(len(east), latitude))
    at = int(np.argmin(metres))
    return NearestPort(names[at], codes[at], float(metres[at]) / 1000, float(bearing[at]) % 360)


@cache
def _load_ports() -> tuple[list[str], list[str], NDArray[np.float64], NDArray[np.float64]]:
    with (FOLDER / "ports.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    places = np.array([(float(row["latitude"]), float(row["longitude"])) for row in rows])
    return [row["port"] for row in rows], [row["locode"] for row in rows], places[:, 0].copy(), places[:, 1].copy()


def all_ports() -> list[tuple[str, float, float]]:
    """Name, latitude and longitude (degrees) of every bundled port."""
    names, _, north, east = _load_ports()
    return list(zip(names, north.tolist(), east.tolist(), strict=True))
