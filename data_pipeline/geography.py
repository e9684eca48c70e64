"""Where positions lie: sea region, nearest shore and its country, distance, land, legal zone. In bulk.

Shores are those of Natural Earth 1:10m (`warehouse/reference`), whose line is true to about a kilometre. A position at sea
has the sea region whose outline holds it. One on land (quays, rivers, rounded coordinates) has the region of its nearest
shore, up to INLAND_KM from it: sea-going ships sail to Palembang, to Matadi and up the Yangtze.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from warehouse.reference.geography import FOLDER, sea_regions

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
Wholes = NDArray[np.intp]
Texts = NDArray[np.object_]

TERRITORIAL_KM: Final = 12 * 1.852
"""Breadth of the territorial sea: 12 nautical miles (UNCLOS article 3)."""
INLAND_KM: Final = 500.0
"""How far from the sea a position on land may lie and still get a sea region."""
SPACING_KM: Final = 1.0
"""Largest gap between the points that represent a shore: half of it is the largest error of a distance."""

# WGS 84
_EQUATOR_KM: Final = 6378.137
_FLATTENING: Final = 1 / 298.257223563
_MEAN_KM: Final = 6371.0088


@dataclass(frozen=True, slots=True)
class LocatedPositions:
    """Arrays of one length, a row for each position. Texts are None, numbers NaN where the position is unknown.

    `sea_region`, `area` codes; `country` ISO 3166-1 alpha-3 of the nearest shore, None where several states claim it;
    `shore_km` distance to the nearest shore; `on_land_km` the same for positions on land, 0 at sea.
    """

    sea_region: Texts
    area: Texts
    country: Texts
    shore_km: Reals
    on_land_km: Reals


def locate_positions(latitude: Reals, longitude: Reals) -> LocatedPositions:
    """Everything about positions in degrees; NaN, or a latitude beyond 90, is unknown. Longitudes may exceed 180.

    `shore_km` is within 1 km of the geodesic distance to the bundled shore up to 100 km off, and within 0.5% beyond.
    """
    count = len(latitude)
    region, area, country = (_unknown_texts(count) for _ in range(3))
    located = LocatedPositions(region, area, country, np.full(count, np.nan), np.full(count, np.nan))
    valid = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude) & (np.abs(latitude) <= 90))
    if not len(valid):
        return located
    north = np.asarray(latitude, dtype=np.float64)[valid]
    east = np.asarray(longitude, dtype=np.float64)[valid]
    east = np.where(np.abs(east) > 180, (east + 180) % 360 - 180, east)
    shores = _bundled_shoreline()
    distance, nearest = shores.nearest(north, east)
    on_land = _polygon_of_positions(shores.land, north, east) >= 0
    # Outlines run freely over land, so a position there is judged by its shore.
    region_number = _region_numbers(np.where(on_land, shores.latitude[nearest], north), np.where(on_land, shores.longitude[nearest], east))
    region_number[on_land & (distance > INLAND_KM)] = -1
    codes, areas = _region_codes()
    located.sea_region[valid] = codes[region_number]
    located.area[valid] = areas[region_number]
    located.country[valid] = shores.countries[shores.country[nearest]]
    located.shore_km[valid] = distance
    located.on_land_km[valid] = np.where(on_land, distance, 0.0)
    return located


def distance_to_country_km(country: str, latitude: float, longitude: float) -> float:
    """Distance in km from a position to the nearest shore of a country (ISO alpha-3); NaN for one without a shore."""
    tree = _shores_of(country)
    if tree is None:
        return float("nan")
    chord, _ = tree.query(_earth_fixed(np.array([latitude]), np.array([longitude])))
    return float(2 * _MEAN_KM * np.arcsin(min(float(np.asarray(chord)[0]) / (2 * _MEAN_KM), 1.0)))


def regions_in_square(latitude: float, longitude: float, degrees: float = 1.0) -> set[str]:
    """Codes of the sea regions in which the sea of a square around a position lies, by a grid of 11 points a side."""
    steps = np.linspace(-degrees / 2, degrees / 2, 11)
    north, east = np.meshgrid(np.clip(latitude + steps, -90, 90), longitude + steps)
    located = locate_positions(north.ravel(), east.ravel())
    return {region for region, inland in zip(located.sea_region, located.on_land_km, strict=True) if region is not None and inland == 0}


def classify_waters(shore_km: Reals, on_land_km: Reals, in_port: Flags) -> Texts:
    """Legal zone of each position, a code of `taxonomy.WATERS`, by the first of these rules that holds.

    1. `port_area`: the report's own words put the ship in a port, its anchorage or at berth (`in_port`), wherever the position lies.
    2. `unknown`: no position.
    3. `territorial`: at most 12 nautical miles from a shore, or on land: what lies inside the shore line as bundled is a
       river, a dock or a rounded coordinate, and internal waters are the coastal state's all the more.
    4. `international`: everything else. Baselines, archipelagic waters and agreed boundaries are not considered.
    """
    zones: Texts = np.where((shore_km <= TERRITORIAL_KM) | (on_land_km > 0), "territorial", "international").astype(object)
    zones[np.isnan(shore_km)] = "unknown"
    zones[in_port] = "port_area"
    return zones


@dataclass(frozen=True)
class IndexedPolygons:
    """Polygons with a spatial index over them."""

    shapes: NDArray[Any]
    index: shapely.STRtree

    @classmethod
    def of(cls, shapes: NDArray[Any]) -> IndexedPolygons:
        shapely.prepare(shapes)
        return cls(shapes, shapely.STRtree(shapes))


@dataclass(frozen=True)
class Shoreline:
    """The land, and points at most SPACING_KM apart on its shores with their country (an index into `countries`)."""

    land: IndexedPolygons
    latitude: Reals
    longitude: Reals
    country: NDArray[np.uint8]
    countries: Texts
    tree: cKDTree[None]

    def nearest(self, latitude: Reals, longitude: Reals) -> tuple[Reals, Wholes]:
        """Distance in km to the nearest shore point, and its number."""
        # The tree measures straight through the earth; the arc over the chord is what a ship would sail.
        chord, nearest = self.tree.query(_earth_fixed(latitude, longitude))
        return 2 * _MEAN_KM * np.arcsin(np.minimum(chord / (2 * _MEAN_KM), 1.0)), np.asarray(nearest)


@cache
def _bundled_shoreline() -> Shoreline:
    with np.load(FOLDER / "land_10m.npz") as file:
        # Stored as whole steps from corner to corner, because small numbers compress better.
        steps = np.column_stack([np.cumsum(file["x"], dtype=np.int64), np.cumsum(file["y"], dtype=np.int64)])
        corners = steps * file["scale"] + file["shift"]
        ring, polygon, country = file["ring"], file["polygon"], file["country"]
        countries = np.array([name or None for name in file["countries"].tolist()], dtype=object)
    land = IndexedPolygons.of(shapely.from_ragged_array(shapely.GeometryType.POLYGON, corners, (ring, polygon)))
    ends_ring = np.zeros(len(corners), dtype=bool)
    ends_ring[ring[1:] - 1] = True
    longitude, latitude, owner = _points_along_shores(corners, ~ends_ring[:-1])
    # Balanced trees take twice as long to build and answer no faster here.
    tree = cKDTree(_earth_fixed(latitude, longitude), balanced_tree=False, compact_nodes=False)
    return Shoreline(land, latitude, longitude, country[owner], countries, tree)


@cache
def _shores_of(country: str) -> cKDTree[None] | None:
    shores = _bundled_shoreline()
    # Numbers are compared, not names: there are half a million points.
    own = np.flatnonzero(np.isin(shores.country, np.flatnonzero(shores.countries == country)))
    if not len(own):
        return None
    return cKDTree(_earth_fixed(shores.latitude[own], shores.longitude[own]), balanced_tree=False, compact_nodes=False)


def _points_along_shores(corners: Reals, joined: Flags) -> tuple[Reals, Reals, Wholes]:
    """Longitudes and latitudes of points along the shore lines, and the corner each begins at.

    `joined[i]` tells whether corner i is joined to the next. The lines along the antimeridian and over the pole, where polygons
    were cut, are not shore.
    """
    start, step = corners[:-1], np.diff(corners, axis=0)
    cut = (np.abs(start[:, 0]) >= 180 - 1e-6) & (step[:, 0] == 0) | (np.minimum(start[:, 1], corners[1:, 1]) < -89.9)
    first = np.flatnonzero(joined & ~cut)
    # 111.7 km, the longest degree of latitude: no gap comes out wider than SPACING_KM.
    length_km = np.hypot(step[first, 0] * np.cos(np.radians(start[first, 1])), step[first, 1]) * 111.7
    pieces = np.maximum(np.ceil(length_km / SPACING_KM), 1).astype(np.intp)
    owner = np.repeat(first, pieces)
    # How far along its line each point lies, 0 to 1.
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


def _polygon_of_positions(areas: IndexedPolygons, latitude: Reals, longitude: Reals) -> Wholes:
    """Number of the first polygon that holds each position, its border included; -1 for none."""
    point, area = areas.index.query(shapely.points(longitude, latitude))
    inside = shapely.intersects_xy(areas.shapes[area], longitude[point], latitude[point])
    none = len(areas.shapes)
    number = np.full(len(latitude), none)
    # On a common border the first polygon wins, whatever order the index answers in.
    np.minimum.at(number, point[inside], area[inside])
    return np.where(number == none, -1, number)


def _region_numbers(latitude: Reals, longitude: Reals) -> Wholes:
    """Number of each position's region. Rounding leaves cracks of some metres between outlines: positions there get the nearest region."""
    areas = _region_polygons()
    number = _polygon_of_positions(areas, latitude, longitude)
    in_crack = np.flatnonzero(number < 0)
    if len(in_crack):
        number[in_crack] = areas.index.nearest(shapely.points(longitude[in_crack], latitude[in_crack]))
    return number


@cache
def _region_polygons() -> IndexedPolygons:
    return IndexedPolygons.of(np.array([region.outline for region in sea_regions().values()], dtype=object))


@cache
def _region_codes() -> tuple[Texts, Texts]:
    """Codes and areas of the regions by number; None stands last, where -1 points."""
    codes = [*sea_regions(), None]
    return np.array(codes, dtype=object), np.array([*(region.area for region in sea_regions().values()), None], dtype=object)


def _unknown_texts(count: int) -> Texts:
    return np.full(count, None, dtype=object)
