"""Ports of the world, from two independent lists. Run by hand when either changes:

    pip download --no-deps --no-binary :all: searoute==1.6.0 && tar xzf searoute-1.6.0.tar.gz
    npm pack sea-ports@0.0.9 && tar xzf sea-ports-0.0.9.tgz
    python -m warehouse.reference.build.ports searoute-1.6.0 package

Takes the ports of `searoute` that are near a shore and leaves out those that `sea-ports` places elsewhere: a wrong sign or degree in one
list is seldom repeated in the other. Writes `ports.csv` into `warehouse/reference`. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from pyproj import Geod

FOLDER: Final = Path(__file__).resolve().parents[1]
FURTHEST_DEGREES: Final = 0.1
"""A port further than this (about 11 km) from the bundled shore is up a river or misplaced."""
MOST_APART_KM: Final = 25.0
"""Greatest distance between the positions of one port in the two lists."""
ELLIPSOID: Final = Geod(ellps="WGS84")


def main(searoute: Path, sea_ports: Path) -> None:
    features = json.loads((searoute / "searoute" / "data" / "ports.geojson").read_bytes())["features"]
    others = json.loads((sea_ports / "lib" / "ports.json").read_bytes())
    by_locode = {row["locode"]: row for row in map(_port_row, features) if row["name"] and not _is_misplaced(row, others)}
    rows = _ports_near_shore(list(by_locode.values()))
    with (FOLDER / "ports.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["locode", "port", "latitude", "longitude"], lineterminator="\n")
        writer.writeheader()
        for row in sorted(rows, key=lambda row: row["locode"]):
            place = {name: f"{row[name]:.4f}" for name in ("latitude", "longitude")}
            writer.writerow({"locode": row["locode"], "port": row["name"], **place})
    print(f"{len(rows)} of {len(features)} ports")  # noqa: T201 - a command


def _port_row(feature: dict[str, Any]) -> dict[str, Any]:
    properties, (longitude, latitude) = feature["properties"], feature["geometry"]["coordinates"]
    name = " ".join(str(properties["name"] or "").split())
    return {"locode": properties["port"], "name": name, "latitude": latitude, "longitude": longitude}


def _is_misplaced(row: dict[str, Any], others: dict[str, Any]) -> bool:
    """Whether the other list has the port and places it elsewhere."""
    place = others.get(row["locode"], {}).get("coordinates")
    return place is not None and ELLIPSOID.inv(row["longitude"], row["latitude"], *place)[2] > 1000 * MOST_APART_KM


def _ports_near_shore(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with np.load(FOLDER / "land_10m.npz") as file:
        steps = np.column_stack([np.cumsum(file["x"], dtype=np.int64), np.cumsum(file["y"], dtype=np.int64)])
        corners, rings, polygons = steps * file["scale"] + file["shift"], file["ring"], file["polygon"]
    land = shapely.from_ragged_array(shapely.GeometryType.POLYGON, corners, (rings, polygons))
    places = shapely.points([row["longitude"] for row in rows], [row["latitude"] for row in rows])
    near, _ = shapely.STRtree(shapely.boundary(land)).query(places, predicate="dwithin", distance=FURTHEST_DEGREES)
    return [rows[place] for place in sorted(set(near.tolist()))]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
