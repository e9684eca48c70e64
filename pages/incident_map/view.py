"""What the incident map shows besides its filters, and how that is written in the page's address."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from h3.api import basic_int as h3

from warehouse.areas.inside import Frame, frame_of
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.reference.cells import FINEST
from warehouse.reference.geography import AREA_VIEWS, AREAS, WORLD, MapPreset

MODES: Final[dict[str, str]] = {"points": "Points", "hexagons": "Hexagons", "heat": "Heat"}
COLOURS: Final[dict[str, str]] = {"number": "Number", "category": "Category", "severity": "Severity"}
AUTOMATIC: Final = ""
PLACES: Final[dict[str, tuple[str, MapPreset]]] = {
    "bering": ("Bering Sea", MapPreset(-178.0, 57.5, 3.1)),
    "fiji": ("Fiji", MapPreset(178.9, -17.6, 5.6)),
}
"""Views besides the world, the areas and the sea regions: waters on both sides of the antimeridian."""

CHART_ENDS: Final = 85.0
"""Degrees north and south at which Web Mercator ends."""

CLOSE: Final = 6.5
"""Zoom at which a map opens on one incident."""

WINDOW: Final = (1000, 640)
"""Pixels of the map that an area is fitted into, width and height."""
CLOSEST: Final = 10.0
"""Zoom beyond which nothing more is seen of an area: the coast is known to some 100 m."""

_FREE: Final = re.compile(r"(-?\d{1,2}(?:\.\d{1,4})?),(-?\d{1,3}(?:\.\d{1,4})?),(\d{1,2}(?:\.\d{1,2})?)", re.ASCII)
_INCIDENT: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_TIME: Final = re.compile(r"(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
QUERY_NAMES: Final = ("mode", "colour", "view", "incident", "cell", "list", "rings", "time", "advisories")


@dataclass(frozen=True, slots=True)
class MapView:
    """`colour` and `place` are AUTOMATIC where the page chooses, by mode and by the filters respectively.

    `place` is the code of a named view or `latitude,longitude,zoom`. At most one of `incident` and `cell` (an H3 cell) is selected.
    `unplaced`: the list shows the incidents without a position. `rings`: the uncertainty of every position is drawn. `time` is the
    month (`2024-05`) or year shown while time is played, empty for the whole span. `advisories`: those in force are outlined.
    """

    mode: str = "points"
    colour: str = AUTOMATIC
    place: str = AUTOMATIC
    incident: str | None = None
    cell: int | None = None
    unplaced: bool = False
    rings: bool = False
    time: str = ""
    advisories: bool = True

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: only what differs from the default view."""
        query = {
            "mode": self.mode if self.mode != "points" else "",
            "colour": self.colour,
            "view": self.place,
            "incident": self.incident or "",
            "cell": f"{self.cell:x}" if self.cell is not None else "",
            "list": "unplaced" if self.unplaced else "",
            "rings": "all" if self.rings else "",
            "time": self.time,
            "advisories": "" if self.advisories else "off",
        }
        return {name: value for name, value in query.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str], choices: Choices) -> tuple[MapView, tuple[str, ...]]:
        """The view named by an address, and a note on each part that was ignored. Never raises."""
        notes: list[str] = []

        def take(name: str, usable: bool, meaning: str) -> str:
            value = query.get(name, "")
            if value and not usable:
                notes.append(f"The {meaning} under “{name}” in the address is not known here.")
            return value if usable else ""

        mode = take("mode", query.get("mode", "") in MODES, "kind of map") or "points"
        colour = take("colour", query.get("colour", "") in COLOURS, "colouring")
        place = query.get("view", "")
        place = take("view", place in named_views(choices) or _parse_position(place) is not None, "view")
        # An incident takes precedence over a hexagon: the panel can show only one of them.
        incident = take("incident", _INCIDENT.fullmatch(query.get("incident", "")) is not None, "incident") or None
        cell = _parse_cell(query.get("cell", "")) if not incident else None
        take("cell", cell is not None or incident is not None, "hexagon")
        take("list", query.get("list", "") == "unplaced", "list")
        take("rings", query.get("rings", "") == "all", "choice of rings")
        time = take("time", _TIME.fullmatch(query.get("time", "")) is not None, "month or year")
        take("advisories", query.get("advisories", "") == "off", "choice of advisories")
        lists = query.get("list") == "unplaced", query.get("rings") == "all", time, query.get("advisories") != "off"
        return cls(mode, colour, place, incident, cell, *lists), tuple(notes)


