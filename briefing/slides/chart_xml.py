"""A chart's description as DrawingML: bars, lines and dots that share axes, whiskers, hatched bars. All cells are in the workbook.

python-pptx writes charts of one kind; a description may mix kinds and has intervals. The order of the elements is that of
the schema (ECMA-376 part 1, 21.2), which PowerPoint insists on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from analytics.describe.charts import Chart, Series
from briefing import lettering
from briefing.pictures.axes import reach
from briefing.slides import chart_parts as parts
from briefing.slides.chart_parts import MUTED
from briefing.slides.workbook import SHEET, Workbook, above, below

CAT, VAL = 111, 222
NAMESPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
MOST_LABELLED: Final = 14
"""Places up to which values stand at the bars."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One series as it is drawn: its number among all, how (`bar` or `line`), and the column of its values."""

    number: int
    how: str
    column: str
    series: Series
    is_edge: bool = False


def chart_space(chart: Chart, book: Workbook, plot: tuple[float, float, float, float] | None, width: float, small: bool = False) -> str:
    """The whole part. `plot` places the inside of the axes (left, top, width, height as shares) where something is to be drawn
    beneath it; `width` is that of the chart in inches. `{external}` stands for the reference to the workbook."""
    drawn = drawn_series(chart)
    bars, lines = [one for one in drawn if one.how == "bar"], [one for one in drawn if one.how == "line"]
    layout = _layout(plot)
    size = 800 if small else 1100
    plots = _bars(chart, book, bars) if bars else ""
    plots += _lines(chart, book, lines) if lines else ""
    shown = [one for one in drawn if not one.is_edge]
    legend = _legend(drawn, size) if len(shown) > 1 or (shown and not shown[0].series.label and not small) else ""
    slot = width * (plot[2] if plot else 0.9) / max(len(chart.places), 1)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{layout}{plots}{_category_axis(chart, size, slot)}{_value_axis(chart, size, small)}'
        f'</c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>{parts.text(size)}{{external}}</c:chartSpace>'
    )


def drawn_series(chart: Chart) -> list[Drawn]:
    """The series that the chart draws. Across there are only bars; a line's interval is drawn as two thin lines."""
    found: list[Drawn] = []
    for one in sorted(chart.series, key=lambda series: series.kind == "range"):
        if one.kind == "number":
            continue
        how = "bar" if chart.across or one.kind in ("bar", "range") else "line"
        found.append(Drawn(len(found), how, one.name, one))
        if one.kind == "line" and one.lows and how == "line":
            for edge in ("least", "most"):
                found.append(Drawn(len(found), "line", f"{one.name}: {edge}", one, is_edge=True))
    return found


def values_of(one: Drawn) -> Sequence[float | None]:
    """The values in the order of the places."""
    if one.is_edge:
        return one.series.lows if one.column.endswith(": least") else one.series.highs
    return one.series.values


def number_format(chart: Chart, series: Series) -> str:
    """Excel's format of the values."""
    decimals = "." + "0" * series.decimals if series.decimals else ""
    return f"0{decimals}%" if chart.percent else f"#,##0{decimals}"


def _layout(plot: tuple[float, float, float, float] | None) -> str:
    if plot is None:
        return "<c:layout/>"
    left, top, width, height = plot
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.5f}"/><c:y val="{top:.5f}"/><c:w val="{width:.5f}"/><c:h val="{height:.5f}"/></c:manualLayout></c:layout>'
    )


def _bars(chart: Chart, book: Workbook, bars: list[Drawn]) -> str:
    series = "".join(_bar(chart, book, one) for one in bars)
    grouping = "stacked" if chart.stacked and not any(one.series.kind == "range" for one in bars) else "clustered"
    overlap = "100" if grouping == "stacked" else "-5"
    return (
        f'<c:barChart><c:barDir val="{"bar" if chart.across else "col"}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="45"/><c:overlap val="{overlap}"/><c:axId val="{CAT}"/><c:axId val="{VAL}"/></c:barChart>'
    )


