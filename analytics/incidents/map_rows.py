"""Rows for the layers of a map: a browser receives at most a few thousand, whatever the size of the warehouse.

A map's data are sent as JSON with every change, which browsers parse slowly: so fields have one-letter names, colours are indices
into a palette, positions are rounded to about 100 m, and everything else is fetched when something is clicked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np

from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.incidents import hexagons, incidents
from warehouse.queries.incidents.hexagons import Colour
from warehouse.reference.cells import FINEST

Row = dict[str, Any]

MOST_POINTS: Final = 3000
MOST_CELLS: Final = 3000
"""More points are gathered in hexagons, and more hexagons in coarser ones: beyond this the map no longer moves smoothly."""

SCALE_STEPS: Final = 7
"""Steps of the colour scale for numbers."""

UNRATED: Final = 5
"""Stands for an unknown severity in a row's `v`."""
DRAWN_FIRST: Final = (1, 2, 3, 4, UNRATED, 0)
"""Severities from the largest point to the smallest."""

PALETTES: Final[dict[str, tuple[str, ...]]] = {
    "category": tuple(CATEGORY),
    "severity": (*(str(level) for level in SEVERITY), NOT_STATED),
}
"""Codes in the order of each palette: a row's `c` is the index of its code."""


@dataclass(frozen=True, slots=True)
class PointRows:
    """Positions: `exact` ones, and `coarse` ones, known no better than to COARSE_KM. The most severe come first, to be drawn beneath.

    Fields: i incident, x longitude, y latitude, c index in the palette, v severity (5: not stated), t title, s second line. Coarse
    rows also have k, the radius in metres within which they are known, and n, how many incidents share the position, because
    positions rounded to a degree coincide; i and c are then those of the newest, v that of the most severe.
    """

    exact: list[Row]
    coarse: list[Row]


@dataclass(frozen=True, slots=True)
class CellRows:
    """Hexagons: h H3 cell in hex digits, c index in the palette or step of the scale, t and s as in `PointRows`.

    `bounds` are the lower bounds of the steps of the scale, `resolution` is the H3 resolution of the cells.
    """

    rows: list[Row]
    bounds: tuple[int, ...]
    resolution: int


MapRows = PointRows | CellRows


def point_rows(con: duckdb.DuckDBPyConnection, filters: Filters, colour: Colour) -> PointRows:
    """One row for each incident with a position, in the order in which they are drawn."""
    place = {code: number for number, code in enumerate(PALETTES[colour])}
    exact: list[Row] = []
    coarse: dict[tuple[float, float, int], Row] = {}
    for incident in incidents.incident_points(con, filters).to_pylist():
        code = incident["category"] if colour == "category" else NOT_STATED if incident["severity"] is None else str(incident["severity"])
        row: Row = {
            "i": incident["incident_id"],
            "x": round(incident["longitude"], 3),
            "y": round(incident["latitude"], 3),
            "c": place[code],
            "v": UNRATED if incident["severity"] is None else incident["severity"],
        }
        row |= {
            "t": incident["vessel_name"] or "Ship not named",
            "s": incident_subtitle(incident if colour == "severity" else {**incident, "severity": None}),
        }
        precision = incident["position_precision_km"] or 0.0
        if precision <= incidents.COARSE_KM:
            exact.append(row)
            continue
        # Rows come oldest first, so the last one written under a ring is the newest.
        radius = round(precision * 1000)
        before = coarse.get((row["x"], row["y"], radius), {"n": 0, "v": row["v"]})
        number = before["n"] + 1
        coarse[row["x"], row["y"], radius] = {
            **row,
            "v": min(row["v"], before["v"], key=DRAWN_FIRST.index),
            "k": radius,
            "n": number,
            "t": row["t"] if number == 1 else _incidents_in_words(number),
        }
    shared = [{**row, "s": row["s"] if row["n"] == 1 else f"Newest: {row['s']}"} for row in coarse.values()]
    return PointRows(_severe_first(exact), _severe_first(shared))


def _severe_first(rows: list[Row]) -> list[Row]:
    """Large points beneath small ones; among equals the newest stays on top."""
    return sorted(rows, key=lambda row: DRAWN_FIRST.index(row["v"]))


def incident_subtitle(incident: Row) -> str:
    """Day, act, category and severity of an incident, as far as they are known: the second line of a tooltip."""
    act = ACT[incident["act"]].title if incident["act"] in ACT else None
    # Severity 0 means attempted, which the act already says.
    severity = f"severity {SEVERITY[incident['severity']].title}" if incident["severity"] else None
    parts = [
        short_day(incident["occurred_on"]) if incident["occurred_on"] else None,
        act,
        CATEGORY[incident["category"]].title,
        severity,
    ]
    return " · ".join(part for part in parts if part)


def cell_rows(con: duckdb.DuckDBPyConnection, filters: Filters, resolution: int, colour: Colour) -> CellRows:
    """One row for each hexagon, at `resolution` or at the first coarser one that gives at most MOST_CELLS."""
    cells = hexagons.hexagon_counts(con, filters, resolution, colour)
    # Each coarser resolution has about a seventh of the cells, so this ends after a query or two.
    while cells.num_rows > MOST_CELLS and resolution > 0:
        resolution -= 1
        cells = hexagons.hexagon_counts(con, filters, resolution, colour)
    counts = cells["incidents"].to_numpy()
    bounds = scale_bounds(int(counts.max())) if len(counts) else (1,)
    # The step of a count is the last bound that is not greater.
    steps = np.searchsorted(bounds, counts, side="right") - 1
    rows = [
        {
            "h": f"{cell['cell']:x}",
            "c": _palette_index(cell, colour, int(step)),
            "t": _incidents_in_words(cell["incidents"]),
            "s": _most_frequent(cell, colour),
        }
        for cell, step in zip(cells.to_pylist(), steps, strict=True)
    ]
    return CellRows(rows, bounds, resolution)


def scale_bounds(most: int) -> tuple[int, ...]:
    """Lower bounds of at most SCALE_STEPS steps from 1 to `most`, growing by about the same factor: 1, 2 or 5 times a power of ten."""
    bounds = {1}
    for step in range(1, SCALE_STEPS):
        exact = most ** (step / SCALE_STEPS)
        unit = 10 ** int(np.floor(np.log10(exact))) if exact >= 1 else 1
        bounds.add(max(1, int(min((1, 2, 5, 10), key=lambda round_number: abs(round_number * unit - exact)) * unit)))
    return tuple(sorted(bound for bound in bounds if bound <= most))


def resolution_for(zoom: float) -> int:
    """The H3 resolution whose hexagons are about ten to thirty pixels wide at this zoom of the map.

    Each resolution divides lengths by √7, about 2.6, and each zoom doubles them: log2(√7) is 1.4.
    """
    return max(0, min(FINEST, 2 + int((zoom - 0.5) // 1.4)))


def _palette_index(cell: Row, colour: Colour, step: int) -> int:
    return step if colour == "number" else PALETTES[colour].index(cell["code"])


def _incidents_in_words(number: int) -> str:
    return f"{number:,} incident{'' if number == 1 else 's'}"


def _most_frequent(cell: Row, colour: Colour) -> str:
    if colour == "number":
        return "Click for the list"
    title = CATEGORY[cell["code"]].title if colour == "category" else severity_title(cell["code"])
    return title if cell["of_code"] == cell["incidents"] else f"{cell['of_code']:,} of them: {title}"


def severity_title(code: str) -> str:
    """The title of a severity from its code in the filters."""
    return "Severity not stated" if code == NOT_STATED else SEVERITY[int(code)].title
