"""What a reader did on a map: where it looks, what was clicked, what was drawn. It comes from a browser, so every value is checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from warehouse.areas.shapes import Area, AreaError, Circle, Corner, Polygon, Route

Value = TypeVar("Value")
UNREADABLE: Final = "The drawn shape could not be read. Draw it again."


@dataclass(frozen=True, slots=True)
class View:
    """The middle of the map in degrees and its zoom, where the world is 512 * 2**zoom pixels wide."""

    longitude: float
    latitude: float
    zoom: float


@dataclass(frozen=True, slots=True)
class Click:
    """A click at a position, on a row of a layer or, where `layer` is empty, on none."""

    longitude: float
    latitude: float
    layer: str = ""
    index: int = -1
    row: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewerState:
    """What the map has reported. `click`, `area` and `fault` last for one run: that which the reader caused by them."""

    view: View | None = None
    """None until the reader has moved the map."""
    click: Click | None = None
    area: Area | None = None
    fault: str | None = None
    """Why what was drawn is no area, in a sentence for the reader."""


def read_state(reported: Mapping[str, Any], route_within_nm: float) -> ViewerState:
    """The state in what the browser reported; a route gets this distance on either side. Whatever is not valid counts as not reported."""
    area, fault = None, None
    if (shape := reported.get("shape")) is not None:
        try:
            area = area_of(shape, route_within_nm)
        except AreaError as error:
            fault = str(error)
    return ViewerState(_view_of(reported.get("view")), _click_of(reported.get("click")), area, fault)


def area_of(shape: Any, route_within_nm: float) -> Area:
    """The area that was drawn. Raises AreaError with a sentence for the reader."""
    try:
        if shape["kind"] == "circle":
            (corner,) = _corners([shape["centre"]])
            return Circle(*corner, _number(shape["radius_nm"]))
        if shape["kind"] == "polygon":
            return Polygon(_corners(shape["corners"]))
        if shape["kind"] == "route":
            return Route(_corners(shape["waypoints"]), route_within_nm)
    except AreaError:
        raise
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise AreaError(UNREADABLE) from error
    raise AreaError(UNREADABLE)


def _corners(positions: Any) -> tuple[Corner, ...]:
    return tuple((_number(latitude), _number(longitude)) for longitude, latitude in positions)


def _view_of(reported: Any) -> View | None:
    view = _read(lambda: View(*_place(reported), _number(reported["zoom"])))
    return view if view is not None and 0 <= view.zoom <= 24 else None


def _click_of(reported: Any) -> Click | None:
    if (place := _read(lambda: _place(reported))) is None:
        return None
    layer, index, row = reported.get("layer"), reported.get("index"), reported.get("row")
    if not isinstance(layer, str) or not isinstance(index, int):
        return Click(*place)
    return Click(*place, layer, index, row if isinstance(row, dict) else {})


def _place(reported: Any) -> tuple[float, float]:
    """Longitude and latitude. Raises ValueError, KeyError or TypeError where they are none."""
    longitude, latitude = _number(reported["longitude"]), _number(reported["latitude"])
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise ValueError("no position on earth")
    return longitude, latitude


def _read(make: Callable[[], Value]) -> Value | None:
    try:
        return make()
    except (KeyError, TypeError, ValueError):
        return None


def _number(value: Any) -> float:
    """Raises ValueError or TypeError for what is no finite number; texts of digits are none either."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return float(value)
