"""A document's figures as an Excel workbook: a sheet that describes it, then one per chart, map and table."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa

from briefing import document as documents
from briefing.blocks import Document, Exhibit, KeyFigures, TextTable
from briefing.exports.about import About
from briefing.exports.workbook import WorkbookSheet, write_workbook
from warehouse.contract.taxonomy import TLP_CODE


def write_xlsx(document: Document) -> bytes:
    """The document as the bytes of an XLSX file."""
    settings = document.settings
    about = About(
        title=settings.title,
        as_of=document.as_of,
        snapshot=document.snapshot,
        simulated=bool(document.banner),
        filters=(("Period", documents.period_in_words(document)), ("Incidents", document.scope)),
        mark=TLP_CODE[settings.mark].title,
        withheld=document.last_page,
        attributions=(),
    )
    out = io.BytesIO()
    write_workbook(out, about, document_sheets(document))
    return out.getvalue()


def document_sheets(document: Document) -> list[WorkbookSheet]:
    """One sheet for each block that holds figures, in the document's order."""
    sheets_so_far = []
    for section in document.sections:
        for block in section.parts:
            if isinstance(block, Exhibit) and not block.description.is_empty:
                sheets_so_far.append(_sheet_of_frame(block.description.title, block.description.frame()))
            elif (isinstance(block, TextTable) and block.rows) or isinstance(block, KeyFigures):
                sheets_so_far.append(_sheet_of_frame(block.title, block.frame()))
    return sheets_so_far


def _sheet_of_frame(title: str, frame: pd.DataFrame) -> WorkbookSheet:
    return WorkbookSheet.from_table(title, pa.Table.from_pandas(frame, preserve_index=False))
