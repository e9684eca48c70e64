"""Positions in words."""

from __future__ import annotations

from typing import Any

from warehouse.contract.taxonomy import POSITION_BASIS
from warehouse.queries.incidents.incidents import COARSE_KM
from warehouse.reference.angles import angle_in_words


def in_degrees(row: dict[str, Any]) -> str:
    """`01°12.3′ N 103°54.0′ E`; tenths of a degree where the position is known no better."""
    coarse = (row["position_precision_km"] or 0.0) > COARSE_KM
    return f"{_angle_in_words(row['latitude'], 'NS', 2, coarse)} {_angle_in_words(row['longitude'], 'EW', 3, coarse)}"


def precision_in_words(row: dict[str, Any]) -> str:
    """What the position is based on, and how precise it is."""
    basis = POSITION_BASIS[row["position_basis"]].title.lower()
    precision = row["position_precision_km"]
    if precision is None:
        return f"{basis}; precision not known"
    if precision > COARSE_KM:
        return f"{basis}; known only to about {precision:,.0f} km"
    return f"{basis}; to about {precision:,.1f} km" if precision < 10 else f"{basis}; to about {precision:,.0f} km"


def _angle_in_words(value: float, sides: str, width: int, coarse: bool) -> str:
    if coarse:
        return f"{abs(value):0{width + 2}.1f}° {sides[0] if value >= 0 else sides[1]}"
    return angle_in_words(value, sides, width)
