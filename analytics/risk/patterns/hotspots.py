"""Hot spots: hexagons whose surroundings hold more incidents than chance would explain.

Getis-Ord Gi* (Getis and Ord 1992, doi 10.1111/j.1538-4632.1992.tb00261.x; Ord and Getis 1995) by the library esda, on square
roots of counts; p values by Monte Carlo, with the false discovery rate held by Benjamini and Hochberg's procedure (1995; for
such local statistics: Caldas de Castro and Singer 2006, doi 10.1111/j.0016-7363.2006.00682.x). The library's own p values are
not used: they hold the hexagon itself fixed and refer to the nearer tail, so that a hexagon with unusually quiet surroundings
gets a small one too.

Only hot spots are returned. A "cold" one would be a place with few records, which may be a place with few watchers.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from h3.api import basic_int as h3
from scipy import stats

Array = npt.NDArray[np.float64]

RESOLUTION: Final = 3
"""H3 resolution: hexagons of about 60 km edge, three in a row across a narrow sea."""
# The smallest p value is one over this: with hundreds of hexagons adjusted together, fewer draws could find nothing.
DRAWS: Final = 100_000
DISCOVERY_RATE: Final = 0.05
# Gi* compares a neighbourhood of up to seven hexagons with the rest, which must be clearly larger.
FEWEST_CELLS: Final = 30
# Fixed, so that the same data give the same map.
SEED: Final = 20240625


@dataclass(frozen=True, slots=True)
class HotSpot:
    """One hexagon: the incidents in it, those in it and its neighbours (`around`), its Gi* as a z value, and its adjusted p value."""

    cell: int
    incidents: int
    around: int
    z: float
    p: float


@dataclass(frozen=True, slots=True)
class HotSpots:
    """The hot hexagons, hottest first; `cells` were tested, holding `incidents`. `reason` says why there is no test."""

    spots: tuple[HotSpot, ...]
    cells: int
    incidents: int
    reason: str = ""


def find_hot_spots(now: pa.Table, ever: pa.Table, draws: int = DRAWS) -> HotSpots:
    """The hexagons of `now` (columns `cell`, `incidents`) that are hot among those where an incident was `ever` recorded.

    The hexagons of `ever` stand for the waters in which ships sail and crime is recorded at all; with land and empty oceans
    every busy place would be hot. Hexagons without a neighbour among them are not tested: Gi* is about surroundings.
    """
    counts = dict(zip(now["cell"].to_pylist(), now["incidents"].to_pylist(), strict=True))
    all_cells = {*ever["cell"].to_pylist(), *counts}
    cells = sorted(cell for cell in all_cells if any(other in all_cells for other in h3.grid_ring(cell, 1)))
    total = sum(counts.get(cell, 0) for cell in cells)
    if len(cells) < FEWEST_CELLS or not total:
        reason = f"{total} incidents in {len(cells)} hexagons are too few to test" if total else "no incident to test"
        return HotSpots((), len(cells), total, reason)
    amounts = np.array([counts.get(cell, 0) for cell in cells], dtype=np.float64)
    neighbours = _neighbour_places(cells)
    # The square root stabilises the variance of counts: one port with very many would otherwise hide all others.
    z = _getis_ord(np.sqrt(amounts), neighbours)
    adjusted = np.asarray(stats.false_discovery_control(_monte_carlo_p(np.sqrt(amounts), neighbours, draws)))
    hot = []
    for place in np.flatnonzero((adjusted <= DISCOVERY_RATE) & (z > 0)).tolist():
        around = int(amounts[[place, *neighbours[place]]].sum())
        hot.append(HotSpot(cells[place], int(amounts[place]), around, float(z[place]), float(adjusted[place])))
    return HotSpots(tuple(sorted(hot, key=lambda spot: -spot.z)), len(cells), total)


def _neighbour_places(cells: list[int]) -> dict[int, list[int]]:
    """For each hexagon, by its place in `cells`, the places of the neighbours that are also in `cells`."""
    place = {cell: number for number, cell in enumerate(cells)}
    return {place[cell]: sorted(place[other] for other in h3.grid_ring(cell, 1) if other in place) for cell in cells}


def _getis_ord(amounts: Array, neighbours: dict[int, list[int]]) -> Array:
    """Gi* of every hexagon as a z value."""
    # Imported here: esda takes seconds to load, and few readers look at hot spots.
    from esda import G_Local
    from libpysal.weights import W

    with warnings.catch_warnings():
        # Waters that do not touch are no mistake here.
        warnings.filterwarnings("ignore", message="The weights matrix is not fully connected")
        weights = W(neighbours, id_order=list(neighbours), silence_warnings=True)
        statistic = G_Local(amounts, weights, transform="B", permutations=0, star=True)
    return np.nan_to_num(np.asarray(statistic.Zs, dtype=np.float64))


def _monte_carlo_p(amounts: Array, neighbours: dict[int, list[int]], draws: int) -> Array:
    """The chance that as many hexagons, drawn at random from all, hold as much as each one and its neighbours do.

    Under complete randomness that depends only on the number of hexagons, so one draw serves all neighbourhoods of that size.
    """
    rng = np.random.default_rng(SEED)
    sizes = np.array([1 + len(neighbours[place]) for place in range(len(amounts))])
    held = np.array([amounts[[place, *neighbours[place]]].sum() for place in range(len(amounts))])
    chances = np.ones(len(amounts))
    for size in np.unique(sizes):
        # With replacement, which is faster: among hundreds of hexagons the difference is far below what the draws can resolve.
        sums = np.sort(amounts[rng.integers(0, len(amounts), (draws, size))].sum(axis=1))
        # The small slack counts draws that are equal but for rounding; adding 1 counts the data as one of the draws.
        as_much = draws - np.searchsorted(sums, held[sizes == size] - 1e-9, side="left")
        chances[sizes == size] = (as_much + 1) / (draws + 1)
    return chances
