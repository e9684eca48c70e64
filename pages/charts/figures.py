"""A chart's description as a plotly figure. `go`, never `px`: a small figure takes 0.3 ms instead of 24."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, singledispatch
from html import escape
from textwrap import shorten
from typing import Any, Final

import plotly.graph_objects as go

from analytics.describe.charts import BREAK_ROOM, STRIP_HEIGHT, Break, Chart, Grid, Multiples, Picture
from pages.charts import figure_grid, figure_layout, figure_traces
from pages.charts.figure_traces import BAND, INK, Axes

KEPT: Final = 200
GRID: Final = "rgba(128, 148, 168, 0.22)"
COLUMN_SHARE: Final = 0.135
LINE_HEIGHT: Final = 9
YEAR_LETTERS: Final = 4
LABELS: Final = "#3A4856"
WRITTEN: Final = {True: "#E6EDF3", False: "#14202B"}
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
    above = figure_layout.above(chart, columns)
    legend_height = 0 if chart.across else figure_layout.legend_height(chart)
    height += max(legend_height - figure_layout.LEGEND_LINE, 0)
    plot = height - 60 - (0 if chart.across else above + legend_height)
    layout = _draw(drawn, chart, Axes(1), figure_layout.Space((0.0, 1.0), (0.0, 1.0), plot))
    # Below an upright chart stand its places and the strips, which on a phone leave no sure room for it.
    legend = (
        figure_layout.legend(-figure_layout.LEGEND_BELOW_AXIS / max(height - figure_layout.AROUND, 60))
        if chart.across
        else figure_layout.legend_over(above, plot)
    )
    drawn.update_layout(
        {
            "height": height,
            "margin": {"l": 8, "r": 12, "t": above, "b": 8},
            "barmode": "group" if chart.grouped else "overlay",
            "bargap": 0.3,
            "legend": legend,
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
            "legend": figure_layout.legend(-8 / several.height),
            "hovermode": "closest" if any(chart.across for chart in several.charts) else "x unified",
            "showlegend": len(shown) > 1,
            **layout,
        }
    )
    return drawn


@_figure.register
def _grid(grid: Grid) -> Finished:
    return Finished(figure_grid.traces(grid), figure_grid.layout(grid))


def _needs_legend(drawn: Finished) -> bool:
    """Bars of one kind are named by the title."""
    named = [trace for trace in drawn.data if trace.name and trace.showlegend is not False]
    return len(named) > 1 or any(trace.type != "bar" for trace in named)


def _panel(row: int, column: int, rows: int, several: Multiples) -> figure_layout.Space:
    width, height = 1 / several.across, 1 / rows
    left, top = column * width, 1 - row * height
    return figure_layout.Space((left + 0.035, left + width - 0.02), (top - height * 0.78, top - height * 0.06), several.panel_height * 0.72)


def _draw(drawn: Finished, chart: Chart, axes: Axes, space: figure_layout.Space, small: bool = False) -> dict[str, Any]:
    """Add the chart's traces; its part of the layout: axes, shapes, annotations."""
    drawn.add_traces(figure_traces.traces(chart, axes))
    columns = [series for series in chart.series if series.label]
    drawn.add_traces([figure_traces.column(chart, series, place, axes) for place, series in enumerate(columns)])
    headings = enumerate(zip(columns, figure_layout.raised(columns), strict=True))
    layout: dict[str, Any] = {
        "annotations": [_heading(series.label, place, up, axes) for place, (series, up) in headings],
        "shapes": [],
    }
    _axes(layout, chart, axes, space, len(columns), small)
    for mark in chart.marks:
        _mark(layout, chart, axes, mark.value, mark.label, figure_layout.over_columns(columns))
    for one in chart.breaks:
        _break(layout, chart, axes, one)
    if chart.lifetimes:
        drawn.add_trace(figure_traces.anchor_of_strips(chart, axes))
        _strips(layout, chart, axes)
    return layout


def _axes(layout: dict[str, Any], chart: Chart, axes: Axes, space: figure_layout.Space, columns: int, small: bool) -> None:
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
    # Under the strips, so that its labels cannot run into them however low the figure is.
    under = axes.name("y", 1) if chart.lifetimes else axes.y
    layout[axes.layout("x")] = places | ticks | {"domain": list(space.x), "anchor": under, "range": [-0.5, len(chart.places) - 0.5]}
    if chart.lifetimes:
        names = [escape(name) for name in chart.strips]
        layout[axes.layout("y", 1)] = {
            "domain": list(below), "anchor": axes.x, "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))), "ticktext": names,
            "tickfont": {"size": 10}, "showgrid": False, "zeroline": False, "automargin": True, "fixedrange": True, "title": None,
        }  # fmt: skip


def _mark(layout: dict[str, Any], chart: Chart, axes: Axes, value: float, label: str, up: int) -> None:
    """`up`: pixels that the headings beside it take, above which the words of an upright line stand."""
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
    layout["annotations"].append(refs | where | {"text": escape(label), "showarrow": False, "font": {"size": 11}, "yshift": up})


def _break(layout: dict[str, Any], chart: Chart, axes: Axes, one: Break) -> None:
    refs = {"xref": axes.x, "yref": f"{axes.y} domain"}
    at = one.place - 0.5
    line = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": {"color": INK, "width": 1, "dash": "dot"}}
    layout["shapes"].append(refs | line)
    share = one.place / max(len(chart.places), 1)
    # Near an end of the axis the words stand on the line's inner side.
    side = "left" if share < BREAK_ROOM / 2 else "right" if share > 1 - BREAK_ROOM / 2 else "center"
    where = {"x": at, "y": 1, "xanchor": side, "yanchor": "bottom", "yshift": figure_layout.BREAK_HEIGHT * one.line}
    layout["annotations"].append(refs | where | {"text": escape(one.label), "showarrow": False, "font": {"size": 10}})


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


def _heading(label: str, place: int, up: int, axes: Axes) -> dict[str, Any]:
    common = {"xref": axes.name("x", 1), "yref": f"{axes.y} domain", "y": 1, "yanchor": "bottom", "xanchor": "right", "showarrow": False}
    return common | {
        "x": place + 1,
        "yshift": up,
        "text": f"<i>{'<br>'.join(escape(line) for line in figure_layout.lines_of(label))}</i>",
        "font": {"size": 11},
    }
