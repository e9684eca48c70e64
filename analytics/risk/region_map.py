"""The map of sea regions by level, as plain values that any renderer can draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import shapely

from analytics.describe import maps
from analytics.risk.groups import ALL, TITLES
from analytics.risk.levels import LEVELS, NOT_WATCHED, TOO_THIN
from analytics.risk.results import Forecast, RiskTable, State
from analytics.situation.overview import day
from warehouse.reference.geography import regions

UNKNOWN_COLOUR: Final = "#8497A8"
THIN_COLOUR: Final = "#B7A9CC"
HATCH_DEGREES: Final = 2.5
"""Distance of the lines that mark waters nobody watches."""


@dataclass(frozen=True, slots=True)
class RegionShape:
    """One region as it is drawn: `level` is a code of LEVELS or None; `hatched` where nobody watches (grey, never as calm).

    `label` is one line of plain text; `outline` lies between -180 and 180.
    """

    code: str
    title: str
    level: str | None
    state: State
    colour: str
    hatched: bool
    label: str
    outline: shapely.MultiPolygon


@dataclass(frozen=True, slots=True)
class RegionMap:
    """All regions, with title, legend (name, colour) and what must stand beneath."""

    title: str
    alt: str
    shapes: tuple[RegionShape, ...]
    legend: tuple[tuple[str, str], ...]
    footnotes: tuple[str, ...]


def region_map(table: RiskTable, group: str = ALL) -> RegionMap:
    """The regions of the table, coloured by the level of one group."""
    known = regions()
    rows = [one for one in table.of(group) if one.region in known]
    shapes = tuple(_shape(one, table) for one in rows)
    counts = {level.title: sum(one.level == level.code for one in shapes) for level in LEVELS}
    thin = sum(one.level is None and not one.hatched for one in shapes)
    hatched = sum(one.hatched for one in shapes)
    legend = [(f"{level.title} ({counts[level.title]})", level.colour) for level in reversed(LEVELS) if counts[level.title]]
    legend += [(f"{TOO_THIN} ({thin})", THIN_COLOUR)] if thin else []
    legend += [(f"{NOT_WATCHED} ({hatched}, hatched)", UNKNOWN_COLOUR)] if hatched else []
    what = "" if group == ALL else f", {TITLES[group].lower()}"
    title = f"Expected level of risk by sea region, {table.horizon} days after {day(table.as_of)}{what}"
    said = ", ".join(f"{name.lower()} {count}" for name, count in reversed(counts.items()) if count)
    alt = f"World map of {len(shapes)} sea regions. {said or 'No region has a level'}; too thin to say {thin}; not watched {hatched}."
    return RegionMap(title, alt, shapes, tuple(legend), table.notes)


def described(drawn: RegionMap) -> maps.Map:
    """The same as a description that documents and picture files draw."""
    areas = tuple(
        maps.Area(
            one.title, one.colour, _rings(one.outline), one.level or ("not watched" if one.hatched else "too thin to say"), one.hatched
        )
        for one in drawn.shapes
    )
    return maps.Map("regional_risk", drawn.title, "level", drawn.alt, areas=areas, legend=drawn.legend, footnotes=drawn.footnotes)


def _shape(one: Forecast, table: RiskTable) -> RegionShape:
    hatched = not one.basis.watched
    colour = one.level.colour if one.level else UNKNOWN_COLOUR if hatched else THIN_COLOUR
    return RegionShape(
        one.region,
        one.title,
        one.level.code if one.level else None,
        one.state,
        colour,
        hatched,
        _label(one, table),
        regions()[one.region].outline,
    )


def _label(one: Forecast, table: RiskTable) -> str:
    if one.numbers is None:
        return one.reason
    numbers = one.numbers
    level = one.level.title if one.level else TOO_THIN
    return f"{level}: {numbers.expected:,.1f} expected in {table.horizon} days (80% interval {numbers.low80} to {numbers.high80})"


def _rings(outline: shapely.MultiPolygon) -> tuple[maps.Corners, ...]:
    return tuple(tuple((float(x), float(y)) for x, y in part.exterior.coords) for part in outline.geoms)


@cache
def hatching(code: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Slanting lines within a region's outline, as pairs of ends (longitude, latitude)."""
    outline = regions()[code].outline
    offsets = np.arange(-270.0, 270.0, HATCH_DEGREES)
    lines = shapely.multilinestrings([[(offset - 90, -90), (offset + 90, 90)] for offset in offsets])
    cut = shapely.intersection(lines, outline)
    parts = [part for part in shapely.get_parts(cut) if isinstance(part, shapely.LineString)]
    return tuple(tuple((round(x, 2), round(y, 2)) for x, y in part.coords) for part in parts)
