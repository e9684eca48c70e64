"""A ship's own route from a file: CSV, GPX, RTZ (the format of ECDIS) or GeoJSON, as waypoints to follow.

A file is hostile until read: it is limited in size and points, XML entities are refused, and names in it are not used.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

import numpy as np
import orjson
import shapely
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from analytics.voyage.errors import RouteFileError
from analytics.voyage.route.routes import HIGHEST_LATITUDE
from warehouse.areas.shapes import Corner, unwrapped
from warehouse.reference.typed_positions import PositionError, parse_position

LARGEST_BYTES: Final = 5_000_000
MOST_POINTS: Final = 20_000
MOST_KEPT: Final = 100
FINEST_NM: Final = 0.25
"""Distance within which points of a file may be left out at first; it grows by half until MOST_KEPT are left."""
SUFFIXES: Final = ("csv", "txt", "gpx", "rtz", "geojson", "json")
_LATITUDE: Final = re.compile(r"lat|latitude|y", re.IGNORECASE)
_LONGITUDE: Final = re.compile(r"lon|long|lng|longitude|x", re.IGNORECASE)
_DEPTHS: Final = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}
"""How deep the positions lie in the coordinates of each geometry of GeoJSON."""
_FORMATS: Final = "a CSV file with columns latitude and longitude, GPX, RTZ or GeoJSON"


@dataclass(frozen=True, slots=True)
class FiledRoute:
    """The waypoints kept of a file's `points`; those left out lie within `off_nm` of the way."""

    waypoints: tuple[Corner, ...]
    points: int
    off_nm: float


def read_route(content: bytes) -> FiledRoute:
    """The route in a file; its format is recognised by what is in it. Raises RouteFileError."""
    if len(content) > LARGEST_BYTES:
        raise RouteFileError(f"The file has {len(content) / 1e6:,.1f} MB; a route has at most {LARGEST_BYTES / 1e6:.0f} MB.")
    text = _decoded(content)
    start = text.lstrip()[:1]
    points = _points_of_xml(content) if start == "<" else _points_of_geojson(content) if start in ("{", "[") else _points_of_csv(text)
    kept: list[Corner] = []
    for number, (latitude, longitude) in enumerate(points, start=1):
        if number > MOST_POINTS:
            raise RouteFileError(f"The file has more than {MOST_POINTS:,} points. Export the waypoints of the route, not the track.")
        if not (abs(latitude) <= HIGHEST_LATITUDE and abs(longitude) <= 360):
            raise RouteFileError(f"Point {number} of the file, {latitude:g}, {longitude:g}, is no position: latitude comes first.")
        corner = latitude, (longitude + 180) % 360 - 180
        if not kept or kept[-1] != corner:
            kept.append(corner)
    if len(kept) < 2:
        count = "no position" if not kept else "only one position"
        raise RouteFileError(f"There is {count} in the file. Expected is {_FORMATS}, with two positions at least.")
    return simplified(kept)


def simplified(corners: list[Corner], most: int = MOST_KEPT) -> FiledRoute:
    """At most `most` of the corners, with what was left out as near to the way as can be."""
    line = shapely.LineString([(longitude, latitude) for latitude, longitude in unwrapped(corners)])
    off_nm, kept = 0.0, shapely.get_coordinates(line)
    while len(kept) > most:
        off_nm = 1.5 * off_nm or FINEST_NM
        kept = shapely.get_coordinates(shapely.simplify(line, off_nm / 60, preserve_topology=False))
    waypoints = tuple((round(y, 4), round((x + 180) % 360 - 180, 4)) for x, y in kept.tolist())
    return FiledRoute(waypoints, len(corners), off_nm)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _points_of_xml(content: bytes) -> Iterator[Corner]:
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise RouteFileError("The file defines entities, which a route has no need of. It was not read.") from error
    except (ParseError, ValueError) as error:
        raise RouteFileError(f"The file is not well-formed XML. Expected is {_FORMATS}.") from error
    by_name: dict[str, list[Element]] = {}
    for element in root.iter():
        by_name.setdefault(str(element.tag).rpartition("}")[2].lower(), []).append(element)
    # RTZ states a position inside each waypoint; of a GPX file the planned route counts before the recorded track.
    for name in ("position", "rtept", "trkpt", "wpt"):
        if name in by_name:
            return (_point_of(element.attrib.get("lat"), element.attrib.get("lon")) for element in by_name[name])
    return iter(())


def _points_of_geojson(content: bytes) -> Iterator[Corner]:
    try:
        file = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise RouteFileError(f"The file is not well-formed JSON. Expected is {_FORMATS}.") from error
    return (_point_of(position[1], position[0]) for position in _positions_in(file))


def _positions_in(file: Any) -> Iterator[list[Any]]:
    """Every position [longitude, latitude] of a GeoJSON file, in order. Collections within collections are left out."""
    features = _items(file.get("features")) if _kind(file) == "FeatureCollection" else [file]
    for feature in features:
        geometry = feature.get("geometry") if _kind(feature) == "Feature" else feature
        for part in _items(geometry.get("geometries")) if _kind(geometry) == "GeometryCollection" else [geometry]:
            if _kind(part) in _DEPTHS:
                yield from _flattened(part.get("coordinates"), _DEPTHS[_kind(part)])


def _kind(value: Any) -> str:
    return str(value.get("type")) if isinstance(value, dict) else ""


def _flattened(coordinates: Any, depth: int) -> Iterator[list[Any]]:
    if depth == 0:
        if not isinstance(coordinates, list) or len(coordinates) < 2:
            raise RouteFileError("A position of the file has fewer than two numbers.")
        yield coordinates
    else:
        for part in _items(coordinates):
            yield from _flattened(part, depth - 1)


def _items(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def _points_of_csv(text: str) -> Iterator[Corner]:
    header = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = [row for row in csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter) if any(cell.strip() for cell in row)]
    if not rows:
        return iter(())
    latitude, longitude = _columns_of(rows[0])
    body = rows if _is_number(rows[0][min(latitude, len(rows[0]) - 1)]) else rows[1:]
    return (_point_of(*(row[place] if place < len(row) else None for place in (latitude, longitude))) for row in body)


def _columns_of(header: list[str]) -> tuple[int, int]:
    """The columns of latitude and longitude: by their headings, else the first two."""
    places = [
        next((place for place, name in enumerate(header) if pattern.fullmatch(re.split(r"[\s(\[_]", name.strip())[0])), None)
        for pattern in (_LATITUDE, _LONGITUDE)
    ]
    if places[0] is None or places[1] is None:
        return 0, 1
    return places[0], places[1]


def _is_number(text: str) -> bool:
    return bool(re.match(r"\s*[+-]?\d", text))


def _point_of(latitude: Any, longitude: Any) -> Corner:
    try:
        pair = float(latitude), float(longitude)
    except (TypeError, ValueError):
        try:
            position = parse_position(f"{latitude} {longitude}")
        except PositionError as refusal:
            raise RouteFileError(f"“{str(latitude)[:20]}, {str(longitude)[:20]}” in the file is no position. {refusal}") from refusal
        return position.latitude, position.longitude
    if not np.isfinite(pair).all():
        raise RouteFileError("A position of the file is no finite number.")
    return pair
