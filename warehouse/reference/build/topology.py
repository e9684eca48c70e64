"""Reading Natural Earth out of the TopoJSON files of the npm package `world-atlas`: land, and whose coast it is.

Used by hand through `build.py` only; nothing at run time needs it.
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
    """One TopoJSON file: arcs on its whole-number grid, and the objects made of them."""

    arcs: list[Ints]
    scale: tuple[float, float]
    shift: tuple[float, float]
    objects: dict[str, Any]

    @classmethod
    def read(cls, file: Path) -> Topology:
        said = json.loads(file.read_text(encoding="utf-8"))
        arcs = [np.cumsum(np.array(arc, dtype=np.int64), axis=0) for arc in said["arcs"]]
        transform = said["transform"]
        return cls(arcs, tuple(transform["scale"]), tuple(transform["translate"]), said["objects"])

    def degrees(self, cells: Ints) -> NDArray[np.float64]:
        return np.asarray(cells * np.array(self.scale) + np.array(self.shift), dtype=np.float64)

    def cell(self, longitude: float, latitude: float) -> Cell:
        """The grid cell of a position; the two sides of the antimeridian are one."""
        column = round((longitude - self.shift[0]) / self.scale[0]) % round(360 / self.scale[0])
        return column, round((latitude - self.shift[1]) / self.scale[1])

    def polygons(self, name: str) -> list[Polygon]:
        """The polygons of an object, cut at the antimeridian and closed over the pole."""
        return [part for geometry in self.objects[name]["geometries"] for rings in _rings(geometry) for part in self._mended(rings)]

    def _mended(self, rings: list[list[int]]) -> list[Polygon]:
        lines = [_unrolled(self.degrees(np.concatenate([self._arc(i)[:-1] for i in ring] + [self._arc(ring[0])[:1]]))) for ring in rings]
        west = lines[0][:, 0].min()
        holes = [hole + np.array([360 * (hole[:, 0].min() < west), 0]) for hole in lines[1:] if len(hole) > 3]
        # A ring of fewer corners has shrunk to nothing on the file's grid.
        return within_180(Polygon(lines[0], holes)) if len(lines[0]) > 3 else []

    def _arc(self, index: int) -> Ints:
        return self.arcs[index] if index >= 0 else self.arcs[~index][::-1]

    def coast_owners(self, name: str) -> dict[Cell, int]:
        """Index of the geometry whose shore passes through a cell: of the arcs that only one geometry uses."""
        geometries = self.objects[name]["geometries"]
        used = [[i if i >= 0 else ~i for rings in _rings(g) for ring in rings for i in ring] for g in geometries]
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
        uses = Counter(i if i >= 0 else ~i for g in self.objects[name]["geometries"] for rings in _rings(g) for r in rings for i in r)
        return [self.degrees(self.arcs[arc]) for arc, times in uses.items() if times > 1]


def _unrolled(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """A ring whose longitudes run on where it crosses the antimeridian; one round the pole is closed along the pole."""
    turns = np.cumsum(np.round(np.diff(ring[:, 0], prepend=ring[0, 0]) / 360))
    unrolled = np.column_stack([ring[:, 0] - 360 * turns, ring[:, 1]])
    if turns[-1] == 0:
        return unrolled
    pole = np.sign(ring[:, 1].mean()) * 90
    first, last = unrolled[0], unrolled[-1]
    return np.vstack([unrolled, [last[0], pole], [first[0], pole], first])


def within_180(polygon: Polygon) -> list[Polygon]:
    """The parts of a polygon whose longitudes may run beyond 180, brought between -180 and 180."""
    whole = shapely.make_valid(polygon)
    parts = [translate(whole.intersection(box(turn - 180, -90, turn + 180, 90)), xoff=-turn) for turn in (-360, 0, 360)]
    return [part for found in parts for part in polygons_of(found)]


def _rings(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Polygons of a TopoJSON geometry, each a list of rings, each a list of arc numbers."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return list(geometry["arcs"]) if geometry["type"] == "MultiPolygon" else []


def polygons_of(geometry: shapely.Geometry) -> list[Polygon]:
    """The polygons in a geometry of any kind; lines and points that a repair left behind are dropped."""
    if isinstance(geometry, Polygon):
        return [] if geometry.is_empty else [geometry]
    if isinstance(geometry, MultiPolygon) or hasattr(geometry, "geoms"):
        return [polygon for part in geometry.geoms for polygon in polygons_of(part)]
    return []
