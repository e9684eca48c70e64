"""A density as an image in Web Mercator, for a map, and as a map's description, for documents."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from analytics.density import scale
from analytics.density.density import UNIT, Density
from analytics.density.kernels import Field
from analytics.describe.colours import rgb_values
from analytics.describe.maps import Map, Raster
from warehouse.reference.sea_share import CELL_DEGREES, COLUMNS, ROWS, sea_share

Bounds = tuple[float, float, float, float]
"""West, south, east and north in degrees; east may lie beyond 180."""

WORLD: Final[Bounds] = (-180.0, -78.0, 180.0, 84.0)
WIDTH: Final = 2048
BEYOND: Final = 0.6
"""How much further the image of a document's map goes than its view, as a share of it: the sheet decides the shape of the window."""


@dataclass(frozen=True, slots=True)
class DensityImage:
    """A PNG and its bounds in degrees: its rows are evenly spaced in Web Mercator, as a BitmapLayer of deck.gl draws them."""

    png: bytes
    bounds: Bounds


def density_image(density: Density, dark: bool, bounds: Bounds = WORLD, width: int = WIDTH) -> DensityImage:
    """The image of a density within `bounds`, `width` pixels wide. Without colour: below the first step, and on land."""
    pixels = _pixels(density, dark, bounds, width)
    # A palette of a few colours: a tenth of the bytes of full colour.
    image = Image.fromarray(pixels, "P")
    colours = [(0, 0, 0), *(rgb_values(colour) for colour in scale.step_colours(len(density.steps), dark))]
    image.putpalette([value for colour in colours for value in colour])
    out = io.BytesIO()
    image.save(out, "PNG", transparency=0)
    return DensityImage(out.getvalue(), bounds)


def legend(density: Density, dark: bool) -> tuple[tuple[str, str], ...]:
    """(Colour, meaning) of every step, from sparse to dense; the unit is UNIT."""
    return tuple(zip(scale.step_colours(len(density.steps), dark), scale.step_titles(density.steps), strict=True))


def density_map(density: Density, title: str, bounds: Bounds = WORLD, footnotes: Sequence[str] = ()) -> Map:
    """The density as a description that a document draws, on its light base map."""
    image = density_image(density, False, _wider(bounds))
    steps = tuple((meaning, colour) for colour, meaning in legend(density, False))
    return Map(
        "density",
        title,
        UNIT,
        f"Map of the density of {density.incidents:,} incidents over the sea. {density.sentence}",
        legend=steps,
        footnotes=(*footnotes, density.sentence),
        raster=Raster(image.png, image.bounds, bounds, density.densest),
    )


def _wider(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    if east - west >= 360:
        return bounds
    across = min((east - west) * BEYOND, (360 - (east - west)) / 2)
    down = (north - south) * BEYOND
    return west - across, max(south - down, WORLD[1]), east + across, min(north + down, WORLD[3])


def _pixels(density: Density, dark: bool, bounds: Bounds, width: int) -> NDArray[np.uint8]:
    """The number of the step of every pixel, from 1; 0 where there is none."""
    west, south, east, north = bounds
    top, bottom = _mercator(north), _mercator(south)
    height = max(1, round(width * np.degrees(top - bottom) / (east - west)))
    longitudes = west + (np.arange(width) + 0.5) * (east - west) / width
    heights = top - (np.arange(height) + 0.5) * (top - bottom) / height
    latitudes = np.degrees(2 * np.arctan(np.exp(heights)) - np.pi / 2)
    if not density.steps:
        return np.zeros((height, width), np.uint8)
    # Between cells in logarithms, in which the sides of a kernel are smooth; far below the first step all is the same.
    floor = density.steps[0] * 1e-3
    drawn = _resampled(np.log(np.maximum(density.values, floor)), latitudes, longitudes)
    steps = np.searchsorted(np.log(density.steps), drawn, side="right").astype(np.uint8)
    rows = np.clip(((90 - latitudes) / CELL_DEGREES).astype(np.int64), 0, ROWS - 1)
    columns = np.floor((longitudes + 180) / CELL_DEGREES).astype(np.int64) % COLUMNS
    steps[_inland()[np.ix_(rows, columns)]] = 0
    return steps


@cache
def _inland() -> NDArray[np.bool_]:
    """Cells without sea in them or in any cell beside them.

    Maps draw their land over the image, from coasts coarser or finer than the cells: an image that ended with the last cell of sea
    would leave slivers of bare sea along them.
    """
    has_sea = np.pad(sea_share() > 0, ((1, 1), (1, 1)), mode="wrap")
    # Rows do not join at the poles.
    has_sea[[0, -1]] = False
    near_sea = np.lib.stride_tricks.sliding_window_view(has_sea, (3, 3)).any(axis=(2, 3))
    return np.logical_not(near_sea)


def _resampled(field: Field, latitudes: Field, longitudes: Field) -> Field:
    """The field at the crossings of rows and columns: cubic (Catmull and Rom 1974) along both, and round the antimeridian."""
    rows, row_parts = _taps((90 - latitudes) / CELL_DEGREES - 0.5)
    columns, column_parts = _taps((longitudes + 180) / CELL_DEGREES - 0.5)
    between = sum(field[np.clip(row, 0, ROWS - 1)] * part[:, None] for row, part in zip(rows, row_parts, strict=True))
    return np.asarray(
        sum(np.asarray(between)[:, column % COLUMNS] * part[None, :] for column, part in zip(columns, column_parts, strict=True))
    )


def _taps(places: Field) -> tuple[list[NDArray[np.int64]], list[Field]]:
    """The four cells around each place, and their weights."""
    before = np.floor(places).astype(np.int64)
    t = places - before
    weights = [
        -0.5 * t + t**2 - 0.5 * t**3,
        1 - 2.5 * t**2 + 1.5 * t**3,
        0.5 * t + 2 * t**2 - 1.5 * t**3,
        -0.5 * t**2 + 0.5 * t**3,
    ]
    return [before + offset for offset in (-1, 0, 1, 2)], weights


def _mercator(latitude: float) -> float:
    return float(np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2)))
