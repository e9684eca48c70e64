"""How much of every quarter of a degree is sea, from the land of Natural Earth 1:10m, and in which sea region it lies."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).parent / "sea_share.npz"
CELL_DEGREES: Final = 0.25
ROWS: Final = 720
COLUMNS: Final = 1440
EARTH_KM: Final = 6371.0
"""Mean radius of the Earth, the sphere that distances and areas are computed on."""


@cache
def sea_share() -> NDArray[np.float64]:
    """The share of sea (0 to 1) of every cell: ROWS from north to south, COLUMNS from 180 degrees west to 180 degrees east.

    Read only. Built by `warehouse/reference/build/sea_cells.py`.
    """
    with np.load(FILE) as file:
        shares: NDArray[np.float64] = file["sea"] / float(file["of"])
    shares.flags.writeable = False
    return shares


@cache
def region_cells() -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The codes of the sea regions, one of them empty for none, and for every cell the number of the one in which its middle lies."""
    with np.load(FILE.with_name("region_cells.npz")) as file:
        numbers: NDArray[np.int64] = file["region"].astype(np.int64)
        codes = tuple(str(code) for code in file["codes"])
    numbers.flags.writeable = False
    return codes, numbers


@cache
def cell_areas() -> NDArray[np.float64]:
    """Area in km² of the cells of each row."""
    edges = np.radians(90 - CELL_DEGREES * np.arange(ROWS + 1))
    areas: NDArray[np.float64] = EARTH_KM**2 * np.radians(CELL_DEGREES) * -np.diff(np.sin(edges))
    return areas


@cache
def row_latitudes() -> NDArray[np.float64]:
    """Latitude in degrees of the middle of each row."""
    latitudes: NDArray[np.float64] = 90 - CELL_DEGREES * (np.arange(ROWS, dtype=np.float64) + 0.5)
    return latitudes
