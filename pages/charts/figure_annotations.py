"""Annotations of a chart: reference lines, breaks, the strips that show when sources reported, and headings of columns."""

from __future__ import annotations

from html import escape
from typing import Any

from analytics.describe.charts import BREAK_ROOM, Break, Chart, Label, Mark
from pages.charts import figure_layout
from pages.charts.figure_axes import BAND, INK, Axes


def add_mark(layout: dict[str, Any], chart: Chart, axes: Axes, mark: Mark, offset: int) -> None:
    """Add a line through the whole plot at a value, with its label.

    `offset` is the height in pixels of the column headings, above which the label of a vertical line is placed.
    """
    along, over = ("x", "y") if chart.across else ("y", "x")
    refs = {f"{along}ref": axes.name(along), f"{over}ref": f"{axes.name(over)} domain"}
    line = {"type": "line", f"{along}0": mark.value, f"{along}1": mark.value, f"{over}0": 0, f"{over}1": 1}
    layout["shapes"].append(line | refs | {"line": {"color": INK, "width": 1.5, "dash": "dash"}})
    where = {
        along: mark.value,
        over: 1,
        f"{over}anchor": "bottom" if chart.across else "right",
        f"{along}anchor": "left" if chart.across else "bottom",
    }
    layout["annotations"].append(refs | where | {"text": escape(mark.label), "showarrow": False, "font": {"size": 11}, "yshift": offset})


def add_label(layout: dict[str, Any], axes: Axes, label: Label) -> None:
    """Add a word above a value of an upright chart."""
    where = {"xref": axes.x, "yref": axes.y, "x": label.place, "y": label.value, "xanchor": "center", "yanchor": "bottom"}
    layout["annotations"].append(where | {"text": f"<b>{escape(label.text)}</b>", "showarrow": False, "font": {"size": 12}})


def add_break(layout: dict[str, Any], chart: Chart, axes: Axes, line_break: Break) -> None:
    """Add a dotted line between two places of the axis, with its label above the plot."""
    refs = {"xref": axes.x, "yref": f"{axes.y} domain"}
    # Places are drawn at whole numbers, so the boundary before place n is at n - 0.5.
    at = line_break.place - 0.5
    line = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": {"color": INK, "width": 1, "dash": "dot"}}
    layout["shapes"].append(refs | line)
    share = line_break.place / max(len(chart.places), 1)
    # Near either end of the axis the label is aligned inwards, so that it is not cut off.
    side = "left" if share < BREAK_ROOM / 2 else "right" if share > 1 - BREAK_ROOM / 2 else "center"
    where = {"x": at, "y": 1, "xanchor": side, "yanchor": "bottom", "yshift": figure_layout.BREAK_HEIGHT * line_break.line}
    layout["annotations"].append(refs | where | {"text": escape(line_break.label), "showarrow": False, "font": {"size": 10}})


def add_strips(layout: dict[str, Any], chart: Chart, axes: Axes) -> None:
    """Add a strip for each source under a time axis: coloured while it reported, on a grey track as long as the axis."""
    refs = {"xref": axes.x, "yref": axes.name("y", 1), "type": "rect", "line": {"width": 0}}
    strips = chart.strips
    for lifetime in chart.lifetimes:
        row = strips.index(lifetime.name)
        last = len(chart.places) if lifetime.open_ended else lifetime.last
        room = {"x0": max(lifetime.first, 0) - 0.5, "x1": min(last, len(chart.places)) - 0.5, "y0": row - 0.32, "y1": row + 0.32}
        # A lifetime that ended before the axis begins leaves nothing to draw.
        if room["x1"] > room["x0"]:
            layout["shapes"].append(refs | room | {"fillcolor": lifetime.colour, "opacity": 0.85})
    for row in range(len(strips)):
        background = {"x0": -0.5, "x1": len(chart.places) - 0.5, "y0": row - 0.32, "y1": row + 0.32, "layer": "below"}
        layout["shapes"].append(refs | background | {"fillcolor": BAND, "opacity": 0.35})


def column_heading(label: str, right: float, offset: int, axes: Axes) -> dict[str, Any]:
    """The heading of the column of figures that ends at `right`, `offset` pixels above the plot, as plotly's annotation."""
    common = {"xref": axes.name("x", 1), "yref": f"{axes.y} domain", "y": 1, "yanchor": "bottom", "xanchor": "right", "showarrow": False}
    return common | {
        "x": right,
        "yshift": offset,
        "text": f"<i>{'<br>'.join(escape(line) for line in figure_layout.heading_lines(label))}</i>",
        "font": {"size": 11},
    }
