"""Spreads incidents over the sea around them: Gaussian kernels in kilometres, on cells of a quarter of a degree.

A kernel covers the same kilometres at every latitude: along a row its width in cells grows towards the poles, and rows join at the
antimeridian. What would fall on land goes back to the sea: every kernel is divided by its share of sea, so that the sum over the sea
is the number of incidents (edge correction of Diggle 1985, doi 10.2307/2347366). Bandwidths vary (Breiman, Meisel and Purcell 1977,
doi 10.1080/00401706.1977.10489521): each kernel is as wide as it takes to hold about ten incidents, within limits, and never finer than
the positions are known. They rest on the incidents around alone, so that a filter for one region changes nothing in its middle.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.ndimage import distance_transform_edt, gaussian_filter1d

from warehouse.reference.sea_share import CELL_DEGREES, COLUMNS, EARTH_KM, ROWS, cell_areas, row_latitudes, sea_share

Field = NDArray[np.float64]

BANDWIDTHS_KM: Final = (30.0, 48.0, 75.0, 120.0)
"""Standard deviations of the kernels. The finest is a strait wide, and just over a cell; with the widest a single incident in an empty
ocean still shows on a map of the world. Each is 1.6 times the one before, so that no edge shows between them."""
PILOT_KM: Final = 75.0
INCIDENTS_HELD: Final = 10.0
"""Incidents that a kernel should hold: from ten, chance moves a rate by a third."""
CELL_KM: Final = EARTH_KM * np.radians(CELL_DEGREES)
LEAST_SEA: Final = 0.02
"""Share of sea under a kernel below which an incident, far inland or in a lake too small for a cell, is moved to the nearest sea."""


def spread(longitudes: Field, latitudes: Field, weights: Field, counts: Field, finest: NDArray[np.int64]) -> Field:
    """Weight per km² of sea, for every cell (ROWS x COLUMNS, north first; see `warehouse.reference.sea_share`).

    Positions in degrees; `counts` are the incidents at each, which `weights` stand for. `finest`: index into BANDWIDTHS_KM of the
    narrowest kernel that each position allows. The sum over the cells of value x area x share of sea is that of the weights. Values
    go on under land, where they mean nothing.
    """
    field = np.zeros((ROWS, COLUMNS))
    if not len(weights):
        return field
    chosen = np.maximum(finest, _bandwidths(longitudes, latitudes, counts))
    for number, bandwidth in enumerate(BANDWIDTHS_KM):
        here = chosen == number
        if here.any():
            field += _spread_with(_gathered(longitudes[here], latitudes[here], weights[here]), bandwidth)
    return field / cell_areas()[:, None]


def value_at(field: Field, longitudes: Field, latitudes: Field) -> Field:
    """The field at positions, linear between the middles of cells."""
    values = np.zeros(len(longitudes))
    for row, column, part in _corners(longitudes, latitudes):
        values += field[row, column] * part
    return values


def _bandwidths(longitudes: Field, latitudes: Field, counts: Field) -> NDArray[np.int64]:
    """Index of the bandwidth with which a kernel at each position holds about INCIDENTS_HELD."""
    around = value_at(_spread_with(_gathered(longitudes, latitudes, counts), PILOT_KM) / cell_areas()[:, None], longitudes, latitudes)
    # A Gaussian holds 2 pi times its variance times the density; far from any sea there may be none around.
    wanted = np.sqrt(INCIDENTS_HELD / (2 * np.pi * np.maximum(around, 1e-12)))
    nearest: NDArray[np.int64] = np.abs(np.log(wanted)[:, None] - np.log(BANDWIDTHS_KM)[None, :]).argmin(axis=1)
    return nearest


def _gathered(longitudes: Field, latitudes: Field, weights: Field) -> Field:
    """Weights on cells, each shared among the four cells around it, so that its position is kept."""
    mass = np.zeros(ROWS * COLUMNS)
    for row, column, part in _corners(longitudes, latitudes):
        mass += np.bincount(row * COLUMNS + column, weights * part, minlength=ROWS * COLUMNS)
    return mass.reshape(ROWS, COLUMNS)


def _corners(longitudes: Field, latitudes: Field) -> list[tuple[NDArray[np.int64], NDArray[np.int64], Field]]:
    """The four cells around each position with their parts: rows, columns, parts."""
    across = (longitudes + 180) / CELL_DEGREES - 0.5
    down = np.clip((90 - latitudes) / CELL_DEGREES - 0.5, 0, ROWS - 1)
    left, top = np.floor(across).astype(np.int64), np.minimum(np.floor(down).astype(np.int64), ROWS - 2)
    right_part, low_part = across - left, down - top
    return [
        (top + below, (left + beside) % COLUMNS, np.abs(1 - below - low_part) * np.abs(1 - beside - right_part))
        for below in (0, 1)
        for beside in (0, 1)
    ]


def _spread_with(mass: Field, bandwidth: float) -> Field:
    sea = _sea_under(bandwidth)
    far = (mass > 0) & (sea < LEAST_SEA)
    if far.any():
        row, column = _nearest_sea(bandwidth)
        moved = mass.copy()
        np.add.at(moved, (row[far], column[far]), mass[far])
        moved[far] = 0.0
        mass = moved
    return _down(_along(mass / np.maximum(sea, LEAST_SEA), bandwidth), bandwidth)


@cache
def _sea_under(bandwidth: float) -> Field:
    """The share of sea under the kernel of each cell."""
    # The steps in the other order than in `_spread_with`: what spreads is the transpose of what is gathered.
    return _along(_down(sea_share(), bandwidth), bandwidth)


@cache
def _nearest_sea(bandwidth: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of the nearest cell with enough sea under its kernel."""
    # Three turns side by side, so that the nearest may lie across the antimeridian.
    is_land = np.tile(_sea_under(bandwidth) < LEAST_SEA, 3)
    rows, columns = distance_transform_edt(is_land, return_distances=False, return_indices=True)
    middle = slice(COLUMNS, 2 * COLUMNS)
    return rows[:, middle].astype(np.int64), columns[:, middle].astype(np.int64) % COLUMNS


def _along(field: Field, bandwidth: float) -> Field:
    """Spread along the rows, which close at the antimeridian."""
    filled = np.flatnonzero(field.any(axis=1))
    out = np.zeros_like(field)
    out[filled] = fft.irfft(fft.rfft(field[filled], axis=1) * _row_kernels(bandwidth)[filled], n=COLUMNS, axis=1)
    # Rounding leaves values below 0 of the order of 1e-17 of the greatest.
    return np.maximum(out, 0.0)


def _down(field: Field, bandwidth: float) -> Field:
    """Spread along the meridians."""
    return np.asarray(gaussian_filter1d(field, bandwidth / CELL_KM, axis=0, mode="reflect"))


@cache
def _row_kernels(bandwidth: float) -> Field:
    """The Fourier transform of each row's kernel, which is symmetric and thus real."""
    squeeze = np.cos(np.radians(row_latitudes()))
    cells = np.minimum(np.arange(COLUMNS), COLUMNS - np.arange(COLUMNS))
    # A kernel wider than the parallel is even along it; the bound keeps the exponent finite at the poles.
    widths = np.minimum(bandwidth / (CELL_KM * squeeze), 10.0 * COLUMNS)
    kernels = np.exp(-0.5 * (cells[None, :] / widths[:, None]) ** 2)
    transformed: Field = fft.rfft(kernels / kernels.sum(axis=1, keepdims=True), axis=1).real
    return transformed