def named_views(choices: Choices) -> dict[str, tuple[str, MapPreset]]:
    """Every named view: title and view by code; the world first, then areas, then sea regions by title."""
    areas = {code: (title, AREA_VIEWS[code]) for code, title in AREAS.items()}
    waters = {code: (region.title, region.view) for code, region in choices.regions.items()} | PLACES
    return {"world": ("World", WORLD), **areas, **dict(sorted(waters.items(), key=lambda item: item[1][0]))}


def automatic_place(filters: Filters, choices: Choices) -> str:
    """The place that fits the filters: the waters drawn or named, their one sea region, the one area that contains them, or the world."""
    if filters.within is not None:
        return _place_around(frame_of(filters.within))
    codes = [code for code in filters.regions if code in choices.regions]
    if len(filters.regions) == 1 and codes:
        return codes[0]
    areas = {choices.regions[code].area for code in codes} if filters.regions else set(filters.areas)
    return areas.pop() if len(areas) == 1 and areas <= set(AREAS) else "world"


def view_of(view: MapView, filters: Filters, choices: Choices) -> MapPreset:
    """The view in which the map opens."""
    place = view.place or automatic_place(filters, choices)
    free = _parse_position(place)
    if free is not None:
        return free
    return named_views(choices)[place][1]


def close_to(longitude: float, latitude: float) -> str:
    """The place, as in `MapView`, that shows a single position."""
    return f"{latitude:.2f},{longitude:.2f},{CLOSE}"


def place_at(longitude: float, latitude: float, zoom: float) -> str:
    """The place, as in `MapView`, where a reader has moved the map to."""
    return f"{latitude:.4f},{longitude:.4f},{zoom:.2f}"


def place_title(place: str, choices: Choices) -> str:
    """The title of a place, as in `MapView`."""
    named = named_views(choices)
    return named[place][0] if place in named else "This place"


def _place_around(frame: Frame) -> str:
    """The place that shows a whole frame."""
    low, high = (_chart_height(max(min(latitude, CHART_ENDS), -CHART_ENDS)) for latitude in (frame.south, frame.north))
    # A world is 512 pixels wide at zoom 0; the rest of a zoom step is a margin.
    across, down = WINDOW[0] / (512 * max(2 * frame.half_width, 1e-3) / 360), WINDOW[1] / (512 * max(high - low, 1e-5))
    latitude = math.degrees(2 * math.atan(math.exp(math.pi * (low + high))) - math.pi / 2)
    return f"{latitude:.2f},{frame.longitude:.2f},{min(max(math.log2(min(across, down)) - 0.2, 0.0), CLOSEST):.2f}"


def _chart_height(latitude: float) -> float:
    """Height above the equator on a Mercator chart one world wide."""
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)


def _parse_position(text: str) -> MapPreset | None:
    match = _FREE.fullmatch(text)
    if match is None:
        return None
    latitude, longitude, zoom = (float(part) for part in match.groups())
    return MapPreset(longitude, latitude, zoom) if abs(latitude) <= CHART_ENDS and abs(longitude) <= 180 and zoom <= 16 else None


def _parse_cell(text: str) -> int | None:
    if not re.fullmatch(r"[0-9a-f]{15}", text):
        return None
    cell = int(text, 16)
    return cell if h3.is_valid_cell(cell) and h3.get_resolution(cell) <= FINEST else None
