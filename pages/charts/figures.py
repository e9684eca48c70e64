"""Draws the description of a chart as a plotly figure.

Built with `plotly.graph_objects`, never `plotly.express`: a small figure takes 0.3 ms instead of 24.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, singledispatch
from html import escape
from textwrap import shorten
from typing import Any, Final

import plotly.graph_objects as go

from analytics.describe.charts import STRIP_HEIGHT, Chart, Grid, Multiples, Picture
from pages.charts import figure_annotations, figure_grid, figure_layout, figure_traces
from pages.charts.figure_axes import Axes, place_labels

FIGURES_KEPT: Final = 200
GRID: Final = "rgba(128, 148, 168, 0.22)"
COLUMN_SHARE: Final = 0.135
"""Share of the figure's width for each column of numbers beside the bars."""

LINE_HEIGHT: Final = 9
"""Pixels added to the figure for each extra line of a wrapped place name."""

YEAR_LETTERS: Final = 4
"""Labels no longer than a year fit ten to the axis; longer ones six."""

LABELS: Final = "#3A4856"
WRITTEN: Final = {True: "#E6EDF3", False: "#14202B"}
"""Text in the cells of a heat table, on the dark theme and on the light one."""

CONFIG: Final[dict[str, Any]] = {"displaylogo": False, "displayModeBar": False, "responsive": True}


class FinishedFigure(go.Figure):  # type: ignore[misc]
    """A figure that no longer changes, so the dictionary that Streamlit asks for on every run is built once."""

    def to_dict(self) -> dict[str, Any]:
        if not hasattr(self, "_kept"):
            self._kept: dict[str, Any] = super().to_dict()
        return self._kept


@lru_cache(maxsize=FIGURES_KEPT)
def plotly_figure(picture: Picture, dark: bool = True) -> FinishedFigure:
    """The figure of a chart. Cached, so it must not be changed.

    Streamlit applies fonts and background of the reader's theme; only what its theme does not reach follows `dark`.
    """
    plotted = _draw_picture(picture)
    if isinstance(picture, Grid) and not picture.colours:
        # plotly picks the text colour as if a translucent cell were opaque, and would write dark on dark.
        plotted.update_traces(textfont_color=WRITTEN[dark])
    if not dark:
        # The theme's own grey is too faint on white for labels that are read as a table.
        plotted.update_xaxes(tickfont_color=LABELS).update_yaxes(tickfont_color=LABELS, title_font_color=LABELS)
        plotted.update_traces(textfont_color=WRITTEN[dark], selector={"mode": "text"})
        plotted.update_annotations(font_color=LABELS)
    return plotted


@singledispatch
def _draw_picture(picture: Picture) -> FinishedFigure:
    raise TypeError(f"{type(picture).__name__} is not a chart, a grid or multiples")


@_draw_picture.register
def _draw_chart(chart: Chart) -> FinishedFigure:
    columns = [series for series in chart.series if series.label]
    plotted = FinishedFigure()
    # A place name wrapped onto two lines is taller than its bar.
    height = chart.height + LINE_HEIGHT * sum(place.count("<br>") for place in place_labels(chart))
    above = figure_layout.height_above_plot(chart, columns)
    legend_height = 0 if chart.across else figure_layout.legend_height(chart)
    height += max(legend_height - figure_layout.LEGEND_LINE, 0)
    plot = height - 60 - (0 if chart.across else above + legend_height)
    layout = _add_chart(plotted, chart, Axes(1), figure_layout.PlotSpace((0.0, 1.0), (0.0, 1.0), plot))
    # Below an upright chart are place labels and strips, whose height on a phone is not known, so its legend goes on top.
    legend = (
        figure_layout.horizontal_legend(-figure_layout.LEGEND_BELOW_AXIS / max(height - figure_layout.AROUND, 60))
        if chart.across
        else figure_layout.legend_above_plot(above, plot)
    )
    plotted.update_layout(
        {
            "height": height,
            "margin": {"l": 8, "r": 12, "t": above, "b": 8},
            "barmode": "group" if chart.grouped else "overlay",
            "bargap": 0.3,
            "legend": legend,
            "showlegend": _needs_legend(plotted),
            "hovermode": "closest" if chart.across else "x unified",
            **layout,
        }
    )
    return plotted


