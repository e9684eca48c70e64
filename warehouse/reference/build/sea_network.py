"""The network of sea routes, from the PyPI package `searoute`. Run by hand when it changes:

    pip download --no-deps --no-binary :all: searoute==1.6.0 && tar xzf searoute-1.6.0.tar.gz
    python -m warehouse.reference.build.sea_network searoute-1.6.0

Writes `sea_network.npz` into `warehouse/reference`. Longitudes are brought between -180 and 180, where the two edges of the package's
chart meet; lengths are measured anew on the ellipsoid; each edge states how much of it lies on land. The same input gives the same
bytes.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

FOLDER: Final = Path(__file__).resolve().parents[1]
ELLIPSOID: Final = Geod(ellps="WGS84")
DECIMALS: Final = 4
PASSAGES: Final = {
    "babalmandab": "bab_el_mandeb", "bosporus": "turkish_straits", "chili": "magellan", "dardanelles": "turkish_straits",
    "ormuz": "hormuz", "south_africa": "cape", "northwest": "northwest_passage",
}  # fmt: skip
"""The package's names of passages, where they differ from ours."""

Place = tuple[float, float]


def main(searoute: Path) -> None:
    features = json.loads((searoute / "searoute" / "data" / "marnet_searoute.geojson").read_bytes())["features"]
    edges = _edges_of(features)
    ends, names = np.array(list(edges)), list(edges.values())
    places = sorted({place for pair in edges for place in pair})
    number_of = {place: number for number, place in enumerate(places)}
    passages = sorted(set(names))
    np.savez_compressed(
        FOLDER / "sea_network.npz",
        longitude=np.array([place[0] for place in places]),
        latitude=np.array([place[1] for place in places]),
        edges=np.array([[number_of[start], number_of[end]] for start, end in edges], np.int32),
        km=np.round(_lengths(ends), 3),
        land_km=np.round(_land_under(ends), 1),
        passage=np.array([passages.index(name) for name in names], np.int8),
        passages=np.array(passages),
    )
    print(f"{len(places)} places, {len(edges)} edges")  # noqa: T201 - a command


def _edges_of(features: list[dict[str, Any]]) -> dict[tuple[Place, Place], str]:
    """The name of the passage (empty for open water) by both ends of each edge, in order."""
    edges: dict[tuple[Place, Place], str] = {}
    for feature in features:
        name = feature["properties"].get("passage") or ""
        passage = PASSAGES.get(name, name)
        geometry = feature["geometry"]
        lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
        for start, end in (pair for line in lines for pair in pairwise(map(_place, line))):
            if start != end:
                first, second = sorted((start, end))
                # Both sides of the chart's edge fall on one line; whichever passage has a name keeps it.
                edges[first, second] = max(edges.get((first, second), ""), passage)
    return dict(sorted(edges.items()))


def _place(position: list[float]) -> Place:
    # 180 and -180 degrees are one meridian, and adding 0.0 makes -0.0 equal in print.
    return round((position[0] + 180) % 360 - 180, DECIMALS) + 0.0, round(position[1], DECIMALS) + 0.0


def _lengths(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(ELLIPSOID.inv(ends[:, 0, 0], ends[:, 0, 1], ends[:, 1, 0], ends[:, 1, 1])[2]) / 1000


def _land_under(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kilometres of each edge on land (lakes and rivers count as land), by Natural Earth 1:10m."""
    with np.load(FOLDER / "land_10m.npz") as file:
        steps = np.column_stack([np.cumsum(file["x"], dtype=np.int64), np.cumsum(file["y"], dtype=np.int64)])
        corners, rings, polygons = steps * file["scale"] + file["shift"], file["ring"], file["polygon"]
    land = np.array(shapely.from_ragged_array(shapely.GeometryType.POLYGON, corners, (rings, polygons)))
    tree = shapely.STRtree(land)
    eastward = (ends[:, 1, 0] - ends[:, 0, 0] + 180) % 360 - 180
    straight = ends.copy()
    straight[:, 1, 0] = ends[:, 0, 0] + eastward
    total = np.zeros(len(ends))
    for turn in (-360, 0, 360):
        turned = np.array(shapely.linestrings(straight + np.array([turn, 0.0])))
        edge, polygon = tree.query(turned, predicate="intersects")
        np.add.at(total, edge, [_length_km(part) for part in shapely.intersection(turned[edge], land[polygon])])
    return total


def _length_km(part: Any) -> float:
    lines = [line for line in shapely.get_parts(part) if line.geom_type == "LineString"]
    return float(sum(ELLIPSOID.geometry_length(line) for line in lines) / 1000)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
