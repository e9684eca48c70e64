"""How waters that nobody watches are marked on every map: grey with slanting lines, never in a colour that could be read as calm."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import shapely

from warehouse.reference.geography import region_waters

UNWATCHED_COLOUR: Final = "#8497A8"
HATCH_DEGREES: Final = 2.5
"""Distance between the lines, in degrees of longitude."""


@cache
def hatch_lines(code: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Slanting lines over a region's sea, each as its two ends (longitude, latitude)."""
    outline = region_waters()[code]
    # Lines at 45 degrees that cross the equator between -270 and 270 reach every corner of a map from -180 to 180.
    offsets = np.arange(-270.0, 270.0, HATCH_DEGREES)
    lines = shapely.multilinestrings([[(offset - 90, -90), (offset + 90, 90)] for offset in offsets])
    cut = shapely.intersection(lines, outline)
    # A line that only touches a corner leaves a point.
    parts = [part for part in shapely.get_parts(cut) if isinstance(part, shapely.LineString)]
    return tuple(tuple((round(x, 2), round(y, 2)) for x, y in part.coords) for part in parts)
