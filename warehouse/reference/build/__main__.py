"""Build every file of this folder that is derived from others. Run by hand when an outline or Natural Earth changes.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m warehouse.reference.build.__main__ package

Reads Natural Earth from the unpacked npm package, and `sea_regions.toml`, `places.toml`, `countries.csv` and
`coast_exceptions.toml` from this folder. Writes `land_10m.npz` and `sea_regions.geojson` here, and what the browser draws
into `static/land/`. The files written are committed, so that nobody else needs npm. Same input, same bytes.
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
from warehouse.reference.build.outlines import limits, sea_regions
from warehouse.reference.build.places import places
from warehouse.reference.build.tiles import Sheet, sea, write_tiles
from warehouse.reference.build.topology import Topology, polygons_of

FOLDER: Final = Path(__file__).resolve().parents[1]
MAP: Final = ROOT / "static" / "land"
NOBODY: Final = ""
SHARE_OF_PIXEL: Final = 0.4
"""How far a simplified line may lie from the true one, in pixels at the largest zoom at which its tile shows."""


def main(world_atlas: Path) -> None:
    atlas = Topology.read(world_atlas / "countries-10m.json")
    land = atlas.polygons("land")
    write_land(atlas, land)
    regions = sea_regions(FOLDER / "sea_regions.toml", land)
    write_json(FOLDER / "sea_regions.geojson", regions)
    write_map(world_atlas, atlas, regions)


def write_map(world_atlas: Path, atlas: Topology, regions: dict[str, Any]) -> None:
    """What the browser draws: 1:50m land up to zoom 3.5, 1:10m from there, limits of the regions, names of places.

    Up to zoom 2.5 corners that nobody could see are left out (SHARE_OF_PIXEL): a laptop without a graphics card draws
    every corner of the world again with every change of the data.
    """
    coarse = Topology.read(world_atlas / "countries-50m.json")
    for zoom in range(4):
        pixel = 360 / (512 * 2 ** (zoom + 0.5))
        write_tiles(MAP, Sheet.of(coarse, decimals=2, tolerance=SHARE_OF_PIXEL * pixel if zoom < 3 else 0.0), zoom)
    write_tiles(MAP, Sheet.of(atlas, decimals=3), zoom=4)
    write_json(MAP / "sea-0-0-0.json", sea())
    write_json(MAP / "sea_regions.json", limits(regions, atlas.polygons("land")))
    for rank, collection in places(FOLDER / "places.toml").items():
        write_json(MAP / f"places-{rank}-0-0-0.json", collection)


def write_land(atlas: Topology, land: list[Polygon]) -> None:
    """Land polygons on the atlas' whole-number grid, with the country of every corner.

    Arrays: `x`, `y` differences from corner to corner in grid steps; `ring` first corner of each ring and the end;
    `polygon` first ring of each polygon and the end; `country` index into `countries` of each corner; `scale`, `shift`
    from grid steps to degrees.
    """
    on_grid = shapely.set_precision(shapely.transform(np.array(land), lambda corners: (corners - atlas.shift) / atlas.scale), 1.0)
    valid = [polygon for shape in on_grid for polygon in polygons_of(shape)]
    _, corners, (rings, polygons) = shapely.to_ragged_array(np.array(valid))
    steps = np.round(corners).astype(np.int64)
    owners = _countries_of(atlas, atlas.degrees(steps))
    names = sorted(set(owners))
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


def _countries_of(atlas: Topology, corners: np.ndarray[Any, np.dtype[np.float64]]) -> list[str]:
    """ISO 3166-1 alpha-3 of the shore at each corner; NOBODY where several states claim it.

    The few corners that lie on no country's own shore (added where a polygon was cut) take that of the corner before.
    """
    exceptions = tomllib.loads((FOLDER / "coast_exceptions.toml").read_text(encoding="utf-8"))
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        alpha3 = {row["numeric"]: row["country"] for row in csv.DictReader(stream)}
    geometries = atlas.objects["countries"]["geometries"]
    codes = [exceptions["names"][g["properties"]["name"]] if "id" not in g else alpha3[g["id"]] for g in geometries]
    owners = atlas.coast_owners("countries")
    found: list[str] = []
    for longitude, latitude in corners:
        owner = owners.get(atlas.cell(longitude, latitude))
        code = codes[owner] if owner is not None else found[-1]
        found.append(_overseas(code, longitude, latitude, exceptions["overseas"]))
    return found


def _overseas(code: str, longitude: float, latitude: float, parts: list[dict[str, Any]]) -> str:
    """The own code of a part overseas that Natural Earth draws with its mother country."""
    for part in parts:
        west, south, east, north = part["box"]
        if code == part["of"] and west <= longitude <= east and south <= latitude <= north:
            return str(part["country"])
    return code


def write_json(file: Path, content: dict[str, Any]) -> None:
    """One feature a line, so that a change can be read."""
    features = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in content["features"])
    file.write_text('{"type":"FeatureCollection","features":[\n' + features + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
