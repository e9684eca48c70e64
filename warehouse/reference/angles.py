"""Angles of a position as people write them: `02-27`, `12°30.5'`, `0227`, `103 45 30`."""

from __future__ import annotations

import re
from typing import Final

KM_PER_DEGREE: Final = 111.195
"""On a sphere of radius 6,371 km."""


def parse_angle(text: str, letter: str, limit: int) -> tuple[float, float] | None:
    """Degrees with sign, and half the value of the last digit in km; None when the digits are not an angle of at most `limit` degrees.

    Digits are parted into degrees, minutes and seconds by anything that is not a digit; a comma or a point between digits is a
    decimal mark, and only the last part may have one. `letter` is the hemisphere.
    """
    parts = re.findall(r"\d+(?:[.,]\d+)?", text)
    if not 1 <= len(parts) <= 3:
        return None
    parts = [part.replace(",", ".") for part in parts]
    if len(parts) == 1:
        parts = _split_run_together(parts[0])
    # Only the last part may have decimals: "12.5-30" is not an angle.
    if any("." in part for part in parts[:-1]):
        return None
    values = [float(part) for part in parts]
    # Minutes and seconds end at 59; "03-68W" is a misprint.
    if len(values) > 1 and max(values[1:]) >= 60:
        return None
    degrees = sum(value / 60**power for power, value in enumerate(values))
    if degrees > limit:
        return None
    decimals = len(parts[-1].partition(".")[2])
    half_km = KM_PER_DEGREE / 2 / 60 ** (len(parts) - 1) / 10**decimals
    return (-degrees if letter in "SWsw" else degrees), half_km


def _split_run_together(digits: str) -> list[str]:
    """`0227` as 02 and 27, `1034530` as 103, 45 and 30; three digits or fewer are degrees alone."""
    integer, dot, decimals = digits.partition(".")
    if len(integer) <= 3:
        return [digits]
    parts = [integer[:-2], integer[-2:]] if len(integer) <= 5 else [integer[:-4], integer[-4:-2], integer[-2:]]
    parts[-1] += dot + decimals
    return parts


def angle_in_words(value: float, sides: str, width: int) -> str:
    """`06°22.8′ N`: `sides` are the letters for positive and negative, `width` the digits of the degrees."""
    # Rounded before the split, so that 59.96 minutes become the next degree and not 60.0.
    minutes = round(abs(value) * 60, 1)
    return f"{int(minutes // 60):0{width}d}°{minutes % 60:04.1f}′ {sides[0] if value >= 0 else sides[1]}"
