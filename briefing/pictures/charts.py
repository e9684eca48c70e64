"""A chart's description as a picture: bars, lines, dots along one axis of places."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from analytics.describe.charts import Chart
from briefing import lettering
from briefing.pictures import axes as layout
from briefing.pictures import legend, series
from briefing.pictures.axes import SMALL, Columns, Sizes
from briefing.pictures.legend import Entry
from briefing.pictures.sheet import BAND, LINE, MUTED, POINT, Room, Sheet

HALO: Final = withStroke(linewidth=2, foreground="#FFFFFF")
"""Round words that stand over bars."""
STRIP: Final = 0.15
"""Inches that a source's lifetime takes under a time axis."""
BREAK_LINE: Final = 0.13
"""Inches that a line of text over the plot takes, for the labels of breaks."""


def draw(sheet: Sheet, chart: Chart, room: Room, small: bool = False, with_legend: bool = True) -> Axes:
    """The chart with axes, numbers and legend; the axes that hold its data."""
    sizes = SMALL if small else Sizes()
    entries = legend_entries(chart) if with_legend else []
    below = legend.height(entries, room.width)
    legend.draw(sheet, entries, Room(room.left, room.bottom, room.width, below))
    inner = room.less(bottom=below + (0.08 if below else 0.0))
    return _across(sheet, chart, inner, sizes) if chart.across else _upright(sheet, chart, inner, sizes, small)


def legend_entries(chart: Chart) -> list[Entry]:
    """A key for every series that the numbers beside the picture do not name."""
    kinds = {"bar": "area", "line": "line", "point": "ring", "dot": "dot", "range": "tick"}
    entries = []
    for one in chart.series:
        if one.kind == "number" or (one.label and one.kind == "bar"):
            continue
        kind = "dashed" if one.kind == "line" and one.dashed else kinds[one.kind]
        entries.append(Entry(one.name, one.colours[0] if len(set(one.colours)) == 1 else MUTED, kind))
    if any(any(one.partial) for one in chart.series):
        bars = any(any(one.partial) and one.kind == "bar" for one in chart.series)
        entries.append(Entry("still filling up", MUTED, "hatch" if bars else "ring"))
    return entries


def _across(sheet: Sheet, chart: Chart, room: Room, sizes: Sizes) -> Axes:
    columns = Columns.of(chart, sizes)
    names, widest = layout.across_names(chart, room, sizes)
    top = 0.22 if columns.headings or chart.marks else 0.04
    plot = room.less(left=widest + layout.GAP + 0.04, bottom=0.2, right=columns.width + 0.08, top=top)
    values = layout.scale(chart, max(3, min(6, int(plot.width / 0.7))))
    axes = sheet.axes(plot)
    axes.set_xlim(values.low, values.high)
    axes.set_ylim(len(chart.places) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    layout.grid_lines(axes, values, across=True)
    series.draw(axes, chart)
    layout.draw_across_names(sheet, names, plot, sizes)
    layout.draw_ticks(sheet, values, plot, across=True, sizes=sizes)
    columns.draw(sheet, Room(plot.right + 0.02, plot.bottom, columns.width, plot.height), sizes)
    for mark in chart.marks:
        axes.axvline(mark.value, color=MUTED, linewidth=1, linestyle="--", zorder=4)
        left = plot.left + (mark.value - values.low) / (values.high - values.low) * plot.width
        text = lettering.clipped(lettering.printable(mark.label), sizes.tick * POINT, max(room.right - left, 0.6))
        sheet.write(left + 0.03, plot.top + 0.05, text, sizes.tick, MUTED)
    return axes


def _upright(sheet: Sheet, chart: Chart, room: Room, sizes: Sizes, small: bool) -> Axes:
    values = layout.scale(chart, 4 if small else max(3, min(7, int(room.height / 0.4))))
    tick_width = max(lettering.width(label, sizes.tick * POINT) for label in values.labels)
    strips = [lettering.clipped(lettering.printable(name), 7 * POINT, room.width * 0.25) for name in chart.strips]
    left = max([tick_width, *(lettering.width(name, 7 * POINT) for name in strips)]) + layout.GAP + 0.04
    named, lines = layout.upright_names(chart, room.width - left - 0.1, sizes)
    names_height = lines * sizes.place * POINT * LINE + 0.08
    strips_height = STRIP * len(strips) + (0.08 if strips else 0.0)
    top = (0.0 if small else 0.2) + (0.05 + BREAK_LINE * (1 + max(one.line for one in chart.breaks)) if chart.breaks else 0.04)
    plot = room.less(left=left, bottom=min(names_height + strips_height, room.height * 0.6), right=0.1, top=top)
    axes = sheet.axes(plot)
    axes.set_xlim(-0.5, len(chart.places) - 0.5)
    axes.set_ylim(values.low, values.high)
    axes.set_xticks([])
    axes.set_yticks([])
    layout.grid_lines(axes, values, across=False)
    series.draw(axes, chart)
    layout.draw_upright_names(sheet, named, len(chart.places), plot, sizes)
    layout.draw_ticks(sheet, values, plot, across=False, sizes=sizes)
    if not small:
        sheet.write(room.left, room.top - 0.12, "%" if chart.percent else chart.unit, sizes.tick, MUTED)
    _lines(sheet, chart, axes, plot, sizes)
    _strips(sheet, chart, strips, Room(plot.left, plot.bottom - names_height - strips_height + 0.04, plot.width, STRIP * len(strips)))
    return axes


def _lines(sheet: Sheet, chart: Chart, axes: Axes, plot: Room, sizes: Sizes) -> None:
    """Quoted figures across, breaks from top to bottom, each with its words."""
    low, high = axes.get_ylim()
    for mark in chart.marks:
        axes.axhline(mark.value, color=MUTED, linewidth=1, linestyle="--", zorder=4)
        text = lettering.clipped(lettering.printable(mark.label), sizes.tick * POINT, plot.width)
        height = plot.bottom + (mark.value - low) / (high - low) * plot.height + 0.03
        sheet.write(plot.right, height, text, sizes.tick, MUTED, ha="right").set_path_effects([HALO])
    for one in chart.breaks:
        axes.axvline(one.place - 0.5, color=MUTED, linewidth=0.9, linestyle=":", zorder=4)
        text = lettering.clipped(lettering.printable(one.label), 7 * POINT, plot.width / 2)
        half = lettering.width(text, 7 * POINT) / 2
        centre = plot.left + one.place / max(len(chart.places), 1) * plot.width
        sheet.write(
            min(max(centre, plot.left + half), plot.right - half), plot.top + 0.04 + BREAK_LINE * one.line, text, 7, MUTED, ha="center"
        )


def _strips(sheet: Sheet, chart: Chart, names: list[str], room: Room) -> None:
    """Under the axis of time: when each source reported."""
    count = max(len(chart.places), 1)
    bottoms = {strip: room.top - (row + 1) * STRIP + 0.03 for row, strip in enumerate(chart.strips)}
    for bottom, name in zip(bottoms.values(), names, strict=True):
        sheet.patch(Room(room.left, bottom, room.width, STRIP - 0.06), BAND, linewidth=0, alpha=0.45)
        sheet.write(room.left - layout.GAP, bottom + 0.01, name, 7, MUTED, ha="right")
    for one in chart.lifetimes:
        first, last = max(one.first, 0.0), float(count) if one.open_ended else min(one.last, float(count))
        if last > first:
            strip = Room(room.left + first / count * room.width, bottoms[one.name], (last - first) / count * room.width, STRIP - 0.06)
            sheet.patch(strip, one.colour, linewidth=0, alpha=0.85)
