"""Positions in words."""

from __future__ import annotations

from typing import Any

from warehouse.contract.taxonomy import POSITION_BASIS
from warehouse.queries.incidents.incidents import COARSE_KM


def in_degrees(row: dict[str, Any]) -> str:
    """`01°12.3′ N 103°54.0′ E`, with as many digits as the precision carries."""
    coarse = (row["position_precision_km"] or 0.0) > COARSE_KM
    return f"{_degrees(row['latitude'], 'NS', 2, coarse)} {_degrees(row['longitude'], 'EW', 3, coarse)}"


def how_precise(row: dict[str, Any]) -> str:
    """How well the position is known, and what it rests on."""
    basis = POSITION_BASIS[row["position_basis"]].title.lower()
    precision = row["position_precision_km"]
    if precision is None:
        return f"{basis}; precision not known"
    if precision > COARSE_KM:
        return f"{basis}; known only to about {precision:,.0f} km"
    return f"{basis}; to about {precision:,.1f} km" if precision < 10 else f"{basis}; to about {precision:,.0f} km"


def _degrees(value: float, sides: str, width: int, coarse: bool) -> str:
    side = sides[0] if value >= 0 else sides[1]
    if coarse:
        return f"{abs(value):0{width + 2}.1f}° {side}"
    minutes = round(abs(value) * 60, 1)
    return f"{int(minutes // 60):0{width}d}°{minutes % 60:04.1f}′ {side}"
