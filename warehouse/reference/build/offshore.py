"""Waters within a number of nautical miles of land, as the limits of coastal waters run (UNCLOS article 57 for 200 nm)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box

from warehouse.reference.build.topology import polygons_of

ELLIPSOID: Final = Geod(ellps="WGS84")
METRES_PER_NM: Final = 1852
SHORE_STEP: Final = 0.2
"""Degrees between two points of the shore round which a circle is drawn: at 200 nm the arcs between them differ by under 1 km."""
SHORE_GRID: Final = 0.05
"""Degrees to which those points are rounded, so that an islet has one circle and not four."""
CIRCLE_CORNERS: Final = 90
OWN_SHORE: Final = 0.5
"""Degrees beyond an outline within which land still counts as its own."""
CLOSED: Final = 2.0
"""Degrees: bays of high seas narrower than twice this between two circles are filled."""
SMOOTH: Final = 0.02
"""Degrees by which the limit may be simplified (2 km), well below what a map of a region shows."""


def waters_near_land(outline: Polygon, land: NDArray[Any], distance_nm: float) -> MultiPolygon:
    """The part of an outline that lies within `distance_nm` of any land, without holes, along the ellipsoid.

    `outline` may run on beyond 180 degrees; `land` are polygons between -180 and 180. Islands far from the others have waters of their own.
    """
    own = outline.buffer(OWN_SHORE)
    shapely.prepare(own)
    covered: list[shapely.Geometry] = []
    for turn in (-360.0, 0.0, 360.0):
        turned = box(*outline.buffer(1).bounds).intersection(box(turn - 180, -90, turn + 180, 90))
        if turned.is_empty:
            continue
        near = [translate(part, xoff=turn) for part in land if part.intersects(translate(turned, xoff=-turn))]
        coarse = shapely.simplify(np.array([part for part in near if own.intersects(part)]), SHORE_STEP / 8)
        if len(coarse):
            corners = shapely.get_coordinates(shapely.segmentize(shapely.boundary(coarse), SHORE_STEP))
            corners = corners[shapely.contains_xy(own, corners[:, 0], corners[:, 1])]
            corners = np.unique(np.round(corners / SHORE_GRID), axis=0) * SHORE_GRID
            covered += [*_circles_round(corners, distance_nm), *shapely.intersection(coarse, own)]
    closed = shapely.union_all(covered).buffer(CLOSED, quad_segs=4).buffer(-CLOSED, quad_segs=4)
    # A pocket of high seas within the limit would be a hole that no ocean is known by.
    return MultiPolygon([Polygon(part.exterior) for part in polygons_of(outline.intersection(shapely.simplify(closed, SMOOTH)))])


def _circles_round(points: NDArray[np.float64], distance_nm: float) -> list[Polygon]:
    """Circles on the ellipsoid; their longitudes continue those of their centres."""
    azimuths = np.linspace(0, 360, CIRCLE_CORNERS, endpoint=False)
    centres = np.repeat(points, CIRCLE_CORNERS, axis=0)
    distance = np.full(len(centres), distance_nm * METRES_PER_NM)
    east, north, _ = ELLIPSOID.fwd(centres[:, 0], centres[:, 1], np.tile(azimuths, len(points)), distance)
    east = centres[:, 0] + (np.asarray(east) - centres[:, 0] + 180) % 360 - 180
    corners = np.column_stack([east, north]).reshape(len(points), CIRCLE_CORNERS, 2)
    return [Polygon(circle) for circle in corners]
