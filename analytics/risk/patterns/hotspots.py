"""Hot spots: hexagons whose surroundings hold more incidents than chance would put there.

Getis-Ord Gi* (Getis and Ord 1992, doi 10.1111/j.1538-4632.1992.tb00261.x; Ord and Getis 1995) by the library esda, on square
roots of counts; p values by Monte Carlo, with the false discovery rate held by Benjamini and Hochberg's procedure (1995; for
such local statistics: Caldas de Castro and Singer 2006, doi 10.1111/j.0016-7363.2006.00682.x). The library's own p values are
not used: they hold the hexagon itself fixed and are those of the nearer tail, so that a hexagon with unusually calm
surroundings gets a small one too.

Only hot spots are given. A "cold" one would be a place with few records, which may be a place with few watchers.
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
DRAWS: Final = 100_000
DISCOVERY_RATE: Final = 0.05
FEWEST_CELLS: Final = 30
SEED: Final = 20240625


@dataclass(frozen=True, slots=True)
class HotSpot:
    """One hexagon: incidents in it, in it and its neighbours, its Gi* as a z value, and its adjusted p value (0 to 1)."""

    cell: int
    incidents: int
    around: int
    z: float
    p: float


@dataclass(frozen=True, slots=True)
class HotSpots:
    """The hexagons that are hot, hottest first; `cells` is how many were tested. `reason` says why there is no test."""

    spots: tuple[HotSpot, ...]
    cells: int
    incidents: int
    reason: str = ""


def hot_spots(now: pa.Table, ever: pa.Table, draws: int = DRAWS) -> HotSpots:
    """Hexagons of `now` (columns `cell`, `incidents`) that are hot among those where an incident was `ever` recorded.

    The hexagons of `ever` are the waters in which ships are and crime is recorded at all; land and empty oceans would make
    every frequented place hot. Those without a neighbour among them are not tested: Gi* is about surroundings.
    """
    counts = dict(zip(now["cell"].to_pylist(), now["incidents"].to_pylist(), strict=True))
    every = {*ever["cell"].to_pylist(), *counts}
    cells = sorted(cell for cell in every if any(other in every for other in h3.grid_ring(cell, 1)))
    total = sum(counts.get(cell, 0) for cell in cells)
    if len(cells) < FEWEST_CELLS or not total:
        reason = f"{total} incidents in {len(cells)} hexagons are too few to test" if total else "no incident to test"
        return HotSpots((), len(cells), total, reason)
    amounts = np.array([counts.get(cell, 0) for cell in cells], dtype=np.float64)
    neighbours = _neighbours(cells)
    # The square root steadies the variance of counts: one port with very many would otherwise hide all others.
    z = _getis_ord(np.sqrt(amounts), neighbours)
    adjusted = np.asarray(stats.false_discovery_control(_chances(np.sqrt(amounts), neighbours, draws)))
    hot = []
    for place in np.flatnonzero((adjusted <= DISCOVERY_RATE) & (z > 0)).tolist():
        around = int(amounts[[place, *neighbours[place]]].sum())
        hot.append(HotSpot(cells[place], int(amounts[place]), around, float(z[place]), float(adjusted[place])))
    return HotSpots(tuple(sorted(hot, key=lambda one: -one.z)), len(cells), total)


def _neighbours(cells: list[int]) -> dict[int, list[int]]:
    """Places of the hexagons next to each, as far as they are among `cells`."""
    place = {cell: number for number, cell in enumerate(cells)}
    return {place[cell]: sorted(place[other] for other in h3.grid_ring(cell, 1) if other in place) for cell in cells}


def _getis_ord(amounts: Array, neighbours: dict[int, list[int]]) -> Array:
    """Gi* of every hexagon as a z value."""
    # Not at the top: it takes seconds to load, and few look at hot spots.
    from esda import G_Local
    from libpysal.weights import W

    with warnings.catch_warnings():
        # Waters apart from one another are no mistake.
        warnings.filterwarnings("ignore", message="The weights matrix is not fully connected")
        weights = W(neighbours, id_order=list(neighbours), silence_warnings=True)
        found = G_Local(amounts, weights, transform="B", permutations=0, star=True)
    return np.nan_to_num(np.asarray(found.Zs, dtype=np.float64))


def _chances(amounts: Array, neighbours: dict[int, list[int]], draws: int) -> Array:
    """The chance that as many hexagons, drawn at random from all, hold as much as each and its neighbours do.

    Under complete randomness that depends on the number of hexagons alone, so a draw serves all surroundings of one size.
    """
    rng = np.random.default_rng(SEED)
    sizes = np.array([1 + len(neighbours[place]) for place in range(len(amounts))])
    held = np.array([amounts[[place, *neighbours[place]]].sum() for place in range(len(amounts))])
    chances = np.ones(len(amounts))
    for size in np.unique(sizes):
        # With replacement: among hundreds of hexagons the difference is far below what the draws can tell.
        sums = np.sort(amounts[rng.integers(0, len(amounts), (draws, size))].sum(axis=1))
        as_much = draws - np.searchsorted(sums, held[sizes == size] - 1e-9, side="left")
        chances[sizes == size] = (as_much + 1) / (draws + 1)
    return chances
