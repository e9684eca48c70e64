"""The way between waypoints: along the network of sea routes, or exactly as a file states it. It is no route for navigation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.voyage.errors import NoRouteError, SamePlaceError, WaypointError
from warehouse.areas.inside import latitude_of, mercator_y
from warehouse.areas.shapes import Corner, unwrapped
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM
from warehouse.reference.sea_network import (
    CANALS,
    PASSAGES,
    USUALLY_CLOSED,
    Access,
    lines_by_ends,
    nearest_access,
    sea_network,
    shortest_path,
)

Reals = NDArray[np.float64]

NO_NAVIGATION: Final = "The route is drawn to judge risk. It is no route for navigation."
MOST_WAYPOINTS: Final = 50
FURTHEST_NM: Final = 10.0
"""A waypoint further from the nearest sea route is asked about: an inland town lies far, and so may a port in a bay."""
STEP_NM: Final = 3.0
"""Greatest distance between the positions along a route."""
LEAST_NM: Final = 0.5
"""Waypoints nearer to each other are the same place."""
HIGHEST_LATITUDE: Final = 89.0


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place that the voyage calls at or passes, in degrees, and the hours that the ship waits there."""

    name: str
    latitude: float
    longitude: float
    wait_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A stay at the position numbered `place` of a route."""

    name: str
    place: int
    hours: float


@dataclass(frozen=True, slots=True)
class FarWaypoint:
    """A waypoint further than FURTHEST_NM from where the route meets it."""

    name: str
    nm: float


@dataclass(frozen=True, eq=False)
class Route:
    """Positions along the way, at most STEP_NM apart: `latitude` and `longitude` (-180 to 180) in degrees, `nm` from the beginning.

    `land_nm` of it cross land by the coastline of Natural Earth, canals aside; None where that was not measured. `passages` are codes of
    PASSAGES in the order passed. `far` are the waypoints to ask about.
    """

    waypoints: tuple[Waypoint, ...]
    latitude: Reals
    longitude: Reals
    nm: Reals
    passages: tuple[str, ...] = ()
    far: tuple[FarWaypoint, ...] = ()
    land_nm: float | None = None

    @cached_property
    def waits(self) -> tuple[Wait, ...]:
        """Where and how long the ship waits, in order."""
        waits, place = [], 0
        for waypoint in self.waypoints:
            # Each waypoint is sought from the one before on: a route may come to the same place twice.
            degrees = np.cos(np.radians(waypoint.latitude)) * ((self.longitude[place:] - waypoint.longitude + 180) % 360 - 180)
            place += int(np.argmin(np.hypot(self.latitude[place:] - waypoint.latitude, degrees)))
            if waypoint.wait_hours:
                waits.append(Wait(waypoint.name, place, waypoint.wait_hours))
        return tuple(waits)

    @property
    def length_nm(self) -> float:
        return float(self.nm[-1])


def sail(waypoints: Sequence[Waypoint], avoid: frozenset[str] = USUALLY_CLOSED) -> Route:
    """The shortest way by sea through all waypoints in order, on none of the passages to `avoid`. Raises VoyageError."""
    _check(waypoints)
    accesses = [nearest_access(waypoint.latitude, waypoint.longitude, avoid) for waypoint in waypoints]
    corners: list[Corner] = []
    lines: list[tuple[int, float]] = []
    for (start, end), (first, last) in zip(pairwise(waypoints), pairwise(accesses), strict=True):
        path = shortest_path(first, last, avoid)
        if path is None:
            raise NoRouteError(_why_no_route(start, end, avoid))
        network = sea_network()
        between = [(float(network.latitude[place]), float(network.longitude[place])) for place in path]
        ends = [(access.latitude, access.longitude) for access in (first, last)]
        corners += [(start.latitude, start.longitude), ends[0], *between, ends[1], (end.latitude, end.longitude)]
        lines += _lines_sailed(path, first, last)
    far = [
        FarWaypoint(waypoint.name, access.km / KM_PER_NM)
        for waypoint, access in zip(waypoints, accesses, strict=True)
        if access.km / KM_PER_NM > FURTHEST_NM
    ]
    passages = [str(sea_network().passage[line]) for line, _ in lines]
    land_km = sum(share * sea_network().land_km[line] for (line, share), name in zip(lines, passages, strict=True) if name not in CANALS)
    named = tuple(dict.fromkeys(name for name in passages if name))
    return Route(tuple(waypoints), *_positions_along(corners), named, tuple(far), float(land_km) / KM_PER_NM)


def follow(waypoints: Sequence[Waypoint]) -> Route:
    """The way from each waypoint straight (a rhumb line) to the next, as a planned route states it. Raises VoyageError."""
    _check(waypoints, most=len(waypoints))
    return Route(tuple(waypoints), *_positions_along([(waypoint.latitude, waypoint.longitude) for waypoint in waypoints]))


def _check(waypoints: Sequence[Waypoint], most: int = MOST_WAYPOINTS) -> None:
    if not 2 <= len(waypoints) <= most:
        raise WaypointError(f"A voyage has 2 to {MOST_WAYPOINTS} waypoints; {len(waypoints)} are given.")
    for waypoint in waypoints:
        if not (abs(waypoint.latitude) <= HIGHEST_LATITUDE and abs(waypoint.longitude) <= 180):
            raise WaypointError(f"{waypoint.name}: latitude reaches to {HIGHEST_LATITUDE:.0f} degrees and longitude from -180 to 180.")
    first, *others = waypoints
    metres = [ELLIPSOID.inv(first.longitude, first.latitude, other.longitude, other.latitude)[2] for other in others]
    if max(metres) / 1000 / KM_PER_NM < LEAST_NM:
        raise SamePlaceError(f"The voyage begins and ends at the same place, {first.name}. Choose another port of arrival.")


def _why_no_route(start: Waypoint, end: Waypoint, avoid: frozenset[str]) -> str:
    titles = [f"the {PASSAGES[code]}" for code in PASSAGES if code in avoid - USUALLY_CLOSED]
    why = f" without {' or '.join(titles)}. Allow one of these passages" if titles else ". Choose other waypoints"
    return f"No route by sea is known from {start.name} to {end.name}{why}, or load the ship's own route as a file."


def _lines_sailed(path: tuple[int, ...], first: Access, last: Access) -> list[tuple[int, float]]:
    """The lines of the network on the way, each with the share of its length that is sailed."""
    if not path:
        return [(first.line, abs(first.share - last.share))]
    network, by_ends = sea_network(), lines_by_ends()
    between = [(by_ends[min(a, b), max(a, b)], 1.0) for a, b in pairwise(path)]
    onto = first.share if path[0] == network.edges[first.line, 0] else 1 - first.share
    off = last.share if path[-1] == network.edges[last.line, 0] else 1 - last.share
    return [(first.line, onto), *between, (last.line, off)]


def _positions_along(corners: Sequence[Corner]) -> tuple[Reals, Reals, Reals]:
    """Latitudes, longitudes and distances (nm) along the rhumb lines between corners."""
    turned = np.array(unwrapped([corner for number, corner in enumerate(corners) if not number or corner != corners[number - 1]]))
    heights = mercator_y(turned[:, 0])
    spans = np.asarray(ELLIPSOID.inv(turned[:-1, 1], turned[:-1, 0], turned[1:, 1], turned[1:, 0])[2]) / 1000 / KM_PER_NM
    counts = np.maximum(np.ceil(spans / STEP_NM), 1).astype(np.int64)
    line = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[line]
    latitudes = np.append(latitude_of(heights[line] + share * (heights[line + 1] - heights[line])), turned[-1, 0])
    longitudes = np.append(turned[line, 1] + share * (turned[line + 1, 1] - turned[line, 1]), turned[-1, 1])
    steps = np.asarray(ELLIPSOID.inv(longitudes[:-1], latitudes[:-1], longitudes[1:], latitudes[1:])[2]) / 1000 / KM_PER_NM
    return latitudes, (longitudes + 180) % 360 - 180, np.concatenate([[0.0], np.cumsum(steps)])
