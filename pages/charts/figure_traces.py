"""The traces of a chart: bars, lines with bands, dots with whiskers, and the numbers written beside them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from textwrap import wrap
from typing import Any, Final

import plotly.graph_objects as go

from analytics.describe.charts import Chart, Series
from analytics.describe.colours import rgb

BAND: Final = "rgba(128, 148, 168, 0.30)"
INK: Final = "#7D8FA0"
LONGEST_LINE: Final = 26
HATCH: Final = "/"


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of one chart in a figure: number `number` and, for columns beside or strips below, the next one."""

    number: int

    def name(self, letter: str, further: int = 0) -> str:
        """As traces and shapes name the axis: `x`, `x2`, ..."""
        number = self.number + further
        return letter if number == 1 else f"{letter}{number}"

    def layout(self, letter: str, further: int = 0) -> str:
        """As the layout names it: `xaxis`, `xaxis2`, ..."""
        return f"{letter}axis{self.name(letter, further)[1:]}"

    @property
    def x(self) -> str:
        return self.name("x")

    @property
    def y(self) -> str:
        return self.name("y")

    @property
    def both(self) -> dict[str, str]:
        return {"xaxis": self.x, "yaxis": self.y}


def traces(chart: Chart, axes: Axes) -> list[Any]:
    """All traces of the series, bands first, so that they lie under the bars."""
    found: list[Any] = []
    bases = [0.0] * len(chart.places)
    for series in sorted(chart.series, key=lambda one: one.kind != "range"):
        if series.kind == "range":
            found += _range(chart, series, axes)
        elif series.kind == "bar":
            found += _bar(chart, series, bases, axes)
            if chart.stacked:
                bases = [base + (value or 0.0) for base, value in zip(bases, series.values, strict=True)]
        elif series.kind == "dot" or (chart.across and series.kind == "point"):
            found.append(_dot(chart, series, axes))
        elif series.kind in ("line", "point"):
            found += _line(chart, series, axes)
    return found


def tick_format(chart: Chart) -> str:
    """Whole numbers where all values are, per cent where they are shares."""
    if chart.percent:
        return ".0%"
    return ",.1~f" if any(one.decimals for one in chart.series if one.kind != "number") else ",d"


def top_of(chart: Chart) -> float:
    """The largest value or end of an interval that the chart draws."""
    drawn = [one for one in chart.series if one.kind != "number"]
    known = [value for one in drawn for value in (*one.values, *one.highs) if value is not None]
    if chart.stacked:
        known += [sum(values) for values in zip(*([value or 0.0 for value in one.values] for one in drawn), strict=True)]
    return max([*known, *(mark.value for mark in chart.marks)], default=0.0)


def column(chart: Chart, series: Series, place: int, axes: Axes) -> go.Scatter:
    """The numbers beside the picture, right-aligned under their heading."""
    texts = ["–" if value is None else _written(chart, series, value) for value in series.values]
    return go.Scatter(
        x=[place + 1] * len(texts),
        y=places_of(chart),
        xaxis=axes.name("x", 1),
        yaxis=axes.y,
        mode="text",
        text=[f"<b>{text}</b>" for text in texts] if place == 0 else texts,
        textposition="middle left",
        textfont={"size": 12},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def anchor_of_strips(chart: Chart, axes: Axes) -> go.Scatter:
    """Nothing to be seen: an axis without any trace is not drawn."""
    where = {"xaxis": axes.x, "yaxis": axes.name("y", 1)}
    return go.Scatter(x=[chart.places[0]], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip", showlegend=False, **where)


def _written(chart: Chart, series: Series, value: float) -> str:
    """A `number` stands beside the picture in a unit of its own, such as n beside shares."""
    return f"{value:.{series.decimals}%}" if chart.percent and series.kind != "number" else f"{value:,.{series.decimals}f}"


def _number(chart: Chart, series: Series) -> str:
    """d3 format and unit of a value in the text beside the pointer."""
    return f".{max(series.decimals, 1)}%" if chart.percent else f",.{series.decimals}f"


def _unit(chart: Chart) -> str:
    return "" if chart.percent else f" {escape(chart.unit)}"


def places_of(chart: Chart) -> list[str]:
    return ["<br>".join(escape(line) for line in wrap(place, LONGEST_LINE)) if chart.across else escape(place) for place in chart.places]


def _colours(chart: Chart, series: Series) -> Any:
    return list(series.colours) if len(series.colours) == len(chart.places) > 1 else series.colours[0]


def _bar(chart: Chart, series: Series, bases: list[float], axes: Axes) -> list[go.Bar]:
    """The bars; where the first is hatched, an entry of the legend of its own, which plotly would hatch as well."""
    places, values = places_of(chart), list(series.values)
    place = "y" if chart.across else "x"
    marker: dict[str, Any] = {"color": _colours(chart, series), "line": {"width": 0}}
    if any(series.partial):
        marker["pattern"] = {"shape": [HATCH if one else "" for one in series.partial], "size": 5, "solidity": 0.45, "fillmode": "overlay"}
    alone: dict[str, Any] = {} if chart.grouped else {"base": list(bases), "width": 0.42 if chart.across else None}
    name, named = escape(series.name), not series.label
    apart = named and bool(series.partial) and series.partial[0]
    bars = go.Bar(
        x=values if chart.across else places,
        y=places if chart.across else values,
        orientation="h" if chart.across else "v",
        name=name,
        legendgroup=name if apart else None,
        marker=marker,
        showlegend=named and not apart,
        customdata=values,
        hovertemplate=f"%{{{place}}}<br>{escape(series.name)}: %{{customdata:{_number(chart, series)}}}{_unit(chart)}<extra></extra>",
        **alone,
        **axes.both,
    )
    if not apart:
        return [bars]
    nothing = {"x": [None], "y": places[:1]} if chart.across else {"x": places[:1], "y": [None]}
    swatch = go.Bar(name=name, legendgroup=name, marker={"color": series.colours[0]}, hoverinfo="skip", **nothing, **axes.both)
    return [bars, swatch.update(showlegend=True)]


def _range(chart: Chart, series: Series, axes: Axes) -> list[Any]:
    """A band from least to most, and a tick at the mean; bars across only."""
    known = [
        (place, value, low, high)
        for place, value, low, high in zip(places_of(chart), series.values, series.lows, series.highs, strict=True)
        if value is not None and low is not None and high is not None
    ]
    places = [place for place, *_ in known]
    name = escape(series.name)
    band = go.Bar(
        x=[high - low for _, _, low, high in known],
        y=places,
        base=[low for _, _, low, _ in known],
        orientation="h",
        width=0.8,
        marker={"color": BAND, "line": {"width": 0}},
        name=name,
        showlegend=True,
        customdata=[(low, high) for _, _, low, high in known],
        hovertemplate=f"%{{y}}<br>{name}: %{{customdata[0]:,.0f}} to %{{customdata[1]:,.0f}} {escape(chart.unit)}<extra></extra>",
        **axes.both,
    )
    tick = go.Scatter(
        x=[value for _, value, _, _ in known],
        y=places,
        mode="markers",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 2, "color": series.colours[0]}},
        name=name,
        showlegend=False,
        cliponaxis=False,
        hovertemplate=_hover(chart, series),
        **axes.both,
    )
    return [band, tick]


