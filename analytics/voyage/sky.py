"""Day and night, and the moon, by the positions of both bodies (library ephem)."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

import ephem
import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

HORIZON_DEGREES: Final = -0.833
"""Height of the sun's middle at sunrise and sunset: refraction and half its width (the nautical almanacs' convention)."""
_FULL_MOON: Final = 0.97
_NEW_MOON: Final = 0.03


def is_dark(latitudes: Reals, longitudes: Reals, times: list[datetime]) -> NDArray[np.bool_]:
    """Whether the sun is below the horizon at each position (degrees) and UTC time: night includes twilight."""
    sun, dark = ephem.Sun(), np.zeros(len(times), np.bool_)
    for number, (latitude, longitude, time) in enumerate(zip(latitudes.tolist(), longitudes.tolist(), times, strict=True)):
        sun.compute(ephem.Date(time))
        dark[number] = _height(sun, latitude, longitude, time) < HORIZON_DEGREES
    return dark


def moonlight(time: datetime) -> float:
    """The lit share of the moon's disc, 0 (new) to 1 (full)."""
    moon = ephem.Moon(ephem.Date(time))
    return float(moon.phase) / 100


def moon_in_words(lit: float) -> str:
    """`new moon`, `full moon` or `moon 40% lit`."""
    if lit >= _FULL_MOON:
        return "full moon"
    return "new moon" if lit <= _NEW_MOON else f"moon {lit:.0%} lit"


def _height(sun: ephem.Sun, latitude: float, longitude: float, time: datetime) -> float:
    """Height of the sun's middle above the horizon, degrees, without refraction."""
    # Sidereal time from the observer would cost ten times as much as the whole formula.
    days = ephem.Date(time) - _J2000
    hour_angle = math.radians((280.46061837 + 360.98564736629 * days + longitude) % 360) - float(sun.g_ra)
    north, declination = math.radians(latitude), float(sun.g_dec)
    sine = math.sin(north) * math.sin(declination) + math.cos(north) * math.cos(declination) * math.cos(hour_angle)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))


_J2000: Final = float(ephem.Date("2000/1/1 12:00:00"))
