"""Legends: entries in rows of measured width, so that none runs off the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.lines import Line2D

from briefing import lettering
from briefing.pictures.sheet import BAND, LINE, MUTED, POINT, Rect, Sheet

SIZE: Final = 8.0
SYMBOL_WIDTH: Final = 0.2
DASHES: Final = (0.0, (2.0, 1.0))
GAP: Final = 0.22
"""Inches between two entries."""
MOST_ROWS: Final = 4
"""Beyond that a legend would take the space of the chart it explains."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A name with its symbol, drawn according to `kind` (`area`, `hatch`, `dot`, `ring`, `line`, `dashed` or `tick`)."""

    name: str
    colour: str
    kind: str = "area"


def entry_rows(entries: list[LegendEntry], width: float) -> list[list[tuple[float, LegendEntry]]]:
    """The entries in rows, each with its offset from the left in inches; names too long for a row are cut."""
    rows: list[list[tuple[float, LegendEntry]]] = [[]]
    offset = 0.0
    for entry in entries:
        name = lettering.clip_text(lettering.printable_text(entry.name), SIZE * POINT, width - SYMBOL_WIDTH)
        needed = SYMBOL_WIDTH + lettering.text_width(name, SIZE * POINT)
        if rows[-1] and offset + needed > width:
            rows.append([])
            offset = 0.0
        rows[-1].append((offset, LegendEntry(name, entry.colour, entry.kind)))
        offset += needed + GAP
    return rows if entries else []


def legend_height(entries: list[LegendEntry], width: float) -> float:
    """Height of the legend in inches."""
    return min(len(entry_rows(entries, width)), MOST_ROWS) * SIZE * POINT * 1.6


def draw_legend(sheet: Sheet, entries: list[LegendEntry], rect: Rect) -> None:
    """Draw the legend from the top of `rect` down."""
    step = SIZE * POINT * 1.6
    for number, row in enumerate(entry_rows(entries, rect.width)[:MOST_ROWS]):
        base = rect.top - step * (number + 1) + step * 0.3
        for offset, entry in row:
            _draw_symbol(sheet, entry, rect.left + offset, base)
            sheet.draw_text(rect.left + offset + SYMBOL_WIDTH, base, entry.name, SIZE, MUTED)


def _draw_symbol(sheet: Sheet, entry: LegendEntry, symbol_left: float, base: float) -> None:
    middle, centre = base + SIZE * POINT * 0.36, symbol_left + 0.06
    if entry.kind in ("area", "hatch"):
        hatch = {"hatch": "////", "edgecolor": "#FFFFFF", "linewidth": 0} if entry.kind == "hatch" else {"linewidth": 0}
        sheet.fill_rect(Rect(symbol_left, base - 0.01, 0.13, SIZE * POINT * LINE * 0.68), entry.colour, **hatch)
        return
    xs, style = (
        ([centre], "none")
        if entry.kind in ("dot", "ring")
        else ([symbol_left, symbol_left + 0.15], DASHES if entry.kind == "dashed" else "-")
    )
    if entry.kind == "tick":
        sheet.fill_rect(Rect(symbol_left, base - 0.01, 0.13, SIZE * POINT * LINE * 0.68), BAND, linewidth=0)
        xs, style = [centre, centre], "-"
    ys = [base - 0.01, base + 0.09] if entry.kind == "tick" else [middle] * len(xs)
    sheet.figure.add_artist(
        Line2D(
            [x / sheet.width for x in xs],
            [y / sheet.height for y in ys],
            color=entry.colour,
            linestyle=style,  # type: ignore[arg-type]
            linewidth=1.6,
            marker="o" if entry.kind in ("dot", "ring") else None,
            markersize=4.5,
            markerfacecolor="#FFFFFF" if entry.kind == "ring" else entry.colour,
            transform=sheet.figure.transFigure,
        )
    )
