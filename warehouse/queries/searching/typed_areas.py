"""A route or a drawn area from typed places and positions: `Singapore; 5-36N 095-20E; Colombo`."""

from __future__ import annotations

import re
from typing import Final

from warehouse.areas.shapes import Area, AreaError, Circle, Corner, Polygon, Route
from warehouse.queries.searching.places import suggest_places

_BETWEEN: Final = re.compile(r"\s*(?:[\n;→>]|\s[-–—]\s)\s*")
LONGEST: Final = 4000
"""Characters of a typed route: more than its most waypoints take."""


def typed_route(text: str, within_nm: float) -> Route:
    """The route through the places or positions in `text`, one a line or between `;`, `→` or ` - `. Raises AreaError, PositionError."""
    return Route(_typed_corners(text), within_nm)


def typed_polygon(text: str) -> Area:
    """The area with these corners, in order. Raises AreaError, PositionError."""
    return Polygon(_typed_corners(text))


def _typed_corners(text: str) -> tuple[Corner, ...]:
    return tuple(_position_of(name) for name in _BETWEEN.split(text[:LONGEST]) if name.strip())


def _position_of(name: str) -> Corner:
    """Where the likeliest meaning of a name lies."""
    circles = [suggestion.area for suggestion in suggest_places(name) if isinstance(suggestion.area, Circle)]
    if not circles:
        raise AreaError(f"No port, strait or position is called “{name.strip()[:60]}”.")
    return circles[0].latitude, circles[0].longitude
