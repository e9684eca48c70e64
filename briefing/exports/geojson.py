"""Rows as GeoJSON (RFC 7946)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from briefing.exports.records import records
from briefing.exports.rows import Rows


class Box:
    """The smallest box around points, fed one by one; it may cross the antimeridian.

    Of each whole degree of longitude the least and the most are kept; the box is the circle less its widest gap. So it is the
    smallest whenever the widest gap is over a degree wide, and else no wider by more than a degree.
    """

    def __init__(self) -> None:
        self.degrees: dict[int, tuple[float, float]] = {}
        self.south, self.north = 90.0, -90.0

    def add(self, longitude: float, latitude: float) -> None:
        self.south, self.north = min(self.south, latitude), max(self.north, latitude)
        low, high = self.degrees.get(int(longitude // 1), (longitude, longitude))
        self.degrees[int(longitude // 1)] = (min(low, longitude), max(high, longitude))

    def bbox(self) -> list[float] | None:
        """[west, south, east, north]; west is greater than east where the box crosses the antimeridian (RFC 7946, 5.2)."""
        if not self.degrees:
            return None
        spans = [self.degrees[degree] for degree in sorted(self.degrees)]
        nexts = [*spans[1:], (spans[0][0] + 360, 0.0)]
        gaps = [after[0] - before[1] for before, after in zip(spans, nexts, strict=True)]
        widest = gaps.index(max(gaps))
        return [spans[(widest + 1) % len(spans)][0], self.south, spans[widest][1], self.north]


def write(rows: Rows, file: Path) -> None:
    """A FeatureCollection in WGS 84, longitude first, -180 to 180; rows without position have a null geometry.

    `bbox`, `snapshot`, `simulated` and `about` (the description) stand beside the features.
    """
    box = Box()
    with file.open("wb") as out:
        out.write(b'{"type":"FeatureCollection","snapshot":' + orjson.dumps(rows.about.snapshot))
        out.write(b',"simulated":' + orjson.dumps(rows.about.simulated) + b',"about":' + orjson.dumps(rows.about.lines()))
        out.write(b',"features":[')
        separator = b"\n"
        for some in records(rows.batches):
            out.write(separator + b",\n".join(orjson.dumps(_feature(row, rows.key, box)) for row in some))
            separator = b",\n"
        out.write(b"\n]")
        if (bbox := box.bbox()) is not None:
            out.write(b',"bbox":' + orjson.dumps(bbox))
        out.write(b"}\n")


def _feature(row: dict[str, Any], key: str, box: Box) -> dict[str, Any]:
    longitude, latitude = row.pop("longitude"), row.pop("latitude")
    geometry = None
    if longitude is not None and latitude is not None:
        box.add(longitude, latitude)
        geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": row[key], "geometry": geometry, "properties": row}
