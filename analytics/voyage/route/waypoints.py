"""Waypoints from what a person types: ports, straits or positions, one a line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from analytics.describe.words import join_words
from analytics.voyage.errors import WaypointError
from analytics.voyage.route.routes import MOST_WAYPOINTS, Waypoint
from warehouse.queries.searching.places import Place, suggest_points
from warehouse.queries.searching.words import fold
from warehouse.reference.ports import nearest_port
from warehouse.reference.typed_positions import PositionError

LONGEST: Final = 2000
"""Characters of all places on the way together."""
LONGEST_NAME: Final = 80
LONGEST_WAIT: Final = 2_000
"""Hours: some twelve weeks."""
_WITH_COUNTRY: Final = re.compile(r"(?P<name>[^\d,]{1,60}),\s*(?P<country>[A-Za-z]{2})")
_WITH_HOURS: Final = re.compile(r"(?P<place>.*?[^\s,]),?\s+(?:wait(?:ing)?\s+)?(?P<hours>\d{1,4}(?:\.\d)?)\s*h(?:ours?)?", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*[\n;→>]\s*")


def find_waypoint(text: str) -> Waypoint:
    """The likeliest meaning of a place or position, with the hours to wait there: `Fujairah, 36 h`. Raises WaypointError."""
    _, hours = _parted(text)
    if hours > LONGEST_WAIT:
        raise WaypointError(f"A ship waits at most {LONGEST_WAIT:,} hours at one place; {hours:,.0f} are given.")
    return replace(waypoint_of(find_places(text)[0]), wait_hours=hours)


def find_places(text: str) -> tuple[Place, ...]:
    """All that a place or position may mean, the likeliest first: `Georgetown`, or `Georgetown, MY` with a country's two letters.

    Hours to wait there are left out. Raises WaypointError for what means nothing.
    """
    text, _ = _parted(text)
    if not text.strip():
        raise WaypointError("A voyage needs two places: a port or position under From, and one under To.")
    named = _WITH_COUNTRY.fullmatch(text.strip())
    try:
        places = suggest_points(named["name"] if named else text[:LONGEST_NAME])
    except PositionError as refusal:
        raise WaypointError(str(refusal)) from refusal
    if named:
        places = tuple(place for place in places if country_of(place) == named["country"].upper())
    if not places:
        shown = " ".join(text.split())[:LONGEST_NAME]
        raise WaypointError(f"No port, strait or position is called “{shown}”. Try another spelling, or a position such as 01-14N 103-50E.")
    return places


def _parted(text: str) -> tuple[str, float]:
    """The place, and the hours to wait there; 0 where none are stated."""
    waiting = _WITH_HOURS.fullmatch(text.strip()[:LONGEST_NAME])
    return (waiting["place"], float(waiting["hours"])) if waiting else (text, 0.0)


def waypoint_of(place: Place) -> Waypoint:
    """`Lagos, NG`, `Malacca Strait`, or the position in words."""
    country = country_of(place)
    return Waypoint(f"{place.name}, {country}" if country else place.name, place.latitude, place.longitude)


def country_of(place: Place) -> str:
    """The two letters (ISO 3166-1) of a port's country; empty for what is no port."""
    if not place.kind.startswith("port"):
        return ""
    # Ports that the map names have no country of their own: the bundled port at that place has.
    return place.kind.rpartition(", ")[2] if ", " in place.kind else nearest_port(place.latitude, place.longitude).locode[:2]


def other_meanings(text: str) -> str:
    """What else a name may mean, as a sentence that says how to choose; empty where it is clear."""
    first, *others = find_places(text)
    places = [first, *(place for place in others if fold(place.name) == fold(first.name))]
    if len(places) < 2 or not all(map(country_of, places)):
        return ""
    names = [waypoint_of(place).name for place in places]
    return f"{names[0]} is taken; there is also {join_words(names[1:])}."


def names_in(text: str) -> list[str]:
    """The names in `text`, one a line or between `;`."""
    return [name for name in _BETWEEN.split(text[:LONGEST]) if name.strip()]


def find_waypoints(text: str) -> tuple[Waypoint, ...]:
    """The places in `text`, one a line or between `;`, in order; none for an empty text. Raises WaypointError."""
    names = names_in(text)
    if len(names) > MOST_WAYPOINTS - 2:
        raise WaypointError(f"At most {MOST_WAYPOINTS - 2} places can lie on the way; {len(names)} are given.")
    return tuple(find_waypoint(name) for name in names)
