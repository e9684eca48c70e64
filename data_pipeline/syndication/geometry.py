"""Where an entry of a feed lies: GeoRSS points, circles, boxes and polygons, and the older geo:lat and geo:long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from data_pipeline.advisories.areas import ring_of, usable_radius
from data_pipeline.advisories.model import Ring
from data_pipeline.coordinates import in_range, position_of
from data_pipeline.facts.place_and_time.positions import find_positions
from data_pipeline.fields import Fields

_METRES_PER_NM: Final = 1_852.0


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A position in degrees, the radius around it in nautical miles, or an area; all None where nothing is stated."""

    latitude: float | None = None
    longitude: float | None = None
    radius_nm: float | None = None
    area: Ring | None = None
    issues: tuple[str, ...] = ()


def take_whereabouts(fields: Fields, text: str) -> Whereabouts:
    """What the fields of an entry say of its place, else the first position in its text."""
    where, circle = fields.take_any("where"), fields.take_text("circle")
    latitude, longitude = fields.take_any("latitude"), fields.take_any("longitude")
    if circle is not None and (of_circle := _circle(circle)) is not None:
        return of_circle
    if isinstance(where, dict) and (stated := _geometry(where)) is not None:
        return stated
    if latitude is not None and longitude is not None:
        position = position_of(latitude, longitude)
        return Whereabouts(position.latitude, position.longitude, issues=tuple(position.issues))
    positions, _ = find_positions(text)
    return Whereabouts(positions[0].latitude, positions[0].longitude) if positions else Whereabouts()


def _circle(text: str) -> Whereabouts | None:
    """`latitude longitude radius`, the radius in metres."""
    parts = text.replace(",", " ").split()
    if len(parts) != 3:
        return None
    latitude, longitude, metres = map(float, parts)
    position, radius_nm = in_range(latitude, longitude), metres / _METRES_PER_NM
    usable = position.latitude is not None and usable_radius(radius_nm)
    return Whereabouts(position.latitude, position.longitude, round(radius_nm, 3) if usable else None, issues=tuple(position.issues))


def _geometry(where: dict[str, Any]) -> Whereabouts | None:
    kind, coordinates = where.get("type"), where["coordinates"]
    if kind == "Point":
        longitude, latitude = (float(value) for value in coordinates)
        position = in_range(latitude, longitude)
        return Whereabouts(position.latitude, position.longitude, issues=tuple(position.issues))
    if kind == "Box":
        (west, south), (east, north) = ((float(x), float(y)) for x, y in coordinates)
        return Whereabouts(area=ring_of([(west, south), (east, south), (east, north), (west, north)]))
    if kind == "Polygon":
        return Whereabouts(area=ring_of([(float(x), float(y)) for x, y in coordinates[0]]))
    return None
