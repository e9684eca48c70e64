"""The letters of documents: which fonts hold a text, how wide it is, and how it is fitted into a width.

Widths are sums of the fonts' advances without kerning. Noto Sans is a little wider than Arial, in which slides are shown,
so a text that fits here fits there.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FOLDER: Final = Path(__file__).parent / "fonts"
FILES: Final = ("NotoSans-Regular.ttf", "NotoSansArabic.ttf", "NotoSansSC-1.ttf", "NotoSansSC-2.ttf")
BOLD: Final = "NotoSans-Bold.ttf"
FAMILIES: Final = ("Noto Sans", "Noto Sans Arabic", "Noto Sans SC One", "Noto Sans SC Two")
"""In the order in which they are asked for a character."""

UNKNOWN: Final = "\ufffd"
ELLIPSIS: Final = "…"
_JOINERS: Final = "\u200c\u200d"
"""Zero-width joiners decide the shape of Arabic letters."""
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")


@dataclass(frozen=True, slots=True)
class _Widths:
    """Advance by code point, as shares of the font size."""

    regular: dict[int, float]
    bold: dict[int, float]


@cache
def _widths() -> _Widths:
    regular: dict[int, float] = {}
    for file in FILES:
        regular = {**_advances(file), **regular}
    return _Widths(regular, {**regular, **_advances(BOLD)})


def _advances(file: str) -> dict[int, float]:
    with TTFont(FOLDER / file, lazy=True) as font:
        scale = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {code: metrics[name][0] / scale for code, name in font.getBestCmap().items()}


def clean(text: str) -> str:
    """`text` in composed form on one line without control characters, direction overrides among them: they would turn what follows."""
    kept = (c for c in unicodedata.normalize("NFC", text) if c.isspace() or c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(kept).split())


def printable(text: str) -> str:
    """`clean` text in which what no font here holds has become a replacement mark."""
    known = _widths().regular
    return "".join(c if ord(c) in known else "" if unicodedata.combining(c) or c in _JOINERS else UNKNOWN for c in clean(text))


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in the unit of `size`."""
    known = _widths().bold if bold else _widths().regular
    return size * sum(known.get(ord(c), 1.0) for c in text)


def clipped(text: str, size: float, room: float, bold: bool = False) -> str:
    """`text` if it fits into `room`, else its beginning with an ellipsis."""
    if width(text, size, bold) <= room:
        return text
    left = room - width(ELLIPSIS, size, bold)
    kept = 0
    for c in text:
        left -= width(c, size, bold)
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def wrapped(text: str, size: float, room: float, bold: bool = False, most: int | None = None) -> list[str]:
    """`text` in lines no wider than `room`, broken at blanks and, where a word is wider, within it; the last of `most` lines ends in an
    ellipsis where more would follow."""
    lines: list[str] = []
    line = ""
    for word in (piece for whole in text.split() for piece in _pieces(whole, size, room, bold)):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold) > room:
            lines.append(line)
            longer = word
        line = longer
    lines = [*lines, line] if line or not lines else lines
    if most is not None and len(lines) > most:
        return [*lines[: most - 1], clipped(f"{lines[most - 1]} {lines[most]}{ELLIPSIS}", size, room, bold)]
    return lines


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    """The word, cut where it is wider than a line; Chinese has no blanks and may break anywhere."""
    if width(word, size, bold) <= room:
        return [word]
    pieces, piece = [], ""
    for c in word:
        if piece and width(piece + c, size, bold) > room:
            pieces.append(piece)
            piece = ""
        piece += c
    return [*pieces, piece]
