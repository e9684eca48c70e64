"""The project's sea regions, areas and countries for the read side: titles, neighbours, map presets, outlines."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import orjson
import pyarrow as pa
import shapely
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
    """Where a map looks: its centre in degrees and its zoom as deck.gl counts, for a map of about 900 x 600 pixels."""

    longitude: float
    latitude: float
    zoom: float


WORLD: Final = MapPreset(40.0, 12.0, 0.9)
AREA_VIEWS: Final[dict[str, MapPreset]] = {
    "southeast_asia": MapPreset(113.0, 5.0, 3.9),
    "far_east": MapPreset(122.0, 28.0, 3.4),
    "indian_sub_continent": MapPreset(79.0, 13.5, 3.9),
    "americas": MapPreset(-75.0, 2.0, 1.9),
    "africa": MapPreset(18.0, 2.0, 2.6),
    "rest_of_world": MapPreset(40.0, 25.0, 1.2),
}
"""Presets of the areas: over the waters in which incidents happen rather than over every ocean that belongs to them."""


@dataclass(frozen=True, slots=True)
class SeaRegion:
    """One sea region. `outline` lies between -180 and 180, in several parts where the antimeridian cuts it."""

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
    """All sea regions by code, straits first. They do not overlap and cover every sea."""
    features = orjson.loads((FOLDER / "sea_regions.geojson").read_bytes())["features"]
    return {feature["properties"]["sea_region"]: _region_of_feature(feature["properties"], feature["geometry"]) for feature in features}


def _region_of_feature(said: dict[str, Any], geometry: dict[str, Any]) -> SeaRegion:
    return SeaRegion(
        code=said["sea_region"],
        title=said["title"],
        area=said["area"],
        priority=said["priority"],
        source=said["source"],
        neighbours=tuple(said["neighbours"]),
        view=MapPreset(said["longitude"], said["latitude"], said["zoom"]),
        outline=cast(shapely.MultiPolygon, shape(geometry)),
    )


@cache
def country_titles() -> dict[str, str]:
    """Short English names by ISO 3166-1 alpha-3 code."""
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        return {row["country"]: row["title"] for row in csv.DictReader(stream)}


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
