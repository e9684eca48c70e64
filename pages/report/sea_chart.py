"""A chart of outlines and ports to click on, as a picture that a form sends the clicked point of: no script, no tiles, no address.

Three charts lead to a position: the world, a region eight times as close, an area eight times as close as that, where a point is a mile.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from briefing.pictures.base_map import Reals, Window, land_outline, latitude_at, mercator
from warehouse.reference.ports import ports_within

WIDTH: Final = 640
HEIGHT: Final = 384
SPANS: Final = (360.0, 45.0, 5.6)
"""Degrees of longitude that each of the charts is wide."""
_WORLD_WEST: Final = -140.0
_SOUTHMOST: Final = -66.0
_SEA, _LAND, _COAST, _INK, _PORT = "#dbe8f1", "#f4efe3", "#8b9aa7", "#1c2b39", "#a3271f"
_FONT: Final = ImageFont.load_default(15)
_MOST_NAMES: Final = 24


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart: which of the three, and the degrees at its middle."""

    step: int = 0
    longitude: float = _WORLD_WEST + 180
    latitude: float = 14.0

    @property
    def degrees_per_pixel(self) -> float:
        return SPANS[self.step] / WIDTH

    @property
    def is_closest(self) -> bool:
        return self.step == len(SPANS) - 1

    def position_of(self, x: int, y: int) -> tuple[float, float]:
        """Longitude and latitude of a pixel, counted from the upper left corner."""
        longitude = self.longitude + (x - WIDTH / 2) * self.degrees_per_pixel
        height = float(mercator(self.latitude)) - (y - HEIGHT / 2) * self.degrees_per_pixel
        return (longitude + 180) % 360 - 180, latitude_at(height)

    def closer(self, x: int, y: int) -> ChartView:
        """The next closer chart, around a pixel of this one; on whole tenths of a degree, so that few are drawn."""
        longitude, latitude = self.position_of(x, y)
        return ChartView(min(self.step + 1, len(SPANS) - 1), round(longitude, 1), round(min(max(latitude, _SOUTHMOST), 78.0), 1))

    def further(self) -> ChartView:
        """The chart that this one is a part of."""
        return ChartView() if self.step <= 1 else ChartView(self.step - 1, self.longitude, self.latitude)

    def written(self) -> str:
        """The chart as a form carries it."""
        return f"{self.step} {self.longitude:.1f} {self.latitude:.1f}"


def read_view(text: str) -> ChartView:
    """The chart that a form carried; the world for anything else."""
    try:
        step, longitude, latitude = text.split(" ")
        view = ChartView(int(step), float(longitude), float(latitude))
    except ValueError:
        return ChartView()
    is_one = 0 <= view.step < len(SPANS) and abs(view.longitude) <= 180 and _SOUTHMOST <= view.latitude <= 78
    return view if is_one and view.step else ChartView()


def read_pixel(x: str, y: str, scale: int) -> tuple[int, int] | None:
    """The clicked pixel of a picture shown at one `scale`th of its size; None where there is none: pressed by key, it sends 0, 0."""
    if not (x.isascii() and x.isdigit() and y.isascii() and y.isdigit() and len(x + y) <= 8):
        return None
    pixel = int(x) * scale, int(y) * scale
    return pixel if pixel != (0, 0) and pixel[0] <= WIDTH and pixel[1] <= HEIGHT else None


def position_in_minutes(longitude: float, latitude: float) -> str:
    """The position in whole minutes, which is as exactly as anybody clicks: `01-12N 103-36E`."""
    parts = []
    for value, width, letters in ((latitude, 2, "NS"), (longitude, 3, "EW")):
        minutes = round(abs(value) * 60)
        parts.append(f"{minutes // 60:0{width}d}-{minutes % 60:02d}{letters[value < 0]}")
    return " ".join(parts)


@lru_cache(maxsize=64)
def chart_picture(view: ChartView) -> str:
    """The chart as a PNG in a data: address, below 40 kB."""
    picture = Image.new("P", (WIDTH, HEIGHT))
    colours = {colour: number for number, colour in enumerate((_SEA, _LAND, _COAST, _INK, _PORT))}
    picture.putpalette([part for colour in colours for part in bytes.fromhex(colour[1:])])
    canvas = ImageDraw.Draw(picture)
    for corners, is_land in _rings(view):
        canvas.polygon(corners, fill=colours[_LAND if is_land else _SEA], outline=colours[_COAST])
    if view.step:
        _draw_ports(canvas, view, colours[_PORT], colours[_INK])
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True, bits=4)
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


def _window(view: ChartView) -> Window:
    half_wide, middle = SPANS[view.step] / 2, float(mercator(view.latitude))
    half_high = half_wide * HEIGHT / WIDTH
    return Window(view.longitude - half_wide, view.longitude + half_wide, latitude_at(middle - half_high), latitude_at(middle + half_high))


def _to_pixels(view: ChartView, longitudes: Reals, heights: Reals) -> Reals:
    middle = float(mercator(view.latitude))
    return np.column_stack(
        [(longitudes - view.longitude) / view.degrees_per_pixel + WIDTH / 2, (middle - heights) / view.degrees_per_pixel + HEIGHT / 2]
    )


def _rings(view: ChartView) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Rings in pixels, and whether there is land inside (anticlockwise) or a lake."""
    outline = land_outline(_window(view), view.degrees_per_pixel)
    if outline is None:
        return
    corners = np.asarray(outline.vertices, dtype=np.float64)
    starts = np.flatnonzero(np.asarray(outline.codes) == outline.MOVETO)
    for start, end in zip(starts, [*starts[1:], len(corners)], strict=True):
        ring = corners[start:end]
        area = np.dot(ring[:-1, 0], ring[1:, 1]) - np.dot(ring[1:, 0], ring[:-1, 1])
        yield [(float(x), float(y)) for x, y in _to_pixels(view, ring[:, 0], ring[:, 1])], bool(area > 0)


def _draw_ports(canvas: ImageDraw.ImageDraw, view: ChartView, mark: int, ink: int) -> None:
    """Ports as dots, with the names that fit beside one another."""
    window = _window(view)
    ports = ports_within(window.west, window.east, window.south, window.north)
    taken: list[tuple[float, float, float, float]] = []
    places = _to_pixels(view, window.unwrap([port.longitude for port in ports]), mercator([port.latitude for port in ports]))
    for port, (x, y) in zip(ports, places, strict=True):
        canvas.ellipse((x - 2, y - 2, x + 2, y + 2), fill=mark)
        left, top, right, bottom = canvas.textbbox((x + 5, y - 10), port.name, font=_FONT)
        is_free = all(right < box[0] or left > box[2] or bottom < box[1] or top > box[3] for box in taken)
        if is_free and right < WIDTH and top > 0 and bottom < HEIGHT and len(taken) < _MOST_NAMES:
            canvas.fontmode = "1"
            canvas.text((x + 5, y - 10), port.name, fill=ink, font=_FONT)
            taken.append((left - 4, top - 2, right + 4, bottom + 2))
