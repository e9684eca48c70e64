"""A document as DOCX, to be edited and filed: headings, real tables, pictures with alternative text, header and footer with the mark."""

from __future__ import annotations

import io
from typing import Any, Final

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.table import _Cell

from briefing import document as documents
from briefing import pictures
from briefing.blocks import Block, Document, Exhibit, KeyFigures, Page, Paragraphs, TextTable
from briefing.lettering import printable_text
from warehouse.contract.taxonomy import TLP_CODE

WIDTH: Final = 6.7
"""Inches between the margins of A4."""
MARGIN: Final = 0.78
TEXT: Final = 10
TABLE_TEXT: Final = 8
NOTE_TEXT: Final = 7.5
FONT: Final = "Arial"
MUTED: Final = RGBColor(0x52, 0x62, 0x6F)
HEAD_FILL: Final = "E8EEF3"


def write_docx(document: Document) -> bytes:
    """The document as the bytes of a DOCX file. Texts are set as text, never as markup."""
    word = docx.Document()
    _set_up(word, document)
    word.add_heading(printable_text(document.settings.title), 0)
    _add_paragraph(word, f"{documents.period_in_words(document)}; {document.scope}. {document.stamp}.", quiet=True)
    for section in document.sections:
        word.add_heading(printable_text(section.title), 1)
        for block in section.blocks:
            _add_block(word, block)
    word.add_heading("About this document", 1)
    for line in document.last_page:
        _add_paragraph(word, line)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _set_up(word: Word, document: Document) -> None:
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(TEXT)
    for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11)):
        heading = word.styles[name]
        heading.font.name, heading.font.size, heading.font.color.rgb = FONT, Pt(size), RGBColor(0x16, 0x23, 0x2F)
        # The template's theme fonts would win over the name.
        heading.element.rPr.rFonts.set(qn("w:asciiTheme"), FONT)
        del heading.element.rPr.rFonts.attrib[qn("w:asciiTheme")]
        heading.element.rPr.rFonts.set(qn("w:ascii"), FONT)
    page = word.sections[0]
    page.page_width, page.page_height = Inches(8.27), Inches(11.69)
    page.left_margin = page.right_margin = Inches(MARGIN)
    mark = TLP_CODE[document.settings.mark].title
    head = " · ".join(part for part in (document.settings.organisation, mark, document.banner) if part)
    for paragraph, text in ((page.header.paragraphs[0], head), (page.footer.paragraphs[0], f"{document.stamp} · {mark}")):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run(printable_text(text)).font.size = Pt(NOTE_TEXT)
    properties = word.core_properties
    properties.title, properties.author = printable_text(document.settings.title), printable_text(document.settings.organisation)
    properties.subject, properties.keywords, properties.comments = printable_text(document.scope), mark, ""
    properties.language = "en-GB"


def _add_block(word: Word, block: Block) -> None:
    if isinstance(block, Page):
        word.add_heading(printable_text(block.title), 2)
        for point in block.points:
            _add_paragraph(word, point)
        for part in block.blocks:
            _add_block(word, part)
        _add_notes(word, block.notes)
    elif isinstance(block, Paragraphs):
        if block.title:
            word.add_heading(printable_text(block.title), 2)
        for text in filter(None, block.paragraphs):
            _add_paragraph(word, text, quiet=block.quiet)
    elif isinstance(block, Exhibit):
        _add_picture(word, block)
    elif isinstance(block, KeyFigures):
        frame = block.frame()
        _add_table(word, block.title, list(frame.columns), [tuple(map(str, row)) for row in frame.itertuples(index=False)], [1.0] * 4)
        _add_notes(word, block.notes)
    else:
        _add_text_table(word, block)


def _add_paragraph(word: Word, text: str, *, quiet: bool = False) -> None:
    run = word.add_paragraph().add_run(printable_text(text))
    if quiet:
        run.font.size, run.font.color.rgb = Pt(NOTE_TEXT), MUTED


def _add_notes(word: Word, notes: tuple[str, ...]) -> None:
    if notes:
        _add_paragraph(word, " ".join(notes), quiet=True)


def _add_picture(word: Word, block: Exhibit) -> None:
    word.add_heading(printable_text(block.title), 2)
    if not block.description.is_empty:
        picture = word.add_picture(io.BytesIO(pictures.render_png(block.description)), width=Inches(WIDTH))
        picture._inline.docPr.set("descr", printable_text(block.description.alt))
    _add_notes(word, block.notes)


def _add_text_table(word: Word, block: TextTable) -> None:
    if not block.rows:
        word.add_heading(printable_text(block.title), 2)
        _add_paragraph(word, block.empty)
        return
    _add_table(word, block.title, [column.title for column in block.columns], block.rows, [column.share for column in block.columns])
    _add_notes(word, block.notes)


def _add_table(word: Word, title: str, head: list[str], rows: Any, shares: list[float]) -> None:
    word.add_heading(printable_text(title), 2)
    table = word.add_table(1, len(head), style="Table Grid")
    table.autofit = False
    widths = [Inches(WIDTH * share / sum(shares)) for share in shares]
    lines = [head, *rows]
    for _ in rows:
        table.add_row()
    for row, line in zip(table.rows, lines, strict=True):
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.width = width
            _set_cell(cell, text, is_head=line is head)
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _set_cell(cell: _Cell, text: str, *, is_head: bool) -> None:
    run = cell.paragraphs[0].add_run(printable_text(text))
    run.font.size, run.bold = Pt(TABLE_TEXT), is_head
    if is_head:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), HEAD_FILL)
        cell._tc.get_or_add_tcPr().append(shade)
