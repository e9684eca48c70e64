"""The network of sea routes: places at sea, the lines between them, and the shortest way along them.

Nothing here is changed after it has been read, so that any number of threads may ask at once. Longitudes are between -180 and 180.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from warehouse.reference.geography import FOLDER
from warehouse.reference.ports import ELLIPSOID
from warehouse.reference.space import in_space

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]

PASSAGES: Final[dict[str, str]] = {
    "suez": "Suez Canal",
    "panama": "Panama Canal",
    "bab_el_mandeb": "Bab el-Mandeb",
    "hormuz": "Strait of Hormuz",
    "malacca": "Malacca Strait",
    "sunda": "Sunda Strait",
    "gibraltar": "Strait of Gibraltar",
    "turkish_straits": "Turkish Straits",
    "magellan": "Strait of Magellan",
    "cape": "Cape of Good Hope",
    "bering": "Bering Strait",
    "northwest_passage": "Northwest Passage",
}
"""Passages that a voyage can avoid: code to title."""
USUALLY_CLOSED: Final = frozenset({"northwest_passage"})
CANALS: Final = ("suez", "panama")

_LAND_COUNTS: Final = 5.0
"""A kilometre drawn across land costs as much as this many at sea: routes go around a cape where the network knows a way."""
_STEP_KM: Final = 10.0
"""Distance between the positions on a line among which the nearest is looked for."""


@dataclass(frozen=True, eq=False)
class SeaNetwork:
    """`longitude` and `latitude` of every place; `edges` [line, 2] are the numbers of its ends; `km` its length on the ellipsoid, and
    `land_km` how much of that lies on land (lakes and rivers count as land); `passage` is empty on open water."""

    longitude: Reals
    latitude: Reals
    edges: Wholes
    km: Reals
    land_km: Reals
    passage: NDArray[np.str_]

    def cost(self, line: int) -> float:
        """What the shortest path counts for a line: its kilometres, those on land several times; a canal's are no land."""
        return float(_costs()[line])


@dataclass(frozen=True, slots=True)
class Access:
    """Where a position meets the network: on `line`, at `share` (0 to 1) of the way from its first end to the other, `km` away."""

    line: int
    share: float
    latitude: float
    longitude: float
    km: float


@cache
def sea_network() -> SeaNetwork:
    """The bundled network (`sea_network.npz`, built by `build/sea_network.py`)."""
    with np.load(FOLDER / "sea_network.npz") as file:
        return SeaNetwork(
            file["longitude"], file["latitude"], file["edges"].astype(np.int64), file["km"], file["land_km"],
            file["passages"][file["passage"]],
        )  # fmt: skip


def nearest_access(latitude: float, longitude: float, avoid: frozenset[str] = frozenset()) -> Access:
    """The point of the network nearest to a position, on none of the passages to `avoid`."""
    tree, lines, shares, latitudes, longitudes = _positions_on_lines(avoid)
    number = np.asarray(tree.query(in_space(np.array([latitude]), np.array([longitude])))[1])
    at = int(number[0])
    km = ELLIPSOID.inv(longitude, latitude, float(longitudes[at]), float(latitudes[at]))[2] / 1000
    return Access(int(lines[at]), float(shares[at]), float(latitudes[at]), float(longitudes[at]), float(km))


def shortest_path(start: Access, end: Access, avoid: frozenset[str]) -> tuple[int, ...] | None:
    """The numbers of the places between two accesses, in order; empty along one line, and None where no way is open."""
    network, straight = sea_network(), np.inf
    if start.line == end.line:
        straight = network.cost(start.line) * abs(start.share - end.share)
    from_ends, to_ends = network.edges[start.line], network.edges[end.line]
    before: NDArray[np.int32]
    distances, before = dijkstra(_graph_without(avoid), indices=from_ends, return_predecessors=True)
    first_costs = network.cost(start.line) * np.array([start.share, 1 - start.share])
    last_costs = network.cost(end.line) * np.array([end.share, 1 - end.share])
    totals = first_costs[:, None] + distances[:, to_ends] + last_costs[None, :]
    by_first, by_last = divmod(int(np.argmin(totals)), 2)
    if straight <= totals[by_first, by_last]:
        return () if np.isfinite(straight) else None
    return _walk_back(before[by_first], int(from_ends[by_first]), int(to_ends[by_last]))


@cache
def lines_by_ends() -> dict[tuple[int, int], int]:
    """The number of each line by the numbers of its ends, the lower first."""
    return {(min(a, b), max(a, b)): line for line, (a, b) in enumerate(sea_network().edges.tolist())}


def _walk_back(before: NDArray[np.int32], start: int, end: int) -> tuple[int, ...]:
    path = [end]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return tuple(reversed(path))


@cache
def _costs() -> Reals:
    network = sea_network()
    on_land = np.where(np.isin(network.passage, CANALS), 0.0, network.land_km)
    costs: Reals = network.km + (_LAND_COUNTS - 1) * on_land
    return costs


@lru_cache(maxsize=64)
def _graph_without(avoid: frozenset[str]) -> csr_matrix:
    # One graph for each choice, never one that is changed: two threads with different choices must not meet.
    network = sea_network()
    is_open = ~np.isin(network.passage, list(avoid))
    (first, second), costs = network.edges[is_open].T, _costs()[is_open]
    size = len(network.latitude)
    both = coo_matrix((np.tile(costs, 2), (np.concatenate([first, second]), np.concatenate([second, first]))), (size, size))
    return csr_matrix(both)


@lru_cache(maxsize=64)
def _positions_on_lines(avoid: frozenset[str]) -> tuple[KDTree, Wholes, Reals, Reals, Reals]:
    """A tree of positions along all open lines, with line, share of its length, latitude and longitude of each."""
    network = sea_network()
    numbers = np.flatnonzero(~np.isin(network.passage, list(avoid)))
    steps = np.ceil(network.km[numbers] / _STEP_KM).astype(np.int64) + 1
    lines = np.repeat(numbers, steps + 1)
    shares = np.concatenate([np.linspace(0, 1, count + 1) for count in steps.tolist()])
    (first, second) = network.edges[lines].T
    latitudes = network.latitude[first] + shares * (network.latitude[second] - network.latitude[first])
    eastward = (network.longitude[second] - network.longitude[first] + 180) % 360 - 180
    longitudes = (network.longitude[first] + shares * eastward + 180) % 360 - 180
    return KDTree(in_space(latitudes, longitudes)), lines, shares, latitudes, longitudes
