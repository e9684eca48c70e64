"""Where a position lies: sea region, nearest shore and its country, distance, land, legal zone. In bulk.

Shores are those of Natural Earth 1:10m (`warehouse/reference`), whose line is true to about a kilometre. A position at sea
has the sea region whose outline holds it. One on land (quays, rivers, rounded coordinates) has the region of its nearest
shore, up to INLAND_KM from it: Palembang, Matadi and the Yangtze are sailed by sea-going ships.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from warehouse.reference.geography import FOLDER, regions

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
Wholes = NDArray[np.intp]
Texts = NDArray[np.object_]

TERRITORIAL_KM: Final = 12 * 1.852
"""Breadth of the territorial sea: 12 nautical miles (UNCLOS article 3)."""
INLAND_KM: Final = 500.0
"""How far from the sea a position on land may lie and still get a sea region."""
SPACING_KM: Final = 1.0
"""Largest gap between the points that stand for a shore: half of it is the largest error of a distance."""

# WGS 84
_EQUATOR_KM: Final = 6378.137
_FLATTENING: Final = 1 / 298.257223563
_MEAN_KM: Final = 6371.0088


@dataclass(frozen=True, slots=True)
class Located:
    """Arrays of one length, a row for each position. Texts are None, numbers NaN where the position is unknown.

    `sea_region`, `area` codes; `country` ISO 3166-1 alpha-3 of the nearest shore, None where several states claim it;
    `shore_km` distance to the nearest shore; `on_land_km` the same for positions on land, 0 at sea.
    """

    sea_region: Texts
    area: Texts
    country: Texts
    shore_km: Reals
    on_land_km: Reals


def locate(latitude: Reals, longitude: Reals) -> Located:
    """Everything about positions in degrees; NaN, or a latitude beyond 90, is unknown. Longitudes of any turn are understood.

    `shore_km` is within 1 km of the geodesic distance to the bundled shore up to 100 km off, and within 0.5% beyond.
    """
    count = len(latitude)
    located = Located(_nothing(count), _nothing(count), _nothing(count), np.full(count, np.nan), np.full(count, np.nan))
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude) & (np.abs(latitude) <= 90))
    if not len(known):
        return located
    north = np.asarray(latitude, dtype=np.float64)[known]
    east = np.asarray(longitude, dtype=np.float64)[known]
    east = np.where(np.abs(east) > 180, (east + 180) % 360 - 180, east)
    shores = _shores()
    distance, nearest = shores.nearest(north, east)
    on_land = _holding(shores.land, north, east) >= 0
    # Outlines run freely over land, so a position there is judged by its shore.
    region = _region_of(np.where(on_land, shores.latitude[nearest], north), np.where(on_land, shores.longitude[nearest], east))
    region[on_land & (distance > INLAND_KM)] = -1
    codes, areas = _region_codes()
    located.sea_region[known] = codes[region]
    located.area[known] = areas[region]
    located.country[known] = shores.countries[shores.country[nearest]]
    located.shore_km[known] = distance
    located.on_land_km[known] = np.where(on_land, distance, 0.0)
    return located


def waters(shore_km: Reals, on_land_km: Reals, in_port: Flags) -> Texts:
    """Codes of `taxonomy.WATERS`, by the first of these rules that holds.

    1. `port_area`: the report's own words put the ship in a port, its anchorage or at berth (`in_port`), wherever the position lies.
    2. `unknown`: no position.
    3. `territorial`: at most 12 nautical miles from a shore, or on land: what lies inside the shore line as bundled is a
       river, a dock or a rounded coordinate, and internal waters are the coastal state's all the more.
    4. `international`: all else. Baselines, archipelagic waters and agreed boundaries are not considered.
    """
    zones: Texts = np.where((shore_km <= TERRITORIAL_KM) | (on_land_km > 0), "territorial", "international").astype(object)
    zones[np.isnan(shore_km)] = "unknown"
    zones[in_port] = "port_area"
    return zones


@dataclass(frozen=True)
class Areas:
    """Polygons with an index over them."""

    shapes: NDArray[Any]
    index: shapely.STRtree

    @classmethod
    def of(cls, shapes: NDArray[Any]) -> Areas:
        shapely.prepare(shapes)
        return cls(shapes, shapely.STRtree(shapes))


@dataclass(frozen=True)
class Shores:
    """The land, and points at most SPACING_KM apart on its shores with their country (an index into `countries`)."""

    land: Areas
    latitude: Reals
    longitude: Reals
    country: NDArray[np.uint8]
    countries: Texts
    tree: cKDTree[None]

    def nearest(self, latitude: Reals, longitude: Reals) -> tuple[Reals, Wholes]:
        """Distance in km to the nearest shore point, and its number."""
        chord, nearest = self.tree.query(_earth_fixed(latitude, longitude))
        return 2 * _MEAN_KM * np.arcsin(np.minimum(chord / (2 * _MEAN_KM), 1.0)), np.asarray(nearest)


@cache
def _shores() -> Shores:
    with np.load(FOLDER / "land_10m.npz") as file:
        steps = np.column_stack([np.cumsum(file["x"], dtype=np.int64), np.cumsum(file["y"], dtype=np.int64)])
        corners = steps * file["scale"] + file["shift"]
        ring, polygon, country = file["ring"], file["polygon"], file["country"]
        countries = np.array([name or None for name in file["countries"].tolist()], dtype=object)
    land = Areas.of(shapely.from_ragged_array(shapely.GeometryType.POLYGON, corners, (ring, polygon)))
    last = np.zeros(len(corners), dtype=bool)
    last[ring[1:] - 1] = True
    longitude, latitude, owner = _densified(corners, country, ~last[:-1])
    # Balanced trees take twice as long to build and answer no faster here.
    tree = cKDTree(_earth_fixed(latitude, longitude), balanced_tree=False, compact_nodes=False)
    return Shores(land, latitude, longitude, country[owner], countries, tree)


def _densified(corners: Reals, country: NDArray[np.uint8], joined: Flags) -> tuple[Reals, Reals, Wholes]:
    """Longitudes and latitudes of points along the shore lines, and the corner each begins at.

    `joined[i]` tells whether corner i is joined to the next. Lines along the antimeridian and over the pole, where polygons
    were cut, are no shore.
    """
    start, step = corners[:-1], np.diff(corners, axis=0)
    cut = (np.abs(start[:, 0]) >= 180 - 1e-6) & (step[:, 0] == 0) | (np.minimum(start[:, 1], corners[1:, 1]) < -89.9)
    first = np.flatnonzero(joined & ~cut)
    length_km = np.hypot(step[first, 0] * np.cos(np.radians(start[first, 1])), step[first, 1]) * 111.7
    pieces = np.maximum(np.ceil(length_km / SPACING_KM), 1).astype(np.intp)
    owner = np.repeat(first, pieces)
    part = (np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / np.repeat(pieces, pieces)
    points = start[owner] + step[owner] * part[:, None]
    return points[:, 0].copy(), points[:, 1].copy(), owner


def _earth_fixed(latitude: Reals, longitude: Reals) -> Reals:
    """Positions as x, y, z in km on the WGS 84 ellipsoid, shape (n, 3)."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    eccentricity = _FLATTENING * (2 - _FLATTENING)
    normal = _EQUATOR_KM / np.sqrt(1 - eccentricity * np.sin(phi) ** 2)
    return np.column_stack(
        [normal * np.cos(phi) * np.cos(lam), normal * np.cos(phi) * np.sin(lam), normal * (1 - eccentricity) * np.sin(phi)]
    )


