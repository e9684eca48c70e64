"""Charts, heat tables and small multiples as native objects of a slide, editable there; maps as pictures."""

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
from briefing.blocks import Described
from briefing.pictures import axes as picture_axes
from briefing.pictures import grids
from briefing.slides import chart_xml, shapes, tables
from briefing.slides.shapes import INCH, MUTED
from briefing.slides.template import Box
from briefing.slides.workbook import workbook

MOST_PANELS: Final = 12
NARROWEST_CELL: Final = 0.34
LOWEST_CELL: Final = 0.19
ENLARGED: Final = 1.4
"""Pictures are drawn for a page; on a slide they are seen from farther off."""
STRIP: Final = 0.17
BREAK_LINE: Final = 0.2
"""Inches that a line of text over the plot takes, for the labels of breaks."""
LETTERS: Final = 1100
"""Size of the names of places, in hundredths of a point."""
BESIDE: Final = 0.36
"""Share of the width that the table of numbers beside a chart takes."""


def draw(slide: Slide, described: Described, box: Box) -> None:
    """Put the description on the slide inside `box` (inches)."""
    if described.is_empty:
        shapes.text_box(slide, box, ["Nothing to show here."], 16, colour=MUTED)
    elif isinstance(described, Chart):
        _chart(slide, described, box)
    elif isinstance(described, Multiples) and len(described.charts) <= MOST_PANELS:
        _multiples(slide, described, box)
    elif isinstance(described, Grid) and _fits(described, box):
        _grid(slide, described, box)
    else:
        _picture(slide, described, box)


def notes_of(described: Described) -> tuple[str, ...]:
    """What a native chart cannot draw, in words for the notes of the slide."""
    if not isinstance(described, Chart):
        return ()
    marks = [f"Line at {_value(described, mark.value)}: {mark.label}." for mark in described.marks if described.across]
    return (*marks,)


def _value(chart: Chart, value: float) -> str:
    return f"{value:.0%}" if chart.percent else f"{value:,g}"


def _chart(slide: Slide, chart: Chart, box: Box) -> None:
    left, top, width, height = box
    beside = [one for one in chart.series if one.label]
    if beside and chart.across and len(beside) + len([one for one in chart.series if one.kind == "number"]) > 1:
        share = width * min(BESIDE, 0.2 + 0.06 * len(beside))
        _numbers(slide, chart, (left + width - share, top, share, height))
        width -= share + 0.2
    below = STRIP * len(chart.strips) + 0.1 if chart.strips else 0.0
    over = 0.08 + BREAK_LINE * (1 + max(one.line for one in chart.breaks)) if chart.breaks else 0.0
    plot = None
    if chart.lifetimes or chart.breaks:
        names = [lettering.clipped(lettering.clean(name), 9 / INCH, width * 0.16) for name in chart.strips]
        indent = max([0.75, *(lettering.width(name, 9 / INCH) + 0.1 for name in names)])
        inner = width - indent - 0.15
        crowded = chart_xml.is_crowded(chart, LETTERS, inner / max(len(chart.places), 1))
        named = 0.2 + 0.72 * min(chart_xml.widest_name(chart, LETTERS), 1.5) if crowded else 0.34
        plot = Plot(left + indent, top + over + 0.05, inner, height - over - below - named - 0.51)
        _breaks(slide, chart, plot)
        _strips(slide, chart, names, plot, named)
    _native(slide, _with_marks(chart), (left, top, width, height - below if plot is None else height), plot)


def _with_marks(chart: Chart) -> Chart:
    """Quoted figures as dashed lines of their own; bars across cannot have any."""
    if chart.across or not chart.marks:
        return chart
    lines = tuple(
        Series(mark.label or f"{_value(chart, mark.value)} (dashed)", "line", (mark.value,) * len(chart.places), ("#52626F",), dashed=True)
        for mark in chart.marks
        if mark.label not in {one.name for one in chart.series}
    )
    return replace(chart, series=(*chart.series, *lines))


class Plot:
    """The inside of a chart's axes on the slide, in inches."""

    def __init__(self, left: float, top: float, width: float, height: float) -> None:
        self.left, self.top, self.width, self.height = left, top, max(width, 0.5), max(height, 0.5)

    def share(self, box: Box) -> tuple[float, float, float, float]:
        """The same as shares of the chart's frame."""
        return (self.left - box[0]) / box[2], (self.top - box[1]) / box[3], self.width / box[2], self.height / box[3]


def _native(slide: Slide, chart: Chart, box: Box, plot: Plot | None, small: bool = False) -> Any:
    """The chart's frame with its own XML and workbook."""
    seed = CategoryChartData()
    seed.categories = ["-"]
    seed.add_series("-", (0,))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *(Inches(one) for one in box), seed)
    part = frame.chart.part
    book = workbook(chart)
    part.chart_workbook.update_from_xlsx_blob(book.blob)
    external = part._element.xpath("c:externalData")[0].rId
    text = chart_xml.chart_space(chart, book, plot.share(box) if plot else None, box[2], small)
    reference = f'<c:externalData r:id="{external}"><c:autoUpdate val="0"/></c:externalData>'
    part._element = parse_xml(text.replace("{external}", reference).encode("utf-8"))
    frame.name = lettering.clean(chart.title)[:80] or "Chart"
    shapes.describe(frame, chart.alt)
    return frame


