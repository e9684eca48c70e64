"""The ship as far as her company states it, and what makes her easier or harder to attack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from warehouse.contract.taxonomy import VESSEL_TYPE

LOW_FREEBOARD_M: Final = 8.0
FAST_KN: Final = 18.0
"""BMP4 (2011): ships with more freeboard escaped far more often, and none had by then been boarded above this speed. Later editions judge
ship by ship, so both only sort what the officer is told to look at."""


@dataclass(frozen=True, slots=True)
class ShipProfile:
    """What the company states of its ship; None and empty for what it does not. `speed_kn` is the highest she can keep.

    `fitted`: codes of measures that are fitted or trained aboard. `last_ports`: the latest calls as typed, one a line, the latest first.
    """

    name: str = ""
    imo_number: str = ""
    flag: str = ""
    ship_type: str = ""
    gross_tonnage: int | None = None
    freeboard_m: float | None = None
    speed_kn: float | None = None
    fitted: frozenset[str] = frozenset()
    last_ports: str = ""

    def to_fields(self) -> dict[str, Any]:
        """The profile as JSON values by name."""
        return {**asdict(self), "fitted": sorted(self.fitted)}

    @classmethod
    def from_fields(cls, values: Mapping[str, Any]) -> ShipProfile:
        """The profile again; what a later version of the program has added or dropped is left out."""
        known = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        return cls(**{**known, "fitted": frozenset(values.get("fitted", ()))})


def ship_in_words(ship: ShipProfile) -> str:
    """`Anna, IMO 9074729, flag PA, tanker, 30,000 GT, freeboard 6.5 m, highest speed 15 knots`; what is missing is not stated."""
    parts = [
        ship.name or "Ship's name not stated",
        f"IMO {ship.imo_number}" if ship.imo_number else "IMO number not stated",
        f"flag {ship.flag}" if ship.flag else "flag not stated",
        VESSEL_TYPE[ship.ship_type].title.lower() if ship.ship_type else "type not stated",
        f"{ship.gross_tonnage:,} GT" if ship.gross_tonnage else "gross tonnage not stated",
        f"freeboard {ship.freeboard_m:g} m" if ship.freeboard_m else "freeboard not stated",
        f"highest speed {ship.speed_kn:g} knots" if ship.speed_kn else "highest speed not stated",
    ]
    return f"{', '.join(parts)}."


def weak_points(ship: ShipProfile, planned_kn: float) -> tuple[str, ...]:
    """What of freeboard and speed makes boarding easier or harder; what is not stated counts as a weak point to be looked at."""
    return (_freeboard(ship.freeboard_m), _speed(ship.speed_kn, planned_kn))


def _freeboard(metres: float | None) -> str:
    if metres is None:
        return f"Freeboard is not stated: take her as low until it is known to be above {LOW_FREEBOARD_M:g} m (BMP4, 2011)."
    if metres < LOW_FREEBOARD_M:
        return f"Freeboard of {metres:g} m is below {LOW_FREEBOARD_M:g} m: she is easy to board (BMP4, 2011)."
    return f"Freeboard of {metres:g} m is not below {LOW_FREEBOARD_M:g} m: harder to board, not impossible (BMP4, 2011)."


def _speed(highest_kn: float | None, planned_kn: float) -> str:
    planned = f"The plan is for {planned_kn:g} knots"
    if highest_kn is None:
        return f"{planned}; the highest speed she can keep is not stated."
    if highest_kn < FAST_KN:
        return f"{planned}, and she can keep {highest_kn:g}: skiffs are faster (BMP4, 2011, gives {FAST_KN:g} knots as hard to board)."
    return f"{planned}, and she can keep {highest_kn:g}, which BMP4 (2011) gives as hard to board."
