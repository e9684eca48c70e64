"""Where an advisory holds: the radius or the area that its text states, and the sea regions in which it lies."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import shapely

from data_pipeline.advisories.model import Ring
from data_pipeline.facts.place_and_time.positions import find_positions
from data_pipeline.geography import Reals, locate_positions
from warehouse.reference.angles import KM_PER_DEGREE

_UNIT: Final = r"(?P<unit>nm|n\.m\.|nautical miles?|nmi|miles?|km|kilomet(?:re|er)s?|m|met(?:re|er)s?)"
_DISTANCE: Final = rf"(?P<number>\d{{1,4}}(?:[.,]\d{{1,2}})?)[\s-]?{_UNIT}\b"
_A_SHIP: Final = (
    r"(?:the |their |his |her |its |a |own )?(?:vessels?|ships?|tankers?|masters?|crafts?|merchant|carrier|port|starboard|stern|bow)\b"
)
"""What has come within a distance of a ship is no radius."""
_RADIUS: Final = (
    re.compile(rf"\bradius(?: of)?:? (?:about |approximately )?{_DISTANCE}", re.IGNORECASE),
    re.compile(rf"\b{_DISTANCE}[\s-](?:radius|radii|around|exclusion|berth|of (?:the )?(?:position|following))", re.IGNORECASE),
    re.compile(
        rf"(?<!approached )(?<!passed )(?<!came )(?<!closed to )\bwithin (?:about |approximately |an area of )?{_DISTANCE}(?: radius)?"
        rf"\s(?:of|from|around)\s(?!{_A_SHIP})",
        re.IGNORECASE,
    ),
)
_AREA: Final = re.compile(
    r"\b(?:bounded|enclosed|delimited|defined|formed|limited) by\b|\bareas? (?:joining|between|within|connecting)\b"
    r"|\bfollowing (?:positions|coordinates|points)\b|\bpolygon\b",
    re.IGNORECASE,
)
_AREA_LENGTH: Final = 1_500
"""Characters in which the corners of an area are listed."""
_MOST_CORNERS: Final = 500
_NM: Final = {"n": 1.0, "m": 1 / 1852, "k": 1 / 1.852}
MOST_NM: Final = 1_000.0
"""A radius beyond is a slip or no radius."""
NM_PER_DEGREE: Final = KM_PER_DEGREE / 1.852
_SAMPLES: Final = 24


def radius_in_text(text: str) -> float | None:
    """The radius in nautical miles within which an advisory says that it holds; None where it states none."""
    for pattern in _RADIUS:
        for match in pattern.finditer(text):
            unit, number = match["unit"].lower(), float(match["number"].replace(",", "."))
            is_metres = unit == "m" or unit.startswith("met")
            radius = number * (_NM["m"] if is_metres else _NM["k"] if unit.startswith("k") else _NM["n"])
            if usable_radius(radius):
                return round(radius, 3)
    return None


def usable_radius(radius_nm: float) -> bool:
    """Whether a number of nautical miles can be a radius."""
    return 0 < radius_nm <= MOST_NM


def area_in_text(text: str) -> Ring | None:
    """The area whose corners a text lists; None where it lists none."""
    for match in _AREA.finditer(text):
        positions, _ = find_positions(text[match.end() : match.end() + _AREA_LENGTH])
        if (ring := ring_of([(position.longitude, position.latitude) for position in positions])) is not None:
            return ring
    return None


def ring_of(corners: list[tuple[float, float]]) -> Ring | None:
    """Corners (longitude, latitude) as a ring without its repeated last corner; None where they enclose nothing that can be drawn."""
    rounded = [(round(longitude, 6), round(latitude, 6)) for longitude, latitude in corners]
    if len(rounded) > 1 and rounded[0] == rounded[-1]:
        rounded.pop()
    if not 3 <= len(rounded) <= _MOST_CORNERS or any(abs(east) > 180 or abs(north) > 90 for east, north in rounded):
        return None
    # Listed in an order that crosses itself, corners still bound the waters that they span.
    shape = _unwrapped(tuple(rounded))
    outline = shape if shape.is_valid else shape.convex_hull
    if not isinstance(outline, shapely.Polygon) or outline.area == 0:
        return None
    return tuple((_wrapped(east), north) for east, north in outline.exterior.coords[:-1])


def regions_of_area(ring: Ring) -> list[str]:
    """Codes of the sea regions in which the sea of an area lies, sorted."""
    shape = _unwrapped(ring)
    west, south, east, north = shape.bounds
    x, y = np.meshgrid(np.linspace(west, east, _SAMPLES), np.linspace(south, north, _SAMPLES))
    inside = shapely.intersects_xy(shape, x.ravel(), y.ravel())
    corners = np.array(shape.exterior.coords)
    return _regions_of(np.concatenate([y.ravel()[inside], corners[:, 1]]), np.concatenate([x.ravel()[inside], corners[:, 0]]))


def regions_of_circle(latitude: float, longitude: float, radius_nm: float) -> list[str]:
    """Codes of the sea regions in which the sea of a circle lies, sorted; by its centre and points on three rings."""
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    parts = np.concatenate([[0.0], *(np.full(16, part) for part in (1 / 3, 2 / 3, 1.0))])
    turn = np.concatenate([[0.0], np.tile(angles, 3)])
    north = np.clip(latitude + parts * radius_nm / NM_PER_DEGREE * np.cos(turn), -89.9, 89.9)
    east = longitude + parts * radius_nm / NM_PER_DEGREE * np.sin(turn) / np.cos(np.radians(north))
    return _regions_of(north, east)


def _regions_of(latitude: Reals, longitude: Reals) -> list[str]:
    located = locate_positions(latitude, longitude)
    at_sea = {code for code, inland in zip(located.sea_region, located.on_land_km, strict=True) if code is not None and inland == 0}
    return sorted(at_sea or {code for code in located.sea_region if code is not None})


def _unwrapped(ring: Ring) -> shapely.Polygon:
    """The ring as a polygon; across the antimeridian its western half has longitudes beyond 180."""
    longitudes = [east for east, _ in ring]
    if max(longitudes) - min(longitudes) > 180:
        return shapely.Polygon([(east + 360 if east < 0 else east, north) for east, north in ring])
    return shapely.Polygon(ring)


def _wrapped(longitude: float) -> float:
    return longitude - 360 if longitude > 180 else longitude
