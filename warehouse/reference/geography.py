"""Sea regions, areas and countries: titles, neighbours, map presets and outlines."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import orjson
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from warehouse.contract.schema import SEA_REGIONS

FOLDER: Final = Path(__file__).parent

AREAS: Final[dict[str, str]] = {
    "southeast_asia": "Southeast Asia",
    "far_east": "Far East",
    "indian_sub_continent": "Indian Sub-Continent",
    "americas": "Americas",
    "africa": "Africa",
    "rest_of_world": "Rest of World",
}
"""The six areas of the IMB's annual reports: code to title, in their order."""


@dataclass(frozen=True, slots=True)
class MapPreset:
    """Centre of a map in degrees, and its zoom as deck.gl counts it, for a map of about 900 x 600 pixels."""

    longitude: float
    latitude: float
    zoom: float


WORLD: Final = MapPreset(62.0, 11.0, 0.95)
"""From the Gulf of Mexico eastward to the eastern Pacific, with little of the polar seas."""
AREA_VIEWS: Final[dict[str, MapPreset]] = {
    "southeast_asia": MapPreset(113.0, 5.0, 3.9),
    "far_east": MapPreset(122.0, 28.0, 3.4),
    "indian_sub_continent": MapPreset(79.0, 13.5, 3.9),
    "americas": MapPreset(-75.0, 2.0, 1.9),
    "africa": MapPreset(18.0, 2.0, 2.6),
    "rest_of_world": MapPreset(40.0, 25.0, 1.2),
}
"""Presets for the areas: centred on the waters where incidents happen rather than on all oceans that belong to them."""


@dataclass(frozen=True, slots=True)
class SeaRegion:
    """One sea region. Longitudes of `outline` are between -180 and 180; the antimeridian cuts it into several parts."""

    code: str
    title: str
    area: str
    priority: int
    source: str
    neighbours: tuple[str, ...]
    view: MapPreset
    outline: shapely.MultiPolygon


@cache
def sea_regions() -> dict[str, SeaRegion]:
    """All sea regions by code, straits first. They cover every sea without overlapping."""
    features = orjson.loads((FOLDER / "sea_regions.geojson").read_bytes())["features"]
    return {feature["properties"]["sea_region"]: _region_of_feature(feature["properties"], feature["geometry"]) for feature in features}


def _region_of_feature(properties: dict[str, Any], geometry: dict[str, Any]) -> SeaRegion:
    return SeaRegion(
        code=properties["sea_region"],
        title=properties["title"],
        area=properties["area"],
        priority=properties["priority"],
        source=properties["source"],
        neighbours=tuple(properties["neighbours"]),
        view=MapPreset(properties["longitude"], properties["latitude"], properties["zoom"]),
        outline=cast(shapely.MultiPolygon, shape(geometry)),
    )


def regions_at(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.str_]:
    """The code of the sea region at each position (degrees, longitudes from -180 to 180); empty where there is none."""
    codes = np.full(len(latitudes), "", dtype="U40")
    for code, region in sea_regions().items():
        # A prepared outline answers a thousand times faster; preparing one twice does nothing.
        shapely.prepare(region.outline)
        west, south, east, north = region.outline.bounds
        near = np.flatnonzero((codes == "") & (latitudes >= south) & (latitudes <= north) & (longitudes >= west) & (longitudes <= east))
        codes[near[shapely.intersects_xy(region.outline, longitudes[near], latitudes[near])]] = code
    return codes


@cache
def region_waters() -> dict[str, shapely.MultiPolygon]:
    """The sea of each region by code, to be drawn beneath the land: it ends a little under the coast. No position is decided by it."""
    features = orjson.loads((FOLDER / "sea_region_waters.geojson").read_bytes())["features"]
    return {feature["properties"]["sea_region"]: cast(shapely.MultiPolygon, shape(feature["geometry"])) for feature in features}


@cache
def country_titles() -> dict[str, str]:
    """Short English names by ISO 3166-1 alpha-3 code."""
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        return {row["country"]: row["title"] for row in csv.DictReader(stream)}


@cache
def country_codes() -> dict[str, str]:
    """Two letters (ISO 3166-1 alpha-2) by three (alpha-3)."""
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        return {row["country"]: row["alpha2"] for row in csv.DictReader(stream)}


def sea_regions_table() -> pa.Table:
    """The regions as the published table `sea_regions`, sorted by code."""
    rows = [
        {
            "sea_region": region.code,
            "title": region.title,
            "area": region.area,
            "neighbours": list(region.neighbours),
            "longitude": region.view.longitude,
            "latitude": region.view.latitude,
            "zoom": region.view.zoom,
        }
        for region in sorted(sea_regions().values(), key=lambda region: region.code)
    ]
    return pa.Table.from_pylist(rows, schema=SEA_REGIONS.arrow())
