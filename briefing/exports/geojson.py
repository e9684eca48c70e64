"""Rows as GeoJSON (RFC 7946)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from briefing.exports.records import record_chunks
from briefing.exports.rows import ExportRows


class BoundingBox:
    """The smallest box around points that arrive one at a time; it may cross the antimeridian.

    Only the least and greatest longitude within each whole degree are kept, so that memory does not grow with the points. The
    box is the full circle less its widest gap: the smallest box whenever that gap is over a degree wide, and otherwise at most
    a degree too wide.
    """

    def __init__(self) -> None:
        self.degrees: dict[int, tuple[float, float]] = {}
        self.south, self.north = 90.0, -90.0

    def add_point(self, longitude: float, latitude: float) -> None:
        self.south, self.north = min(self.south, latitude), max(self.north, latitude)
        low, high = self.degrees.get(int(longitude // 1), (longitude, longitude))
        self.degrees[int(longitude // 1)] = (min(low, longitude), max(high, longitude))

    def bbox(self) -> list[float] | None:
        """[west, south, east, north] in degrees; west exceeds east where the box crosses the antimeridian (RFC 7946, 5.2)."""
        if not self.degrees:
            return None
        spans = [self.degrees[degree] for degree in sorted(self.degrees)]
        # After the easternmost span comes the westernmost again, one turn of the globe further on.
        nexts = [*spans[1:], (spans[0][0] + 360, 0.0)]
        gaps = [after[0] - before[1] for before, after in zip(spans, nexts, strict=True)]
        widest = gaps.index(max(gaps))
        return [spans[(widest + 1) % len(spans)][0], self.south, spans[widest][1], self.north]


def write_geojson(rows: ExportRows, file: Path) -> None:
    """A FeatureCollection in WGS 84, longitude first, -180 to 180; rows without a position have a null geometry.

    `bbox`, `snapshot`, `simulated` and `about` (the description) are foreign members next to the features (RFC 7946, 6.1).
    """
    box = BoundingBox()
    with file.open("wb") as out:
        out.write(b'{"type":"FeatureCollection","snapshot":' + orjson.dumps(rows.about.snapshot))
        out.write(b',"simulated":' + orjson.dumps(rows.about.simulated) + b',"about":' + orjson.dumps(rows.about.lines()))
        out.write(b',"features":[')
        separator = b"\n"
        for chunk in record_chunks(rows.batches):
            out.write(separator + b",\n".join(orjson.dumps(_point_feature(row, rows.key, box)) for row in chunk))
            separator = b",\n"
        out.write(b"\n]")
        # Last, as it is known only after the final point; the order of members in a JSON object is free.
        if (bbox := box.bbox()) is not None:
            out.write(b',"bbox":' + orjson.dumps(bbox))
        out.write(b"}\n")


def _point_feature(row: dict[str, Any], key: str, box: BoundingBox) -> dict[str, Any]:
    longitude, latitude = row.pop("longitude"), row.pop("latitude")
    geometry = None
    if longitude is not None and latitude is not None:
        box.add_point(longitude, latitude)
        geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": row[key], "geometry": geometry, "properties": row}
