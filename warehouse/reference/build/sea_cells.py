"""Counts how much of every cell of `warehouse.reference.sea_share` is sea, and says in which sea region its middle lies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from shapely.geometry import Polygon

from warehouse.reference.geography import regions_at
from warehouse.reference.sea_share import CELL_DEGREES, COLUMNS, ROWS, row_latitudes

FINER: Final = 8
"""Each cell is looked at in this many rows and columns: of a cell at the equator, squares of 3.5 km."""


def write_sea_share(file: Path, land: Iterable[Polygon]) -> None:
    """Write `sea`, the squares of each cell that are sea, and `of`, how many there are."""
    np.savez_compressed(file, sea=(FINER**2 - land_squares(land)).astype(np.uint8), of=np.array(FINER**2))


def write_region_cells(file: Path) -> None:
    """Write `region`, the number of each cell's sea region, and `codes`, the regions by number; the code of no region is empty."""
    longitudes = np.tile((np.arange(COLUMNS) + 0.5) * CELL_DEGREES - 180, ROWS)
    codes, numbers = np.unique(regions_at(np.repeat(row_latitudes(), COLUMNS), longitudes), return_inverse=True)
    np.savez_compressed(file, region=numbers.reshape(ROWS, COLUMNS).astype(np.uint8), codes=codes)


def land_squares(land: Iterable[Polygon]) -> NDArray[np.int64]:
    """How many squares of each cell are land."""
    sheet = Image.new("L", (COLUMNS * FINER, ROWS * FINER), 0)
    pen = ImageDraw.Draw(sheet)
    # The largest first, so that an island in a lake is drawn after the lake.
    for polygon in sorted(land, key=lambda shape: -shape.area):
        for number, ring in enumerate([polygon.exterior, *polygon.interiors]):
            pen.polygon(_pixels_of(shapely.get_coordinates(ring)), fill=0 if number else 1)
    squares: NDArray[np.int64] = np.asarray(sheet, dtype=np.int64).reshape(ROWS, FINER, COLUMNS, FINER).sum((1, 3))
    return squares


def _pixels_of(corners: NDArray[np.float64]) -> list[tuple[float, float]]:
    # Pillow counts from the middle of a pixel.
    across = (corners[:, 0] + 180) / CELL_DEGREES * FINER - 0.5
    down = (90 - corners[:, 1]) / CELL_DEGREES * FINER - 0.5
    return list(zip(across.tolist(), down.tolist(), strict=True))
