"""What the incident map shows beside its filters, and its form in the page's address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from h3.api import basic_int as h3

from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.reference.cells import FINEST, resolution_of
from warehouse.reference.geography import AREA_VIEWS, AREAS, WORLD, View

MODES: Final[dict[str, str]] = {"points": "Points", "hexagons": "Hexagons", "heat": "Heat"}
COLOURS: Final[dict[str, str]] = {"number": "Number", "category": "Category", "severity": "Severity"}
AUTOMATIC: Final = ""
PLACES: Final[dict[str, tuple[str, View]]] = {
    "bering": ("Bering Sea", View(-178.0, 57.5, 3.1)),
    "fiji": ("Fiji", View(178.9, -17.6, 5.6)),
}
"""Presets beside the world, the areas and the sea regions: waters on both sides of the antimeridian."""

CLOSE: Final = 6.5
"""Zoom at which a map opens on one incident."""

NARROWER: Final = 0.4
"""The presets are made for a map of 900 pixels; this one is narrower."""

_FREE: Final = re.compile(r"(-?\d{1,2}(?:\.\d{1,4})?),(-?\d{1,3}(?:\.\d{1,4})?),(\d{1,2}(?:\.\d{1,2})?)", re.ASCII)
_INCIDENT: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
QUERY_NAMES: Final = ("mode", "colour", "view", "incident", "cell", "list")


@dataclass(frozen=True, slots=True)
class MapView:
    """`colour` and `place` are AUTOMATIC when the page chooses: by mode, and by the filters.

    `place` is a preset's code or `latitude,longitude,zoom`. At most one of `incident` and `cell` (an H3 cell) is
    selected. `unplaced` lists the incidents without position.
    """

    mode: str = "points"
    colour: str = AUTOMATIC
    place: str = AUTOMATIC
    incident: str | None = None
    cell: int | None = None
    unplaced: bool = False

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: what differs from the view that opens by itself."""
        said = {
            "mode": self.mode if self.mode != "points" else "",
            "colour": self.colour,
            "view": self.place,
            "incident": self.incident or "",
            "cell": f"{self.cell:x}" if self.cell is not None else "",
            "list": "unplaced" if self.unplaced else "",
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str], choices: Choices) -> tuple[MapView, tuple[str, ...]]:
        """The view that an address names, and a note for each part that was ignored. Never fails."""
        notes: list[str] = []

        def take(name: str, usable: bool, what: str) -> str:
            said = query.get(name, "")
            if said and not usable:
                notes.append(f"The address names no {what} under “{name}” that is known here.")
            return said if usable else ""

        mode = take("mode", query.get("mode", "") in MODES, "kind of map") or "points"
        colour = take("colour", query.get("colour", "") in COLOURS, "colouring")
        place = query.get("view", "")
        place = take("view", place in presets(choices) or _free(place) is not None, "part of the sea")
        incident = take("incident", _INCIDENT.fullmatch(query.get("incident", "")) is not None, "incident") or None
        cell = _cell(query.get("cell", "")) if not incident else None
        take("cell", cell is not None or incident is not None, "hexagon")
        take("list", query.get("list", "") == "unplaced", "list")
        return cls(mode, colour, place, incident, cell, query.get("list") == "unplaced"), tuple(notes)


def presets(choices: Choices) -> dict[str, tuple[str, View]]:
    """Every named view: code to title and where it looks; the world first, then areas, then waters by title."""
    areas = {code: (title, AREA_VIEWS[code]) for code, title in AREAS.items()}
    waters = {code: (region.title, region.view) for code, region in choices.regions.items()} | PLACES
    return {"world": ("World", WORLD), **areas, **dict(sorted(waters.items(), key=lambda item: item[1][0]))}


def automatic_place(filters: Filters, choices: Choices) -> str:
    """The preset that the filters ask for: their one sea region, else the one area that holds them, else the world."""
    known = [code for code in filters.regions if code in choices.regions]
    if len(filters.regions) == 1 and known:
        return known[0]
    areas = {choices.regions[code].area for code in known} if filters.regions else set(filters.areas)
    return areas.pop() if len(areas) == 1 and areas <= set(AREAS) else "world"


def look(view: MapView, filters: Filters, choices: Choices) -> View:
    """Where the map looks when it opens."""
    place = view.place or automatic_place(filters, choices)
    free = _free(place)
    if free is not None:
        return free
    preset = presets(choices)[place][1]
    return replace(preset, zoom=round(preset.zoom - NARROWER, 2))


def close_to(longitude: float, latitude: float) -> str:
    """The place that looks at one position."""
    return f"{latitude:.2f},{longitude:.2f},{CLOSE}"


def _free(text: str) -> View | None:
    found = _FREE.fullmatch(text)
    if found is None:
        return None
    latitude, longitude, zoom = (float(part) for part in found.groups())
    return View(longitude, latitude, zoom) if abs(latitude) <= 85 and abs(longitude) <= 180 and zoom <= 16 else None


def _cell(text: str) -> int | None:
    if not re.fullmatch(r"[0-9a-f]{15}", text):
        return None
    cell = int(text, 16)
    return cell if h3.is_valid_cell(cell) and resolution_of(cell) <= FINEST else None
