"""A document's figures as an Excel workbook: one sheet for each chart, map and table, described on the first."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa

from briefing import document as documents
from briefing.blocks import Document, Figures, Picture, Table
from briefing.exports.about import About
from briefing.exports.workbook import Sheet, write_workbook
from warehouse.contract.taxonomy import TLP_CODE


def write(document: Document) -> bytes:
    """The bytes of the XLSX file."""
    settings = document.settings
    about = About(
        title=settings.title,
        as_of=document.as_of,
        snapshot=document.snapshot,
        simulated=bool(document.banner),
        filters=(("Period", documents.span(document)), ("Incidents", document.where)),
        mark=TLP_CODE[settings.mark].title,
        withheld=document.last_page,
        attributions=(),
    )
    out = io.BytesIO()
    write_workbook(out, about, sheets(document))
    return out.getvalue()


def sheets(document: Document) -> list[Sheet]:
    """One sheet for each block with figures, in the document's order."""
    found = []
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Picture) and not block.described.is_empty:
                found.append(_sheet(block.described.title, block.described.frame()))
            elif (isinstance(block, Table) and block.rows) or isinstance(block, Figures):
                found.append(_sheet(block.title, block.frame()))
    return found


def _sheet(title: str, frame: pd.DataFrame) -> Sheet:
    return Sheet.of(title, pa.Table.from_pandas(frame, preserve_index=False))
