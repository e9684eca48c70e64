"""Names on the map: from `places.toml` to one collection of points for each rank."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def place_collections(file: Path) -> dict[str, dict[str, Any]]:
    """GeoJSON collections of points by rank (`oceans`, `seas`, `straits`, `ports`), each point with its `name`."""
    ranks: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        rank: {"type": "FeatureCollection", "features": [_point_feature(name, position) for name, position in positions.items()]}
        for rank, positions in ranks.items()
    }


def _point_feature(name: str, position: str) -> dict[str, Any]:
    latitude, longitude = (float(number) for number in position.split())
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Point", "coordinates": [longitude, latitude]}}
