"""The invented fleet: everything about a ship follows from its number, so a ship drawn twice has the same particulars."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from data_pipeline.sources.demo.simulator.model import BooleanArray, IntegerArray, SimulationModel
from warehouse.contract.taxonomy import VESSEL_TYPE

SMALL_CRAFT: Final = 1 << 32
"""Numbers from here on are small craft, which have no IMO number."""
FIRST_IMO: Final = 200_000
"""First six digits of the lowest number: IMO numbers 2000000 to 4999999 are not in use, so none is a real ship's."""
IMO_RANGE: Final = 300_000
VESSEL_TYPES: Final = list(VESSEL_TYPE)
_PRIME: Final = 1_000_003
"""Coprime to the number of names, so that multiplying by it shuffles them without repeating one."""


@dataclass(frozen=True)
class Fleet:
    """The ships of one simulation: `size` merchant ships and as many small craft; `seed` shuffles names and numbers."""

    model: SimulationModel
    size: int
    seed: int

    @cached_property
    def words(self) -> list[str]:
        """The invented words of which names are made."""
        names = self.model.numbers["names"]
        return [first + second for first in names["beginnings"] for second in names["endings"]]

    @cached_property
    def flags(self) -> list[str]:
        """ISO 3166-1 alpha-3 codes; `flag` points into this list."""
        return list(self.model.numbers["flags"])

    def draw_ships(self, is_small: BooleanArray, rng: np.random.Generator) -> IntegerArray:
        """Numbers of ships drawn at random, small craft where `is_small`."""
        return np.asarray(rng.integers(0, self.size, len(is_small)) + is_small * SMALL_CRAFT)

    def name_words(self, ship: IntegerArray) -> tuple[IntegerArray, IntegerArray]:
        """Indices of the two words of each ship's name; no two ships share both."""
        names = len(self.words) ** 2
        number = ((ship % SMALL_CRAFT) * 2 + (ship >= SMALL_CRAFT) + self.seed % names) * _PRIME % names
        return number // len(self.words), number % len(self.words)

    def imo_number(self, ship: IntegerArray) -> IntegerArray:
        """IMO numbers with valid check digits, from a range that no real ship has; 0 for small craft."""
        # 7919 is coprime to the range, so no number is given twice.
        first_six = FIRST_IMO + (ship * 7919 + self.seed) % IMO_RANGE
        return np.where(ship >= SMALL_CRAFT, 0, first_six * 10 + check_digit(first_six))

    def vessel_type(self, ship: IntegerArray) -> IntegerArray:
        """Index into VESSEL_TYPES."""
        merchant, small = self._draw_types("merchant", ship), self._draw_types("small", ship)
        return np.where(ship >= SMALL_CRAFT, small, merchant)

    def flag(self, ship: IntegerArray) -> IntegerArray:
        """Index into `flags`."""
        shares = np.array(list(self.model.numbers["flags"].values()))
        return _index_by_share(shares, _uniform_hash(ship, self.seed + 1))

    def _draw_types(self, kind: str, ship: IntegerArray) -> IntegerArray:
        shares = self.model.numbers["fleet"][kind]
        types = np.array([VESSEL_TYPES.index(name) for name in shares])
        return np.asarray(types[_index_by_share(np.array(list(shares.values())), _uniform_hash(ship, self.seed))])


def check_digit(first_six: IntegerArray) -> IntegerArray:
    """Last digit of the IMO number with these first six digits (IMO resolution A.1117(30))."""
    weighted = sum(((first_six // 10**place) % 10) * (place + 2) for place in range(6))
    return np.asarray(weighted % 10)


def _index_by_share(shares: np.ndarray, uniform: np.ndarray) -> IntegerArray:
    edges = np.cumsum(shares / shares.sum())
    return np.minimum(np.searchsorted(edges, uniform, side="right"), len(shares) - 1)


def _uniform_hash(ship: IntegerArray, salt: int) -> np.ndarray:
    """A number in [0, 1) that looks random but depends only on ship and salt (splitmix64, Steele, Lea and Flood 2014)."""
    # 64-bit multiplication is meant to overflow.
    with np.errstate(over="ignore"):
        mixed = ship.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15) * np.uint64(salt % (1 << 32) + 1)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return np.asarray((mixed >> np.uint64(11)) / float(1 << 53))


def fleet_size(model: SimulationModel, incidents: float) -> int:
    """Number of merchant ships in the fleet for this many incidents."""
    behaviour = model.numbers["behaviour"]
    return int(min(max(incidents * behaviour["ships_per_incident"], behaviour["least_ships"]), behaviour["most_ships"]))


def text_array(values: list[str], index: IntegerArray, is_known: BooleanArray | None = None) -> pa.Array:
    """`values[index]` as an Arrow text array, null where not `is_known`."""
    mask = None if is_known is None else ~is_known
    return pa.array(values, pa.string()).take(pa.array(np.where(index < 0, 0, index), mask=mask))
