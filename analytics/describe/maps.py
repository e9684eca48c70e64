"""A map is described once, here: marks or areas with colours and a legend; renderers draw it with the bundled land."""

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
    """Points of one kind: `name` and `colour` are those of the legend; positions in degrees, east and north positive."""

    name: str
    colour: str
    longitudes: tuple[float, ...]
    latitudes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the sea: rings of (longitude, latitude) that may run beyond 180; `value` in words or as a number.

    `hatched`: of what happens there nothing is known, which must not look like calm.
    """

    name: str
    colour: str
    rings: tuple[Corners, ...]
    value: float | str | None
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """What is shown: areas under marks. `legend` holds names and colours of the areas' classes; marks name themselves."""

    name: str
    title: str
    unit: str
    alt: str
    marks: tuple[Marks, ...] = ()
    areas: tuple[Area, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    outlines: bool = True
    footnotes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to draw."""
        return not self.areas and not any(marks.longitudes for marks in self.marks)

    def frame(self) -> pd.DataFrame:
        """The data behind the picture: a row per area, or a row per mark."""
        if self.areas:
            return pd.DataFrame({"area": [area.name for area in self.areas], self.unit: [area.value for area in self.areas]})
        rows = [(marks.name, *place) for marks in self.marks for place in zip(marks.longitudes, marks.latitudes, strict=True)]
        return pd.DataFrame(rows, columns=["kind", "longitude", "latitude"])


MOST_MARKS: Final = 5_000
"""Incidents that are drawn one by one; more are gathered in hexagons, which a reader can still tell apart."""

_STEPS: Final = ("#F6D9A8", "#F0B36A", "#DE8341", "#BF4F2B", "#8A1F1F")
_BREAKS: Final = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 50_000, 100_000)


def by_category(points: pa.Table, title: str, footnotes: Sequence[str] = ()) -> Map:
    """Incidents with a position by category; `points` is that of `queries.incidents.points`."""
    return _points(
        "map_by_category", points, "category", [(code, CATEGORY[code].title, CATEGORY_COLOUR[code]) for code in CATEGORY], title, footnotes
    )


def by_severity(points: pa.Table, title: str, footnotes: Sequence[str] = ()) -> Map:
    """Incidents with a position by severity, the most severe last so that they are drawn on top."""
    kinds: list[tuple[str | int | None, str, str]] = [(level, SEVERITY[level].title, SEVERITY_COLOUR[level]) for level in SEVERITY]
    return _points("map_by_severity", points, "severity", [*kinds, (None, "Severity not known", SEVERITY_COLOUR[None])], title, footnotes)


def _points(
    name: str, points: pa.Table, column: str, kinds: Sequence[tuple[str | int | None, str, str]], title: str, footnotes: Sequence[str]
) -> Map:
    found: dict[str | int | None, tuple[list[float], list[float]]] = {kind: ([], []) for kind, _, _ in kinds}
    for kind, east, north in zip(*(points[one].to_pylist() for one in (column, "longitude", "latitude")), strict=True):
        found[kind][0].append(east)
        found[kind][1].append(north)
    marks = tuple(Marks(said, colour, tuple(found[kind][0]), tuple(found[kind][1])) for kind, said, colour in kinds if found[kind][0])
    counts = ", ".join(f"{one.name} {len(one.longitudes):,}" for one in marks)
    return Map(
        name,
        title,
        "incidents",
        f"Map of {points.num_rows:,} incidents with a position: {counts or 'none'}.",
        marks,
        footnotes=tuple(footnotes),
    )


def hexagons(cells: pa.Table, title: str, footnotes: Sequence[str] = ()) -> Map:
    """Incidents per H3 cell; `cells` has the columns `cell` and `incidents`."""
    counted = sorted(zip(cells["cell"].to_pylist(), cells["incidents"].to_pylist(), strict=True), key=lambda one: one[1])
    breaks = _breaks([count for _, count in counted])
    areas = tuple(Area(h3.int_to_str(cell), _STEPS[_class(count, breaks)], (boundary(cell),), count) for cell, count in counted)
    legend = tuple((_span(breaks, place), _STEPS[place]) for place in range(len(breaks)))
    total = sum(count for _, count in counted)
    alt = f"Map of {total:,} incidents in {len(counted):,} hexagons; the fullest holds {counted[-1][1] if counted else 0:,}."
    return Map("map_hexagons", title, "incidents per hexagon", alt, areas=areas, legend=legend, footnotes=tuple(footnotes))


def _breaks(counts: Sequence[int]) -> list[int]:
    """Lower ends of at most as many classes as there are colours, round numbers near equal shares of the hexagons."""
    if not counts:
        return []
    wanted = {counts[min(len(counts) - 1, len(counts) * share // 100)] for share in (0, 50, 75, 90, 97)}
    return sorted({max(step for step in _BREAKS if step <= count) for count in wanted})


def _class(count: int, breaks: Sequence[int]) -> int:
    return sum(count >= lower for lower in breaks) - 1


def _span(breaks: Sequence[int], place: int) -> str:
    if place + 1 == len(breaks):
        return f"{breaks[place]:,} or more"
    last = breaks[place + 1] - 1
    return f"{breaks[place]:,}" if last == breaks[place] else f"{breaks[place]:,} to {last:,}"


def boundary(cell: int) -> Corners:
    """Corners of the cell, running on beyond 180 where it crosses the antimeridian."""
    corners = [(east, north) for north, east in h3.cell_to_boundary(cell)]
    first = corners[0][0]
    return tuple((east + 360 * round((first - east) / 360), north) for east, north in corners)
