"""A chart's description as DrawingML: bars, lines and dots on common axes, error bars, hatched bars. All values are in the workbook.

python-pptx writes charts of one type only; a description may mix types and has intervals. Elements come in the order of the
schema (ECMA-376 part 1, 21.2): PowerPoint calls a file damaged in which they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from analytics.describe.charts import Chart, Series
from briefing import lettering
from briefing.slides import chart_parts as parts
from briefing.slides.chart_axes import CAT, MOST_LABELLED, VAL, category_axis_xml, value_axis_xml
from briefing.slides.chart_parts import MUTED
from briefing.slides.chart_workbook import SHEET, ChartWorkbook, lower_column, upper_column

NAMESPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """One series as drawn: its number among all, its type (`bar` or `line`) and the column of its values."""

    number: int
    drawn_as: str
    column: str
    series: Series
    is_edge: bool = False


def chart_space_xml(
    chart: Chart, book: ChartWorkbook, plot: tuple[float, float, float, float] | None, width: float, small: bool = False
) -> str:
    """The whole chart part. `{external}` in it stands for the reference to the workbook.

    `plot` fixes the area inside the axes (left, top, width, height as shares of the chart), where other shapes must line up
    with it; without it, programs choose. `width` is that of the chart in inches.
    """
    all_series = drawn_series(chart)
    bars, lines = [drawn for drawn in all_series if drawn.drawn_as == "bar"], [drawn for drawn in all_series if drawn.drawn_as == "line"]
    layout = _layout_xml(plot)
    size = 800 if small else 1100
    plots = _bar_chart_xml(chart, book, bars) if bars else ""
    plots += _line_chart_xml(chart, book, lines) if lines else ""
    visible = [drawn for drawn in all_series if not drawn.is_edge]
    legend = _legend_xml(all_series, size) if len(visible) > 1 or (visible and not visible[0].series.label and not small) else ""
    # Without a fixed plot area about nine tenths of the width remain beside the labels of the value axis.
    slot = width * (plot[2] if plot else 0.9) / max(len(chart.places), 1)
    # `roundedCorners` and `autoTitleDeleted` default to true where they are missing: a frame with rounded corners, and the name
    # of a single series as a title. `dispBlanksAs` gap: what is unknown must not be drawn as zero.
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{layout}{plots}{category_axis_xml(chart, size, slot)}{value_axis_xml(chart, size, small)}'
        f'</c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>{parts.text_xml(size)}{{external}}</c:chartSpace>'
    )


def drawn_series(chart: Chart) -> list[DrawnSeries]:
    """The series that the chart draws. Horizontal charts have bars only; a line's interval is drawn as two thin lines.

    Ranges come last, so that the order of the other series, and with it their numbers, does not depend on them.
    """
    drawn: list[DrawnSeries] = []
    for series in sorted(chart.series, key=lambda series: series.kind == "range"):
        if series.kind == "number":
            continue
        how = "bar" if chart.across or series.kind in ("bar", "range") else "line"
        drawn.append(DrawnSeries(len(drawn), how, series.name, series))
        if series.kind == "line" and series.lows and how == "line":
            for edge in ("least", "most"):
                drawn.append(DrawnSeries(len(drawn), "line", f"{series.name}: {edge}", series, is_edge=True))
    return drawn


def values_of(drawn: DrawnSeries) -> Sequence[float | None]:
    """Its values, in the order of the places."""
    if drawn.is_edge:
        return drawn.series.lows if drawn.column.endswith(": least") else drawn.series.highs
    return drawn.series.values


def number_format(chart: Chart, series: Series) -> str:
    """The values' number format, as Excel writes it."""
    decimals = "." + "0" * series.decimals if series.decimals else ""
    return f"0{decimals}%" if chart.percent else f"#,##0{decimals}"


