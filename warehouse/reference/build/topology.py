"""Reading Natural Earth out of the TopoJSON files of the npm package `world-atlas`: land, and whose coast it is.

Used only by `python -m warehouse.reference.build`; nothing needs it at run time.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box

Ints = NDArray[np.int64]
Cell = tuple[int, int]


@dataclass(frozen=True)
class Topology:
    """One TopoJSON file: arcs on its integer grid, and the objects composed of them."""

    arcs: list[Ints]
    scale: tuple[float, float]
    shift: tuple[float, float]
    objects: dict[str, Any]

    @classmethod
    def read(cls, file: Path) -> Topology:
        content = json.loads(file.read_text(encoding="utf-8"))
        arcs = [np.cumsum(np.array(arc, dtype=np.int64), axis=0) for arc in content["arcs"]]
        transform = content["transform"]
        return cls(arcs, tuple(transform["scale"]), tuple(transform["translate"]), content["objects"])

    def degrees(self, cells: Ints) -> NDArray[np.float64]:
        return np.asarray(cells * np.array(self.scale) + np.array(self.shift), dtype=np.float64)

    def cell(self, longitude: float, latitude: float) -> Cell:
        """The grid cell of a position; both sides of the antimeridian give the same cell."""
        column = round((longitude - self.shift[0]) / self.scale[0]) % round(360 / self.scale[0])
        return column, round((latitude - self.shift[1]) / self.scale[1])

    def polygons(self, name: str) -> list[Polygon]:
        """The polygons of an object, cut at the antimeridian and closed over the pole."""
        return [part for parts in self.polygons_by_geometry(name) for part in parts]

    def polygons_by_geometry(self, name: str) -> list[list[Polygon]]:
        """The same, a list for each geometry of the object."""
        return [[part for rings in _rings_of(geometry) for part in self._mended(rings)] for geometry in self.objects[name]["geometries"]]

    def _mended(self, rings: list[list[int]]) -> list[Polygon]:
        lines = [_unroll_ring(self.degrees(np.concatenate([self._arc(i)[:-1] for i in ring] + [self._arc(ring[0])[:1]]))) for ring in rings]
        west = lines[0][:, 0].min()
        holes = [hole + np.array([360 * (hole[:, 0].min() < west), 0]) for hole in lines[1:] if len(hole) > 3]
        # A ring with fewer corners has collapsed on the file's grid.
        return within_180(Polygon(lines[0], holes)) if len(lines[0]) > 3 else []

    def _arc(self, index: int) -> Ints:
        return self.arcs[index] if index >= 0 else self.arcs[~index][::-1]

    def coast_owners(self, name: str) -> dict[Cell, int]:
        """For each grid cell on a shore, the index of its geometry: shores are the arcs that only one geometry uses, borders are shared."""
        geometries = self.objects[name]["geometries"]
        used = [[i if i >= 0 else ~i for rings in _rings_of(g) for ring in rings for i in ring] for g in geometries]
        uses = Counter(arc for arcs in used for arc in arcs)
        owners: dict[Cell, int] = {}
        for index, arcs in enumerate(used):
            for arc in arcs:
                if uses[arc] == 1:
                    for longitude, latitude in self.degrees(self.arcs[arc]):
                        owners[self.cell(longitude, latitude)] = index
        return owners

    def borders(self, name: str) -> list[NDArray[np.float64]]:
        """The lines between two geometries of an object."""
        uses = Counter(i if i >= 0 else ~i for g in self.objects[name]["geometries"] for rings in _rings_of(g) for r in rings for i in r)
        return [self.degrees(self.arcs[arc]) for arc, times in uses.items() if times > 1]


def _unroll_ring(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ring with longitudes that continue beyond 180 where it crosses the antimeridian; a ring round the pole is closed along it."""
    turns = np.cumsum(np.round(np.diff(ring[:, 0], prepend=ring[0, 0]) / 360))
    unrolled = np.column_stack([ring[:, 0] - 360 * turns, ring[:, 1]])
    if turns[-1] == 0:
        return unrolled
    pole = np.sign(ring[:, 1].mean()) * 90
    first, last = unrolled[0], unrolled[-1]
    return np.vstack([unrolled, [last[0], pole], [first[0], pole], first])


def within_180(polygon: Polygon) -> list[Polygon]:
    """The parts of a polygon whose longitudes may exceed 180, moved to between -180 and 180."""
    valid = shapely.make_valid(polygon)
    parts = [translate(valid.intersection(box(turn - 180, -90, turn + 180, 90)), xoff=-turn) for turn in (-360, 0, 360)]
    return [piece for part in parts for piece in polygons_of(part)]


def _rings_of(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Polygons of a TopoJSON geometry, each a list of rings, each a list of arc numbers."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return list(geometry["arcs"]) if geometry["type"] == "MultiPolygon" else []


def polygons_of(geometry: shapely.Geometry) -> list[Polygon]:
    """The polygons in a geometry of any type; lines and points left by a repair are dropped."""
    if isinstance(geometry, Polygon):
        return [] if geometry.is_empty else [geometry]
    if isinstance(geometry, MultiPolygon) or hasattr(geometry, "geoms"):
        return [polygon for part in geometry.geoms for polygon in polygons_of(part)]
    return []
