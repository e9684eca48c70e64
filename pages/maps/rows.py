"""What a map draws, as short rows: a browser gets at most a few thousand, whatever the size of the warehouse.

Streamlit sends a map's data as JSON with every change, and its browser part reads JSON slowly: so rows have one-letter
names, colours are numbers of a palette, positions are rounded to about 100 m, and everything else is fetched when
something is clicked.
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
STEPS: Final = 7
"""Steps of the scale of numbers."""

PALETTES: Final[dict[str, tuple[str, ...]]] = {
    "category": tuple(CATEGORY),
    "severity": (*(str(level) for level in SEVERITY), NOT_STATED),
}
"""Codes in the order of a palette: a row's `c` is the place of its code here."""


@dataclass(frozen=True, slots=True)
class Points:
    """Rows of positions: `exact` as dots, `coarse` as rings of their precision.

    i incident, x longitude, y latitude, c place in the palette, t and s title and second line. Coarse rows also have k,
    the radius in metres, and n, how many incidents share the ring: positions rounded to a degree coincide, and a ring
    is costly to draw. i and c are then those of the newest.
    """

    exact: list[Row]
    coarse: list[Row]


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows of hexagons: h cell (hex digits), c place in the palette or step of the scale, t and s as above.

    `bounds` are the lower bounds of the steps (for "number"), `resolution` that of the cells drawn.
    """

    rows: list[Row]
    bounds: tuple[int, ...]
    resolution: int


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows of weights, gathered in cells of `resolution`: x, y, and n, the square root of the number of incidents.

    The root keeps quieter waters visible beside those with a hundred times as many.
    """

    rows: list[Row]
    resolution: int


def point_rows(con: duckdb.DuckDBPyConnection, filters: Filters, colour: Colour) -> Points:
    """One row per incident with a position, oldest first."""
    place = {code: number for number, code in enumerate(PALETTES[colour])}
    exact: list[Row] = []
    coarse: dict[tuple[float, float, int], Row] = {}
    for one in incidents.points(con, filters).to_pylist():
        code = one["category"] if colour == "category" else NOT_STATED if one["severity"] is None else str(one["severity"])
        row: Row = {"i": one["incident_id"], "x": round(one["longitude"], 3), "y": round(one["latitude"], 3), "c": place[code]}
        row |= {"t": one["vessel_name"] or "Ship not named", "s": second_line(one if colour == "severity" else {**one, "severity": None})}
        precision = one["position_precision_km"] or 0.0
        if precision <= incidents.COARSE_KM:
            exact.append(row)
            continue
        radius = round(precision * 1000)
        number = coarse.get((row["x"], row["y"], radius), {"n": 0})["n"] + 1
        coarse[row["x"], row["y"], radius] = {**row, "k": radius, "n": number, "t": row["t"] if number == 1 else _count(number)}
    return Points(exact, [{**row, "s": row["s"] if row["n"] == 1 else f"Newest: {row['s']}"} for row in coarse.values()])


def second_line(one: Row) -> str:
    """Day, act, category and severity of an incident, as far as they are known and given."""
    act = ACT[one["act"]].title if one["act"] in ACT else None
    severity = SEVERITY[one["severity"]].title.split(" ", 2)[:2] if one["severity"] else []
    parts = [short_day(one["occurred_on"]) if one["occurred_on"] else None, act, CATEGORY[one["category"]].title, " ".join(severity)]
    return " · ".join(part for part in parts if part)


def cell_rows(con: duckdb.DuckDBPyConnection, filters: Filters, resolution: int, colour: Colour) -> Cells:
    """One row per hexagon, at `resolution` or as much coarser as MOST_CELLS asks."""
    found = hexagons.hexagons(con, filters, resolution, colour)
    while found.num_rows > MOST_CELLS and resolution > 0:
        resolution -= 1
        found = hexagons.hexagons(con, filters, resolution, colour)
    counts = found["incidents"].to_numpy()
    bounds = scale(int(counts.max())) if len(counts) else (1,)
    steps = np.searchsorted(bounds, counts, side="right") - 1
    rows = [
        {"h": f"{one['cell']:x}", "c": _colour(one, colour, int(step)), "t": _count(one["incidents"]), "s": _mostly(one, colour)}
        for one, step in zip(found.to_pylist(), steps, strict=True)
    ]
    return Cells(rows, bounds, resolution)


def heat_rows(con: duckdb.DuckDBPyConnection, filters: Filters, resolution: int) -> Heat:
    """One row per hexagon at its incidents' mean position."""
    found = hexagons.heat(con, filters, resolution)
    while found.num_rows > MOST_CELLS and resolution > 0:
        resolution -= 1
        found = hexagons.heat(con, filters, resolution)
    weights = np.round(np.sqrt(found["incidents"].to_numpy()), 1).tolist()
    places = zip(found["longitude"].to_pylist(), found["latitude"].to_pylist(), weights, strict=True)
    return Heat([{"x": round(x, 3), "y": round(y, 3), "n": weight} for x, y, weight in places], resolution)


def scale(most: int) -> tuple[int, ...]:
    """Lower bounds of at most STEPS steps from 1 to `most`, each about as many times the one before, in round numbers."""
    bounds = {1}
    for step in range(1, STEPS):
        exact = most ** (step / STEPS)
        unit = 10 ** int(np.floor(np.log10(exact))) if exact >= 1 else 1
        bounds.add(max(1, int(min((1, 2, 5, 10), key=lambda round_number: abs(round_number * unit - exact)) * unit)))
    return tuple(sorted(bound for bound in bounds if bound <= most))


def resolution_for(zoom: float) -> int:
    """The H3 resolution whose hexagons are about ten to thirty pixels wide at a map's zoom."""
    return max(0, min(FINEST, 2 + int((zoom - 0.5) // 1.4)))


def _colour(one: Row, colour: Colour, step: int) -> int:
    return step if colour == "number" else PALETTES[colour].index(one["code"])


def _count(number: int) -> str:
    return f"{number:,} incident{'' if number == 1 else 's'}"


def _mostly(one: Row, colour: Colour) -> str:
    if colour == "number":
        return "Click for the list"
    title = CATEGORY[one["code"]].title if colour == "category" else severity_title(one["code"])
    return title if one["of_code"] == one["incidents"] else f"{one['of_code']:,} of them: {title}"


def severity_title(code: str) -> str:
    """The title of a severity as the filters write it."""
    return "Severity not stated" if code == NOT_STATED else SEVERITY[int(code)].title
