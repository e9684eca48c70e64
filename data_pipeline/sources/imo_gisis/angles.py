"""Latitude and longitude as GISIS writes them: `1° 16.50' N`, whose degree sign may be garbled, or decimal degrees."""

from __future__ import annotations

import re
from typing import Final

# The degree and minute signs are garbled on the way: any character but a digit may stand for them.
_DECIMAL: Final = re.compile(r"""([+-]?)(\d{1,3}(?:[.,]\d+)?)[^\d'’′´"A-Za-z]{0,3}([NSEW])?""", re.IGNORECASE)
_MINUTES: Final = re.compile(r"(\d{1,3})\D{1,4}(\d{1,2}(?:[.,]\d+)?)\D{0,4}?(?:(\d{1,2}(?:[.,]\d+)?)\D{0,4}?)?([NSEW])", re.IGNORECASE)
_MAX_LENGTH: Final = 40


def parse_angle(text: str, letters: str, limit: int) -> float | None:
    """Signed degrees, None when the text is not such an angle; `letters` is "NS" or "EW", `limit` the largest value.

    Minutes need their letter, without which the hemisphere is unknown; decimal degrees may have a sign instead.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    if (match := _DECIMAL.fullmatch(text)) is not None:
        sign, letter = match[1], (match[3] or "").upper()
        value = _parse_number(match[2])
        # "-1.5 N" contradicts itself.
        if sign == "-" and letter == letters[0]:
            return None
    elif (match := _MINUTES.fullmatch(text)) is not None:
        sign, letter = "", match[4].upper()
        minutes, seconds = _parse_number(match[2]), _parse_number(match[3] or "0")
        if minutes >= 60 or seconds >= 60:
            return None
        value = _parse_number(match[1]) + minutes / 60 + seconds / 3600
    else:
        return None
    # A latitude with "E" is a longitude in the wrong column.
    if value > limit or letter not in ("", *letters):
        return None
    return round(-value if sign == "-" or letter == letters[1] else value, 6)


def _parse_number(text: str) -> float:
    return float(text.replace(",", "."))
