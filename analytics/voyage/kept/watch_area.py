"""The waters along a voyage as an area that a watch rule can watch."""

from __future__ import annotations

from analytics.voyage.route.legs import Passage
from analytics.voyage.route.route_files import simplified
from warehouse.areas.shapes import MOST_WAYPOINTS, Route, area_code


def watch_area(passage: Passage, within_nm: float) -> str:
    """The code of all waters within `within_nm` of the way and of what was straightened of it. Raises AreaError near a pole."""
    route = passage.route
    corners = [(float(latitude), float(longitude)) for latitude, longitude in zip(route.latitude, route.longitude, strict=True)]
    kept = simplified(corners, MOST_WAYPOINTS)
    return area_code(Route(kept.waypoints, within_nm + kept.off_nm))
