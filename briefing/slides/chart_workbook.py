"""The workbook behind a native chart: its description as a frame and, to the right of it, the lengths of its error bars."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from analytics.describe.charts import Chart
from briefing import lettering

SHEET = "Sheet1"
"""Office's default name for the sheet behind a chart; the chart's references use it."""

# Below Excel's 32,767 characters a cell; names of places are far shorter.
LONGEST_TEXT = 32_000


@dataclass(frozen=True, slots=True)
class ChartWorkbook:
    """The bytes of the file, the position of each of its columns, and its number of rows without the heading."""

    blob: bytes
    columns: dict[str, int]
    rows: int

    def cell_range(self, column: str) -> str:
        """Reference to the values of a column: `Sheet1!$C$2:$C$8`."""
        name = xl_col_to_name(self.columns[column])
        return f"{SHEET}!${name}$2:${name}${self.rows + 1}"


def upper_column(series: str) -> str:
    """Heading of the column with the length of the error bar above the value."""
    return f"{series}: whisker above"


def lower_column(series: str) -> str:
    """Heading of the column with the length of the error bar below the value."""
    return f"{series}: whisker below"


def workbook_frame(chart: Chart) -> pd.DataFrame:
    """The contents of the sheet: the description's frame, then the error bars."""
    frame = chart.frame()
    # DrawingML gives custom error bars as distances from the value, not as the ends of the interval.
    for series in chart.series:
        if series.lows:
            frame[upper_column(series.name)] = [
                _whisker_length(value, high) for value, high in zip(series.values, series.highs, strict=True)
            ]
            frame[lower_column(series.name)] = [_whisker_length(low, value) for value, low in zip(series.values, series.lows, strict=True)]
    return frame


def _whisker_length(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else max(high - low, 0.0)


def build_workbook(chart: Chart) -> ChartWorkbook:
    """The workbook as a file. Text stays text: a name that begins with `=` is not a formula, nor an address a link."""
    frame = workbook_frame(chart)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(SHEET)
    heading = book.add_format({"bold": True})
    for place, column in enumerate(frame.columns):
        sheet.write_string(0, place, lettering.clean_text(str(column))[:LONGEST_TEXT], heading)
        for row, value in enumerate(frame[column].tolist(), start=1):
            if isinstance(value, str):
                sheet.write_string(row, place, lettering.clean_text(value)[:LONGEST_TEXT])
            # Before numbers: in Python a bool is an int.
            elif isinstance(value, bool):
                sheet.write_boolean(row, place, value)
            # An empty cell, unlike a zero, leaves a gap in the line.
            elif value is not None and not math.isnan(value):
                sheet.write_number(row, place, value)
    sheet.set_column(0, 0, 28)
    sheet.freeze_panes(1, 1)
    book.close()
    return ChartWorkbook(out.getvalue(), {str(column): place for place, column in enumerate(frame.columns)}, len(frame))
