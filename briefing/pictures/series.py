"""The series of a chart as matplotlib artists, in units of places and values. Each kind looks as it does on the page."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analytics.describe.charts import Chart, Series
from briefing.pictures.sheet import BAND

Reals = NDArray[np.float64]

MANY: Final = 40
"""Places beyond which a line has no dots, as they would merge into a thicker line."""


def draw_series(axes: Axes, chart: Chart) -> None:
    """Draw all series, bands first, so that they lie below the bars. Each artist has the name of its series as label."""
    bases = np.zeros(len(chart.places))
    bars = [series for series in chart.series if series.kind == "bar"]
    for series in sorted(chart.series, key=lambda series: series.kind != "range"):
        if series.kind == "range":
            _draw_range(axes, chart, series)
        elif series.kind == "bar":
            _draw_bars(axes, chart, series, bases, bars.index(series), len(bars))
            if chart.stacked:
                # An unknown part adds nothing to the height of the next one.
                bases = bases + np.nan_to_num(float_array(series.values))
        elif series.kind == "dot":
            _draw_dots(axes, chart, series)
        elif series.kind in ("line", "point"):
            _draw_line(axes, chart, series)


def float_array(values: tuple[float | None, ...]) -> Reals:
    """The values as floats, NaN where unknown: matplotlib leaves a gap there."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _draw_bars(axes: Axes, chart: Chart, series: Series, bases: Reals, number: int, count: int) -> None:
    share = 0.42 if chart.across else 0.72
    thick, shift = share, 0.0
    if chart.grouped:
        thick = 0.74 / count
        shift = (number - (count - 1) / 2) * thick
    places = np.arange(len(chart.places)) + shift
    values = float_array(series.values)
    style = {
        "color": list(series.colours) if len(series.colours) == len(chart.places) else series.colours[0],
        "label": series.name,
        "zorder": 2,
    }
    container = (
        axes.barh(places, values, thick, left=bases, **style)  # type: ignore[arg-type]
        if chart.across
        else axes.bar(places, values, thick, bottom=bases, **style)  # type: ignore[arg-type]
    )
    for patch, filling in zip(container.patches, series.partial, strict=False):
        if filling:
            patch.set(hatch="////", edgecolor="#FFFFFF", linewidth=0)


def _draw_range(axes: Axes, chart: Chart, series: Series) -> None:
    """Draw a band from the least to the greatest value, with a tick at the value itself."""
    lows, highs, values, places = (
        float_array(series.lows),
        float_array(series.highs),
        float_array(series.values),
        np.arange(len(chart.places)),
    )
    if chart.across:
        axes.barh(places, highs - lows, 0.8, left=lows, color=BAND, label=series.name, zorder=1)
        axes.plot(
            values,
            places,
            linestyle="none",
            marker="|",
            markersize=11,
            markeredgewidth=1.6,
            color=series.colours[0],
            zorder=3,
            label=series.name,
        )
    else:
        axes.bar(places, highs - lows, 0.8, bottom=lows, color=BAND, label=series.name, zorder=1)
        axes.plot(
            places,
            values,
            linestyle="none",
            marker="_",
            markersize=11,
            markeredgewidth=1.6,
            color=series.colours[0],
            zorder=3,
            label=series.name,
        )


def _draw_dots(axes: Axes, chart: Chart, series: Series) -> None:
    """Draw dots with their intervals as error bars; several series are placed side by side."""
    dots = [other for other in chart.series if other.kind == "dot"]
    places = np.arange(len(chart.places)) + (dots.index(series) - (len(dots) - 1) / 2) * 0.22
    values = float_array(series.values)
    if series.lows:
        lines = axes.hlines if chart.across else axes.vlines
        lines(
            places,
            float_array(series.lows),
            float_array(series.highs),
            colors=series.colours[0] if len(series.colours) == 1 else list(series.colours),
            linewidth=1.3,
            zorder=3,
        )
    x, y = (values, places) if chart.across else (places, values)
    axes.scatter(
        x,
        y,
        s=26,
        c=list(series.colours) if len(series.colours) == len(values) else series.colours[0],
        zorder=4,
        label=series.name,
        linewidths=0,
    )


def _draw_line(axes: Axes, chart: Chart, series: Series) -> None:
    """Draw a line over its band, dotted where it is still incomplete; or hollow points."""
    values, places, colour = float_array(series.values), np.arange(len(chart.places)), series.colours[0]
    if series.lows:
        _draw_band(axes, chart, series, places)
    partial = np.array(series.partial or (False,) * len(values), dtype=bool)
    complete = np.where(partial, np.nan, values)
    look: dict[str, Any] = {"color": colour, "zorder": 3}
    hollow: dict[str, Any] = {"marker": "o", "markerfacecolor": "#FFFFFF"}
    if series.kind == "point":
        axes.plot(*_as_xy(chart, values, places), linestyle="none", markersize=5, label=series.name, **hollow, **look)
        return
    if len(values) <= MANY and not series.dashed and not series.steps:
        look |= {"marker": "o", "markersize": 2.4}
    if series.steps:
        look |= {"drawstyle": "steps-mid"}
    axes.plot(*_as_xy(chart, complete, places), linewidth=1.5, linestyle="--" if series.dashed else "-", label=series.name, **look)
    if partial.any():
        # Starting at the last complete place, so that the dotted part joins the line.
        filling_up = np.where(partial | np.append(partial[1:], False), values, np.nan)
        axes.plot(*_as_xy(chart, filling_up, places), linewidth=1.2, linestyle=":", **{**look, **hollow, "markersize": 4})


def _as_xy(chart: Chart, values: Reals, places: NDArray[np.int_]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Values and places as x and y."""
    return (values, places) if chart.across else (places, values)


def _draw_band(axes: Axes, chart: Chart, series: Series, places: NDArray[np.int_]) -> None:
    """Draw the interval as areas, one for each run of places at which both ends are known."""
    lows, highs = float_array(series.lows), float_array(series.highs)
    usable = np.isfinite(lows) & np.isfinite(highs)
    for is_known, run in groupby(range(len(places)), key=lambda place: bool(usable[place])):
        if is_known:
            at = list(run)
            fill = axes.fill_betweenx if chart.across else axes.fill_between
            fill(places[at], lows[at], highs[at], color=series.colours[0], alpha=0.18, linewidth=0, zorder=1)