def _layout_xml(plot: tuple[float, float, float, float] | None) -> str:
    if plot is None:
        return "<c:layout/>"
    left, top, width, height = plot
    # `inner` measures the plot without tick labels, `edge` positions it from the chart's corner instead of by an offset.
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.5f}"/><c:y val="{top:.5f}"/><c:w val="{width:.5f}"/><c:h val="{height:.5f}"/></c:manualLayout></c:layout>'
    )


def _bar_chart_xml(chart: Chart, book: ChartWorkbook, bars: list[DrawnSeries]) -> str:
    series = "".join(_bar_series_xml(chart, book, drawn) for drawn in bars)
    # A range is drawn beside the bars, not on top of them. Stacked bars lie over each other completely (100); clustered ones
    # keep a gap of 5% of their width.
    grouping = "stacked" if chart.stacked and not any(drawn.series.kind == "range" for drawn in bars) else "clustered"
    overlap = "100" if grouping == "stacked" else "-5"
    return (
        f'<c:barChart><c:barDir val="{"bar" if chart.across else "col"}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="45"/><c:overlap val="{overlap}"/><c:axId val="{CAT}"/><c:axId val="{VAL}"/></c:barChart>'
    )


def _bar_series_xml(chart: Chart, book: ChartWorkbook, drawn: DrawnSeries) -> str:
    series = drawn.series
    colour = "B4C0CA" if series.kind == "range" else parts.hex_digits(series.colours[0])
    points = []
    for place in range(len(chart.places)):
        own = parts.hex_digits(series.colours[place]) if len(series.colours) == len(chart.places) > 1 and series.kind != "range" else colour
        hatched = bool(series.partial) and series.partial[place]
        # Only points that differ from the series are listed: charts of a hundred bars stay small and quick to edit.
        if own != colour or hatched:
            # Without `invertIfNegative` 0 PowerPoint fills a bar of negative value with white.
            points.append(
                f'<c:dPt><c:idx val="{place}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{parts.fill_xml(own, hatched)}</c:dPt>'
            )
    # `outEnd` is no position for labels of stacked bars: PowerPoint refuses the file.
    stacked = chart.stacked and series.kind != "range"
    labels = _data_labels_xml(chart, series) if len(chart.places) <= MOST_LABELLED and not stacked and not series.lows else ""
    whiskers = _error_bars_xml(book, series) if series.lows else ""
    # An interval around values that another series shows is drawn as error bars alone, on an invisible bar.
    alone = series.kind == "range" and any(
        other is not series and other.kind == "dot" and other.values == series.values for other in chart.series
    )
    fill = "<c:spPr><a:noFill/></c:spPr>" if alone else parts.fill_xml(colour, False)
    return f'<c:ser>{_series_head_xml(book, drawn)}{fill}<c:invertIfNegative val="0"/>{"".join(points)}{labels}{whiskers}{_series_data_xml(chart, book, drawn)}</c:ser>'


def _line_chart_xml(chart: Chart, book: ChartWorkbook, lines: list[DrawnSeries]) -> str:
    series = "".join(_line_series_xml(chart, book, drawn) for drawn in lines)
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f'<c:axId val="{CAT}"/><c:axId val="{VAL}"/></c:lineChart>'
    )


def _line_series_xml(chart: Chart, book: ChartWorkbook, drawn: DrawnSeries) -> str:
    series, colour = drawn.series, parts.hex_digits(drawn.series.colours[0])
    if drawn.is_edge:
        stroke, marker = parts.stroke_xml(colour, 0.75, "sysDot"), '<c:marker><c:symbol val="none"/></c:marker>'
    elif series.kind == "line":
        stroke = parts.stroke_xml(colour, 2.0, "dash" if series.dashed else "solid")
        marker = (
            parts.marker_xml("circle", 4, colour, colour)
            if len(chart.places) <= 40 and not series.dashed
            else '<c:marker><c:symbol val="none"/></c:marker>'
        )
    else:
        # Dots are a line chart without its line: a scatter chart could not share the category axis with bars.
        stroke, marker = (
            '<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr>',
            parts.marker_xml("circle", 8, parts.half_white(colour) if series.kind == "point" else colour, colour),
        )
    points = "".join(
        f'<c:dPt><c:idx val="{place}"/>{parts.marker_xml("circle", 6, parts.half_white(colour), colour)}<c:bubble3D val="0"/>{parts.stroke_xml(colour, 1.5, "sysDot")}</c:dPt>'
        for place, filling in enumerate(series.partial)
        if filling and series.kind == "line" and not drawn.is_edge
    )
    whiskers = _error_bars_xml(book, series, "y") if series.kind == "dot" and series.lows else ""
    return f'<c:ser>{_series_head_xml(book, drawn)}{stroke}{marker}{points}{whiskers}{_series_data_xml(chart, book, drawn)}<c:smooth val="0"/></c:ser>'