def _bar(chart: Chart, book: Workbook, one: Drawn) -> str:
    series = one.series
    colour = "B4C0CA" if series.kind == "range" else parts.plain(series.colours[0])
    points = []
    for place in range(len(chart.places)):
        own = parts.plain(series.colours[place]) if len(series.colours) == len(chart.places) > 1 and series.kind != "range" else colour
        hatched = bool(series.partial) and series.partial[place]
        if own != colour or hatched:
            points.append(
                f'<c:dPt><c:idx val="{place}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{parts.fill(own, hatched)}</c:dPt>'
            )
    stacked = chart.stacked and series.kind != "range"
    labels = _labels(chart, series) if len(chart.places) <= MOST_LABELLED and not stacked and not series.lows else ""
    whiskers = _whiskers(book, series) if series.lows else ""
    # An interval round values that another series shows is whiskers alone.
    alone = series.kind == "range" and any(
        other is not series and other.kind == "dot" and other.values == series.values for other in chart.series
    )
    fill = "<c:spPr><a:noFill/></c:spPr>" if alone else parts.fill(colour, False)
    return (
        f'<c:ser>{_head(book, one)}{fill}<c:invertIfNegative val="0"/>{"".join(points)}{labels}{whiskers}{_data(chart, book, one)}</c:ser>'
    )


def _lines(chart: Chart, book: Workbook, lines: list[Drawn]) -> str:
    series = "".join(_line(chart, book, one) for one in lines)
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f'<c:axId val="{CAT}"/><c:axId val="{VAL}"/></c:lineChart>'
    )


def _line(chart: Chart, book: Workbook, one: Drawn) -> str:
    series, colour = one.series, parts.plain(one.series.colours[0])
    if one.is_edge:
        stroke, marker = parts.stroke(colour, 0.75, "sysDot"), '<c:marker><c:symbol val="none"/></c:marker>'
    elif series.kind == "line":
        stroke = parts.stroke(colour, 2.0, "dash" if series.dashed else "solid")
        marker = (
            parts.marker("circle", 4, colour, colour)
            if len(chart.places) <= 40 and not series.dashed
            else '<c:marker><c:symbol val="none"/></c:marker>'
        )
    else:
        stroke, marker = (
            '<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr>',
            parts.marker("circle", 8, parts.pale(colour) if series.kind == "point" else colour, colour),
        )
    points = "".join(
        f'<c:dPt><c:idx val="{place}"/>{parts.marker("circle", 6, parts.pale(colour), colour)}<c:bubble3D val="0"/>{parts.stroke(colour, 1.5, "sysDot")}</c:dPt>'
        for place, filling in enumerate(series.partial)
        if filling and series.kind == "line" and not one.is_edge
    )
    whiskers = _whiskers(book, series, "y") if series.kind == "dot" and series.lows else ""
    return f'<c:ser>{_head(book, one)}{stroke}{marker}{points}{whiskers}{_data(chart, book, one)}<c:smooth val="0"/></c:ser>'


