"""A heat table as plotly traces: cells shaded by value, those without data grey with a question mark."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Any, Final

import plotly.graph_objects as go

from analytics.describe.charts import Grid
from analytics.describe.colours import rgb_values

UNKNOWN: Final = "rgba(128, 148, 168, 0.28)"
LONGEST_LINE: Final = 30
"""Characters of a row's name before it is wrapped."""

MOST_WRITTEN: Final = 1000
"""A table with more cells than this has no figures in them: they would be too small to read."""


def grid_traces(grid: Grid) -> list[Any]:
    """A heat map of the cells with data, shaded or in colours of their own, and one of the cells without."""
    if not grid.rows or not grid.columns:
        return []
    heatmap = [_amount_heatmap(grid)] if not grid.colours else _level_heatmap(grid)
    return [*heatmap, _unknown_heatmap(grid)]


def grid_layout(grid: Grid) -> dict[str, Any]:
    """The layout of a heat table: rows from the top down, column names above."""
    many = len(grid.columns) > 24
    return {
        "height": grid.height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hovermode": "closest",
        "xaxis": {"type": "category", "side": "top", "fixedrange": True, "showgrid": False, "automargin": True, "title": None,
                  "tickfont": {"size": 11}, **({"nticks": 16, "tickangle": 0} if many else {})},
        "yaxis": {"type": "category", "autorange": "reversed", "fixedrange": True, "showgrid": False, "automargin": True, "title": None,
                  "tickfont": {"size": 11}, "ticksuffix": "  ", "dtick": 1},
    }  # fmt: skip


def _cell_axes(grid: Grid) -> dict[str, Any]:
    rows = ["<br>".join(escape(line) for line in wrap(row, LONGEST_LINE)) for row in grid.rows]
    return {"x": [escape(column) for column in grid.columns], "y": rows, "xgap": 1, "ygap": 1, "showscale": False}


def _cell_texts(grid: Grid) -> list[list[str]]:
    """What is written into every cell."""
    if grid.texts:
        return [[escape(text) for text in row] for row in grid.texts]
    if len(grid.rows) * len(grid.columns) > MOST_WRITTEN:
        return [["" for _ in row] for row in grid.values]
    return [["" if value is None else value_in_cell(grid, value) for value in row] for row in grid.values]


def value_in_cell(grid: Grid, value: float) -> str:
    """The value of a cell as a number or percentage."""
    return f"{value:.{grid.decimals}%}" if grid.percent else f"{value:,.{grid.decimals}f}"


def _hover_texts(grid: Grid) -> list[list[str]]:
    """The tooltip of every cell."""

    def cell(r: int, c: int) -> str:
        value = grid.values[r][c]
        amount = grid.unknown if value is None else f"{value_in_cell(grid, value)} {'' if grid.percent else grid.unit}"
        also = f" ({grid.texts[r][c]})" if grid.texts and grid.texts[r][c] else ""
        return f"{escape(grid.rows[r])}, {escape(grid.columns[c])}<br>{escape(amount + also)}"

    return [[cell(r, c) for c in range(len(grid.columns))] for r in range(len(grid.rows))]


def _amount_heatmap(grid: Grid) -> go.Heatmap:
    red, green, blue = rgb_values(grid.colour)
    most = max((value for row in grid.values for value in row if value is not None), default=0.0)
    # From faint to full colour by the square root of the value, so that one large value does not wash out the others.
    steps = [(share, f"rgba({red}, {green}, {blue}, {0.06 + 0.84 * share**0.5:.3f})") for share in (0.0, 0.02, 0.08, 0.2, 0.4, 0.7, 1.0)]
    return go.Heatmap(
        z=[list(row) for row in grid.values],
        zmin=0,
        zmax=most or 1,
        colorscale=steps,
        text=_cell_texts(grid),
        texttemplate="%{text}",
        customdata=_hover_texts(grid),
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
        **_cell_axes(grid),
    )


def _level_heatmap(grid: Grid) -> list[go.Heatmap]:
    colours = sorted({colour for row in grid.colours for colour in row if colour})
    # plotly knows only continuous scales: each colour becomes a whole number, and the scale has a stop at each.
    place = {colour: number for number, colour in enumerate(colours)}
    pairs = zip(grid.colours, grid.values, strict=True)
    z = [[None if v is None or not c else place[c] for c, v in zip(colour_row, row, strict=True)] for colour_row, row in pairs]
    last = max(len(colours) - 1, 1)
    scale = [(number / last, colour) for colour, number in place.items()]
    return [
        go.Heatmap(
            z=z,
            zmin=0,
            zmax=last,
            colorscale=scale if len(scale) > 1 else [(0, colours[0]), (1, colours[0])] if colours else None,
            text=_cell_texts(grid),
            texttemplate="%{text}",
            textfont={"size": 11},
            customdata=_hover_texts(grid),
            hovertemplate="%{customdata}<extra></extra>",
            hoverongaps=False,
            **_cell_axes(grid),
        )
    ]


def _unknown_heatmap(grid: Grid) -> go.Heatmap:
    """Cells without data, grey with a question mark, so that they are never taken for zero."""
    return go.Heatmap(
        z=[[1 if value is None else None for value in row] for row in grid.values],
        zmin=0,
        zmax=1,
        colorscale=[(0, UNKNOWN), (1, UNKNOWN)],
        text=[["?" if value is None and not grid.texts else "" for value in row] for row in grid.values],
        texttemplate="%{text}",
        customdata=_hover_texts(grid),
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
        **_cell_axes(grid),
    )
