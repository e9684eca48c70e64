"""Lines with their bands, and dots with their intervals."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from analytics.describe.charts import Chart, Series
from analytics.describe.colours import rgb_values
from pages.charts.figure_axes import INK, Axes, marker_colours, number_format, place_labels, unit_suffix


def dot_trace(chart: Chart, series: Series, axes: Axes) -> go.Scatter:
    """A dot for each value, with its interval as an error bar."""
    ends = list(zip(series.values, series.lows, series.highs, strict=True)) if series.lows else []
    above = [None if value is None or high is None else high - value for value, _, high in ends]
    below = [None if value is None or low is None else value - low for value, low, _ in ends]
    whisker = {
        "type": "data",
        "symmetric": False,
        "array": above,
        "arrayminus": below,
        "thickness": 1.5,
        "width": 4,
        "color": series.colours[0] if len(series.colours) == 1 else INK,
    }
    along, place = ("x", "y") if chart.across else ("y", "x")
    values = {along: list(series.values), place: place_labels(chart)}
    number = number_format(chart, series)
    interval = f" (%{{customdata[0]:{number}}} to %{{customdata[1]:{number}}})" if ends else ""
    return go.Scatter(
        **values,
        mode="markers",
        name=escape(series.name),
        marker={"size": 9, "color": marker_colours(chart, series), "symbol": "circle-open" if series.kind == "point" else "circle"},
        customdata=[(low, high) for _, low, high in ends] or None,
        cliponaxis=False,
        hovertemplate=f"%{{{place}}}<br>{escape(series.name)}: %{{{along}:{number}}}{interval}{unit_suffix(chart)}<extra></extra>",
        **({f"error_{along}": whisker} if ends else {}),
        **axes.both,
    )


def line_traces(chart: Chart, series: Series, axes: Axes) -> list[Any]:
    """A line over its band, dotted where reports are still coming in; or hollow points."""
    is_line = series.kind == "line"
    colour = series.colours[0]
    partial = series.partial or (False,) * len(series.values)
    settled = [None if part else value for value, part in zip(series.values, partial, strict=True)]
    common: dict[str, Any] = {
        "x": place_labels(chart), "name": escape(series.name), "connectgaps": False, "legendgroup": escape(series.name),
        "hovertemplate": f"%{{y:{number_format(chart, series)}}}{unit_suffix(chart)}", **axes.both,
    }  # fmt: skip
    marker = {
        "size": 4 if is_line and len(chart.places) <= 60 else 0 if is_line else 8,
        "symbol": "circle" if is_line else "circle-open",
        "color": colour,
    }
    main = go.Scatter(
        y=settled,
        mode="lines" if series.steps else "lines+markers" if is_line else "markers",
        line={
            "color": colour,
            "width": 3 if series.steps else 2,
            "dash": "dash" if series.dashed else None,
            "shape": "hvh" if series.steps else None,
        },
        marker=marker,
        showlegend=is_line or all(other.name != series.name for other in chart.series if other is not series),
        **common,
    )
    filling = []
    if any(partial):
        # The dotted part starts at the last settled place, so that it joins the line.
        filling_values = [
            value if part or _precedes_partial(partial, place) else None
            for place, (value, part) in enumerate(zip(series.values, partial, strict=True))
        ]
        dotted = {"color": colour, "width": 2, "dash": "dot"}
        so_far = common | {"hovertemplate": f"%{{y:{number_format(chart, series)}}}{unit_suffix(chart)} so far"}
        hollow = marker | {"symbol": "circle-open", "size": 6}
        filling = [go.Scatter(y=filling_values, mode="lines+markers", line=dotted, marker=hollow, showlegend=False, **so_far)]
    return [*_band_traces(chart, series, axes), main, *filling]


def _precedes_partial(partial: tuple[bool, ...], place: int) -> bool:
    """Whether the next place is one for which reports are still coming in."""
    return place + 1 < len(partial) and partial[place + 1]


def _band_traces(chart: Chart, series: Series, axes: Axes) -> list[Any]:
    """The interval as an area, one for each run of places with both ends known: plotly would fill across a gap."""
    if not series.lows:
        return []
    red, green, blue = rgb_values(series.colours[0])
    rows = list(zip(place_labels(chart), series.lows, series.highs, strict=True))
    areas = []
    for is_known, group in groupby(rows, key=lambda row: row[1] is not None and row[2] is not None):
        interval = list(group)
        if is_known:
            forwards, backwards = [place for place, *_ in interval], [place for place, *_ in reversed(interval)]
            areas.append(
                go.Scatter(
                    x=[*forwards, *backwards],
                    y=[*(high for *_, high in interval), *(low for _, low, _ in reversed(interval))],
                    fill="toself",
                    fillcolor=f"rgba({red}, {green}, {blue}, 0.18)",
                    line={"width": 0},
                    mode="lines",
                    hoverinfo="skip",
                    showlegend=False,
                    legendgroup=escape(series.name),
                    name=escape(series.name),
                    **axes.both,
                )
            )
    return areas