def _holding(areas: Areas, latitude: Reals, longitude: Reals) -> Wholes:
    """Number of the first polygon that holds each position, its border included; -1 for none."""
    point, area = areas.index.query(shapely.points(longitude, latitude))
    inside = shapely.intersects_xy(areas.shapes[area], longitude[point], latitude[point])
    found = np.full(len(latitude), len(areas.shapes))
    np.minimum.at(found, point[inside], area[inside])
    return np.where(found == len(areas.shapes), -1, found)


def _region_of(latitude: Reals, longitude: Reals) -> Wholes:
    """Number of each position's region. Rounding leaves cracks of some metres between outlines: those go to the nearest."""
    areas = _region_areas()
    found = _holding(areas, latitude, longitude)
    lost = np.flatnonzero(found < 0)
    if len(lost):
        found[lost] = areas.index.nearest(shapely.points(longitude[lost], latitude[lost]))
    return found


@cache
def _region_areas() -> Areas:
    return Areas.of(np.array([region.outline for region in regions().values()], dtype=object))


@cache
def _region_codes() -> tuple[Texts, Texts]:
    """Codes and areas of the regions by number; None stands last, where -1 points."""
    codes = [*regions(), None]
    return np.array(codes, dtype=object), np.array([*(region.area for region in regions().values()), None], dtype=object)


def _nothing(count: int) -> Texts:
    return np.full(count, None, dtype=object)
