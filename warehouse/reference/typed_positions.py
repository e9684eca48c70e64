"""A position that a person types: in any usual form, or refused with a sentence that says how to write it.

Latitude and longitude are told apart by their letters, and by their order (latitude first) where both are plain decimal numbers.
Whatever could be read in two ways is refused instead of guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from warehouse.reference.angles import KM_PER_DEGREE, parse_angle

LONGEST: Final = 80
"""Characters of a position; a longer text is refused unread."""

ADVICE: Final = "Write it as 12-30N 045-00E, 12°30.5'N 45°00'E or 12.5, 45.0 (latitude first)."

_SAME_MARK: Final = str.maketrans(
    {
        **dict.fromkeys("′’‘´`ʹ", "'"),
        **dict.fromkeys("″”“ʺ", '"'),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("−–—‐‑", "-"),
        "\u00a0": " ",
        "\u202f": " ",
    }
)
_WORDS: Final = re.compile(r"\b(?:LATITUDE|LONGITUDE|LAT|LONG|LON|LNG|AND|POSN?|POSITION)\b[.:]?", re.ASCII)
_SIDES: Final = (("NORTH", "N"), ("SOUTH", "S"), ("EAST", "E"), ("WEST", "W"))
_LETTERS_LAST: Final = re.compile(r"([^NSEW]+)([NSEW])([^NSEW]+)([NSEW])")
_LETTERS_FIRST: Final = re.compile(r"([NSEW])([^NSEW]+)([NSEW])([^NSEW]+)")
_ANGLE: Final = re.compile(r"""\d[\d .,:°'"-]*""", re.ASCII)
_STRAY_MARK: Final = re.compile(r"[.,:-]{2}|[.,]\s")
_DECIMALS: Final = re.compile(r"([+-]?\d{1,3}(?:[.,]\d{1,12})?)°?(\s*[,;/]\s+|\s*[;/]\s*|\s+|,)([+-]?\d{1,3}(?:[.,]\d{1,12})?)°?", re.ASCII)


class PositionError(ValueError):
    """The text is no position, or more than one; the message says why, for the person who typed it."""


@dataclass(frozen=True, slots=True)
class TypedPosition:
    """A point in degrees, and half the value of its last digit in km."""

    latitude: float
    longitude: float
    precision_km: float


def parse_position(text: str) -> TypedPosition:
    """The position that the whole of `text` states. Raises PositionError."""
    if len(text) > LONGEST:
        raise PositionError(f"A position has at most {LONGEST} characters. {ADVICE}")
    plain = _WORDS.sub(" ", text.translate(_SAME_MARK).replace("''", '"').upper()).strip(" ()[],;")
    for word, letter in _SIDES:
        plain = plain.replace(word, letter)
    letters = re.findall(r"[NSEW]", plain)
    if re.search(r"[^\W\d_NSEW]", plain) or not re.search(r"\d", plain):
        raise PositionError(f"This is not a position. {ADVICE}")
    return _with_letters(plain, letters) if letters else _in_decimals(plain)


def is_like_position(text: str) -> bool:
    """Whether a text was meant as a position: digits, and no words but hemispheres."""
    plain = _WORDS.sub(" ", text[: LONGEST + 1].translate(_SAME_MARK).upper())
    for word, letter in _SIDES:
        plain = plain.replace(word, letter)
    return bool(re.search(r"\d", plain)) and not re.search(r"[^\W\d_NSEW]|[NSEW]{2}", plain) and bool(re.search(r"\d.*[^\d.]", plain))


def _with_letters(plain: str, letters: list[str]) -> TypedPosition:
    if len(letters) != 2 or len({letter in "NS" for letter in letters}) != 2:
        raise PositionError(f"A position has one letter N or S and one letter E or W. {ADVICE}")
    if pair := _LETTERS_LAST.fullmatch(plain):
        # A dash right after the first letter, or by itself, parts the two angles.
        angles = [(pair[2], pair[1]), (pair[4], re.sub(r"^-|^\s*-\s+", "", pair[3]))]
    elif pair := _LETTERS_FIRST.fullmatch(plain):
        angles = [(pair[1], pair[2]), (pair[3], pair[4])]
    else:
        raise PositionError(f"The letters N, S, E and W stand either before both numbers or after both. {ADVICE}")
    (latitude, lat_km), (longitude, lon_km) = sorted(
        (_angle(letter, digits) for letter, digits in angles), key=lambda angle: angle[0][0] in "EW"
    )
    return TypedPosition(latitude[1], longitude[1], max(lat_km, lon_km))


def _angle(letter: str, text: str) -> tuple[tuple[str, float], float]:
    digits = text.lstrip(" ,;/:").rstrip(" ,;/:-")
    if digits.startswith(("-", "+")):
        raise PositionError(f"“{digits}” has both a sign and the letter {letter}: give one of them.")
    limit, name = (90, "latitude") if letter in "NS" else (180, "longitude")
    is_angle = _ANGLE.fullmatch(digits) and not _STRAY_MARK.search(digits)
    angle = parse_angle(digits, letter, limit) if is_angle else None
    if angle is None:
        raise PositionError(f"“{digits} {letter}” is no {name}: at most {limit} degrees, and fewer than 60 minutes and seconds.")
    return (letter, angle[0]), angle[1]


def _in_decimals(plain: str) -> TypedPosition:
    pair = _DECIMALS.fullmatch(plain)
    if pair is None:
        raise PositionError(f"Without the letters N or S and E or W a position is two decimal numbers. {ADVICE}")
    first, gap, second = pair.groups()
    if gap == "," and not ("." in first and "." in second):
        # "12,45" may be twelve and a half degrees or two numbers.
        raise PositionError(f"“{plain}” can be read in two ways: put a space after the comma between latitude and longitude. {ADVICE}")
    latitude, longitude = (float(number.replace(",", ".")) for number in (first, second))
    if abs(latitude) > 90 and abs(longitude) <= 90:
        raise PositionError(f"Latitude comes first, and {first} is more than 90. Did you mean {second}, {first}?")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise PositionError("Latitude reaches from -90 to 90 and longitude from -180 to 180.")
    decimals = min(len(re.split(r"[.,]", number)[1]) if re.search(r"[.,]", number) else 0 for number in (first, second))
    return TypedPosition(latitude, longitude, KM_PER_DEGREE / 2 / 10**decimals)
