"""Day and night, and the moon, by the positions of both bodies (library ephem)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import ephem
import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

HORIZON_DEGREES: Final = -0.833
"""Height of the sun's middle at sunrise and sunset: refraction and half its width (the nautical almanacs' convention)."""
KNOT_DAYS: Final = 0.25
_J2000: Final = float(ephem.Date("2000/1/1 12:00:00"))
_FULL_MOON: Final = 0.97
_NEW_MOON: Final = 0.03


def is_dark(latitudes: Reals, longitudes: Reals, times: Sequence[datetime]) -> NDArray[np.bool_]:
    """Whether the sun is below the horizon at each position (degrees) and UTC time, in order of time: night includes twilight."""
    dark: NDArray[np.bool_] = sun_heights(latitudes, longitudes, times) < HORIZON_DEGREES
    return dark


def sun_heights(latitudes: Reals, longitudes: Reals, times: Sequence[datetime]) -> Reals:
    """Height of the sun's middle above the horizon, degrees, without refraction; `times` in order."""
    days = np.array([float(ephem.Date(time)) for time in times]) - _J2000
    ascension, declination = _sun_at(days)
    hour_angle = np.radians(280.46061837 + 360.98564736629 * days + longitudes) - ascension
    north = np.radians(latitudes)
    sine = np.sin(north) * np.sin(declination) + np.cos(north) * np.cos(declination) * np.cos(hour_angle)
    heights: Reals = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    return heights


def _sun_at(days: Reals) -> tuple[Reals, Reals]:
    """The sun's right ascension and declination (radians) on days since 2000, straight between knots a quarter of a day apart."""
    knots = np.arange(days.min(), days.max() + 2 * KNOT_DAYS, KNOT_DAYS)
    sun, places = ephem.Sun(), []
    for knot in knots.tolist():
        sun.compute(ephem.Date(knot + _J2000))
        places.append((float(sun.g_ra), float(sun.g_dec)))
    ascension, declination = np.array(places).T
    return np.interp(days, knots, np.unwrap(ascension)), np.interp(days, knots, declination)


def moonlight(time: datetime) -> float:
    """The lit share of the moon's disc, 0 (new) to 1 (full)."""
    moon = ephem.Moon(ephem.Date(time))
    return float(moon.phase) / 100


def moon_in_words(lit: float) -> str:
    """`new moon`, `full moon` or `moon 40% lit`."""
    if lit >= _FULL_MOON:
        return "full moon"
    return "new moon" if lit <= _NEW_MOON else f"moon {lit:.0%} lit"
