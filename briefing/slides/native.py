"""Charts, heat maps and small multiples as native, editable objects of a slide; maps as images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.slide import Slide
from pptx.util import Inches

from analytics.describe.charts import Chart, Grid, Multiples, Series
from briefing import lettering, pictures
from briefing.blocks import Description
from briefing.pictures import axes as picture_axes
from briefing.pictures import grids
from briefing.slides import chart_axes, chart_xml, shapes, tables
from briefing.slides.chart_workbook import build_workbook
from briefing.slides.shapes import INCH, MUTED
from briefing.slides.template import Box

MOST_PANELS: Final = 12
"""Most panels that are native charts; more would be too small for their labels and are drawn as one image."""
NARROWEST_CELL: Final = 0.34
LOWEST_CELL: Final = 0.19
"""Inches of a heat map's cell below which its number cannot be read; it is then drawn as an image."""
ENLARGED: Final = 1.4
"""Images are designed for a page; a slide is seen from farther away."""
STRIP: Final = 0.17
"""Height in inches of the strip that shows when a source reported."""
BREAK_LINE: Final = 0.2
"""Height in inches of a line of text above the plot, for the labels of breaks."""
NAME_SIZE: Final = 1100
"""Size of the place names, in hundredths of a point."""
NUMBERS_SHARE: Final = 0.36
"""Most of the width that the table of numbers beside a chart may take."""


def draw_description(slide: Slide, description: Description, box: Box) -> None:
    """Put the description on the slide inside `box` (inches)."""
    if description.is_empty:
        shapes.add_text_box(slide, box, ["Nothing to show here."], 16, colour=MUTED)
    elif isinstance(description, Chart):
        _draw_chart(slide, description, box)
    elif isinstance(description, Multiples) and len(description.charts) <= MOST_PANELS:
        _draw_multiples(slide, description, box)
    elif isinstance(description, Grid) and _fits_as_table(description, box):
        _draw_heat_table(slide, description, box)
    else:
        _draw_picture(slide, description, box)


def notes_of(description: Description) -> tuple[str, ...]:
    """What a native chart cannot draw, in words for the speaker notes."""
    if not isinstance(description, Chart):
        return ()
    marks = [f"Line at {_mark_value(description, mark.value)}: {mark.label}." for mark in description.marks if description.across]
    return (*marks,)


def _mark_value(chart: Chart, value: float) -> str:
    return f"{value:.0%}" if chart.percent else f"{value:,g}"


def _draw_chart(slide: Slide, chart: Chart, box: Box) -> None:
    left, top, width, height = box
    beside = [series for series in chart.series if series.label]
    # A single column of numbers is written at the bars themselves.
    if beside and chart.across and len(beside) + len([series for series in chart.series if series.kind == "number"]) > 1:
        share = width * min(NUMBERS_SHARE, 0.2 + 0.06 * len(beside))
        _draw_number_table(slide, chart, (left + width - share, top, share, height))
        width -= share + 0.2
    below = STRIP * len(chart.strips) + 0.1 if chart.strips else 0.0
    over = 0.08 + BREAK_LINE * (1 + max(line_break.line for line_break in chart.breaks)) if chart.breaks else 0.0
    plot = None
    # Strips and breaks are shapes on the slide that must line up with the axes, so the plot is placed here and not by PowerPoint.
    if chart.lifetimes or chart.breaks:
        names = [lettering.clip_text(lettering.clean_text(name), 9 / INCH, width * 0.16) for name in chart.strips]
        indent = max([0.75, *(lettering.text_width(name, 9 / INCH) + 0.1 for name in names)])
        inner = width - indent - 0.15
        crowded = chart_axes.is_crowded(chart, NAME_SIZE, inner / max(len(chart.places), 1))
        # Slanted names are about as high as they are wide (sin 45 degrees is 0.71); PowerPoint clips very long ones.
        names_height = 0.2 + 0.72 * min(chart_axes.widest_name(chart, NAME_SIZE), 1.5) if crowded else 0.34
        plot = PlotArea(left + indent, top + over + 0.05, inner, height - over - below - names_height - 0.51)
        _draw_breaks(slide, chart, plot)
        _draw_source_strips(slide, chart, names, plot, names_height)
    _add_native_chart(slide, _with_marks(chart), (left, top, width, height - below if plot is None else height), plot)


