"""Build every derived file in `warehouse/reference`. Run by hand when an outline or Natural Earth changes.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m warehouse.reference.build package

Reads Natural Earth from the unpacked npm package, and `sea_regions.toml`, `places.toml`, `countries.csv` and
`coast_exceptions.toml` from that folder. Writes `land_10m.npz`, `sea_share.npz`, `sea_regions.geojson`,
`region_cells.npz` and `sea_region_waters.geojson` there, and what the browser draws into
`static/land/`. These files are committed, so that nobody else needs npm. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import Polygon

from warehouse.contract.settings import ROOT
from warehouse.reference.build.labels import country_labels, label_collections, place_labels, read_labels
from warehouse.reference.build.outlines import region_limits, sea_regions
from warehouse.reference.build.sea_cells import write_region_cells, write_sea_share
from warehouse.reference.build.tiles import Sheet, whole_sea, write_tiles
from warehouse.reference.build.topology import Topology, polygons_of
from warehouse.reference.build.waters import region_drawing, region_waters

FOLDER: Final = Path(__file__).resolve().parents[1]
MAP: Final = ROOT / "static" / "land"
NOBODY: Final = ""
SHARE_OF_PIXEL: Final = 0.4
"""Greatest distance of a simplified line from the true one, in pixels at the largest zoom at which its tile is shown."""


def main(world_atlas: Path) -> None:
    atlas = Topology.read(world_atlas / "countries-10m.json")
    # As positions are located by it: limits measured from any other shores would decide otherwise at places.
    land = write_land(atlas)
    write_sea_share(FOLDER / "sea_share.npz", land)
    regions = sea_regions(FOLDER / "sea_regions.toml", land)
    write_json(FOLDER / "sea_regions.geojson", regions)
    write_region_cells(FOLDER / "region_cells.npz")
    waters = region_waters(regions, np.array(land))
    write_json(FOLDER / "sea_region_waters.geojson", waters)
    for feature in waters["features"]:
        write_json(MAP / f"region-{feature['properties']['sea_region']}.json", region_drawing(feature))
    write_json(MAP / "sea_regions.json", region_limits(regions, land))
    write_labels(atlas)
    write_map(world_atlas, atlas)


def write_map(world_atlas: Path, atlas: Topology) -> None:
    """What the browser draws: land at 1:50m up to zoom 3.5 and at 1:10m beyond.

    Up to zoom 2.5, corners too fine to see are left out (SHARE_OF_PIXEL): a laptop without a graphics card redraws every corner of the
    world with every change of the data.
    """
    coarse = Topology.read(world_atlas / "countries-50m.json")
    for zoom in range(4):
        pixel = 360 / (512 * 2 ** (zoom + 0.5))
        write_tiles(MAP, Sheet.of(coarse, decimals=2, tolerance=SHARE_OF_PIXEL * pixel if zoom < 3 else 0.0), zoom)
    write_tiles(MAP, Sheet.of(atlas, decimals=3), zoom=4)
    write_json(MAP / "sea-0-0-0.json", whole_sea())


def write_labels(atlas: Topology) -> None:
    """The names of countries, waters and ports, a file for each kind."""
    for file in MAP.glob("labels-*.json"):
        file.unlink()
    labels = read_labels(FOLDER, country_labels(_land_by_country(atlas)))
    for kind, collection in label_collections(place_labels(labels)).items():
        write_json(MAP / f"labels-{kind}-0-0-0.json", collection)


def _land_by_country(atlas: Topology) -> dict[str, list[Polygon]]:
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        titles = {row["numeric"]: row["title"] for row in csv.DictReader(stream)}
    numbers = [geometry.get("id") for geometry in atlas.objects["countries"]["geometries"]]
    land: dict[str, list[Polygon]] = {}
    for number, parts in zip(numbers, atlas.polygons_by_geometry("countries"), strict=True):
        if number in titles:
            land.setdefault(titles[number], []).extend(parts)
    return land


def write_land(atlas: Topology) -> list[Polygon]:
    """Write and return land as polygons on the atlas' integer grid; what is written has the country of every corner.

    Arrays: `x`, `y` differences from corner to corner in grid steps; `ring` first corner of each ring, and the end;
    `polygon` first ring of each polygon, and the end; `country` index into `countries` of each corner; `scale`, `shift`
    from grid steps to degrees.
    """
    land = np.array(atlas.polygons("land"))
    on_grid = shapely.set_precision(shapely.transform(land, lambda corners: (corners - atlas.shift) / atlas.scale), 1.0)
    valid = [polygon for shape in on_grid for polygon in polygons_of(shape)]
    _, corners, (rings, polygons) = shapely.to_ragged_array(np.array(valid))
    steps = np.round(corners).astype(np.int64)
    degrees = atlas.degrees(steps)
    owners = _countries_of(atlas, degrees)
    names = sorted(set(owners))
    # Neighbouring corners are close, so their differences are small numbers, which compress well.
    differences = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    np.savez_compressed(
        FOLDER / "land_10m.npz",
        x=differences[:, 0].astype(np.int32),
        y=differences[:, 1].astype(np.int32),
        ring=np.asarray(rings, dtype=np.int32),
        polygon=np.asarray(polygons, dtype=np.int32),
        country=np.array([names.index(owner) for owner in owners], dtype=np.uint8),
        countries=np.array(names),
        scale=np.array(atlas.scale),
        shift=np.array(atlas.shift),
    )
    return list(shapely.from_ragged_array(shapely.GeometryType.POLYGON, degrees, (rings, polygons)))


def _countries_of(atlas: Topology, corners: np.ndarray[Any, np.dtype[np.float64]]) -> list[str]:
    """ISO 3166-1 alpha-3 code of the shore at each corner; NOBODY where several states claim it.

    The few corners that are on no country's shore (added where a polygon was cut) take the country of the corner before.
    """
    exceptions = tomllib.loads((FOLDER / "coast_exceptions.toml").read_text(encoding="utf-8"))
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        alpha3 = {row["numeric"]: row["country"] for row in csv.DictReader(stream)}
    geometries = atlas.objects["countries"]["geometries"]
    codes = [exceptions["names"][g["properties"]["name"]] if "id" not in g else alpha3[g["id"]] for g in geometries]
    owners = atlas.coast_owners("countries")
    countries: list[str] = []
    for longitude, latitude in corners:
        owner = owners.get(atlas.cell(longitude, latitude))
        code = codes[owner] if owner is not None else countries[-1]
        countries.append(_code_overseas(code, longitude, latitude, exceptions["overseas"]))
    return countries


def _code_overseas(code: str, longitude: float, latitude: float, parts: list[dict[str, Any]]) -> str:
    """The code of an overseas territory that Natural Earth draws as part of its parent country; otherwise `code`."""
    for part in parts:
        west, south, east, north = part["box"]
        if code == part["of"] and west <= longitude <= east and south <= latitude <= north:
            return str(part["country"])
    return code


def write_json(file: Path, content: dict[str, Any]) -> None:
    """Write GeoJSON with one feature on each line, so that a difference can be read."""
    features = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in content["features"])
    file.write_text('{"type":"FeatureCollection","features":[\n' + features + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
