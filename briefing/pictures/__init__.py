"""Pictures of charts and maps for print and documents, drawn by matplotlib without a browser: PNG and SVG.

The description (`analytics.describe`) holds the data; nothing is computed here that a reader could take for a figure.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analytics.describe.charts import Chart, Grid, Multiples
from analytics.describe.maps import Map
from briefing import lettering
from briefing.pictures import charts, grids, maps, multiples
from briefing.pictures.sheet import DPI, INK, LINE, MUTED, POINT, Room, Sheet

Described = Chart | Grid | Multiples | Map

WIDTH: Final = 8.0
PIXELS: Final = 96.0
"""Pixels of a page to an inch: a chart as high on paper as on the screen."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round a picture that goes out alone: title, `notes` below (what it rests on), and a `banner` for simulated data."""

    title: str
    notes: tuple[str, ...] = ()
    banner: str = ""


def png(described: Described, frame: Frame | None = None, size: tuple[float, float] | None = None) -> bytes:
    """The picture at 200 dots per inch. `size` is in inches; without it the picture takes what it needs."""
    return _png(draw(described, frame, size), described)


def svg(described: Described, frame: Frame | None = None, size: tuple[float, float] | None = None) -> bytes:
    """The picture in vectors, letters as outlines, so that it looks the same everywhere. The same data give the same bytes."""
    return _svg(draw(described, frame, size), described)


def both(described: Described, size: tuple[float, float], enlarged: float = 1.0) -> tuple[bytes, bytes]:
    """PNG and SVG, drawn once, to fill `size` (inches): letters and marks `enlarged` so many times, as for a wall."""
    sheet = draw(described, None, (size[0] / enlarged, size[1] / enlarged))
    sheet.figure.set_dpi(DPI * enlarged)
    return _png(sheet, described), _svg(sheet, described)


def _png(sheet: Sheet, described: Described) -> bytes:
    canvas = FigureCanvasAgg(sheet.figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    said = PngInfo()
    for name, text in {"Software": "Anchorwatch", **_said(described)}.items():
        said.add_itxt(name, text)
    out = io.BytesIO()
    # Paper is opaque, so three colours do; level 3 of compression takes two thirds of the time of the usual 6 for 6% more bytes.
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    picture = Image.fromarray(np.asarray(pixels)[:, :, :3])
    picture.save(out, "PNG", pnginfo=said, compress_level=3, dpi=(sheet.figure.dpi, sheet.figure.dpi))
    return out.getvalue()


def _svg(sheet: Sheet, described: Described) -> bytes:
    out = io.BytesIO()
    FigureCanvasSVG(sheet.figure).print_svg(  # type: ignore[no-untyped-call]
        out, metadata={**_said(described), "Creator": "Anchorwatch", "Date": None}
    )
    return out.getvalue()


def draw(described: Described, frame: Frame | None = None, size: tuple[float, float] | None = None) -> Sheet:
    """The picture as a sheet with a matplotlib figure."""
    if frame is None:
        width, height = size or (WIDTH, natural_height(described))
        sheet = Sheet(width, height)
        _draw(sheet, described, sheet.whole.less(0.02, 0.02, 0.02, 0.02))
        return sheet
    width = size[0] if size else WIDTH
    room = width - 0.4
    titles = lettering.wrapped(lettering.printable(frame.title), 12 * POINT, room, bold=True, most=3)
    notes = lettering.wrapped(lettering.printable(" ".join(frame.notes)), 7.5 * POINT, room, most=8) if frame.notes else []
    banner = [lettering.clipped(lettering.printable(frame.banner), 9 * POINT, room, bold=True)] if frame.banner else []
    top = 0.2 + len(titles) * 12 * POINT * LINE + len(banner) * 0.2
    bottom = 0.16 + len(notes) * 7.5 * POINT * LINE + 0.08
    height = size[1] if size else natural_height(described) + top + bottom
    sheet = Sheet(width, height)
    _draw(sheet, described, Room(0.2, bottom, room, max(height - top - bottom, 0.5)))
    line = height - 0.14
    for text in banner:
        line -= 9 * POINT * LINE
        sheet.write(0.2, line, text, 9, "#9A2B1F", bold=True)
    for text in titles:
        line -= 12 * POINT * LINE
        sheet.write(0.2, line + 0.03, text, 12, INK, bold=True)
    for number, text in enumerate(reversed(notes)):
        sheet.write(0.2, 0.14 + number * 7.5 * POINT * LINE, text, 7.5, MUTED)
    return sheet


def _said(described: Described) -> dict[str, str]:
    return {"Title": lettering.clean(described.title), "Description": lettering.clean(described.alt)}


def natural_height(described: Described) -> float:
    """Inches that the picture wants."""
    return WIDTH * 0.56 if isinstance(described, Map) else described.height / PIXELS


def _draw(sheet: Sheet, described: Described, room: Room) -> None:
    if described.is_empty:
        sheet.write(room.left, room.bottom + room.height / 2, "Nothing to show here.", 10, MUTED)
    elif isinstance(described, Map):
        maps.draw(sheet, described, room)
    elif isinstance(described, Grid):
        grids.draw(sheet, described, room)
    elif isinstance(described, Multiples):
        multiples.draw(sheet, described, room)
    else:
        charts.draw(sheet, described, room)
