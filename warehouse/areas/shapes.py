"""Areas of the sea that a reader chooses: around a place, along a route, drawn by hand, or a box; and their form in an address.

An address contains `circle_50_1.25_104`, `route_20_1.25_104_5.6_0.03`, `polygon_...` or `box_...`: a name, distances in
nautical miles, then degrees with at most four decimals (11 m). Anybody can put anything there, so `parse_area` is strict.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import shapely

Corner = tuple[float, float]
"""Latitude and longitude in degrees."""

MOST_CORNERS: Final = 100
MOST_WAYPOINTS: Final = 50
WIDEST_CIRCLE_NM: Final = 5000.0
WIDEST_ROUTE_NM: Final = 500.0
LONGEST_ROUTE_DEGREES: Final = 720.0
MERCATOR_LIMIT: Final = 85.0
"""Degrees of latitude to which a sea chart in Mercator's projection reaches, and with it drawn areas and routes."""

_NUMBER: Final = re.compile(r"-?\d{1,4}(?:\.\d{1,6})?", re.ASCII)
_LONGEST_CODE: Final = 2400


class AreaError(ValueError):
    """An area that cannot be; the message says why."""


@dataclass(frozen=True, slots=True)
class Circle:
    """All within `radius_nm` of a point, along the ellipsoid."""

    latitude: float
    longitude: float
    radius_nm: float

    def __post_init__(self) -> None:
        latitude, longitude = _corner(self.latitude, self.longitude)
        _set(self, latitude=latitude, longitude=longitude, radius_nm=_distance(self.radius_nm, WIDEST_CIRCLE_NM, "radius"))


@dataclass(frozen=True, slots=True)
class Route:
    """All within `within_nm` of a track through `waypoints`, on either side. Legs are rhumb lines, as on a sea chart."""

    waypoints: tuple[Corner, ...]
    within_nm: float

    def __post_init__(self) -> None:
        waypoints = tuple(_corner(*waypoint) for waypoint in self.waypoints)
        if not 2 <= len(waypoints) <= MOST_WAYPOINTS:
            raise AreaError(f"A route has 2 to {MOST_WAYPOINTS} waypoints.")
        _check_mercator(waypoints, "route")
        if sum(math.hypot(b[0] - a[0], _turn(a[1], b[1])) for a, b in pairwise(waypoints)) > LONGEST_ROUTE_DEGREES:
            raise AreaError("A route goes at most twice around the world.")
        _set(self, waypoints=waypoints, within_nm=_distance(self.within_nm, WIDEST_ROUTE_NM, "distance from the route"))


@dataclass(frozen=True, slots=True)
class Polygon:
    """The inside and the edge of a drawn area. Edges are straight on a chart in Mercator's projection and go the short way round."""

    corners: tuple[Corner, ...]

    def __post_init__(self) -> None:
        corners = tuple(_corner(*corner) for corner in self.corners)
        # A closed ring repeats its first corner.
        corners = corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners
        if not 3 <= len(corners) <= MOST_CORNERS:
            raise AreaError(f"A drawn area has 3 to {MOST_CORNERS} corners.")
        _check_mercator(corners, "drawn area")
        ring = unwrapped([*corners, corners[0]])
        if abs(ring[-1][1] - ring[0][1]) > 1:
            raise AreaError("A drawn area cannot contain a pole.")
        if not shapely.Polygon([(longitude, latitude) for latitude, longitude in ring]).is_valid:
            raise AreaError("The edges of a drawn area must not cross.")
        _set(self, corners=corners)


@dataclass(frozen=True, slots=True)
class Box:
    """Between two latitudes, and from `west` eastward to `east`: across the antimeridian where west is the greater."""

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        south, west = _corner(self.south, self.west)
        north, east = _corner(self.north, self.east)
        if south >= north or west == east:
            raise AreaError("A box has its south below its north, and its west differs from its east.")
        _set(self, south=south, west=west, north=north, east=east)


Area = Circle | Route | Polygon | Box


def area_code(area: Area) -> str:
    """The area in an address; `parse_area` gives an equal area back."""
    if isinstance(area, Circle):
        name, numbers = "circle", [area.radius_nm, area.latitude, area.longitude]
    elif isinstance(area, Route):
        name, numbers = "route", [area.within_nm, *(degree for waypoint in area.waypoints for degree in waypoint)]
    elif isinstance(area, Polygon):
        name, numbers = "polygon", [degree for corner in area.corners for degree in corner]
    else:
        name, numbers = "box", [area.south, area.west, area.north, area.east]
    # Only characters that no form of an address escapes.
    return "_".join([name, *(f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)])


def parse_area(code: str) -> Area:
    """The area that an address contains. Raises AreaError with a sentence."""
    name, *words = code.split("_") if len(code) <= _LONGEST_CODE else [""]
    if name not in _MAKERS or not all(_NUMBER.fullmatch(word) for word in words):
        raise AreaError("The address contains an area in no known form.")
    numbers = [float(word) for word in words]
    distances, make = _MAKERS[name]
    if len(numbers) < distances + 2 or (len(numbers) - distances) % 2:
        raise AreaError("The address contains an area with a number too few or too many.")
    return make(numbers[:distances], list(zip(numbers[distances::2], numbers[distances + 1 :: 2], strict=True)))


def _circle(distances: list[float], corners: list[Corner]) -> Circle:
    if len(corners) != 1:
        raise AreaError("A circle has one centre.")
    return Circle(*corners[0], distances[0])


def _box(_: list[float], corners: list[Corner]) -> Box:
    if len(corners) != 2:
        raise AreaError("A box has two corners.")
    return Box(*corners[0], *corners[1])


_MAKERS: Final[dict[str, tuple[int, Callable[[list[float], list[Corner]], Area]]]] = {
    "circle": (1, _circle),
    "route": (1, lambda distances, corners: Route(tuple(corners), distances[0])),
    "polygon": (0, lambda _, corners: Polygon(tuple(corners))),
    "box": (0, _box),
}
"""How many distances stand before the corners, and what makes the area of both."""


def unwrapped(corners: list[Corner]) -> list[Corner]:
    """The same corners with longitudes that run on beyond 180, so that each step goes the short way round."""
    steps = [corners[0]]
    for latitude, longitude in corners[1:]:
        # Rounded as the corners are: a closed ring must end exactly where it began.
        steps.append((latitude, round(steps[-1][1] + _turn(steps[-1][1], longitude), 4)))
    return steps


def _turn(start: float, end: float) -> float:
    """Degrees eastward from one longitude to another, the short way: from -180 up to 180."""
    return (end - start + 180) % 360 - 180


def _corner(latitude: float, longitude: float) -> Corner:
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise AreaError("Latitude reaches from -90 to 90 degrees and longitude from -180 to 180.")
    # Adding 0.0 makes -0.0 equal in print, too.
    return round(latitude, 4) + 0.0, round(longitude, 4) + 0.0


def _distance(nm: float, most: float, name: str) -> float:
    if not 1 <= nm <= most:
        raise AreaError(f"The {name} is 1 to {most:,.0f} nautical miles.")
    return round(nm, 1)


def _check_mercator(corners: tuple[Corner, ...], name: str) -> None:
    if any(abs(latitude) > MERCATOR_LIMIT for latitude, _ in corners):
        raise AreaError(f"A {name} reaches to {MERCATOR_LIMIT:.0f} degrees of latitude at most.")


def _set(area: Area, **values: Any) -> None:
    # The areas are frozen; their values are brought into one form once, so that equal areas compare equal.
    for name, value in values.items():
        object.__setattr__(area, name, value)
