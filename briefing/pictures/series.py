"""The series of a chart as matplotlib artists, in units of places and values. Each kind is drawn as the page draws it."""

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
"""Places beyond which a line has no dots."""


def draw(axes: Axes, chart: Chart) -> None:
    """All series, bands first, so that they lie under the bars. A bar container, line or collection has its series' name as label."""
    bases = np.zeros(len(chart.places))
    bars = [one for one in chart.series if one.kind == "bar"]
    for one in sorted(chart.series, key=lambda series: series.kind != "range"):
        if one.kind == "range":
            _range(axes, chart, one)
        elif one.kind == "bar":
            _bar(axes, chart, one, bases, bars.index(one), len(bars))
            if chart.stacked:
                bases = bases + np.nan_to_num(known(one.values))
        elif one.kind == "dot":
            _dot(axes, chart, one)
        elif one.kind in ("line", "point"):
            _line(axes, chart, one)


def known(values: tuple[float | None, ...]) -> Reals:
    """The values; NaN where nothing is known."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _bar(axes: Axes, chart: Chart, one: Series, bases: Reals, number: int, count: int) -> None:
    share = 0.42 if chart.across else 0.72
    thick, shift = share, 0.0
    if chart.grouped:
        thick = 0.74 / count
        shift = (number - (count - 1) / 2) * thick
    places = np.arange(len(chart.places)) + shift
    values = known(one.values)
    style = {"color": list(one.colours) if len(one.colours) == len(chart.places) else one.colours[0], "label": one.name, "zorder": 2}
    drawn = (
        axes.barh(places, values, thick, left=bases, **style)  # type: ignore[arg-type]
        if chart.across
        else axes.bar(places, values, thick, bottom=bases, **style)  # type: ignore[arg-type]
    )
    for patch, filling in zip(drawn.patches, one.partial, strict=False):
        if filling:
            patch.set(hatch="////", edgecolor="#FFFFFF", linewidth=0)


def _range(axes: Axes, chart: Chart, one: Series) -> None:
    """A band from least to most with a tick at the value."""
    lows, highs, values, places = known(one.lows), known(one.highs), known(one.values), np.arange(len(chart.places))
    if chart.across:
        axes.barh(places, highs - lows, 0.8, left=lows, color=BAND, label=one.name, zorder=1)
        axes.plot(
            values, places, linestyle="none", marker="|", markersize=11, markeredgewidth=1.6, color=one.colours[0], zorder=3, label=one.name
        )
    else:
        axes.bar(places, highs - lows, 0.8, bottom=lows, color=BAND, label=one.name, zorder=1)
        axes.plot(
            places, values, linestyle="none", marker="_", markersize=11, markeredgewidth=1.6, color=one.colours[0], zorder=3, label=one.name
        )


def _dot(axes: Axes, chart: Chart, one: Series) -> None:
    """A dot with its interval as a whisker; several series lie side by side."""
    dots = [series for series in chart.series if series.kind == "dot"]
    places = np.arange(len(chart.places)) + (dots.index(one) - (len(dots) - 1) / 2) * 0.22
    values = known(one.values)
    if one.lows:
        lines = axes.hlines if chart.across else axes.vlines
        lines(
            places,
            known(one.lows),
            known(one.highs),
            colors=one.colours[0] if len(one.colours) == 1 else list(one.colours),
            linewidth=1.3,
            zorder=3,
        )
    x, y = (values, places) if chart.across else (places, values)
    axes.scatter(
        x, y, s=26, c=list(one.colours) if len(one.colours) == len(values) else one.colours[0], zorder=4, label=one.name, linewidths=0
    )


def _line(axes: Axes, chart: Chart, one: Series) -> None:
    """A line with its band under it, dotted where it is still filling up; or hollow points."""
    values, places, colour = known(one.values), np.arange(len(chart.places)), one.colours[0]
    if one.lows:
        _band(axes, chart, one, places)
    partial = np.array(one.partial or (False,) * len(values), dtype=bool)
    whole = np.where(partial, np.nan, values)
    look: dict[str, Any] = {"color": colour, "zorder": 3}
    hollow: dict[str, Any] = {"marker": "o", "markerfacecolor": "#FFFFFF"}
    if one.kind == "point":
        axes.plot(*_along(chart, values, places), linestyle="none", markersize=5, label=one.name, **hollow, **look)
        return
    if len(values) <= MANY and not one.dashed:
        look |= {"marker": "o", "markersize": 2.4}
    axes.plot(*_along(chart, whole, places), linewidth=1.5, linestyle="--" if one.dashed else "-", label=one.name, **look)
    if partial.any():
        # From the last whole place on, so that the dotted part hangs together with the line.
        shown = np.where(partial | np.append(partial[1:], False), values, np.nan)
        axes.plot(*_along(chart, shown, places), linewidth=1.2, linestyle=":", **{**look, **hollow, "markersize": 4})


def _along(chart: Chart, values: Reals, places: NDArray[np.int_]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Values and places as x and y."""
    return (values, places) if chart.across else (places, values)


def _band(axes: Axes, chart: Chart, one: Series, places: NDArray[np.int_]) -> None:
    """The interval as an area, one for each run of places where both ends are known."""
    lows, highs = known(one.lows), known(one.highs)
    usable = np.isfinite(lows) & np.isfinite(highs)
    for is_known, run in groupby(range(len(places)), key=lambda place: bool(usable[place])):
        if is_known:
            at = list(run)
            fill = axes.fill_betweenx if chart.across else axes.fill_between
            fill(places[at], lows[at], highs[at], color=one.colours[0], alpha=0.18, linewidth=0, zorder=1)
