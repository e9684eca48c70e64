"""Where the maps of a comparison look."""

from __future__ import annotations

from analytics.compare import Side
from warehouse.reference.geography import WORLD, MapPreset, sea_regions


def look_of(side: Side) -> MapPreset:
    """The view of a side: that of its one region, else the world."""
    regions = [sea_regions()[code].view for code in side.waters if code in sea_regions()]
    return regions[0] if len(regions) == 1 else MapPreset(WORLD.longitude, WORLD.latitude, 0.2)
