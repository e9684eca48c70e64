"""Text in documents: which characters the fonts hold, how wide a text is, and how it is fitted into a width.

Widths are sums of the fonts' advance widths, without kerning. Noto Sans is slightly wider than Arial, in which slides are
shown, so a text that fits here fits there.
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
"""In the order in which they are searched for a character."""

UNKNOWN: Final = "\ufffd"
ELLIPSIS: Final = "…"
_JOINERS: Final = "\u200c\u200d"
"""Zero-width non-joiner and joiner: format characters, but kept, as they decide the shape of Arabic letters."""
_INVISIBLE: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Unicode categories of control, format, surrogate, private and unassigned characters."""


@dataclass(frozen=True, slots=True)
class _FontWidths:
    """Advance widths by code point, as a share of the font size."""

    regular: dict[int, float]
    bold: dict[int, float]


@cache
def _font_widths() -> _FontWidths:
    regular: dict[int, float] = {}
    for file in FILES:
        # The first font that holds a character wins, as in matplotlib and typst.
        regular = {**_glyph_advances(file), **regular}
    # Bold exists for Latin, Greek and Cyrillic only; other scripts fall back to regular, as the renderers do.
    return _FontWidths(regular, {**regular, **_glyph_advances(BOLD)})


def _glyph_advances(file: str) -> dict[int, float]:
    with TTFont(FOLDER / file, lazy=True) as font:
        scale = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {code: metrics[name][0] / scale for code, name in font.getBestCmap().items()}


def clean_text(text: str) -> str:
    """`text` in composed form (NFC), on one line, without control characters.

    Direction overrides are among those removed: they would reverse the text that follows.
    """
    characters = (
        c for c in unicodedata.normalize("NFC", text) if c.isspace() or c in _JOINERS or unicodedata.category(c) not in _INVISIBLE
    )
    return " ".join("".join(characters).split())


def printable_text(text: str) -> str:
    """`text` as `clean_text` gives it, with a replacement mark for every character that none of the fonts holds."""
    advances = _font_widths().regular
    # A combining accent or joiner without a glyph is dropped: a mark in its place would split the letter it belongs to.
    return "".join(c if ord(c) in advances else "" if unicodedata.combining(c) or c in _JOINERS else UNKNOWN for c in clean_text(text))


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line, in the unit of `size`."""
    advances = _font_widths().bold if bold else _font_widths().regular
    # An unknown character counts as a full em, the widest it can be drawn.
    return size * sum(advances.get(ord(c), 1.0) for c in text)


def clip_text(text: str, size: float, room: float, bold: bool = False) -> str:
    """`text` if it fits into `room`, else as much of its beginning as fits with an ellipsis."""
    if text_width(text, size, bold) <= room:
        return text
    remaining = room - text_width(ELLIPSIS, size, bold)
    count = 0
    for c in text:
        remaining -= text_width(c, size, bold)
        if remaining < 0:
            break
        count += 1
    return text[:count].rstrip() + ELLIPSIS


def wrap_text(text: str, size: float, room: float, bold: bool = False, most: int | None = None) -> list[str]:
    """`text` in lines no wider than `room`, broken at spaces, or within a word that is wider than a line.

    At most `most` lines; the last then ends in an ellipsis where more would follow.
    """
    lines: list[str] = []
    line = ""
    for word in (piece for word_of_text in text.split() for piece in _split_word(word_of_text, size, room, bold)):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, bold) > room:
            lines.append(line)
            longer = word
        line = longer
    lines = [*lines, line] if line or not lines else lines
    if most is not None and len(lines) > most:
        # Cutting the last line together with the one after it shows as much as fits before the ellipsis.
        return [*lines[: most - 1], clip_text(f"{lines[most - 1]} {lines[most]}{ELLIPSIS}", size, room, bold)]
    return lines


def _split_word(word: str, size: float, room: float, bold: bool) -> list[str]:
    """The word, cut where it is wider than a line; Chinese has no spaces and may break anywhere."""
    if text_width(word, size, bold) <= room:
        return [word]
    pieces, piece = [], ""
    for c in word:
        if piece and text_width(piece + c, size, bold) > room:
            pieces.append(piece)
            piece = ""
        piece += c
    return [*pieces, piece]
