"""The corridor along a voyage: which incidents happened in it, at which leg, and how much of each region's crime falls into it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d
from scipy.spatial import KDTree

from analytics.density.density import Density
from analytics.voyage.route.legs import ROUTES_KEPT, Passage
from analytics.voyage.route.routes import Route
from warehouse.reference.ports import KM_PER_NM
from warehouse.reference.sea_share import CELL_DEGREES, COLUMNS, ROWS, cell_areas, region_cells, row_latitudes, sea_share
from warehouse.reference.space import chord_of, in_space

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]

WIDTHS_NM: Final = (25.0, 50.0, 100.0)
USUAL_NM: Final = 25.0
WAITING_NM: Final = 12.0
"""What lies this near to where a ship waits belongs to the wait, not to the legs before and after: roads and anchorages."""
CELL_NM: Final = 60 * CELL_DEGREES
NO_LEG: Final = -1


class Corridor:
    """All within `within_nm` of a voyage on either side, each position belonging to the leg that it is nearest to, or to a wait there."""

    def __init__(self, route: Route, spans: tuple[tuple[int, int], ...], within_nm: float) -> None:
        """`spans`: first and last position of the route of each leg; both are the same where the ship waits."""
        self.within_nm = within_nm
        self._latitude, self._longitude = route.latitude, route.longitude
        self._tree = KDTree(in_space(route.latitude, route.longitude))
        self._leg_of_position = np.repeat(
            np.arange(len(spans)), [last - first + (number == len(spans) - 1) for number, (first, last) in enumerate(spans)]
        )
        self._waits = [(number, first) for number, (first, last) in enumerate(spans) if first == last]

    def legs_at(self, latitudes: Reals, longitudes: Reals) -> Wholes:
        """The leg (counted from 0) of each position in the corridor; NO_LEG outside it."""
        legs = np.full(len(latitudes), NO_LEG)
        near = np.flatnonzero(self._near_grid()[_rows_of(latitudes), _columns_of(longitudes)])
        nearest, _ = self._nearest(latitudes[near], longitudes[near], self.within_nm)
        legs[near] = nearest
        return legs

    @cached_property
    def cells(self) -> CorridorCells:
        """The squares of `warehouse.reference.sea_share` that the corridor covers, in part or whole."""
        rows, columns = np.nonzero(self._near_grid() & (sea_share() > 0))
        latitudes: Reals = row_latitudes()[rows]
        longitudes: Reals = (columns.astype(np.float64) + 0.5) * CELL_DEGREES - 180
        legs, metres = self._nearest(latitudes, longitudes, self.within_nm + CELL_NM)
        # A square on the edge counts by how far its middle lies inside.
        covered = np.clip((self.within_nm - metres / 1000 / KM_PER_NM) / CELL_NM + 0.5, 0.0, 1.0)
        kept = (legs != NO_LEG) & (covered > 0)
        return CorridorCells(rows[kept], columns[kept], covered[kept], legs[kept])

    def _nearest(self, latitudes: Reals, longitudes: Reals, within_nm: float) -> tuple[Wholes, Reals]:
        """The leg nearest to each position, and metres to it; NO_LEG beyond `within_nm`."""
        if not len(latitudes):
            return np.empty(0, np.int64), np.empty(0)
        metres, places = self._tree.query(in_space(latitudes, longitudes), distance_upper_bound=chord_of(within_nm * KM_PER_NM))
        legs = np.append(self._leg_of_position, NO_LEG)[np.minimum(places, len(self._leg_of_position))]
        for leg, place in self._waits:
            here = self._tree.data[place]
            around = chord_of(min(WAITING_NM, self.within_nm) * KM_PER_NM)
            legs[(legs != NO_LEG) & (np.linalg.norm(in_space(latitudes, longitudes) - here, axis=1) <= around)] = leg
        return legs, np.asarray(metres)

    def _near_grid(self) -> NDArray[np.bool_]:
        """Whether the corridor may touch each square."""
        grid = np.zeros(ROWS * COLUMNS, np.bool_)
        grid[self._near_squares] = True
        return grid.reshape(ROWS, COLUMNS)

    @cached_property
    def _near_squares(self) -> NDArray[np.int32]:
        """The squares that the corridor may touch, by number: those of the way, grown by its width in both directions."""
        grid = np.zeros((ROWS, COLUMNS), np.uint8)
        grid[_rows_of(self._latitude), _columns_of(self._longitude)] = 1
        reach = self.within_nm / CELL_NM + 1
        grown = maximum_filter1d(grid, 2 * int(np.ceil(reach)) + 1, axis=0, mode="constant")
        for row in np.flatnonzero(grown.any(axis=1)):
            # Squares become narrower towards the poles; in the last rows the corridor may reach all around.
            sideways = min(int(np.ceil(reach / max(np.cos(np.radians(row_latitudes()[row])), 0.01))), COLUMNS // 2 - 1)
            grown[row] = maximum_filter1d(grown[row], 2 * sideways + 1, mode="wrap")
        # Kept by number: a grid for each route of a large fleet would take half a gigabyte.
        return np.flatnonzero(grown).astype(np.int32)


def corridor_of(passage: Passage, within_nm: float) -> Corridor:
    """The corridor of a passage: the same one for every time and speed of the same route."""
    return _corridor(passage.route, tuple((leg.first, leg.last) for leg in passage.legs), within_nm)


@lru_cache(maxsize=ROUTES_KEPT)
def _corridor(route: Route, spans: tuple[tuple[int, int], ...], within_nm: float) -> Corridor:
    return Corridor(route, spans, within_nm)


@dataclass(frozen=True, eq=False)
class CorridorCells:
    """Squares in the corridor: `row` and `column`, the share of each that it covers, and the leg (counted from 0)."""

    row: Wholes
    column: Wholes
    covered: Reals
    leg: Wholes

    def shares_by_leg(self, density: Density, legs: int) -> list[dict[str, float]]:
        """For each leg: the share (0 to 1) of every sea region's incidents that falls into the corridor beside it."""
        mass, totals = _mass(density)
        here = mass[self.row, self.column] * self.covered
        codes, numbers = region_cells()
        regions = numbers[self.row, self.column]
        shares: list[dict[str, float]] = []
        for leg in range(legs):
            own = self.leg == leg
            sums = np.bincount(regions[own], here[own], minlength=len(codes))
            shares.append(
                {code: min(1.0, float(sums[number] / totals[number])) for number, code in enumerate(codes) if code and sums[number] > 0}
            )
        return shares


@lru_cache(maxsize=4)
def _mass(density: Density) -> tuple[Reals, Reals]:
    """Incidents a year in each square, and in each sea region by number."""
    mass: Reals = density.values * cell_areas()[:, None] * sea_share()
    codes, numbers = region_cells()
    return mass, np.asarray(np.bincount(numbers.ravel(), mass.ravel(), minlength=len(codes)), np.float64)


def _rows_of(latitudes: Reals) -> Wholes:
    return np.clip((90 - latitudes) / CELL_DEGREES, 0, ROWS - 1).astype(np.int64)


def _columns_of(longitudes: Reals) -> Wholes:
    return ((longitudes + 180) / CELL_DEGREES).astype(np.int64) % COLUMNS