def _dot(chart: Chart, series: Series, axes: Axes) -> go.Scatter:
    """A dot with its interval as a whisker."""
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
    values = {along: list(series.values), place: places_of(chart)}
    number = _number(chart, series)
    interval = f" (%{{customdata[0]:{number}}} to %{{customdata[1]:{number}}})" if ends else ""
    return go.Scatter(
        **values,
        mode="markers",
        name=escape(series.name),
        marker={"size": 9, "color": _colours(chart, series), "symbol": "circle-open" if series.kind == "point" else "circle"},
        customdata=[(low, high) for _, low, high in ends] or None,
        cliponaxis=False,
        hovertemplate=f"%{{{place}}}<br>{escape(series.name)}: %{{{along}:{number}}}{interval}{_unit(chart)}<extra></extra>",
        **({f"error_{along}": whisker} if ends else {}),
        **axes.both,
    )


def _line(chart: Chart, series: Series, axes: Axes) -> list[Any]:
    """A line with its band under it, dotted where it is still filling up; or hollow points."""
    is_line = series.kind == "line"
    colour = series.colours[0]
    partial = series.partial or (False,) * len(series.values)
    whole = [None if part else value for value, part in zip(series.values, partial, strict=True)]
    common: dict[str, Any] = {
        "x": places_of(chart), "name": escape(series.name), "connectgaps": False, "legendgroup": escape(series.name),
        "hovertemplate": f"%{{y:{_number(chart, series)}}}{_unit(chart)}", **axes.both,
    }  # fmt: skip
    marker = {
        "size": 4 if is_line and len(chart.places) <= 60 else 0 if is_line else 8,
        "symbol": "circle" if is_line else "circle-open",
        "color": colour,
    }
    main = go.Scatter(
        y=whole,
        mode="lines+markers" if is_line else "markers",
        line={"color": colour, "width": 2, "dash": "dash" if series.dashed else None},
        marker=marker,
        showlegend=is_line or all(one.name != series.name for one in chart.series if one is not series),
        **common,
    )
    filling = []
    if any(partial):
        # From the last whole place on, so that the dotted part hangs together with the line.
        shown = [
            value if part or _before(partial, place) else None
            for place, (value, part) in enumerate(zip(series.values, partial, strict=True))
        ]
        dotted = {"color": colour, "width": 2, "dash": "dot"}
        so_far = common | {"hovertemplate": f"%{{y:{_number(chart, series)}}}{_unit(chart)} so far"}
        hollow = marker | {"symbol": "circle-open", "size": 6}
        filling = [go.Scatter(y=shown, mode="lines+markers", line=dotted, marker=hollow, showlegend=False, **so_far)]
    return [*_bands(chart, series, axes), main, *filling]


def _before(partial: tuple[bool, ...], place: int) -> bool:
    """The place just before one that is still filling up."""
    return place + 1 < len(partial) and partial[place + 1]


def _bands(chart: Chart, series: Series, axes: Axes) -> list[Any]:
    """The interval as an area, one for each run of places where both ends are known."""
    if not series.lows:
        return []
    red, green, blue = rgb(series.colours[0])
    rows = list(zip(places_of(chart), series.lows, series.highs, strict=True))
    areas = []
    for known, run in groupby(rows, key=lambda row: row[1] is not None and row[2] is not None):
        found = list(run)
        if known:
            there, back = [place for place, *_ in found], [place for place, *_ in reversed(found)]
            areas.append(
                go.Scatter(
                    x=[*there, *back],
                    y=[*(high for *_, high in found), *(low for _, low, _ in reversed(found))],
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


def _hover(chart: Chart, series: Series) -> str:
    value, place = ("x", "y") if chart.across else ("y", "x")
    return f"%{{{place}}}<br>{escape(series.name)}: %{{{value}:{_number(chart, series)}}}{_unit(chart)}<extra></extra>"
