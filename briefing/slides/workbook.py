"""The workbook behind a native chart: the frame of its description, and, to the right, the lengths of its whiskers."""

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
"""The name that references of native charts hold."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The bytes of the file, and where each of its columns stands."""

    blob: bytes
    columns: dict[str, int]
    rows: int

    def cells(self, column: str) -> str:
        """Reference to the values of a column: `Sheet1!$C$2:$C$8`."""
        name = xl_col_to_name(self.columns[column])
        return f"{SHEET}!${name}$2:${name}${self.rows + 1}"


def above(series: str) -> str:
    """Heading of the column that holds how far a whisker reaches above the value."""
    return f"{series}: whisker above"


def below(series: str) -> str:
    """Heading of the column that holds how far a whisker reaches below the value."""
    return f"{series}: whisker below"


def table(chart: Chart) -> pd.DataFrame:
    """What the sheet holds: the description's frame first."""
    frame = chart.frame()
    for one in chart.series:
        if one.lows:
            frame[above(one.name)] = [_gap(value, high) for value, high in zip(one.values, one.highs, strict=True)]
            frame[below(one.name)] = [_gap(low, value) for value, low in zip(one.values, one.lows, strict=True)]
    return frame


def _gap(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else max(high - low, 0.0)


def workbook(chart: Chart) -> Workbook:
    """The file. Text stays text: a name that begins with `=` is no formula, an address no link."""
    frame = table(chart)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(SHEET)
    heading = book.add_format({"bold": True})
    for place, column in enumerate(frame.columns):
        sheet.write_string(0, place, lettering.clean(str(column))[:32_000], heading)
        for row, value in enumerate(frame[column].tolist(), start=1):
            if isinstance(value, str):
                sheet.write_string(row, place, lettering.clean(value)[:32_000])
            elif isinstance(value, bool):
                sheet.write_boolean(row, place, value)
            elif value is not None and not math.isnan(value):
                sheet.write_number(row, place, value)
    sheet.set_column(0, 0, 28)
    sheet.freeze_panes(1, 1)
    book.close()
    return Workbook(out.getvalue(), {str(column): place for place, column in enumerate(frame.columns)}, len(frame))
