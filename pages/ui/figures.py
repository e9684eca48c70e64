"""A chart's description as a plotly figure. `go`, never `px`: a small figure takes 0.3 ms instead of 24."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, singledispatch
from html import escape
from textwrap import shorten, wrap
from typing import Any, Final

import plotly.graph_objects as go

from analytics.charts import STRIP_HEIGHT, Chart, Grid, Multiples, Picture, Series
from pages.ui import figure_grid, figure_traces
from pages.ui.figure_traces import BAND, INK, Axes

KEPT: Final = 200
GRID: Final = "rgba(128, 148, 168, 0.22)"
COLUMN_SHARE: Final = 0.135
COLUMN_LETTERS: Final = 10
"""Letters of a column's heading on one line."""
LINE_HEIGHT: Final = 9
YEAR_LETTERS: Final = 4
LABELS: Final = "#3A4856"
WRITTEN: Final = {True: "#E6EDF3", False: "#14202B"}
LEGEND_BELOW_AXIS: Final = 34
LEGEND_BELOW_STRIPS: Final = 14
AROUND: Final = 110
"""Pixels: from the axis, or the strips under it, down to the legend; margins, ticks and legend of a chart together."""
CONFIG: Final[dict[str, Any]] = {"displaylogo": False, "displayModeBar": False, "responsive": True}


class Finished(go.Figure):  # type: ignore[misc]
    """A figure that nobody changes any more: what Streamlit asks of it in every run is worked out once."""

    def to_dict(self) -> dict[str, Any]:
        if not hasattr(self, "_kept"):
            self._kept: dict[str, Any] = super().to_dict()
        return self._kept


@lru_cache(maxsize=KEPT)
def figure(picture: Picture, dark: bool = True) -> Finished:
    """The figure; fonts and paper follow the reader's theme, what is written into a heat table follows `dark`. Kept, so it must
    not be changed."""
    drawn = _figure(picture)
    if isinstance(picture, Grid) and not picture.colours:
        # plotly takes a see-through cell for a bright one, and would write dark on dark.
        drawn.update_traces(textfont_color=WRITTEN[dark])
    if not dark:
        # The theme's own grey is too faint on white for labels that are read as a table.
        drawn.update_xaxes(tickfont_color=LABELS).update_yaxes(tickfont_color=LABELS, title_font_color=LABELS)
        drawn.update_traces(textfont_color=WRITTEN[dark], selector={"mode": "text"})
        drawn.update_annotations(font_color=LABELS)
    return drawn


@singledispatch
def _figure(picture: Picture) -> Finished:
    raise TypeError(f"{type(picture).__name__} is no picture")


@_figure.register
def _chart(chart: Chart) -> Finished:
    columns = [series for series in chart.series if series.label]
    drawn = Finished()
    # A place's name on two lines takes more than a bar.
    height = chart.height + LINE_HEIGHT * sum(place.count("<br>") for place in figure_traces.places_of(chart))
    space = _Space((0.0, 1.0), (0.0, 1.0), height - 60)
    layout = _draw(drawn, chart, Axes(1), space)
    drawn.update_layout(
        {
            "height": height,
            "margin": {"l": 8, "r": 12, "t": _above(chart, columns), "b": 8},
            "barmode": "group" if chart.grouped else "overlay",
            "bargap": 0.3,
            "legend": _legend(-(LEGEND_BELOW_STRIPS if chart.lifetimes else LEGEND_BELOW_AXIS) / max(height - AROUND, 60)),
            "showlegend": _needs_legend(drawn),
            "hovermode": "closest" if chart.across else "x unified",
            **layout,
        }
    )
    return drawn


