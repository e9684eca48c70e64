"""Positions as points in space, so that a tree finds the nearest across the antimeridian and at the poles."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

Reals = NDArray[np.float64]

SPHERE_KM: Final = 6371.0088


def in_space(latitudes: Reals, longitudes: Reals) -> Reals:
    """Positions in degrees as metres from the centre of the earth: [position, 3]."""
    return np.column_stack(_geocentric().transform(longitudes, latitudes, np.zeros(len(latitudes))))


def chord_of(km: float) -> float:
    """Metres straight through the earth between points `km` apart along its surface."""
    return float(2 * SPHERE_KM * 1000 * np.sin(km / (2 * SPHERE_KM)))


@cache
def _geocentric() -> Any:
    return Transformer.from_pipeline("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84")
