"""Images of charts and maps for print and documents, drawn by matplotlib without a browser, as PNG and SVG.

The description (`analytics.describe`) holds the data; no figure that a reader sees is calculated here.
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
from briefing.pictures.sheet import DPI, INK, LINE, MUTED, POINT, Rect, Sheet

Description = Chart | Grid | Multiples | Map

WIDTH: Final = 8.0
"""Inches of an image whose size nobody sets."""
PIXELS: Final = 96.0
"""CSS pixels to an inch: a chart is as high on paper as on the screen."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Text around an image that is used on its own: title, `notes` below it (sources and caveats), and a `banner` for simulated data."""

    title: str
    notes: tuple[str, ...] = ()
    banner: str = ""


def render_png(description: Description, frame: Caption | None = None, size: tuple[float, float] | None = None) -> bytes:
    """A PNG at 200 dots per inch. `size` is in inches; by default the image is as large as it needs to be."""
    return _encode_png(draw_sheet(description, frame, size), description)


def render_svg(description: Description, frame: Caption | None = None, size: tuple[float, float] | None = None) -> bytes:
    """An SVG with text as outlines, so that it looks the same everywhere. The same data give the same bytes."""
    return _encode_svg(draw_sheet(description, frame, size), description)


def render_both(description: Description, size: tuple[float, float], enlarged: float = 1.0) -> tuple[bytes, bytes]:
    """PNG and SVG, drawn once, to fill `size` (inches), with text and marks `enlarged` so many times, as for projection."""
    # A smaller sheet at a higher resolution: everything on it grows in proportion.
    sheet = draw_sheet(description, None, (size[0] / enlarged, size[1] / enlarged))
    sheet.figure.set_dpi(DPI * enlarged)
    return _encode_png(sheet, description), _encode_svg(sheet, description)


def _encode_png(sheet: Sheet, description: Description) -> bytes:
    canvas = FigureCanvasAgg(sheet.figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    metadata = PngInfo()
    for name, text in {"Software": "Anchorwatch", **_metadata(description)}.items():
        metadata.add_itxt(name, text)
    out = io.BytesIO()
    # Paper is opaque, so RGB suffices; compression level 3 takes two thirds of the time of the default 6, for 6% more bytes.
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    picture = Image.fromarray(np.asarray(pixels)[:, :, :3])
    picture.save(out, "PNG", pnginfo=metadata, compress_level=3, dpi=(sheet.figure.dpi, sheet.figure.dpi))
    return out.getvalue()


def _encode_svg(sheet: Sheet, description: Description) -> bytes:
    out = io.BytesIO()
    # Without a date, the same data give the same bytes.
    FigureCanvasSVG(sheet.figure).print_svg(  # type: ignore[no-untyped-call]
        out, metadata={**_metadata(description), "Creator": "Anchorwatch", "Date": None}
    )
    return out.getvalue()


def draw_sheet(description: Description, frame: Caption | None = None, size: tuple[float, float] | None = None) -> Sheet:
    """The image as a sheet, which holds a matplotlib figure."""
    if frame is None:
        width, height = size or (WIDTH, natural_height(description))
        sheet = Sheet(width, height)
        _draw_description(sheet, description, sheet.full_rect.inset(0.02, 0.02, 0.02, 0.02))
        return sheet
    width = size[0] if size else WIDTH
    text_width = width - 0.4
    # Everything around the chart is measured first; the chart gets what is left, and its natural height where that is free.
    titles = lettering.wrap_text(lettering.printable_text(frame.title), 12 * POINT, text_width, bold=True, most=3)
    notes = lettering.wrap_text(lettering.printable_text(" ".join(frame.notes)), 7.5 * POINT, text_width, most=8) if frame.notes else []
    banner = [lettering.clip_text(lettering.printable_text(frame.banner), 9 * POINT, text_width, bold=True)] if frame.banner else []
    top = 0.2 + len(titles) * 12 * POINT * LINE + len(banner) * 0.2
    bottom = 0.16 + len(notes) * 7.5 * POINT * LINE + 0.08
    height = size[1] if size else natural_height(description) + top + bottom
    sheet = Sheet(width, height)
    _draw_description(sheet, description, Rect(0.2, bottom, text_width, max(height - top - bottom, 0.5)))
    line = height - 0.14
    for text in banner:
        line -= 9 * POINT * LINE
        sheet.draw_text(0.2, line, text, 9, "#9A2B1F", bold=True)
    for text in titles:
        line -= 12 * POINT * LINE
        sheet.draw_text(0.2, line + 0.03, text, 12, INK, bold=True)
    for number, text in enumerate(reversed(notes)):
        sheet.draw_text(0.2, 0.14 + number * 7.5 * POINT * LINE, text, 7.5, MUTED)
    return sheet


def _metadata(description: Description) -> dict[str, str]:
    return {"Title": lettering.clean_text(description.title), "Description": lettering.clean_text(description.alt)}


def natural_height(description: Description) -> float:
    """The height in inches that suits the description at the default width."""
    # A map's ratio is close to 16:9, which shows an ocean and its coasts.
    return WIDTH * 0.56 if isinstance(description, Map) else description.height / PIXELS


def _draw_description(sheet: Sheet, description: Description, rect: Rect) -> None:
    if description.is_empty:
        sheet.draw_text(rect.left, rect.bottom + rect.height / 2, "Nothing to show here.", 10, MUTED)
    elif isinstance(description, Map):
        maps.draw_map(sheet, description, rect)
    elif isinstance(description, Grid):
        grids.draw_grid(sheet, description, rect)
    elif isinstance(description, Multiples):
        multiples.draw_multiples(sheet, description, rect)
    else:
        charts.draw_chart(sheet, description, rect)
