"""Waypoints from what a person types: ports, straits or positions, one a line."""

from __future__ import annotations

import re
from typing import Final

from analytics.voyage.errors import WaypointError
from analytics.voyage.routes import MOST_WAYPOINTS, Waypoint
from warehouse.queries.searching.places import Place, suggest_points
from warehouse.reference.typed_positions import PositionError

LONGEST: Final = 2000
"""Characters of all places on the way together."""
LONGEST_NAME: Final = 80
_BETWEEN: Final = re.compile(r"\s*[\n;→>]\s*")


def find_waypoint(text: str) -> Waypoint:
    """The likeliest meaning of a place or position. Raises WaypointError."""
    return waypoint_of(find_places(text)[0])


def find_places(text: str) -> tuple[Place, ...]:
    """All that a place or position may mean, the likeliest first. Raises WaypointError for what means nothing."""
    if not text.strip():
        raise WaypointError("A voyage needs two places: a port or position under From, and one under To.")
    try:
        places = suggest_points(text[:LONGEST_NAME])
    except PositionError as refusal:
        raise WaypointError(str(refusal)) from refusal
    if not places:
        shown = " ".join(text.split())[:LONGEST_NAME]
        raise WaypointError(f"No port, strait or position is called “{shown}”. Try another spelling, or a position such as 01-14N 103-50E.")
    return places


def waypoint_of(place: Place) -> Waypoint:
    """`Lagos (port, NG)` or the position in words."""
    name = place.name if place.kind == "position" else f"{place.name} ({place.kind})"
    return Waypoint(name, place.latitude, place.longitude)


def find_waypoints(text: str) -> tuple[Waypoint, ...]:
    """The places in `text`, one a line or between `;`, in order; none for an empty text. Raises WaypointError."""
    names = [name for name in _BETWEEN.split(text[:LONGEST]) if name.strip()]
    if len(names) > MOST_WAYPOINTS - 2:
        raise WaypointError(f"At most {MOST_WAYPOINTS - 2} places can lie on the way; {len(names)} are given.")
    return tuple(find_waypoint(name) for name in names)
