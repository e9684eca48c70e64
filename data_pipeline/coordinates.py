"""Positions in fields: every usual spelling of an angle, and what is out of range, exchanged or counted to 360 degrees.

A position that cannot be read never costs the event: it is published without one, and flagged.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from data_pipeline.facts.place_and_time.positions import find_positions
from data_pipeline.fields import Fields

MALFORMED: Final = "position_malformed"
MENDED: Final = "position_mended"

# The degree and minute signs are garbled on the way: any character but a digit may stand for them.
_DECIMAL: Final = re.compile(r"""([+-]?)(\d{1,3}(?:[.,]\d+)?)[^\d'’′´"A-Za-z]{0,3}([NSEW])?""", re.IGNORECASE)
_MINUTES: Final = re.compile(r"(\d{1,3})\D{1,4}(\d{1,2}(?:[.,]\d+)?)\D{0,4}?(?:(\d{1,3}(?:[.,]\d+)?)\D{0,4}?)?([NSEW])", re.IGNORECASE)
_SIGNED_MINUTES: Final = re.compile(r"([+-])\s?(\d{1,3})\s?[°º˚:]\s?(\d{1,2}(?:[.,]\d+)?)\s?['’′´]?\s?(?:(\d{1,2}(?:[.,]\d+)?)\s?[\"”″]?)?")
_LETTER_FIRST: Final = re.compile(r"([NSEW])\s?(\d.*)", re.IGNORECASE)
_NAME_FIRST: Final = re.compile(r"^(?:lat(?:itude)?|lon(?:g(?:itude)?)?)\b\.?\s?[:=]?\s?", re.IGNORECASE)
_WORDS: Final = (
    (re.compile(r"\s?deg(?:rees?)?\b\.?\s?", re.IGNORECASE), "° "),
    (re.compile(r"\s?min(?:utes?)?\b\.?\s?", re.IGNORECASE), "' "),
    (re.compile(r"\s?sec(?:onds?)?\b\.?\s?", re.IGNORECASE), '" '),
    (re.compile(r"(?<=[\d\s'\"°])([NSEW])(?:orth|outh|ast|est)\b", re.IGNORECASE), r"\1"),
)
# 12'.5 is 12.5 minutes.
_SIGN_BEFORE_DECIMALS: Final = re.compile(r"(?<=\d)\s?['’′´]\s?([.,])(?=\d)")
_DECIMAL_PAIR: Final = re.compile(r"\(?\s?([+-]?\d{1,3}(?:\.\d+)?)\s?°?\s?[,;/\s]\s?([+-]?\d{1,3}(?:\.\d+)?)\s?°?\s?\)?")
_MAX_LENGTH: Final = 40
_MAX_PAIR_LENGTH: Final = 100
_FAR_INLAND_KM: Final = 50.0


@dataclass(frozen=True, slots=True)
class StatedPosition:
    """Both coordinates in degrees or neither, and the codes of what was wrong with them."""

    latitude: float | None = None
    longitude: float | None = None
    issues: list[str] = field(default_factory=list)


def take_position(fields: Fields, latitude_name: str, longitude_name: str) -> StatedPosition:
    """The position in two fields, each a number or a text in any usual spelling."""
    stated = fields.take_any(latitude_name), fields.take_any(longitude_name)
    return position_of(*stated)


def position_of(latitude: Any, longitude: Any) -> StatedPosition:
    """The position of two values, each a number or a text; one half alone is no position, and a fault."""
    north, east = _degrees(latitude, "NS", 90), _degrees(longitude, "EW", 180)
    if north is None or east is None:
        return StatedPosition(issues=[MALFORMED] if _is_stated(latitude) or _is_stated(longitude) else [])
    return in_range(north, east)


def position_in_text(text: str) -> StatedPosition:
    """The one position of a text: `1°07'00"N 103°31'00"E` on one line or two, `01-07.0N 103-31.0E`, `-6.02, 106.9`."""
    text = _plain(" ".join(text[: _MAX_PAIR_LENGTH + 1].split()))
    if 0 < len(text) <= _MAX_PAIR_LENGTH:
        if (pair := _DECIMAL_PAIR.fullmatch(text)) is not None:
            return in_range(float(pair[1]), float(pair[2]))
        halves = re.findall(r"[NSEW][^NSEW]+" if text[0] in "NSEW" else r"[^NSEW]+[NSEW]", text)
        if len(halves) == 2:
            for first, second in (halves, halves[::-1]):
                latitude = parse_angle(first.strip(" ,;/–—-"), "NS", 90, sixty=True)
                longitude = parse_angle(second.strip(" ,;/–—-"), "EW", 180, sixty=True)
                if latitude is not None and longitude is not None:
                    return StatedPosition(latitude, longitude)
        positions, _ = find_positions(text)
        if len(positions) == 1:
            return StatedPosition(round(positions[0].latitude, 6), round(positions[0].longitude, 6))
    return StatedPosition(issues=[MALFORMED])


def in_range(latitude: float, longitude: float) -> StatedPosition:
    """The position, with a longitude beyond 180 counted from the west, and exchanged coordinates put right where that leads to the sea."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return StatedPosition(issues=[MALFORMED])
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return StatedPosition(latitude, longitude)
    if abs(latitude) <= 90 and 180 < longitude <= 360:
        return StatedPosition(latitude, round(longitude - 360, 6), [MENDED])
    if 90 < abs(latitude) <= 180 and abs(longitude) <= 90 and _is_near_the_sea(longitude, latitude):
        return StatedPosition(longitude, latitude, [MENDED])
    return StatedPosition(issues=[MALFORMED])


def parse_angle(text: str, letters: str, limit: int, sixty: bool = False) -> float | None:
    """Signed degrees, None when the text is not such an angle; `letters` is "NS" or "EW", `limit` the largest value.

    Minutes need their letter or a sign, without which the hemisphere is unknown. `sixty` accepts 60 minutes, to which some exports
    round 59.99.
    """
    if len(text) > 2 * _MAX_LENGTH:
        return None
    text = _plain(text.strip())
    if len(text) > _MAX_LENGTH:
        return None
    if (match := _LETTER_FIRST.fullmatch(text)) is not None:
        text = f"{match[2].strip()} {match[1]}"
    value: float | None
    if (match := _DECIMAL.fullmatch(text)) is not None:
        sign, letter = match[1], (match[3] or "").upper()
        value = _parse_number(match[2])
        # "-1.5 N" contradicts itself.
        if sign == "-" and letter == letters[0]:
            return None
    elif (match := _MINUTES.fullmatch(text)) is not None:
        sign, letter = "", match[4].upper()
        value = _from_parts(match[1], match[2], match[3], sixty)
    elif (match := _SIGNED_MINUTES.fullmatch(text)) is not None:
        sign, letter = match[1], ""
        value = _from_parts(match[2], match[3], match[4], sixty)
    else:
        return None
    # A latitude with "E" is a longitude in the wrong column.
    if value is None or value > limit or letter not in ("", *letters):
        return None
    return round(-value if sign == "-" or letter == letters[1] else value, 6)


def _plain(text: str) -> str:
    """The text with signs for the words of degrees and minutes, and without the words latitude and longitude before it."""
    text = _NAME_FIRST.sub("", text)
    for pattern, sign in _WORDS:
        text = pattern.sub(sign, text)
    return _SIGN_BEFORE_DECIMALS.sub(r"\1", text).strip()


def _from_parts(degrees: str, minutes: str, seconds: str | None, sixty: bool) -> float | None:
    parts = _parse_number(minutes), _parse_number(seconds or "0")
    if parts[0] > 60 or (parts[0] == 60 and not sixty) or parts[1] > 60:
        return None
    return _parse_number(degrees) + parts[0] / 60 + parts[1] / 3600


def _parse_number(text: str) -> float:
    return float(text.replace(",", "."))


def _degrees(value: Any, letters: str, limit: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return float(value)
    try:
        return float(value)
    except ValueError:
        return parse_angle(value, letters, limit)


def _is_stated(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _is_near_the_sea(latitude: float, longitude: float) -> bool:
    # Imported here: the shores take a second to load, and few files need them.
    from data_pipeline.geography import locate_positions

    located = locate_positions(np.array([latitude]), np.array([longitude]))
    return located.sea_region[0] is not None and located.on_land_km[0] <= _FAR_INLAND_KM
