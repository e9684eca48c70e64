"""All traces of a chart, in the order in which they are drawn, and the numbers written beside them."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from analytics.describe.charts import Chart, Series
from pages.charts.figure_axes import Axes, place_labels
from pages.charts.figure_bars import bar_traces, range_traces
from pages.charts.figure_lines import dot_trace, line_traces


def series_traces(chart: Chart, axes: Axes) -> list[Any]:
    """The traces of all series; ranges first, so that they lie beneath the bars."""
    drawn_traces: list[Any] = []
    bases = [0.0] * len(chart.places)
    for series in sorted(chart.series, key=lambda candidate: candidate.kind != "range"):
        if series.kind == "range":
            drawn_traces += range_traces(chart, series, axes)
        elif series.kind == "bar":
            drawn_traces += bar_traces(chart, series, bases, axes)
            if chart.stacked:
                bases = [base + (value or 0.0) for base, value in zip(bases, series.values, strict=True)]
        elif series.kind == "dot" or (chart.across and series.kind == "point"):
            drawn_traces.append(dot_trace(chart, series, axes))
        elif series.kind in ("line", "point"):
            drawn_traces += line_traces(chart, series, axes)
    return drawn_traces


def tick_format(chart: Chart) -> str:
    """The d3 format of the axis of values: percentages for shares, whole numbers where every value is one."""
    if chart.percent:
        return ".0%"
    return ",.1~f" if any(series.decimals for series in chart.series if series.kind != "number") else ",d"


def top_of(chart: Chart) -> float:
    """The largest value, end of an interval or reference line of the chart."""
    plotted = [series for series in chart.series if series.kind != "number"]
    values = [value for series in plotted for value in (*series.values, *series.highs) if value is not None]
    if chart.stacked:
        values += [sum(at_place) for at_place in zip(*([value or 0.0 for value in series.values] for series in plotted), strict=True)]
    return max([*values, *(mark.value for mark in chart.marks)], default=0.0)


def column_texts(chart: Chart, series: Series) -> list[str]:
    """The figures of a column beside the bars, as they are written."""
    return ["–" if value is None else _value_in_words(chart, series, value) for value in series.values]


def number_column(chart: Chart, series: Series, right: float, first: bool, axes: Axes) -> go.Scatter:
    """The numbers beside the bars, right-aligned at `right` on the axis of the columns; the first column is bold."""
    texts = column_texts(chart, series)
    return go.Scatter(
        x=[right] * len(texts),
        y=place_labels(chart),
        xaxis=axes.name("x", 1),
        yaxis=axes.y,
        mode="text",
        text=[f"<b>{text}</b>" for text in texts] if first and not chart.grouped else texts,
        textposition="middle left",
        textfont={"size": 12},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def anchor_of_strips(chart: Chart, axes: Axes) -> go.Scatter:
    """An invisible point on the axis of the strips: plotly does not draw an axis that has no trace."""
    where = {"xaxis": axes.x, "yaxis": axes.name("y", 1)}
    return go.Scatter(x=[chart.places[0]], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip", showlegend=False, **where)


def _value_in_words(chart: Chart, series: Series, value: float) -> str:
    """A value as written beside the bars. A series of kind `number` has a unit of its own, such as n beside shares."""
    return f"{value:.{series.decimals}%}" if chart.percent and series.kind != "number" else f"{value:,.{series.decimals}f}"