def _with_marks(chart: Chart) -> Chart:
    """The chart with its reference values as dashed series; horizontal bars cannot be combined with lines."""
    if chart.across or not chart.marks:
        return chart
    lines = tuple(
        Series(
            mark.label or f"{_mark_value(chart, mark.value)} (dashed)", "line", (mark.value,) * len(chart.places), ("#52626F",), dashed=True
        )
        for mark in chart.marks
        if mark.label not in {series.name for series in chart.series}
    )
    return replace(chart, series=(*chart.series, *lines))


class PlotArea:
    """The area inside a chart's axes, in inches on the slide."""

    def __init__(self, left: float, top: float, width: float, height: float) -> None:
        self.left, self.top, self.width, self.height = left, top, max(width, 0.5), max(height, 0.5)

    def as_shares(self, box: Box) -> tuple[float, float, float, float]:
        """Left, top, width and height as shares of the chart's frame `box`."""
        return (self.left - box[0]) / box[2], (self.top - box[1]) / box[3], self.width / box[2], self.height / box[3]


def _add_native_chart(slide: Slide, chart: Chart, box: Box, plot: PlotArea | None, small: bool = False) -> Any:
    """The chart's frame, with our own XML and workbook in place of those of python-pptx."""
    # python-pptx builds the parts and relationships around a chart only for a chart of its own; a minimal one is replaced.
    seed = CategoryChartData()
    seed.categories = ["-"]
    seed.add_series("-", (0,))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *(Inches(length) for length in box), seed)
    part = frame.chart.part
    book = build_workbook(chart)
    part.chart_workbook.update_from_xlsx_blob(book.blob)
    external = part._element.xpath("c:externalData")[0].rId
    text = chart_xml.chart_space_xml(chart, book, plot.as_shares(box) if plot else None, box[2], small)
    # `autoUpdate` 0: opening the slides must not start Excel.
    reference = f'<c:externalData r:id="{external}"><c:autoUpdate val="0"/></c:externalData>'
    part._element = parse_xml(text.replace("{external}", reference).encode("utf-8"))
    frame.name = lettering.clean_text(chart.title)[:80] or "Chart"
    shapes.set_alt_text(frame, chart.alt)
    return frame


def _draw_number_table(slide: Slide, chart: Chart, box: Box) -> None:
    """The numbers beside the chart, as a table."""
    labelled = [series for series in chart.series if series.label]
    heads = (chart.place_title, *(series.label for series in labelled))
    rows = [
        (place, *(picture_axes.format_value(chart, series, series.values[number]) for series in labelled))
        for number, place in enumerate(chart.places)
    ]
    tables.draw_number_table(slide, box, heads, rows, f"{chart.title}: {', '.join(heads[1:])} for each {chart.place_title.lower()}")


def _draw_breaks(slide: Slide, chart: Chart, plot: PlotArea) -> None:
    """Breaks in the series, across which nothing can be compared, as dotted lines through the plot."""
    for line_break in chart.breaks:
        at = plot.left + line_break.place / max(len(chart.places), 1) * plot.width
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Inches(at), Inches(plot.top), Inches(at), Inches(plot.top + plot.height))
        line.line.dash_style = MSO_LINE.SQUARE_DOT
        line.line.color.rgb = RGBColor.from_string(MUTED)
        shapes.set_alt_text(line, line_break.label)
        text = lettering.clip_text(lettering.clean_text(line_break.label), 9 / INCH, plot.width * 0.6)
        half = lettering.text_width(text, 9 / INCH) / 2 + 0.05
        middle = min(max(at, plot.left + half), plot.left + plot.width - half)
        shapes.add_text_box(
            slide,
            (middle - half, plot.top - 0.02 - BREAK_LINE * (1 + line_break.line), 2 * half, BREAK_LINE),
            [text],
            9,
            colour=MUTED,
            align=PP_ALIGN.CENTER,
        )


