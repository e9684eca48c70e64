"""Descriptions of maps: points or areas with colours and a legend, which renderers draw over the bundled land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import pyarrow as pa
from h3.api import basic_int as h3

from analytics.describe.colours import CATEGORY_COLOUR, SEVERITY_COLOUR
from warehouse.contract.taxonomy import CATEGORY, SEVERITY

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Points of one kind: `name` and `colour` as in the legend; positions in degrees, east and north positive."""

    name: str
    colour: str
    longitudes: tuple[float, ...]
    latitudes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """An area of sea: rings of (longitude, latitude) that may exceed 180 degrees; `value` is a text or a number.

    `hatched`: nobody watches these waters, which must not be mistaken for calm.
    """

    name: str
    colour: str
    rings: tuple[Corners, ...]
    value: float | str | None
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Raster:
    """An image over the sea: a PNG with its rows evenly spaced in Mercator's projection, between `bounds` (west, south, east and north
    in degrees), of which at least `view` is shown. `values` are the figures behind it by name, for a table."""

    png: bytes
    bounds: tuple[float, float, float, float]
    view: tuple[float, float, float, float]
    values: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Map:
    """An image and areas beneath points. `legend` gives names and colours of their classes; points have names of their own."""

    name: str
    title: str
    unit: str
    alt: str
    marks: tuple[Marks, ...] = ()
    areas: tuple[Area, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    outlines: bool = True
    footnotes: tuple[str, ...] = ()
    raster: Raster | None = None

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to draw."""
        has_values = self.raster is not None and bool(self.raster.values)
        return not has_values and not self.areas and not any(marks.longitudes for marks in self.marks)

    def frame(self) -> pd.DataFrame:
        """The data behind the map: a row for each area or figure of its image, or a row for each point."""
        if self.raster is not None:
            return pd.DataFrame(self.raster.values, columns=["area", self.unit])
        if self.areas:
            return pd.DataFrame({"area": [area.name for area in self.areas], self.unit: [area.value for area in self.areas]})
        rows = [(marks.name, *place) for marks in self.marks for place in zip(marks.longitudes, marks.latitudes, strict=True)]
        return pd.DataFrame(rows, columns=["kind", "longitude", "latitude"])


MOST_MARKS: Final = 5_000
"""Incidents drawn one by one; more are grouped in hexagons, because their points would cover one another."""

_STEPS: Final = ("#F6D9A8", "#F0B36A", "#DE8341", "#BF4F2B", "#8A1F1F")
_BREAKS: Final = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 50_000, 100_000)


def map_by_category(points: pa.Table, title: str, footnotes: Sequence[str] = ()) -> Map:
    """Incidents with a position by category; `points` is the result of `queries.incidents.incident_points`."""
    return _points_map(
        "map_by_category", points, "category", [(code, CATEGORY[code].title, CATEGORY_COLOUR[code]) for code in CATEGORY], title, footnotes
    )


def map_by_severity(points: pa.Table, title: str, footnotes: Sequence[str] = ()) -> Map:
    """Incidents with a position by severity; `points` as above."""
    kinds: list[tuple[str | int | None, str, str]] = [(level, SEVERITY[level].title, SEVERITY_COLOUR[level]) for level in SEVERITY]
    return _points_map(
        "map_by_severity", points, "severity", [*kinds, (None, "Severity not known", SEVERITY_COLOUR[None])], title, footnotes
    )


def _points_map(
    name: str, points: pa.Table, column: str, kinds: Sequence[tuple[str | int | None, str, str]], title: str, footnotes: Sequence[str]
) -> Map:
    positions: dict[str | int | None, tuple[list[float], list[float]]] = {kind: ([], []) for kind, _, _ in kinds}
    for kind, east, north in zip(*(points[column_name].to_pylist() for column_name in (column, "longitude", "latitude")), strict=True):
        positions[kind][0].append(east)
        positions[kind][1].append(north)
    # Kinds without any incident are left out, of the map and of its legend.
    marks = tuple(
        Marks(title_of_kind, colour, tuple(positions[kind][0]), tuple(positions[kind][1]))
        for kind, title_of_kind, colour in kinds
        if positions[kind][0]
    )
    counts = ", ".join(f"{kind_marks.name} {len(kind_marks.longitudes):,}" for kind_marks in marks)
    return Map(
        name,
        title,
        "incidents",
        f"Map of {points.num_rows:,} incidents with a position: {counts or 'none'}.",
        marks,
        footnotes=tuple(footnotes),
    )


def hexagon_map(cells: pa.Table, title: str, footnotes: Sequence[str] = ()) -> Map:
    """Incidents by H3 cell; `cells` has the columns `cell` and `incidents`."""
    counted = sorted(zip(cells["cell"].to_pylist(), cells["incidents"].to_pylist(), strict=True), key=lambda counted_cell: counted_cell[1])
    # Sorted by count, so that the fullest hexagons are drawn last and their edges are not covered.
    breaks = _class_bounds([count for _, count in counted])
    areas = tuple(Area(h3.int_to_str(cell), _STEPS[_class_of(count, breaks)], (cell_boundary(cell),), count) for cell, count in counted)
    legend = tuple((_class_title(breaks, place), _STEPS[place]) for place in range(len(breaks)))
    total = sum(count for _, count in counted)
    alt = f"Map of {total:,} incidents in {len(counted):,} hexagons; the fullest holds {counted[-1][1] if counted else 0:,}."
    return Map("map_hexagons", title, "incidents per hexagon", alt, areas=areas, legend=legend, footnotes=tuple(footnotes))


def _class_bounds(counts: Sequence[int]) -> list[int]:
    """Lower bounds of at most as many classes as there are colours: round numbers near fixed percentiles of the hexagons.

    The percentiles crowd towards the top, because a few hexagons hold most incidents.
    """
    if not counts:
        return []
    quantiles = {counts[min(len(counts) - 1, len(counts) * share // 100)] for share in (0, 50, 75, 90, 97)}
    return sorted({max(step for step in _BREAKS if step <= count) for count in quantiles})


def _class_of(count: int, breaks: Sequence[int]) -> int:
    return sum(count >= lower for lower in breaks) - 1


def _class_title(breaks: Sequence[int], place: int) -> str:
    if place + 1 == len(breaks):
        return f"{breaks[place]:,} or more"
    last = breaks[place + 1] - 1
    return f"{breaks[place]:,}" if last == breaks[place] else f"{breaks[place]:,} to {last:,}"


def cell_boundary(cell: int) -> Corners:
    """Corners of the cell, continuing beyond 180 degrees where it crosses the antimeridian."""
    corners = [(east, north) for north, east in h3.cell_to_boundary(cell)]
    # Corners on the far side of the antimeridian are moved next to the first one; otherwise the polygon would span the world.
    first = corners[0][0]
    return tuple((east + 360 * round((first - east) / 360), north) for east, north in corners)
