"""A density ready for a map that readers move: its image, its legend and what it says. Small enough to be kept for each view."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date

from analytics.density.density import UNIT, Density, Read, densities_by_part, density_of
from analytics.density.images import Bounds, density_image, density_map, legend
from analytics.describe.maps import Map
from warehouse.filters import Filters
from warehouse.queries.density.placed_incidents import Parts


@dataclass(frozen=True, slots=True)
class Heat:
    """`image` is the address (`data:`) of a PNG between `bounds`, its rows evenly spaced in Web Mercator. `legend`: colour, meaning."""

    image: str
    bounds: Bounds
    legend: tuple[tuple[str, str], ...]
    incidents: int
    sentence: str
    method: tuple[str, ...]
    unit: str = UNIT


def heat_of(read: Read, filters: Filters, today: date, dark: bool) -> Heat:
    """The density of the incidents that `filters` leave, as known on a day, for one of the two themes."""
    density = density_of(read, filters, today)
    drawn = density_image(density, dark)
    address = f"data:image/png;base64,{base64.b64encode(drawn.png).decode()}"
    return Heat(address, drawn.bounds, legend(density, dark), density.incidents, density.sentence, density.method)


def heat_maps_by_part(read: Read, filters: Filters, today: date, by: Parts, bounds: Bounds) -> tuple[Map, ...]:
    """Small multiples: a map for every season, or quarter of the day, with the same colours."""
    return tuple(density_map(density, _part_title(density), bounds) for density in densities_by_part(read, filters, today, by))


def _part_title(density: Density) -> str:
    return f"{density.title}: {density.incidents:,} incident{'' if density.incidents == 1 else 's'}"