def _head(book: Workbook, one: Drawn) -> str:
    cell = book.cells(one.column).split("!")[1].split(":")[0].replace("$2", "$1")
    name = escape(lettering.clean(one.column))
    return (
        f'<c:idx val="{one.number}"/><c:order val="{one.number}"/><c:tx><c:strRef><c:f>{SHEET}!{cell}</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def _data(chart: Chart, book: Workbook, one: Drawn) -> str:
    places = "".join(f'<c:pt idx="{n}"><c:v>{escape(lettering.clean(place))}</c:v></c:pt>' for n, place in enumerate(chart.places))
    return (
        f'<c:cat><c:strRef><c:f>{book.cells(chart.place_title)}</c:f><c:strCache><c:ptCount val="{len(chart.places)}"/>{places}</c:strCache>'
        f"</c:strRef></c:cat><c:val>{_numbers(book.cells(one.column), values_of(one), number_format(chart, one.series))}</c:val>"
    )


def _numbers(cells: str, values: Sequence[float | None], form: str) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{value!r}</c:v></c:pt>' for n, value in enumerate(values) if value is not None)
    return (
        f'<c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>{form}</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache>'
        "</c:numRef>"
    )


def _whiskers(book: Workbook, series: Series, direction: str = "") -> str:
    """The interval, from the workbook's columns of lengths, so that an edit moves it."""
    rows = list(zip(series.values, series.lows, series.highs, strict=True))
    up = [None if value is None or high is None else max(high - value, 0.0) for value, _, high in rows]
    down = [None if value is None or low is None else max(value - low, 0.0) for value, low, _ in rows]
    return (
        f'<c:errBars>{f"""<c:errDir val="{direction}"/>""" if direction else ""}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{_numbers(book.cells(above(series.name)), up, 'General')}</c:plus>"
        f"<c:minus>{_numbers(book.cells(below(series.name)), down, 'General')}</c:minus>{parts.stroke(MUTED, 1.25, 'solid')}</c:errBars>"
    )


def _labels(chart: Chart, series: Series) -> str:
    return (
        f'<c:dLbls><c:numFmt formatCode="{number_format(chart, series)}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        '<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _legend(drawn: list[Drawn], size: int) -> str:
    hidden = "".join(f'<c:legendEntry><c:idx val="{one.number}"/><c:delete val="1"/></c:legendEntry>' for one in drawn if one.is_edge)
    return f'<c:legend><c:legendPos val="b"/>{hidden}<c:layout/><c:overlay val="0"/>{parts.text(size)}</c:legend>'


def _category_axis(chart: Chart, size: int, slot: float) -> str:
    """The names of the places; where they are crowded, slanting and as many as fit side by side."""
    crowded = is_crowded(chart, size, slot)
    skip = max(1, math.ceil(size / 7200 * 2 / slot)) if crowded else 1
    return (
        f'<c:catAx><c:axId val="{CAT}"/><c:scaling><c:orientation val="{"maxMin" if chart.across else "minMax"}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"l" if chart.across else "b"}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{parts.stroke("9AA9B5", 0.75, "solid")}{parts.text(size, slanting=crowded)}<c:crossAx val="{VAL}"/>'
        f'<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="{skip}"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def is_crowded(chart: Chart, size: int, slot: float) -> bool:
    """True when the names under upright places do not fit side by side in one line; `slot` is the room of one in inches."""
    return not chart.across and len(chart.places) > MOST_LABELLED and widest_name(chart, size) + 0.08 > slot


def widest_name(chart: Chart, size: int) -> float:
    """Inches that the longest name of a place takes; `size` in hundredths of a point."""
    return max((lettering.width(lettering.clean(place), size / 7200) for place in chart.places), default=0.0)


def _value_axis(chart: Chart, size: int, small: bool) -> str:
    # Programs choose the end of the axis by the values and leave whiskers out.
    whiskers = any(one.lows and one.kind != "line" for one in chart.series)
    end = chart.most * 1.05 if chart.most else _round(reach(chart)[1]) if whiskers else 0.0
    top = f'<c:max val="{end:.10g}"/>' if end else ""
    top += '<c:min val="0"/>' if reach(chart)[0] >= 0 else ""
    form = (
        "0%"
        if chart.percent
        else "#,##0.##"
        if any(one.decimals for one in chart.series if one.kind not in ("number", "range"))
        else "#,##0"
    )
    unit = escape("%" if chart.percent else lettering.clean(chart.unit))
    title = (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{size - 100}" b="0"/></a:pPr><a:r><a:rPr lang="en-GB" sz="{size - 100}" b="0"/>'
        f'<a:t>{unit}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
    title = "" if small else title
    return (
        f'<c:valAx><c:axId val="{VAL}"/><c:scaling><c:orientation val="minMax"/>{top}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"b" if chart.across else "l"}"/><c:majorGridlines>{parts.stroke("DCE4EA", 0.75, "solid")}</c:majorGridlines>{title}'
        f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{parts.text(size)}<c:crossAx val="{CAT}"/><c:crosses val="{"max" if chart.across else "autoZero"}"/>'
        f'<c:crossBetween val="between"/></c:valAx>'
    )


def _round(value: float) -> float:
    """The next round number above."""
    step = 10.0 ** math.floor(math.log10(value)) / 2 if value > 0 else 1.0
    return math.ceil(value * 1.02 / step) * step
