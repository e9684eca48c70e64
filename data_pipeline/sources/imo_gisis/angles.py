"""Latitude and longitude as GISIS writes them: `1° 16.50' N`, whose degree sign may have become anything, or decimal degrees."""

from __future__ import annotations

import re
from typing import Final

# The signs after the numbers are lost on the way: any character but a digit may stand for them.
_DECIMAL: Final = re.compile(r"""([+-]?)(\d{1,3}(?:[.,]\d+)?)[^\d'’′´"A-Za-z]{0,3}([NSEW])?""", re.IGNORECASE)
_MINUTES: Final = re.compile(r"(\d{1,3})\D{1,4}(\d{1,2}(?:[.,]\d+)?)\D{0,4}?(?:(\d{1,2}(?:[.,]\d+)?)\D{0,4}?)?([NSEW])", re.IGNORECASE)
_LONGEST: Final = 40


def degrees(text: str, letters: str, limit: int) -> float | None:
    """Degrees with sign, None when the text is no such angle; `letters` are "NS" or "EW", `limit` the largest value.

    Minutes need their letter: without it the hemisphere is not known. Decimal degrees may have a sign instead.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if (found := _DECIMAL.fullmatch(text)) is not None:
        sign, letter = found[1], (found[3] or "").upper()
        value = _number(found[2])
        if sign == "-" and letter == letters[0]:
            return None
    elif (found := _MINUTES.fullmatch(text)) is not None:
        sign, letter = "", found[4].upper()
        minutes, seconds = _number(found[2]), _number(found[3] or "0")
        if minutes >= 60 or seconds >= 60:
            return None
        value = _number(found[1]) + minutes / 60 + seconds / 3600
    else:
        return None
    if value > limit or letter not in ("", *letters):
        return None
    return round(-value if sign == "-" or letter == letters[1] else value, 6)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