def _numbers(slide: Slide, chart: Chart, box: Box) -> None:
    """The numbers written beside the picture, as a table."""
    labelled = [one for one in chart.series if one.label]
    heads = (chart.place_title, *(one.label for one in labelled))
    rows = [
        (place, *(picture_axes.written(chart, one, one.values[number]) for one in labelled)) for number, place in enumerate(chart.places)
    ]
    tables.compact(slide, box, heads, rows, f"{chart.title}: {', '.join(heads[1:])} for each {chart.place_title.lower()}")


def _breaks(slide: Slide, chart: Chart, plot: Plot) -> None:
    """Changes that comparisons must not cross, as lines through the axes."""
    for one in chart.breaks:
        at = plot.left + one.place / max(len(chart.places), 1) * plot.width
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Inches(at), Inches(plot.top), Inches(at), Inches(plot.top + plot.height))
        line.line.dash_style = MSO_LINE.SQUARE_DOT
        line.line.color.rgb = RGBColor.from_string(MUTED)
        shapes.describe(line, one.label)
        text = lettering.clipped(lettering.clean(one.label), 9 / INCH, plot.width * 0.6)
        half = lettering.width(text, 9 / INCH) / 2 + 0.05
        middle = min(max(at, plot.left + half), plot.left + plot.width - half)
        shapes.text_box(
            slide,
            (middle - half, plot.top - 0.02 - BREAK_LINE * (1 + one.line), 2 * half, BREAK_LINE),
            [text],
            9,
            colour=MUTED,
            align=PP_ALIGN.CENTER,
        )


def _strips(slide: Slide, chart: Chart, names: Sequence[str], plot: Plot, named: float) -> None:
    """Under the axes, when each source reported; a source that fell silent in between has several parts in one strip.

    `named` is the height of the places' names in inches.
    """
    count = max(len(chart.places), 1)
    for row, (strip, name) in enumerate(zip(chart.strips, names, strict=True)):
        at = plot.top + plot.height + named + row * STRIP
        shapes.rectangle(slide, (plot.left, at, plot.width, STRIP - 0.05), "E4EAEF", f"{strip}: the whole time shown")
        for life in (one for one in chart.lifetimes if one.name == strip):
            first, last = max(life.first, 0.0), float(count) if life.open_ended else min(life.last, float(count))
            if last > first:
                part = (plot.left + first / count * plot.width, at, (last - first) / count * plot.width, STRIP - 0.05)
                shapes.rectangle(slide, part, life.colour.lstrip("#")[:6], f"{strip} reported")
        wide = lettering.width(name, 9 / INCH) + 0.1
        label = (plot.left - 0.06 - wide, at - 0.02, wide, STRIP)
        shapes.text_box(slide, label, [name], 9, colour=MUTED, align=PP_ALIGN.RIGHT, anchor=MSO_ANCHOR.MIDDLE)


def _multiples(slide: Slide, several: Multiples, box: Box) -> None:
    left, top, width, height = box
    across = min(4 if len(several.charts) > 9 else several.across, len(several.charts))
    rows = -(-len(several.charts) // across)
    step, rise = width / across, height / rows
    most = max(picture_axes.reach(chart)[1] for chart in several.charts) if several.same_scale else None
    for number, chart in enumerate(several.charts):
        row, column = divmod(number, across)
        at = (left + column * step, top + row * rise)
        title = lettering.clipped(lettering.clean(chart.title), 12 / INCH, step - 0.2, bold=True)
        shapes.text_box(slide, (*at, step - 0.2, 0.24), [title], 12, bold=True)
        panel = replace(chart, most=chart.most if most is None else most, unit=chart.unit)
        if chart.is_empty:
            shapes.text_box(slide, (at[0], at[1] + 0.4, step - 0.2, 0.3), ["None."], 11, colour=MUTED)
        else:
            _native(slide, panel, (at[0], at[1] + 0.24, step - 0.15, rise - 0.3), None, small=True)


def _fits(grid: Grid, box: Box) -> bool:
    return (box[2] * 0.78) / max(len(grid.columns), 1) >= NARROWEST_CELL and box[3] / (len(grid.rows) + 1) >= LOWEST_CELL


def _grid(slide: Slide, grid: Grid, box: Box) -> None:
    """A native table whose cells have the colours of the heat table."""
    most = grids.most_of(grid)
    rows = [[grids.written(grid, r, c) for c in range(len(grid.columns))] for r in range(len(grid.rows))]
    fills = [[grids.fill(grid, r, c, most) for c in range(len(grid.columns))] for r in range(len(grid.rows))]
    tables.heat(slide, box, grid.row_title, grid.columns, grid.rows, rows, fills, grid.alt)


def _picture(slide: Slide, described: Described, box: Box) -> None:
    shapes.picture(slide, box, *pictures.both(described, (box[2], box[3]), ENLARGED), described.alt)
