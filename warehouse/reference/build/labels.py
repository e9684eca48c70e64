"""Names on the map: which of them stand at which zoom, so that none covers another.

Made once rather than in the browser: deck.gl's CollisionFilterExtension leaves names half faded, and draws the map twice.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import Polygon

from warehouse.reference.labels import BOX_PIXELS, KINDS, LabelKind

LETTER: Final = 0.58
"""Mean width of a letter of a sans-serif typeface, as a share of its size; a little more than measured, for wider system fonts."""
LINE: Final = 1.35
"""Height of a line as a share of the size of its letters."""
GAP: Final = 6.0
"""Pixels kept free round a name."""
HUBS: Final = 24
"""Ports at the head of the list that go before straits."""
DEEPEST: Final = 9
"""Zoom from which names stay that found no room before it; if they find none there, they are left out."""

EARTH_METRES: Final = 40.03e6
"""The length of the equator as deck.gl reckons it."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name and where its middle stands, in degrees."""

    name: str
    kind: LabelKind
    longitude: float
    latitude: float

    def box_at(self, zoom: float) -> tuple[float, float, float, float]:
        """West, south, east, north in pixels of the Web Mercator world, 512 pixels wide at zoom 0."""
        world = 512 * 2**zoom
        x = (self.longitude + 180) / 360 * world
        y = math.log(math.tan(math.pi / 4 + math.radians(self.latitude) / 2)) / (2 * math.pi) * world
        across, up = self.kind.size * LETTER * len(self.name) / 2, self.kind.size * LINE / 2
        return x - across, y + self.kind.lift - up, x + across, y + self.kind.lift + up


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label and the whole zoom from which it is shown."""

    label: Label
    zoom: int

    def covers(self, other: Label, zoom: int) -> bool:
        """Whether the two would touch when `other` is shown from `zoom` on: boxes only move apart as the map grows."""
        both_from = max(self.zoom, zoom)
        if both_from >= min(self.label.kind.last, other.kind.last):
            return False
        world = 512 * 2**both_from
        west, south, east, north = self.label.box_at(both_from)
        other_west, other_south, other_east, other_north = other.box_at(both_from)
        if south >= other_north + GAP or other_south >= north + GAP:
            return False
        # The world is repeated on both sides.
        return any(west + turn < other_east + GAP and other_west < east + turn + GAP for turn in (-world, 0, world))


def place_labels(labels: Iterable[Label]) -> list[PlacedLabel]:
    """Each label with the first zoom at which it covers none of those before it; labels without room at any zoom are left out."""
    placed: list[PlacedLabel] = []
    for label in labels:
        for zoom in range(label.kind.first, min(DEEPEST, label.kind.last - 1) + 1):
            if not any(other.covers(label, zoom) for other in placed):
                placed.append(PlacedLabel(label, zoom))
                break
    return placed


def read_labels(folder: Path, countries: list[Label]) -> list[Label]:
    """Every label, the most important first: by kind, then in the order of `places.toml`, countries from the largest to the smallest."""
    places: dict[str, dict[str, str]] = tomllib.loads((folder / "places.toml").read_text(encoding="utf-8"))
    with (folder / "ports.csv").open(encoding="utf-8", newline="") as stream:
        ports = {row["locode"]: f"{row['latitude']} {row['longitude']}" for row in csv.DictReader(stream)}
    labels = {kind: countries if kind == "countries" else _labels_of_kind(KINDS[kind], places[kind], ports) for kind in KINDS}
    hubs, others = labels["ports"][:HUBS], labels["ports"][HUBS:]
    # A city state is named once, as a port.
    states = [label for label in labels["countries"] if label.name not in places["ports"]]
    return [*labels["oceans"], *labels["seas"], *states, *hubs, *labels["straits"], *others]


def _labels_of_kind(kind: LabelKind, places: Mapping[str, str], ports: Mapping[str, str]) -> list[Label]:
    positions = {name: [float(number) for number in ports.get(place, place).split()] for name, place in places.items()}
    return [Label(name, kind, longitude, latitude) for name, (latitude, longitude) in positions.items()]


def country_labels(shapes: Mapping[str, list[Polygon]]) -> list[Label]:
    """A label in the middle of each country's largest piece of land; countries from the largest to the smallest."""
    largest = {name: max(parts, key=lambda part: part.area) for name, parts in shapes.items() if parts}
    labels = []
    for name, part in sorted(largest.items(), key=lambda item: -item[1].area):
        # The middle of the widest circle within the land: a centroid may lie outside it.
        middle = shapely.get_point(shapely.maximum_inscribed_circle(part, tolerance=0.1), 0)
        labels.append(Label(name, KINDS["countries"], round(middle.x, 2), round(middle.y, 2)))
    return labels


def label_collections(placed: Iterable[PlacedLabel]) -> dict[str, dict[str, Any]]:
    """GeoJSON collections of points by kind, each point with its `name`, the `zoom` from which it is shown, and the `box` that hides it."""
    collections: dict[str, dict[str, Any]] = {}
    for spot in placed:
        collection = collections.setdefault(spot.label.kind.code, {"type": "FeatureCollection", "features": []})
        point = {"type": "Point", "coordinates": [spot.label.longitude, spot.label.latitude]}
        properties = {"name": spot.label.name, "zoom": spot.zoom, "box": content_box(spot.label.latitude, spot.zoom)}
        collection["features"].append({"type": "Feature", "properties": properties, "geometry": point})
    return collections


def content_box(latitude: float, zoom: int) -> list[int]:
    """A box round a name as deck.gl takes it, [west, south, width, height] in metres: BOX_PIXELS high at this zoom, of any width.

    deck.gl hides a name whose box is lower than `contentCutoffPixels`, and so each until its own zoom.
    """
    height = BOX_PIXELS * EARTH_METRES * math.cos(math.radians(latitude)) / (512 * 2**zoom)
    return [0, -math.floor(height / 2), -1, math.ceil(height)]
