"""Names on the map: from `places.toml` to one point collection a rank. Used through `build.py`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def places(file: Path) -> dict[str, dict[str, Any]]:
    """GeoJSON collections of points by rank (`oceans`, `seas`, `straits`, `ports`), each point with its `name`."""
    said: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        rank: {"type": "FeatureCollection", "features": [_point(name, position) for name, position in named.items()]}
        for rank, named in said.items()
    }


def _point(name: str, position: str) -> dict[str, Any]:
    latitude, longitude = (float(number) for number in position.split())
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Point", "coordinates": [longitude, latitude]}}
