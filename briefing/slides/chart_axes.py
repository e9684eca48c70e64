"""The axes of a native chart as DrawingML, and whether the names of its places fit below it."""

from __future__ import annotations

import math
from typing import Final
from xml.sax.saxutils import escape

from analytics.describe.charts import Chart
from briefing import lettering
from briefing.pictures.axes import value_extent
from briefing.slides import chart_parts as parts

# Identifiers of the two axes, unique within the chart; bars and lines refer to the same pair and so share one scale.
CAT, VAL = 111, 222
FEW_STEPS: Final = 6
"""Steps of one up to which the axis is told to step by one."""
MOST_LABELLED: Final = 14
"""Most places for which values are written at the bars; beyond that they would overlap."""


def category_axis_xml(chart: Chart, size: int, slot: float) -> str:
    """The names of the places; slanted where they are crowded, and only as many as fit side by side."""
    crowded = is_crowded(chart, size, slot)
    # Slanted names need about two lines' height of width each; `size` is in hundredths of a point, 7,200 to an inch.
    skip = max(1, math.ceil(size / 7200 * 2 / slot)) if crowded else 1
    # `maxMin` lists horizontal bars from the top down. Labels at `low` stay at the edge where bars are negative. `auto` 0 keeps
    # PowerPoint from taking years for dates, `noMultiLvlLbl` from splitting names into levels.
    return (
        f'<c:catAx><c:axId val="{CAT}"/><c:scaling><c:orientation val="{"maxMin" if chart.across else "minMax"}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"l" if chart.across else "b"}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{parts.stroke_xml("9AA9B5", 0.75, "solid")}{parts.text_xml(size, slanting=crowded)}<c:crossAx val="{VAL}"/>'
        f'<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="{skip}"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def is_crowded(chart: Chart, size: int, slot: float) -> bool:
    """True when names below vertical bars or lines do not fit side by side on one line; `slot` is the width of one in inches."""
    return not chart.across and len(chart.places) > MOST_LABELLED and widest_name(chart, size) + 0.08 > slot


def widest_name(chart: Chart, size: int) -> float:
    """Width of the longest place name in inches; `size` in hundredths of a point."""
    return max((lettering.text_width(lettering.clean_text(place), size / 7200) for place in chart.places), default=0.0)


def value_axis_xml(chart: Chart, size: int, small: bool) -> str:
    """The axis of values, from zero where none is negative; its title is the unit, which a small chart leaves out."""
    # Programs choose the end of the axis from the values and ignore error bars, which would then be cut off.
    whiskers = any(series.lows and series.kind != "line" for series in chart.series)
    end = chart.most * 1.05 if chart.most else _round_up(value_extent(chart)[1]) if whiskers else 0.0
    top = f'<c:max val="{end:.10g}"/>' if end else ""
    top += '<c:min val="0"/>' if value_extent(chart)[0] >= 0 else ""
    form = (
        "0%"
        if chart.percent
        else "#,##0.##"
        if any(series.decimals for series in chart.series if series.kind not in ("number", "range"))
        else "#,##0"
    )
    unit = escape("%" if chart.percent else lettering.clean_text(chart.unit))
    title = (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{size - 100}" b="0"/></a:pPr><a:r><a:rPr lang="en-GB" sz="{size - 100}" b="0"/>'
        f'<a:t>{unit}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
    title = "" if small else title
    # With categories from the top down (`maxMin`), the value axis comes out on top unless it crosses at their maximum.
    # `crossBetween` between: bars and dots are centred in their slots.
    return (
        f'<c:valAx><c:axId val="{VAL}"/><c:scaling><c:orientation val="minMax"/>{top}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"b" if chart.across else "l"}"/><c:majorGridlines>{parts.stroke_xml("DCE4EA", 0.75, "solid")}</c:majorGridlines>{title}'
        f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{parts.text_xml(size)}<c:crossAx val="{CAT}"/><c:crosses val="{"max" if chart.across else "autoZero"}"/>'
        f'<c:crossBetween val="between"/>{_major_unit_xml(chart, form)}</c:valAx>'
    )


def _major_unit_xml(chart: Chart, form: str) -> str:
    """A step of one where few are counted: PowerPoint would step by halves and write 1, 1, 0, 0 beside them."""
    step = {"#,##0": 1.0, "0%": 0.01}.get(form)
    return f'<c:majorUnit val="{step:g}"/>' if step and value_extent(chart)[1] <= FEW_STEPS * step else ""


def _round_up(value: float) -> float:
    """The next half power of ten at least 2% above `value`: 47 gives 50, 98 gives 100."""
    step = 10.0 ** math.floor(math.log10(value)) / 2 if value > 0 else 1.0
    return math.ceil(value * 1.02 / step) * step
