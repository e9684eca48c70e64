"""A chart's description as an image: bars, lines and dots along one axis of places."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from analytics.describe.charts import Chart
from briefing import lettering
from briefing.pictures import axes as layout
from briefing.pictures import legend
from briefing.pictures import series as series_artists
from briefing.pictures.axes import SMALL, FontSizes, NumberColumns
from briefing.pictures.legend import LegendEntry
from briefing.pictures.sheet import BAND, LINE, MUTED, POINT, Rect, Sheet

HALO: Final = withStroke(linewidth=2, foreground="#FFFFFF")
"""A white outline around text that lies over bars."""
STRIP: Final = 0.15
"""Height in inches of the strip that shows when a source reported."""
BREAK_LINE: Final = 0.13
"""Height in inches of a line of text above the plot, for the labels of breaks."""


def draw_chart(sheet: Sheet, chart: Chart, rect: Rect, small: bool = False, with_legend: bool = True) -> Axes:
    """Draw the chart with its axes, numbers and legend; returns the axes that hold its data."""
    sizes = SMALL if small else FontSizes()
    entries = legend_entries(chart) if with_legend else []
    below = legend.legend_height(entries, rect.width)
    legend.draw_legend(sheet, entries, Rect(rect.left, rect.bottom, rect.width, below))
    inner = rect.inset(bottom=below + (0.08 if below else 0.0))
    return _draw_horizontal(sheet, chart, inner, sizes) if chart.across else _draw_vertical(sheet, chart, inner, sizes, small)


def legend_entries(chart: Chart) -> list[LegendEntry]:
    """An entry for each series that is not named by the numbers beside the chart."""
    kinds = {"bar": "area", "line": "line", "point": "ring", "dot": "dot", "range": "tick"}
    entries = []
    for series in chart.series:
        if series.kind == "number" or (series.label and series.kind == "bar"):
            continue
        kind = "dashed" if series.kind == "line" and series.dashed else kinds[series.kind]
        entries.append(LegendEntry(series.name, series.colours[0] if len(set(series.colours)) == 1 else MUTED, kind))
    if any(any(series.partial) for series in chart.series):
        bars = any(any(series.partial) and series.kind == "bar" for series in chart.series)
        entries.append(LegendEntry("still filling up", MUTED, "hatch" if bars else "ring"))
    return entries


def _draw_horizontal(sheet: Sheet, chart: Chart, rect: Rect, sizes: FontSizes) -> Axes:
    columns = NumberColumns.of_chart(chart, sizes)
    names, widest = layout.across_names(chart, rect, sizes)
    top = 0.22 if columns.headings or chart.marks else 0.04
    plot = rect.inset(left=widest + layout.GAP + 0.04, bottom=0.2, right=columns.width + 0.08, top=top)
    values = layout.value_scale(chart, max(3, min(6, int(plot.width / 0.7))))
    axes = sheet.add_axes(plot)
    axes.set_xlim(values.low, values.high)
    # Reversed, so that the first place is at the top.
    axes.set_ylim(len(chart.places) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    layout.grid_lines(axes, values, across=True)
    series_artists.draw_series(axes, chart)
    layout.draw_across_names(sheet, names, plot, sizes)
    layout.draw_ticks(sheet, values, plot, across=True, sizes=sizes)
    columns.draw_beside(sheet, Rect(plot.right + 0.02, plot.bottom, columns.width, plot.height), sizes)
    for mark in chart.marks:
        axes.axvline(mark.value, color=MUTED, linewidth=1, linestyle="--", zorder=4)
        mark_left = plot.left + (mark.value - values.low) / (values.high - values.low) * plot.width
        text = lettering.clip_text(lettering.printable_text(mark.label), sizes.tick * POINT, max(rect.right - mark_left, 0.6))
        sheet.draw_text(mark_left + 0.03, plot.top + 0.05, text, sizes.tick, MUTED)
    return axes


def _draw_vertical(sheet: Sheet, chart: Chart, rect: Rect, sizes: FontSizes, small: bool) -> Axes:
    values = layout.value_scale(chart, 4 if small else max(3, min(7, int(rect.height / 0.4))))
    tick_width = max(lettering.text_width(label, sizes.tick * POINT) for label in values.labels)
    strips = [lettering.clip_text(lettering.printable_text(name), 7 * POINT, rect.width * 0.25) for name in chart.strips]
    left_margin = max([tick_width, *(lettering.text_width(name, 7 * POINT) for name in strips)]) + layout.GAP + 0.04
    names_by_place, lines = layout.upright_names(chart, rect.width - left_margin - 0.1, sizes)
    names_height = lines * sizes.place * POINT * LINE + 0.08
    strips_height = STRIP * len(strips) + (0.08 if strips else 0.0)
    top = (0.0 if small else 0.2) + (
        0.05 + BREAK_LINE * (1 + max(line_break.line for line_break in chart.breaks)) if chart.breaks else 0.04
    )
    plot = rect.inset(left=left_margin, bottom=min(names_height + strips_height, rect.height * 0.6), right=0.1, top=top)
    axes = sheet.add_axes(plot)
    axes.set_xlim(-0.5, len(chart.places) - 0.5)
    axes.set_ylim(values.low, values.high)
    axes.set_xticks([])
    axes.set_yticks([])
    layout.grid_lines(axes, values, across=False)
    series_artists.draw_series(axes, chart)
    layout.draw_upright_names(sheet, names_by_place, len(chart.places), plot, sizes)
    layout.draw_ticks(sheet, values, plot, across=False, sizes=sizes)
    if not small:
        sheet.draw_text(rect.left, rect.top - 0.12, "%" if chart.percent else chart.unit, sizes.tick, MUTED)
    _draw_reference_lines(sheet, chart, axes, plot, sizes)
    _draw_source_strips(
        sheet, chart, strips, Rect(plot.left, plot.bottom - names_height - strips_height + 0.04, plot.width, STRIP * len(strips))
    )
    return axes


def _draw_reference_lines(sheet: Sheet, chart: Chart, axes: Axes, plot: Rect, sizes: FontSizes) -> None:
    """Draw reference values as horizontal lines and breaks as vertical ones, each with its label."""
    low, high = axes.get_ylim()
    for mark in chart.marks:
        axes.axhline(mark.value, color=MUTED, linewidth=1, linestyle="--", zorder=4)
        text = lettering.clip_text(lettering.printable_text(mark.label), sizes.tick * POINT, plot.width)
        height = plot.bottom + (mark.value - low) / (high - low) * plot.height + 0.03
        sheet.draw_text(plot.right, height, text, sizes.tick, MUTED, ha="right").set_path_effects([HALO])
    # A break lies between two places: before the one it names.
    for line_break in chart.breaks:
        axes.axvline(line_break.place - 0.5, color=MUTED, linewidth=0.9, linestyle=":", zorder=4)
        text = lettering.clip_text(lettering.printable_text(line_break.label), 7 * POINT, plot.width / 2)
        half = lettering.text_width(text, 7 * POINT) / 2
        centre = plot.left + line_break.place / max(len(chart.places), 1) * plot.width
        sheet.draw_text(
            min(max(centre, plot.left + half), plot.right - half),
            plot.top + 0.04 + BREAK_LINE * line_break.line,
            text,
            7,
            MUTED,
            ha="center",
        )


def _draw_source_strips(sheet: Sheet, chart: Chart, names: list[str], rect: Rect) -> None:
    """Draw strips below the time axis that show when each source reported."""
    count = max(len(chart.places), 1)
    bottoms = {strip: rect.top - (row + 1) * STRIP + 0.03 for row, strip in enumerate(chart.strips)}
    for bottom, name in zip(bottoms.values(), names, strict=True):
        sheet.fill_rect(Rect(rect.left, bottom, rect.width, STRIP - 0.06), BAND, linewidth=0, alpha=0.45)
        sheet.draw_text(rect.left - layout.GAP, bottom + 0.01, name, 7, MUTED, ha="right")
    for lifetime in chart.lifetimes:
        first, last = max(lifetime.first, 0.0), float(count) if lifetime.open_ended else min(lifetime.last, float(count))
        if last > first:
            strip = Rect(rect.left + first / count * rect.width, bottoms[lifetime.name], (last - first) / count * rect.width, STRIP - 0.06)
            sheet.fill_rect(strip, lifetime.colour, linewidth=0, alpha=0.85)
