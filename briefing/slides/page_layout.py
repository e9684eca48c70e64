"""Where the parts of a page stand on a 16:9 slide, worked out once for PowerPoint and PDF. Every text is measured before it is placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefing import lettering
from briefing.blocks import BriefingFigure, Exhibit, Page, TextTable, split_lead
from briefing.slides import shapes, tables
from briefing.slides.shapes import INCH, INK, LINE, MUTED
from briefing.slides.template import BODY, NOTES, TITLE, Box

TITLE_SIZES: Final = (26.0, 24.0, 22.0, 20.0, 18.0)
FIRST_TITLE_SIZES: Final = (22.0, 20.0, 18.0)
"""Of the first slide, above whose title a line says whose briefing it is."""
POINT_SIZES: Final = (20.0, 18.0, 16.0, 14.0, 13.0, 12.0, 11.0)
TABLE_SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0)
CAPTION: Final = 12.0
"""Points of the title of a chart or table on a page, whose own title states the finding."""
CAPTION_ROOM: Final = 0.32
TILE_HEIGHT: Final = 1.22
AIR: Final = 0.06
"""Inches added to every row of a table where there is room."""
WIDEST_PADDING: Final = 0.12
GAP: Final = 0.35
HEADROOM: Final = 0.16
"""Inches between the title and what stands below it."""
MAIN_SHARE: Final = 0.6
"""Share of the width that the picture takes where something stands beside it."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Paragraphs, each a lead set in bold and the rest."""

    box: Box
    paragraphs: tuple[tuple[str, str], ...]
    size: float
    colour: str = INK
    space: float = 0.0


@dataclass(frozen=True, slots=True)
class PlacedExhibit:
    """A chart or map that fills its box."""

    box: Box
    exhibit: Exhibit


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """The rows of a table that fit into its box, with `padding` inches above and below each."""

    box: Box
    table: TextTable
    rows: tuple[tuple[str, ...], ...]
    size: float
    padding: float


@dataclass(frozen=True, slots=True)
class PlacedTile:
    """A key figure: title, value and change with their sizes, on a ground of its own."""

    box: Box
    figure: BriefingFigure
    texts: tuple[PlacedText, ...]


Placed = PlacedText | PlacedExhibit | PlacedTable | PlacedTile


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A slide: its title as fitted, what stands on it, and rows of its table for which there was no room."""

    title: str
    title_size: float
    items: tuple[Placed, ...]
    more_rows: tuple[tuple[str, ...], ...]


def lay_out(page: Page, is_first: bool = False) -> PageLayout:
    """The layout of one page, or of the first."""
    title, size = shapes.fit_text(page.title, TITLE[2], FIRST_TITLE_SIZES if is_first else TITLE_SIZES, 2, bold=True)
    items: list[Placed] = []
    left, top, width, height = BODY[0], BODY[1] + HEADROOM, BODY[2], BODY[3] - HEADROOM
    if page.figures is not None:
        items += _tiles(page.figures.items, (left, top, width, TILE_HEIGHT))
        top, height = top + TILE_HEIGHT + 0.25, height - TILE_HEIGHT - 0.25
    main, beside = (left, top, width, height), None
    if sum(part is not None for part in (page.exhibit, page.table)) + bool(page.points) > 1:
        share = width * MAIN_SHARE
        main, beside = (left, top, share, height), (left + share + GAP, top, width - share - GAP, height)
    more: tuple[tuple[str, ...], ...] = ()
    if page.exhibit is not None:
        items += _captioned_exhibit(page.exhibit, main)
    if page.table is not None:
        placed, more = _captioned_table(page.table, beside if page.exhibit is not None and beside else main)
        items += placed
    if page.points and not (page.exhibit is not None and page.table is not None):
        items.append(_points(page, _below_caption(beside) if beside else main))
    if page.footnotes:
        text, note_size = shapes.fit_text(" ".join(page.footnotes), NOTES[2], (10, 9, 8), 2)
        items.append(PlacedText(NOTES, (("", text),), note_size, MUTED))
    return PageLayout(title, size, tuple(items), more)


def _tiles(figures: Sequence[BriefingFigure], box: Box) -> list[Placed]:
    step = (box[2] + 0.25) / max(len(figures), 1)
    tiles: list[Placed] = []
    for number, figure in enumerate(figures):
        tile = (box[0] + number * step, box[1], step - 0.25, box[3])
        inner = tile[2] - 0.3
        texts = []
        line = tile[1] + 0.1
        for text, sizes, colour, bold, lines in (
            (figure.title, (13.0, 11.0), MUTED, False, 1),
            (figure.value, (28.0, 24.0), INK, True, 1),
            (figure.change, (12.0, 11.0, 10.0), INK, False, 2),
        ):
            fitted, size = shapes.fit_text(text, inner, sizes, lines, bold)
            high = shapes.text_height(fitted, size, inner, bold)
            texts.append(PlacedText((tile[0] + 0.15, line, inner, high), (((fitted, "") if bold else ("", fitted)),), size, colour))
            line += high
        tiles.append(PlacedTile(tile, figure, tuple(texts)))
    return tiles


def _captioned_exhibit(exhibit: Exhibit, box: Box) -> list[Placed]:
    return [_caption(exhibit.title, box), PlacedExhibit(_below_caption(box), exhibit)]


def _captioned_table(table: TextTable, box: Box) -> tuple[list[Placed], tuple[tuple[str, ...], ...]]:
    room = _below_caption(box)
    if not table.rows:
        return [_caption(table.title, box), PlacedText(room, (("", table.empty),), 14.0, MUTED)], ()
    # The largest size in which all rows stand here uncut with air between them, or else the smallest.
    tight = (*room[:3], room[3] - AIR * (len(table.rows) + 1))
    size = next((size for size in TABLE_SIZES if _fits(table, tight, size)), TABLE_SIZES[-1])
    groups = tables.split_rows(table, room, size)
    rows = tuple(groups[0])
    # A short table is set more widely, so that it does not cling to the top of an empty slide.
    spare = room[3] - tables.height_of(table, rows, room[2], size)
    padding = tables.PADDING + min(max(spare, 0.0) / (len(rows) + 1) / 2, WIDEST_PADDING)
    return [_caption(table.title, box), PlacedTable(room, table, rows, size, padding)], table.rows[len(rows) :]


def _fits(table: TextTable, box: Box, size: float) -> bool:
    return len(tables.split_rows(table, box, size)) == 1 and not tables.cut_rows(table, box, size)


def _caption(title: str, box: Box) -> PlacedText:
    text, size = shapes.fit_text(title, box[2], (CAPTION, 11.0, 10.0), 1)
    return PlacedText((*box[:3], CAPTION_ROOM), (("", text),), size, MUTED)


def _below_caption(box: Box) -> Box:
    return box[0], box[1] + CAPTION_ROOM, box[2], box[3] - CAPTION_ROOM


def _points(page: Page, box: Box) -> PlacedText:
    paragraphs = tuple(split_lead(point) if page.has_leads else ("", point) for point in page.points)
    for size in POINT_SIZES:
        # Half a line between two paragraphs; leads are measured in bold, the wider letters.
        heights = [
            len(lettering.wrap_text(lettering.clean_text(f"{lead} {text}".strip()), size / INCH, box[2] - 0.1, bool(lead))) * LINE + 0.5
            for lead, text in paragraphs
        ]
        if sum(heights) * size / INCH <= box[3]:
            break
    return PlacedText(box, paragraphs, size, INK, size * 0.5)
