"""Where it happened, from one column, two, or a geometry."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from data_pipeline import parsing
from data_pipeline.coordinates import MALFORMED, StatedPosition, in_range, position_in_text, position_of
from data_pipeline.mapping.reading.cells import Cells
from data_pipeline.mapping.reading.values import read_number
from data_pipeline.mapping.targets import KM, UNITS

_PACKED: Final = re.compile(r"([+-]?)(\d{1,3})(\d\d(?:[.,]\d+)?)\s*([NSEWnsew]?)")
_WKT_POINT: Final = re.compile(r"(?:SRID=\d+;)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)(?:\s+\S+)?\s*\)", re.IGNORECASE)
_PAIR: Final = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")
_LARGEST_KM: Final = 2_000.0


@dataclass(frozen=True, slots=True)
class Position:
    """A position in degrees, how precisely it is known, and what was wrong with it."""

    latitude: float | None = None
    longitude: float | None = None
    precision_km: float | None = None
    issues: list[str] = field(default_factory=list)


def read_position(cells: Cells) -> Position:
    """The position of a record; without one, and flagged, where it cannot be read."""
    stated = _stated(cells)
    precision = parsing.rounding_km(stated.latitude, stated.longitude, cells.mapping.position_precision_km)
    if precision is not None and (extent := _extent_km(cells)) is not None:
        precision = extent
    return Position(stated.latitude, stated.longitude, precision, list(stated.issues))


def _stated(cells: Cells) -> StatedPosition:
    latitude, longitude = cells.text("latitude"), cells.text("longitude")
    if latitude or longitude:
        return position_of(_half(cells, "latitude", latitude), _half(cells, "longitude", longitude))
    text = cells.text("position")
    return _in_one(text, cells.column("position").unit) if text else StatedPosition()


def _half(cells: Cells, target: str, text: str | None) -> str | float | None:
    if text is None or cells.column(target).unit != "ddmm":
        return text
    match = _PACKED.fullmatch(text)
    if match is None or float(match[3].replace(",", ".")) >= 60:
        return "unreadable"
    degrees = int(match[2]) + float(match[3].replace(",", ".")) / 60
    return round(-degrees if match[1] == "-" or match[4].upper() in ("S", "W") else degrees, 6)


def _in_one(text: str, order: str) -> StatedPosition:
    if point := _WKT_POINT.fullmatch(text):
        return _pair(point[2], point[1])
    if order == "lon_lat" and (pair := _PAIR.fullmatch(text)):
        return _pair(pair[2], pair[1])
    return position_in_text(text)


def _pair(latitude: str, longitude: str) -> StatedPosition:
    try:
        return in_range(float(latitude), float(longitude))
    except ValueError:
        return StatedPosition(issues=[MALFORMED])


def _extent_km(cells: Cells) -> float | None:
    text = cells.text("position_precision")
    number = read_number(text, cells.mapping.decimal) if text else None
    if number is None and text:
        # JSON writes a point, whatever the file's own numbers have.
        number = read_number(text, ".")
    if number is None or number <= 0:
        return None
    kilometres = number * KM[cells.column("position_precision").unit or UNITS["position_precision"][0]]
    return kilometres if kilometres <= _LARGEST_KM else None
