"""Bars, and ranges drawn as bands across."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import plotly.graph_objects as go

from analytics.describe.charts import Chart, Series
from pages.charts.figure_axes import BAND, Axes, hover_template, marker_colours, number_format, place_labels, unit_suffix

HATCH: Final = "/"
"""Pattern of bars whose period is still filling up."""
THICKEST_BAR: Final = 34
"""Pixels of the thickest bar across: a few rows on a tall chart must not become blocks."""


def _width_of_rows(chart: Chart) -> float:
    """Width of a bar across, as a share of its row."""
    return min(0.42, THICKEST_BAR * max(len(chart.places), 1) / chart.height)


def bar_traces(chart: Chart, series: Series, bases: list[float], axes: Axes) -> list[go.Bar]:
    """The bars of a series.

    plotly draws a legend entry like the first bar, so where that is hatched the entry comes from an invisible trace of its own.
    """
    places, values = place_labels(chart), list(series.values)
    place = "y" if chart.across else "x"
    marker: dict[str, Any] = {"color": marker_colours(chart, series), "line": {"width": 0}}
    if any(series.partial):
        marker["pattern"] = {
            "shape": [HATCH if is_partial else "" for is_partial in series.partial],
            "size": 5,
            "solidity": 0.45,
            "fillmode": "overlay",
        }
    # Grouped bars are placed by plotly; stacked and overlaid ones start at a base of our own.
    placing: dict[str, Any] = {} if chart.grouped else {"base": list(bases), "width": _width_of_rows(chart) if chart.across else None}
    name, in_legend = escape(series.name), not series.label
    own_entry = in_legend and bool(series.partial) and series.partial[0]
    # `customdata` holds the value itself: a stacked bar's own coordinate is its end.
    value = f"%{{customdata:{number_format(chart, series)}}}{unit_suffix(chart)}"
    bars = go.Bar(
        x=values if chart.across else places,
        y=places if chart.across else values,
        orientation="h" if chart.across else "v",
        name=name,
        legendgroup=name if own_entry else None,
        marker=marker,
        showlegend=in_legend and not own_entry,
        customdata=values,
        hovertemplate=f"%{{{place}}}<br>{escape(series.name)}: {value}<extra></extra>",
        **placing,
        **axes.both,
    )
    if not own_entry:
        return [bars]
    nothing = {"x": [None], "y": places[:1]} if chart.across else {"x": places[:1], "y": [None]}
    swatch = go.Bar(name=name, legendgroup=name, marker={"color": series.colours[0]}, hoverinfo="skip", **nothing, **axes.both)
    return [bars, swatch.update(showlegend=True)]


def range_traces(chart: Chart, series: Series, axes: Axes) -> list[Any]:
    """A band from the lowest to the highest value with a tick at the mean, for horizontal charts."""
    intervals = [
        (place, value, low, high)
        for place, value, low, high in zip(place_labels(chart), series.values, series.lows, series.highs, strict=True)
        if value is not None and low is not None and high is not None
    ]
    places = [place for place, *_ in intervals]
    name = escape(series.name)
    band = go.Bar(
        x=[high - low for _, _, low, high in intervals],
        y=places,
        base=[low for _, _, low, _ in intervals],
        orientation="h",
        width=0.8,
        marker={"color": BAND, "line": {"width": 0}},
        name=name,
        showlegend=True,
        customdata=[(low, high) for _, _, low, high in intervals],
        hovertemplate=f"%{{y}}<br>{name}: %{{customdata[0]:,.0f}} to %{{customdata[1]:,.0f}} {escape(chart.unit)}<extra></extra>",
        **axes.both,
    )
    tick = go.Scatter(
        x=[value for _, value, _, _ in intervals],
        y=places,
        mode="markers",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 2, "color": series.colours[0]}},
        name=name,
        showlegend=False,
        cliponaxis=False,
        hovertemplate=hover_template(chart, series),
        **axes.both,
    )
    return [band, tick]
