"""Legends: entries in rows of measured width, so that none runs out of the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.lines import Line2D

from briefing import lettering
from briefing.pictures.sheet import BAND, LINE, MUTED, POINT, Room, Sheet

SIZE: Final = 8.0
KEY: Final = 0.2
DASHES: Final = (0.0, (2.0, 1.0))
GAP: Final = 0.22
MOST_ROWS: Final = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A name with its key: `kind` is how the key is drawn (`area`, `hatch`, `dot`, `ring`, `line`, `dashed` or `tick`)."""

    name: str
    colour: str
    kind: str = "area"


def rows(entries: list[Entry], width: float) -> list[list[tuple[float, Entry]]]:
    """The entries in rows with the left end of each in inches; names too long for a row are cut."""
    found: list[list[tuple[float, Entry]]] = [[]]
    left = 0.0
    for entry in entries:
        name = lettering.clipped(lettering.printable(entry.name), SIZE * POINT, width - KEY)
        needed = KEY + lettering.width(name, SIZE * POINT)
        if found[-1] and left + needed > width:
            found.append([])
            left = 0.0
        found[-1].append((left, Entry(name, entry.colour, entry.kind)))
        left += needed + GAP
    return found if entries else []


def height(entries: list[Entry], width: float) -> float:
    """Inches that the legend takes."""
    return min(len(rows(entries, width)), MOST_ROWS) * SIZE * POINT * 1.6


def draw(sheet: Sheet, entries: list[Entry], room: Room) -> None:
    """The legend from the top of `room` down."""
    step = SIZE * POINT * 1.6
    for number, row in enumerate(rows(entries, room.width)[:MOST_ROWS]):
        base = room.top - step * (number + 1) + step * 0.3
        for left, entry in row:
            _key(sheet, entry, room.left + left, base)
            sheet.write(room.left + left + KEY, base, entry.name, SIZE, MUTED)


def _key(sheet: Sheet, entry: Entry, left: float, base: float) -> None:
    middle, centre = base + SIZE * POINT * 0.36, left + 0.06
    if entry.kind in ("area", "hatch"):
        hatch = {"hatch": "////", "edgecolor": "#FFFFFF", "linewidth": 0} if entry.kind == "hatch" else {"linewidth": 0}
        sheet.patch(Room(left, base - 0.01, 0.13, SIZE * POINT * LINE * 0.68), entry.colour, **hatch)
        return
    xs, style = ([centre], "none") if entry.kind in ("dot", "ring") else ([left, left + 0.15], DASHES if entry.kind == "dashed" else "-")
    if entry.kind == "tick":
        sheet.patch(Room(left, base - 0.01, 0.13, SIZE * POINT * LINE * 0.68), BAND, linewidth=0)
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