@_draw_picture.register
def _draw_multiples(multiples: Multiples) -> FinishedFigure:
    plotted = FinishedFigure()
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    rows = -(-len(multiples.charts) // multiples.across)
    most = max((figure_traces.top_of(chart) for chart in multiples.charts), default=0.0) if multiples.same_scale else None
    in_legend: set[str] = set()
    for place, chart in enumerate(multiples.charts):
        row, column = divmod(place, multiples.across)
        space = _panel_space(row, column, rows, multiples)
        first = len(plotted.data)
        panel = _add_chart(plotted, replace(chart, most=chart.most if most is None else most), Axes(1 + 2 * place), space, small=True)
        if column and chart.lifetimes:
            # The names of the strips are shown beside the first panel of a row only.
            panel[Axes(1 + 2 * place).layout("y", 1)]["showticklabels"] = False
        for trace in plotted.data[first:]:
            # One legend entry serves all panels.
            trace.update(showlegend=bool(trace.showlegend) and trace.name not in in_legend, legendgroup=trace.name)
            in_legend |= {trace.name} if trace.showlegend else set()
        heading = {"xref": "paper", "yref": "paper", "x": space.x[0], "y": space.y[1], "xanchor": "left", "yanchor": "bottom"}
        layout["annotations"] += [
            *panel.pop("annotations"),
            heading
            | {"text": escape(shorten(chart.title, 120 // multiples.across, placeholder="…")), "showarrow": False, "font": {"size": 12}},
        ]
        layout["shapes"] += panel.pop("shapes")
        layout |= panel
    plotted.update_layout(
        {
            "height": multiples.height,
            "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
            "barmode": "group" if any(chart.grouped for chart in multiples.charts) else "overlay",
            "bargap": 0.2,
            "legend": figure_layout.horizontal_legend(-8 / multiples.height),
            "hovermode": "closest" if any(chart.across for chart in multiples.charts) else "x unified",
            "showlegend": len(in_legend) > 1,
            **layout,
        }
    )
    return plotted


@_draw_picture.register
def _draw_grid(grid: Grid) -> FinishedFigure:
    return FinishedFigure(figure_grid.grid_traces(grid), figure_grid.grid_layout(grid))


def _needs_legend(plotted: FinishedFigure) -> bool:
    """Whether a legend is needed: a single kind of bar is already named by the title."""
    entries = [trace for trace in plotted.data if trace.name and trace.showlegend is not False]
    return len(entries) > 1 or any(trace.type != "bar" for trace in entries)


def _panel_space(row: int, column: int, rows: int, multiples: Multiples) -> figure_layout.PlotSpace:
    width, height = 1 / multiples.across, 1 / rows
    start, top = column * width, 1 - row * height
    return figure_layout.PlotSpace(
        (start + 0.035, start + width - 0.02), (top - height * 0.78, top - height * 0.06), multiples.panel_height * 0.72
    )


def _add_chart(plotted: FinishedFigure, chart: Chart, axes: Axes, space: figure_layout.PlotSpace, small: bool = False) -> dict[str, Any]:
    """Add the chart's traces to the figure and return its part of the layout: axes, shapes and annotations."""
    plotted.add_traces(figure_traces.series_traces(chart, axes))
    columns = [series for series in chart.series if series.label]
    edges = figure_layout.column_edges([figure_traces.column_texts(chart, series) for series in columns])
    for place, (series, edge) in enumerate(zip(columns, edges, strict=True)):
        plotted.add_trace(figure_traces.number_column(chart, series, edge, place == 0, axes))
    headings = zip(columns, edges, figure_layout.heading_offsets(columns), strict=True)
    layout: dict[str, Any] = {
        "annotations": [figure_annotations.column_heading(series.label, edge, offset, axes) for series, edge, offset in headings],
        "shapes": [],
    }
    _add_axes(layout, chart, axes, space, edges[-1] if edges else 0.0, small)
    for mark in chart.marks:
        figure_annotations.add_mark(layout, chart, axes, mark, figure_layout.headings_height(columns))
    for line_break in chart.breaks:
        figure_annotations.add_break(layout, chart, axes, line_break)
    for label in chart.labels:
        figure_annotations.add_label(layout, axes, label)
    if chart.lifetimes:
        plotted.add_trace(figure_traces.anchor_of_strips(chart, axes))
        figure_annotations.add_strips(layout, chart, axes)
    return layout


def _add_axes(layout: dict[str, Any], chart: Chart, axes: Axes, space: figure_layout.PlotSpace, columns: float, small: bool) -> None:
    """Add both axes to the layout; `columns` is where the columns of figures beside horizontal bars end."""
    values: dict[str, Any] = {
        "title": None, "rangemode": "tozero", "gridcolor": GRID, "zeroline": False, "tickformat": figure_traces.tick_format(chart),
        "automargin": True, "nticks": 4 if small else 6, "fixedrange": True,
    }  # fmt: skip
    if chart.most is not None:
        # A little room beyond the largest value, so that its mark is not cut by the edge.
        values["range"] = [0, chart.most * 1.05]
    places: dict[str, Any] = {
        "title": None,
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "type": "category",
        # plotly orders categories as they first occur, so a series without a value at the first places would move these to the end.
        "categoryorder": "array",
        "categoryarray": place_labels(chart),
    }
    if small:
        values["tickfont"] = places["tickfont"] = {"size": 10}
    if chart.across:
        _add_axes_across(layout, axes, space, columns, values, places | {"tickfont": {"size": 10 if small else 11}})
    else:
        _add_axes_upright(layout, chart, axes, space, values, places, small)


def _add_axes_across(
    layout: dict[str, Any], axes: Axes, space: figure_layout.PlotSpace, columns: float, values: dict[str, Any], places: dict[str, Any]
) -> None:
    share = COLUMN_SHARE * columns
    width = space.x[1] - space.x[0]
    gap = 0.03 if columns else 0
    layout[axes.layout("x")] = values | {"domain": [space.x[0], space.x[1] - width * (share + gap)], "anchor": axes.y}
    if columns:
        domain = [space.x[1] - width * share, space.x[1]]
        layout[axes.layout("x", 1)] = {"visible": False, "fixedrange": True, "range": [0, columns], "domain": domain}
    # plotly counts upwards; a list is read from the top.
    layout[axes.layout("y")] = places | {"autorange": "reversed", "ticksuffix": "  ", "domain": list(space.y), "anchor": axes.x}


def _add_axes_upright(
    layout: dict[str, Any],
    chart: Chart,
    axes: Axes,
    space: figure_layout.PlotSpace,
    values: dict[str, Any],
    places: dict[str, Any],
    small: bool,
) -> None:
    below, above = space.split(STRIP_HEIGHT * len(chart.strips)) if chart.lifetimes else (space.y, space.y)
    title = {"text": None if small else None if chart.percent else chart.unit}
    layout[axes.layout("y")] = values | {"title": title, "domain": list(above), "anchor": axes.x}
    # With many places plotly omits labels; the remaining ones are kept upright.
    most = 5 if small else 10 if max(map(len, chart.places), default=0) <= YEAR_LETTERS else 6
    ticks = {"nticks": most, "tickangle": 0} if len(chart.places) > (5 if small else 12) else {}
    # Anchored below the strips, so that the labels cannot run into them however low the figure is.
    under = axes.name("y", 1) if chart.lifetimes else axes.y
    layout[axes.layout("x")] = places | ticks | {"domain": list(space.x), "anchor": under, "range": [-0.5, len(chart.places) - 0.5]}
    if chart.lifetimes:
        names = [escape(name) for name in chart.strips]
        layout[axes.layout("y", 1)] = {
            "domain": list(below), "anchor": axes.x, "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))), "ticktext": names,
            "tickfont": {"size": 10}, "showgrid": False, "zeroline": False, "automargin": True, "fixedrange": True, "title": None,
        }  # fmt: skip