@_figure.register
def _multiples(several: Multiples) -> Finished:
    drawn = Finished()
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    rows = -(-len(several.charts) // several.across)
    most = max((figure_traces.top_of(chart) for chart in several.charts), default=0.0) if several.same_scale else None
    shown: set[str] = set()
    for place, chart in enumerate(several.charts):
        row, column = divmod(place, several.across)
        space = _panel(row, column, rows, several)
        first = len(drawn.data)
        panel = _draw(drawn, replace(chart, most=chart.most if most is None else most), Axes(1 + 2 * place), space, small=True)
        if column and chart.lifetimes:
            # The strips' names stand beside the first panel of the row.
            panel[Axes(1 + 2 * place).layout("y", 1)]["showticklabels"] = False
        for trace in drawn.data[first:]:
            # One entry of the legend for all panels.
            trace.update(showlegend=bool(trace.showlegend) and trace.name not in shown, legendgroup=trace.name)
            shown |= {trace.name} if trace.showlegend else set()
        heading = {"xref": "paper", "yref": "paper", "x": space.x[0], "y": space.y[1], "xanchor": "left", "yanchor": "bottom"}
        layout["annotations"] += [
            *panel.pop("annotations"),
            heading
            | {"text": escape(shorten(chart.title, 120 // several.across, placeholder="…")), "showarrow": False, "font": {"size": 12}},
        ]
        layout["shapes"] += panel.pop("shapes")
        layout |= panel
    drawn.update_layout(
        {
            "height": several.height,
            "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
            "barmode": "group" if any(chart.grouped for chart in several.charts) else "overlay",
            "bargap": 0.2,
            "legend": _legend(-8 / several.height),
            "hovermode": "closest" if any(chart.across for chart in several.charts) else "x unified",
            "showlegend": len(shown) > 1,
            **layout,
        }
    )
    return drawn


@_figure.register
def _grid(grid: Grid) -> Finished:
    return Finished(figure_grid.traces(grid), figure_grid.layout(grid))


def _above(chart: Chart, columns: list[Series]) -> int:
    """Pixels for the headings of the columns, or the names of the breaks."""
    lines = max((len(wrap(one.label, COLUMN_LETTERS)) for one in columns), default=1 if chart.breaks else 0)
    return 12 + 14 * lines if lines else 8


def _needs_legend(drawn: Finished) -> bool:
    """Bars of one kind are named by the title."""
    named = [trace for trace in drawn.data if trace.name and trace.showlegend is not False]
    return len(named) > 1 or any(trace.type != "bar" for trace in named)


def _legend(y: float) -> dict[str, Any]:
    return {"orientation": "h", "yanchor": "top", "y": y, "x": 0, "title": None}


class _Space:
    """The part of the figure that a chart fills: from-to across and up (0 to 1), and how many pixels it is high."""

    def __init__(self, x: tuple[float, float], y: tuple[float, float], pixels: float) -> None:
        self.x, self.y, self.pixels = x, y, max(pixels, 60.0)

    def split(self, below: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """The room for the strips (`below` pixels) and that for the values above it."""
        share = min(0.5, below / self.pixels) * (self.y[1] - self.y[0])
        gap = 26 / self.pixels * (self.y[1] - self.y[0])
        return (self.y[0], self.y[0] + share), (self.y[0] + share + gap, self.y[1])


def _panel(row: int, column: int, rows: int, several: Multiples) -> _Space:
    width, height = 1 / several.across, 1 / rows
    left, top = column * width, 1 - row * height
    return _Space((left + 0.035, left + width - 0.02), (top - height * 0.78, top - height * 0.06), several.panel_height * 0.72)


def _draw(drawn: Finished, chart: Chart, axes: Axes, space: _Space, small: bool = False) -> dict[str, Any]:
    """Add the chart's traces; its part of the layout: axes, shapes, annotations."""
    drawn.add_traces(figure_traces.traces(chart, axes))
    columns = [series for series in chart.series if series.label]
    drawn.add_traces([figure_traces.column(chart, series, place, axes) for place, series in enumerate(columns)])
    layout: dict[str, Any] = {
        "annotations": [_heading(series.label, place, axes) for place, series in enumerate(columns)],
        "shapes": [],
    }
    _axes(layout, chart, axes, space, len(columns), small)
    for mark in chart.marks:
        _mark(layout, chart, axes, mark.value, mark.label)
    for one in chart.breaks:
        _break(layout, axes, one.place, one.label)
    if chart.lifetimes:
        drawn.add_trace(figure_traces.anchor_of_strips(chart, axes))
        _strips(layout, chart, axes)
    return layout


def _axes(layout: dict[str, Any], chart: Chart, axes: Axes, space: _Space, columns: int, small: bool) -> None:
    values: dict[str, Any] = {
        "title": None, "rangemode": "tozero", "gridcolor": GRID, "zeroline": False, "tickformat": figure_traces.tick_format(chart),
        "automargin": True, "nticks": 4 if small else 6, "fixedrange": True,
    }  # fmt: skip
    if chart.most is not None:
        values["range"] = [0, chart.most * 1.05]
    places: dict[str, Any] = {
        "title": None,
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "type": "category",
        # A series without a value at the first places must not move them to the end.
        "categoryorder": "array",
        "categoryarray": figure_traces.places_of(chart),
    }
    if small:
        values["tickfont"] = places["tickfont"] = {"size": 10}
    if chart.across:
        share = COLUMN_SHARE * columns
        width = space.x[1] - space.x[0]
        layout[axes.layout("x")] = values | {
            "domain": [space.x[0], space.x[1] - width * (share + (0.03 if columns else 0))],
            "anchor": axes.y,
        }
        if columns:
            domain = [space.x[1] - width * share, space.x[1]]
            layout[axes.layout("x", 1)] = {"visible": False, "fixedrange": True, "range": [0, columns], "domain": domain}
        layout[axes.layout("y")] = places | {
            "autorange": "reversed", "ticksuffix": "  ", "tickfont": {"size": 10 if small else 11},
            "domain": list(space.y), "anchor": axes.x,
        }  # fmt: skip
        return
    below, above = space.split(STRIP_HEIGHT * len(chart.strips)) if chart.lifetimes else (space.y, space.y)
    title = {"text": None if small else None if chart.percent else chart.unit}
    layout[axes.layout("y")] = values | {"title": title, "domain": list(above), "anchor": axes.x}
    # With many places plotly leaves labels out; those it keeps stand upright.
    most = 5 if small else 10 if max(map(len, chart.places), default=0) <= YEAR_LETTERS else 6
    ticks = {"nticks": most, "tickangle": 0} if len(chart.places) > (5 if small else 12) else {}
    layout[axes.layout("x")] = places | ticks | {"domain": list(space.x), "anchor": axes.y, "range": [-0.5, len(chart.places) - 0.5]}
    if chart.lifetimes:
        names = [escape(name) for name in chart.strips]
        layout[axes.layout("y", 1)] = {
            "domain": list(below), "anchor": axes.x, "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))), "ticktext": names,
            "tickfont": {"size": 10}, "showgrid": False, "zeroline": False, "automargin": True, "fixedrange": True, "title": None,
        }  # fmt: skip


def _mark(layout: dict[str, Any], chart: Chart, axes: Axes, value: float, label: str) -> None:
    along, over = ("x", "y") if chart.across else ("y", "x")
    refs = {f"{along}ref": axes.name(along), f"{over}ref": f"{axes.name(over)} domain"}
    line = {"type": "line", f"{along}0": value, f"{along}1": value, f"{over}0": 0, f"{over}1": 1}
    layout["shapes"].append(line | refs | {"line": {"color": INK, "width": 1.5, "dash": "dash"}})
    where = {
        along: value,
        over: 1,
        f"{over}anchor": "bottom" if chart.across else "right",
        f"{along}anchor": "left" if chart.across else "bottom",
    }
    layout["annotations"].append(refs | where | {"text": escape(label), "showarrow": False, "font": {"size": 11}})


def _break(layout: dict[str, Any], axes: Axes, place: float, label: str) -> None:
    refs = {"xref": axes.x, "yref": f"{axes.y} domain"}
    at = place - 0.5
    line = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": {"color": INK, "width": 1, "dash": "dot"}}
    layout["shapes"].append(refs | line)
    where = {"x": at, "y": 1, "xanchor": "center", "yanchor": "bottom"}
    layout["annotations"].append(refs | where | {"text": escape(label), "showarrow": False, "font": {"size": 10}})


def _strips(layout: dict[str, Any], chart: Chart, axes: Axes) -> None:
    refs = {"xref": axes.x, "yref": axes.name("y", 1), "type": "rect", "line": {"width": 0}}
    strips = chart.strips
    for one in chart.lifetimes:
        row = strips.index(one.name)
        last = len(chart.places) if one.open_ended else one.last
        room = {"x0": max(one.first, 0) - 0.5, "x1": min(last, len(chart.places)) - 0.5, "y0": row - 0.32, "y1": row + 0.32}
        if room["x1"] > room["x0"]:
            layout["shapes"].append(refs | room | {"fillcolor": one.colour, "opacity": 0.85})
    for row in range(len(strips)):
        whole = {"x0": -0.5, "x1": len(chart.places) - 0.5, "y0": row - 0.32, "y1": row + 0.32, "layer": "below"}
        layout["shapes"].append(refs | whole | {"fillcolor": BAND, "opacity": 0.35})


def _heading(label: str, place: int, axes: Axes) -> dict[str, Any]:
    common = {"xref": axes.name("x", 1), "yref": f"{axes.y} domain", "y": 1, "yanchor": "bottom", "xanchor": "right", "showarrow": False}
    return common | {
        "x": place + 1,
        "text": f"<i>{'<br>'.join(escape(line) for line in wrap(label, COLUMN_LETTERS))}</i>",
        "font": {"size": 11},
    }
