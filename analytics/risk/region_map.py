"""The map of sea regions by level, as plain values that any renderer can draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import shapely

from analytics.describe import maps
from analytics.describe.colours import UNKNOWN_COLOUR, veiled
from analytics.describe.hatching import UNWATCHED_COLOUR
from analytics.risk.answers import expected_in_words, interval_in_words
from analytics.risk.groups import ALL_KINDS, group_suffix
from analytics.risk.levels import LEVELS, NOT_WATCHED, TOO_THIN
from analytics.risk.results import Forecast, RiskTable, WatchState
from warehouse.contract.dates import day_in_words
from warehouse.reference.geography import region_waters, sea_regions

PAPER: Final = (255, 255, 255)
PALE: Final = 0.55
"""Opacity of the lowest level in documents."""


@dataclass(frozen=True, slots=True)
class RegionShape:
    """One region as drawn: `level` is a code of LEVELS or None; `hatched` where nobody watches (grey, never shown as calm).

    `label` is one line of plain text; `outline` is its sea (`region_waters`).
    """

    code: str
    title: str
    level: str | None
    state: WatchState
    colour: str
    hatched: bool
    label: str
    outline: shapely.MultiPolygon


@dataclass(frozen=True, slots=True)
class RegionMap:
    """All regions, with title, legend (name, colour) and the footnotes that must accompany them."""

    title: str
    alt: str
    shapes: tuple[RegionShape, ...]
    legend: tuple[tuple[str, str], ...]
    footnotes: tuple[str, ...]


def region_map(table: RiskTable, group: str = ALL_KINDS) -> RegionMap:
    """The regions of the table, coloured by the level of one group."""
    reference = sea_regions()
    rows = [forecast for forecast in table.of_group(group) if forecast.region in reference]
    shapes = tuple(_region_shape(forecast, table) for forecast in rows)
    counts = {level.title: sum(shape.level == level.code for shape in shapes) for level in LEVELS}
    thin = sum(shape.level is None and not shape.hatched for shape in shapes)
    hatched = sum(shape.hatched for shape in shapes)
    # All levels, whether reached or not: a scale is read by its ends.
    legend = [(level.title, level.colour) for level in LEVELS]
    legend += [(TOO_THIN, UNKNOWN_COLOUR)] if thin else []
    legend += [(f"{NOT_WATCHED} (hatched)", UNWATCHED_COLOUR)] if hatched else []
    title = f"Expected level of risk by sea region, {table.horizon} days after {day_in_words(table.as_of)}{group_suffix(group)}"
    levels = ", ".join(f"{name.lower()} {count}" for name, count in reversed(counts.items()) if count) or "No region has a level"
    alt = f"World map of {len(shapes)} sea regions. {levels}; {TOO_THIN.lower()} {thin}; {NOT_WATCHED.lower()} {hatched}."
    return RegionMap(title, alt, shapes, tuple(legend), table.notes)


def as_map(risk_map: RegionMap) -> maps.Map:
    """The same map as a description that documents and picture files can draw; the lowest level, which covers most of the sea, is paler."""
    low = veiled(LEVELS[0].colour, PAPER, PALE)
    areas = tuple(
        maps.Area(
            shape.title,
            low if shape.level == LEVELS[0].code else shape.colour,
            _outer_rings(shape.outline),
            shape.level or (NOT_WATCHED.lower() if shape.hatched else TOO_THIN.lower()),
            shape.hatched,
        )
        for shape in risk_map.shapes
    )
    legend = tuple((name, low if name == LEVELS[0].title else colour) for name, colour in risk_map.legend)
    return maps.Map("regional_risk", risk_map.title, "level", risk_map.alt, areas=areas, legend=legend, footnotes=risk_map.footnotes)


def _region_shape(forecast: Forecast, table: RiskTable) -> RegionShape:
    hatched = not forecast.basis.watched
    colour = forecast.level.colour if forecast.level else UNWATCHED_COLOUR if hatched else UNKNOWN_COLOUR
    return RegionShape(
        forecast.region,
        forecast.title,
        forecast.level.code if forecast.level else None,
        forecast.state,
        colour,
        hatched,
        _region_label(forecast, table),
        region_waters()[forecast.region],
    )


def _region_label(forecast: Forecast, table: RiskTable) -> str:
    if forecast.numbers is None:
        return forecast.reason
    numbers = forecast.numbers
    level = forecast.level.title if forecast.level else TOO_THIN
    return f"{level}: {expected_in_words(numbers)} expected in {table.horizon} days {interval_in_words(numbers)}"


def _outer_rings(outline: shapely.MultiPolygon) -> tuple[maps.Corners, ...]:
    return tuple(tuple((float(x), float(y)) for x, y in part.exterior.coords) for part in outline.geoms)
