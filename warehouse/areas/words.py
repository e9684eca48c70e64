"""Areas in words, for a caption, an export or a slide."""

from __future__ import annotations

from warehouse.areas.shapes import Area, Circle, Polygon, Route
from warehouse.reference.angles import angle_in_words


def area_in_words(area: Area) -> str:
    """`within 50 nm of 06°22.8′ N 003°24.0′ E`; what follows "incidents"."""
    if isinstance(area, Circle):
        return f"within {area.radius_nm:,g} nm of {position_in_words(area.latitude, area.longitude)}"
    if isinstance(area, Route):
        start, end = (position_in_words(*waypoint) for waypoint in (area.waypoints[0], area.waypoints[-1]))
        return f"within {area.within_nm:,g} nm of the route from {start} to {end} with {len(area.waypoints)} waypoints"
    if isinstance(area, Polygon):
        return f"in a drawn area with {len(area.corners)} corners"
    return f"between {position_in_words(area.south, area.west)} and {position_in_words(area.north, area.east)}"


def position_in_words(latitude: float, longitude: float) -> str:
    """`06°22.8′ N 003°24.0′ E`."""
    return f"{angle_in_words(latitude, 'NS', 2)} {angle_in_words(longitude, 'EW', 3)}"