def _series_head_xml(book: ChartWorkbook, drawn: DrawnSeries) -> str:
    # The heading is in the row above the first value: `$C$2` becomes `$C$1`.
    cell = book.cell_range(drawn.column).split("!")[1].split(":")[0].replace("$2", "$1")
    name = escape(lettering.clean_text(drawn.column))
    return (
        f'<c:idx val="{drawn.number}"/><c:order val="{drawn.number}"/><c:tx><c:strRef><c:f>{SHEET}!{cell}</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def _series_data_xml(chart: Chart, book: ChartWorkbook, drawn: DrawnSeries) -> str:
    places = "".join(f'<c:pt idx="{n}"><c:v>{escape(lettering.clean_text(place))}</c:v></c:pt>' for n, place in enumerate(chart.places))
    return (
        f'<c:cat><c:strRef><c:f>{book.cell_range(chart.place_title)}</c:f><c:strCache><c:ptCount val="{len(chart.places)}"/>{places}</c:strCache>'
        f"</c:strRef></c:cat><c:val>{_number_cache_xml(book.cell_range(drawn.column), values_of(drawn), number_format(chart, drawn.series))}</c:val>"
    )


def _number_cache_xml(cells: str, values: Sequence[float | None], form: str) -> str:
    # `repr` keeps every digit. Programs show this cache until the data are edited, so it must equal the workbook; a missing
    # point is an empty cell.
    points = "".join(f'<c:pt idx="{n}"><c:v>{value!r}</c:v></c:pt>' for n, value in enumerate(values) if value is not None)
    return (
        f'<c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>{form}</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache>'
        "</c:numRef>"
    )


def _error_bars_xml(book: ChartWorkbook, series: Series, direction: str = "") -> str:
    """The interval as custom error bars that refer to the workbook's columns of lengths, so that they follow an edit of the data.

    `direction` is `y` for lines; bars have only one direction and, as Excel writes them, do not state it.
    """
    rows = list(zip(series.values, series.lows, series.highs, strict=True))
    up = [None if value is None or high is None else max(high - value, 0.0) for value, _, high in rows]
    down = [None if value is None or low is None else max(value - low, 0.0) for value, low, _ in rows]
    return (
        f'<c:errBars>{f"""<c:errDir val="{direction}"/>""" if direction else ""}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{_number_cache_xml(book.cell_range(upper_column(series.name)), up, 'General')}</c:plus>"
        f"<c:minus>{_number_cache_xml(book.cell_range(lower_column(series.name)), down, 'General')}</c:minus>{parts.stroke_xml(MUTED, 1.25, 'solid')}</c:errBars>"
    )


def _data_labels_xml(chart: Chart, series: Series) -> str:
    return (
        f'<c:dLbls><c:numFmt formatCode="{number_format(chart, series)}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        '<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _legend_xml(all_series: list[DrawnSeries], size: int) -> str:
    # The edges of an interval explain themselves next to their line; entries are deleted by the index of the series.
    hidden = "".join(
        f'<c:legendEntry><c:idx val="{drawn.number}"/><c:delete val="1"/></c:legendEntry>' for drawn in all_series if drawn.is_edge
    )
    return f'<c:legend><c:legendPos val="b"/>{hidden}<c:layout/><c:overlay val="0"/>{parts.text_xml(size)}</c:legend>'
