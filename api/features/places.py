"""Boxes of the earth as conditions, also across the antimeridian."""

from __future__ import annotations

from collections.abc import Callable

from api.server.parameters import number
from warehouse import cache
from warehouse.queries.features.conditions import AllOf, AnyOf, Compare, Criterion, OneOf
from warehouse.queries.features.published import Collection
from warehouse.queries.features.shapes import Bounds, ids_within, shapes_of
from warehouse.view import SnapshotView

BoundsFilter = Callable[[Bounds], Criterion]


def read_bounds(text: str) -> Bounds:
    """West, south, east, north from four numbers, or from six, of which the heights are left out. Raises ValueError."""
    try:
        numbers = [number(word.strip()) for word in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6):
        raise ValueError("must be west,south,east,north in degrees (CRS84)")
    half = len(numbers) // 2
    return checked_bounds((numbers[0], numbers[1], numbers[half], numbers[half + 1]))


def checked_bounds(bounds: Bounds) -> Bounds:
    """The same bounds. Raises ValueError where they are none on the earth."""
    west, south, east, north = bounds
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("must keep longitudes from -180 to 180, latitudes from -90 to 90, and the south below the north")
    return bounds


def in_bounds_of(view: SnapshotView, collection: Collection) -> BoundsFilter:
    """What makes a condition of bounds: the position, or for outlines the features that touch them."""

    def in_bounds(bounds: Bounds) -> Criterion:
        west, south, east, north = checked_bounds(bounds)
        if not collection.has_points:
            return OneOf(collection.key, ids_within(cache.query(shapes_of, view, collection), bounds))
        sides = (Compare("longitude", ">=", float(west)), Compare("longitude", "<=", float(east)))
        latitudes = Compare("latitude", ">=", float(south)), Compare("latitude", "<=", float(north))
        # Across the antimeridian: east of the one or west of the other.
        return AllOf((*latitudes, AllOf(sides) if west <= east else AnyOf(sides)))

    return in_bounds