def _draw_source_strips(slide: Slide, chart: Chart, names: Sequence[str], plot: PlotArea, names_height: float) -> None:
    """Below the axis, when each source reported; a source that was silent for a time has several parts in its strip.

    `names_height` is the height of the place names in inches.
    """
    count = max(len(chart.places), 1)
    for row, (strip, name) in enumerate(zip(chart.strips, names, strict=True)):
        at = plot.top + plot.height + names_height + row * STRIP
        shapes.add_rectangle(slide, (plot.left, at, plot.width, STRIP - 0.05), "E4EAEF", f"{strip}: the whole time shown")
        for lifetime in chart.lifetimes:
            first, last = max(lifetime.first, 0.0), float(count) if lifetime.open_ended else min(lifetime.last, float(count))
            if lifetime.name == strip and last > first:
                part = (plot.left + first / count * plot.width, at, (last - first) / count * plot.width, STRIP - 0.05)
                shapes.add_rectangle(slide, part, lifetime.colour.lstrip("#")[:6], f"{strip} reported")
        label_width = lettering.text_width(name, 9 / INCH) + 0.1
        label = (plot.left - 0.06 - label_width, at - 0.02, label_width, STRIP)
        shapes.add_text_box(slide, label, [name], 9, colour=MUTED, align=PP_ALIGN.RIGHT, anchor=MSO_ANCHOR.MIDDLE)


def _draw_multiples(slide: Slide, multiples: Multiples, box: Box) -> None:
    left, top, width, height = box
    # Ten to twelve panels need four columns to fit the height of a slide.
    across = min(4 if len(multiples.charts) > 9 else multiples.across, len(multiples.charts))
    rows = -(-len(multiples.charts) // across)
    step, rise = width / across, height / rows
    most = max(picture_axes.value_extent(chart)[1] for chart in multiples.charts) if multiples.same_scale else None
    for number, chart in enumerate(multiples.charts):
        row, column = divmod(number, across)
        at = (left + column * step, top + row * rise)
        title = lettering.clip_text(lettering.clean_text(chart.title), 12 / INCH, step - 0.2, bold=True)
        shapes.add_text_box(slide, (*at, step - 0.2, 0.24), [title], 12, bold=True)
        panel = replace(chart, most=chart.most if most is None else most, unit=chart.unit)
        if chart.is_empty:
            shapes.add_text_box(slide, (at[0], at[1] + 0.4, step - 0.2, 0.3), ["None."], 11, colour=MUTED)
        else:
            _add_native_chart(slide, panel, (at[0], at[1] + 0.24, step - 0.15, rise - 0.3), None, small=True)


def _fits_as_table(grid: Grid, box: Box) -> bool:
    # The row names take up to 22% of the width (`tables.draw_heat_table`).
    return (box[2] * 0.78) / max(len(grid.columns), 1) >= NARROWEST_CELL and box[3] / (len(grid.rows) + 1) >= LOWEST_CELL


def _draw_heat_table(slide: Slide, grid: Grid, box: Box) -> None:
    """A native table whose cells have the colours of the heat map."""
    most = grids.largest_value(grid)
    rows = [[grids.cell_text(grid, r, c) for c in range(len(grid.columns))] for r in range(len(grid.rows))]
    fills = [[grids.cell_colour(grid, r, c, most) for c in range(len(grid.columns))] for r in range(len(grid.rows))]
    tables.draw_heat_table(slide, box, grid.row_title, grid.columns, grid.rows, rows, fills, grid.alt)


def _draw_picture(slide: Slide, description: Description, box: Box) -> None:
    shapes.add_picture(slide, box, *pictures.render_both(description, (box[2], box[3]), ENLARGED), description.alt)
