"""A chart's description as a plotly figure. `go`, never `px`: a small figure takes 0.3 ms instead of 24."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from textwrap import wrap
from typing import Any, Final

import plotly.graph_objects as go

from analytics.charts import Chart, Series

KEPT: Final = 200
GRID: Final = "rgba(128, 148, 168, 0.22)"
BAND: Final = "rgba(128, 148, 168, 0.30)"
COLUMN_SHARE: Final = 0.135
LONGEST_LINE: Final = 26
CONFIG: Final[dict[str, Any]] = {"displaylogo": False, "displayModeBar": False, "responsive": True}


class Finished(go.Figure):  # type: ignore[misc]
    """A figure that nobody changes any more: what Streamlit asks of it in every run is worked out once."""

    def to_dict(self) -> dict[str, Any]:
        if not hasattr(self, "_kept"):
            self._kept: dict[str, Any] = super().to_dict()
        return self._kept


@lru_cache(maxsize=KEPT)
def figure(chart: Chart) -> Finished:
    """The figure; fonts and paper follow the reader's theme. Kept, so it must not be changed."""
    drawn = Finished()
    # Bands lie under the bars.
    bases = [0.0] * len(chart.places)
    for series in sorted(chart.series, key=lambda one: one.kind != "range"):
        if series.kind == "range":
            drawn.add_traces(_range(chart, series))
        elif series.kind == "bar":
            drawn.add_trace(_bar(chart, series, bases))
            if chart.stacked:
                bases = [base + (value or 0.0) for base, value in zip(bases, series.values, strict=True)]
        elif series.kind in ("line", "point"):
            drawn.add_trace(_line(chart, series))
    columns = [series for series in chart.series if series.label]
    drawn.add_traces([_column(chart, series, place) for place, series in enumerate(columns)])
    drawn.update_layout(
        height=chart.height,
        margin={"l": 8, "r": 12, "t": 26 if columns else 8, "b": 8},
        barmode="overlay",
        bargap=0.3,
        legend={"orientation": "h", "yanchor": "top", "y": -0.14, "x": 0, "title": None},
        hovermode="closest" if chart.across else "x unified",
        annotations=[_heading(series, place) for place, series in enumerate(columns)],
    )
    _axes(drawn, chart, len(columns))
    return drawn


def _axes(drawn: Finished, chart: Chart, columns: int) -> None:
    values = {
        "title": None,
        "rangemode": "tozero",
        "gridcolor": GRID,
        "zeroline": False,
        "tickformat": ",d" if not any(one.decimals for one in chart.series if one.kind == "bar") else ",.1~f",
        "automargin": True,
        "nticks": 6,
    }
    places = {"title": None, "showgrid": False, "zeroline": False, "automargin": True}
    if chart.across:
        drawn.update_layout(xaxis=values | {"fixedrange": True, "domain": [0, 1 - COLUMN_SHARE * columns - (0.03 if columns else 0)]})
        if columns:
            hidden = {"visible": False, "fixedrange": True, "range": [0, columns], "domain": [1 - COLUMN_SHARE * columns, 1]}
            drawn.update_layout(xaxis2=hidden)
        drawn.update_yaxes(
            places | {"autorange": "reversed", "type": "category", "fixedrange": True, "ticksuffix": "  ", "tickfont": {"size": 11}}
        )
    else:
        drawn.update_yaxes(values | {"title": {"text": chart.unit}, "fixedrange": True})
        drawn.update_xaxes(places | {"fixedrange": True})


def _places(chart: Chart) -> list[str]:
    return ["<br>".join(escape(line) for line in wrap(place, LONGEST_LINE)) if chart.across else escape(place) for place in chart.places]


def _column(chart: Chart, series: Series, place: int) -> go.Scatter:
    """The numbers beside the picture, right-aligned under their heading."""
    texts = ["–" if value is None else f"{value:,.{series.decimals}f}" for value in series.values]
    return go.Scatter(
        x=[place + 1] * len(texts),
        y=_places(chart),
        xaxis="x2",
        mode="text",
        text=[f"<b>{text}</b>" for text in texts] if place == 0 else texts,
        textposition="middle left",
        textfont={"size": 12},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _heading(series: Series, place: int) -> dict[str, Any]:
    common = {"xref": "x2", "yref": "paper", "y": 1, "yanchor": "bottom", "xanchor": "right", "showarrow": False}
    return common | {"x": place + 1, "text": f"<i>{escape(series.label)}</i>", "font": {"size": 11}}


def _bar(chart: Chart, series: Series, bases: list[float]) -> go.Bar:
    colours = list(series.colours) if len(series.colours) == len(chart.places) else series.colours[0]
    places, values = _places(chart), list(series.values)
    place = "y" if chart.across else "x"
    return go.Bar(
        x=values if chart.across else places,
        y=places if chart.across else values,
        base=list(bases),
        orientation="h" if chart.across else "v",
        name=escape(series.name),
        width=0.42 if chart.across else None,
        marker={"color": colours, "line": {"width": 0}},
        showlegend=not series.label,
        customdata=values,
        hovertemplate=f"%{{{place}}}<br>{escape(series.name)}: %{{customdata:,.{series.decimals}f}} {escape(chart.unit)}<extra></extra>",
    )


def _range(chart: Chart, series: Series) -> list[go.Bar | go.Scatter]:
    """A band from least to most, and a tick at the mean; bars across only."""
    known = [
        (place, value, low, high)
        for place, value, low, high in zip(_places(chart), series.values, series.lows, series.highs, strict=True)
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
    )
    return [band, tick]


def _line(chart: Chart, series: Series) -> go.Scatter:
    is_line = series.kind == "line"
    return go.Scatter(
        x=list(chart.places),
        y=list(series.values),
        mode="lines+markers" if is_line else "markers",
        name=escape(series.name),
        line={"color": series.colours[0], "width": 2},
        marker={"size": 4 if is_line else 8, "symbol": "circle" if is_line else "circle-open", "color": series.colours[0]},
        showlegend=is_line,
        connectgaps=False,
        hovertemplate=f"%{{y:,.0f}} {escape(chart.unit)}",
    )


def _hover(chart: Chart, series: Series) -> str:
    value, place = ("x", "y") if chart.across else ("y", "x")
    return f"%{{{place}}}<br>{escape(series.name)}: %{{{value}:,.{series.decimals}f}} {escape(chart.unit)}<extra></extra>"
