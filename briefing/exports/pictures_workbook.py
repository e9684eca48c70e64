"""The data of several charts as one workbook: a sheet that describes it, then one for each chart."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pyarrow as pa

from analytics.describe.charts import Picture
from briefing.exports.about import About
from briefing.exports.workbook import WorkbookSheet, write_workbook


def pictures_workbook(about: About, pictures: Sequence[tuple[str, Picture]]) -> bytes:
    """The bytes of an XLSX file; `pictures` are (title of the sheet, chart), those without data left out."""
    sheets = [
        WorkbookSheet.from_table(title, pa.Table.from_pandas(picture.frame(), preserve_index=False))
        for title, picture in pictures
        if not picture.is_empty
    ]
    out = io.BytesIO()
    write_workbook(out, about, sheets)
    return out.getvalue()
