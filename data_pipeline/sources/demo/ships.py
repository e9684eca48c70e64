"""The invented fleet: everything about a ship follows from its number, so a ship met twice is the same ship."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from data_pipeline.sources.demo.parameters import Flags, Model, Wholes
from warehouse.contract.taxonomy import VESSEL_TYPE

SMALL: Final = 1 << 32
"""Numbers from here on are small craft, which have no IMO number."""
FIRST_IMO: Final = 200_000
IMO_RANGE: Final = 300_000
VESSEL_TYPES: Final = list(VESSEL_TYPE)
_PRIME: Final = 1_000_003


@dataclass(frozen=True)
class Fleet:
    """The ships of one simulation: `size` merchant ships and as many small craft; `seed` shuffles names and numbers."""

    model: Model
    size: int
    seed: int

    @cached_property
    def words(self) -> list[str]:
        names = self.model.numbers["names"]
        return [first + second for first in names["beginnings"] for second in names["endings"]]

    @cached_property
    def flags(self) -> list[str]:
        return list(self.model.numbers["flags"])

    def draw(self, small: Flags, rng: np.random.Generator) -> Wholes:
        """Numbers of ships drawn at random, small craft where `small`."""
        return np.asarray(rng.integers(0, self.size, len(small)) + small * SMALL)

    def name_words(self, ship: Wholes) -> tuple[Wholes, Wholes]:
        """Numbers of a ship's two words; no two ships share both."""
        every = len(self.words) ** 2
        number = ((ship % SMALL) * 2 + (ship >= SMALL) + self.seed % every) * _PRIME % every
        return number // len(self.words), number % len(self.words)

    def imo_number(self, ship: Wholes) -> Wholes:
        """IMO numbers with the right check digit, out of a range that no real ship has; 0 for small craft."""
        six = FIRST_IMO + (ship * 7919 + self.seed) % IMO_RANGE
        return np.where(ship >= SMALL, 0, six * 10 + check_digit(six))

    def vessel_type(self, ship: Wholes) -> Wholes:
        """Index into VESSEL_TYPES."""
        merchant, small = self._mix("merchant", ship), self._mix("small", ship)
        return np.where(ship >= SMALL, small, merchant)

    def flag(self, ship: Wholes) -> Wholes:
        """Index into `flags`."""
        shares = np.array(list(self.model.numbers["flags"].values()))
        return _pick(shares, _spread(ship, self.seed + 1))

    def _mix(self, kind: str, ship: Wholes) -> Wholes:
        mix = self.model.numbers["fleet"][kind]
        types = np.array([VESSEL_TYPES.index(name) for name in mix])
        return np.asarray(types[_pick(np.array(list(mix.values())), _spread(ship, self.seed))])


def check_digit(six: Wholes) -> Wholes:
    """Last digit of the IMO number whose first six digits are given (IMO resolution A.1117(30))."""
    weighted = sum(((six // 10**place) % 10) * (place + 2) for place in range(6))
    return np.asarray(weighted % 10)


def _pick(shares: np.ndarray, uniform: np.ndarray) -> Wholes:
    edges = np.cumsum(shares / shares.sum())
    return np.minimum(np.searchsorted(edges, uniform, side="right"), len(shares) - 1)


def _spread(ship: Wholes, salt: int) -> np.ndarray:
    """A number in [0, 1) that looks random and depends on ship and salt only (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = ship.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15) * np.uint64(salt % (1 << 32) + 1)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return np.asarray((mixed >> np.uint64(11)) / float(1 << 53))


def fleet_size(model: Model, incidents: float) -> int:
    """Merchant ships in the fleet for so many incidents."""
    said = model.numbers["behaviour"]
    return int(min(max(incidents * said["ships_per_incident"], said["least_ships"]), said["most_ships"]))


def texts(values: list[str], index: Wholes, known: Flags | None = None) -> pa.Array:
    """`values[index]` as an Arrow text array, null where not `known`."""
    mask = None if known is None else ~known
    return pa.array(values, pa.string()).take(pa.array(np.where(index < 0, 0, index), mask=mask))
