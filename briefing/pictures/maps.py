"""A map's description, drawn on the bundled base map."""

from __future__ import annotations

import io
import math
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform
from PIL import Image

from analytics.describe.maps import Map, Raster
from briefing.pictures import base_map, legend
from briefing.pictures.base_map import Reals, Window
from briefing.pictures.legend import LegendEntry
from briefing.pictures.sheet import MUTED, Rect, Sheet

SEA: Final = "#EDF3F7"
LAND: Final = "#CFD6DA"
SHORE: Final = "#A9B4BB"
LIMIT: Final = "#C3D3DE"
GRATICULE: Final = "#DFE8EE"
KM_OF_DEGREE: Final = 111.195
"""Kilometres of one degree of a great circle on a sphere of 6,371 km radius."""
NM_KM: Final = 1.852
STEPS: Final = (0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60)
"""Degrees between two lines of the graticule: the first that gives at most seven meridians is taken."""
BARS_NM: Final = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)
CORNERS_OF_INCH: Final = 200
"""Points of a coastline to an inch: as fine as the resolution of the PNG."""
WIDEST_SCALE: Final = 70.0
"""Degrees of longitude beyond which Mercator's scale varies too much over the map to show one."""


def draw_map(sheet: Sheet, chart: Map, rect: Rect) -> None:
    """Draw the map with its legend below."""
    entries = [LegendEntry(f"{marks.name} ({len(marks.longitudes):,})", marks.colour, "dot") for marks in chart.marks]
    hatched = {area.colour for area in chart.areas if area.hatched}
    entries = [LegendEntry(name, colour, "hatch" if colour in hatched else "area") for name, colour in chart.legend] + entries
    below = legend.legend_height(entries, rect.width)
    frame = rect.inset(bottom=below + (0.06 if below else 0.0))
    window = _window_of(chart, frame.width / frame.height)
    axes = sheet.add_axes(frame, facecolor=SEA)
    low, high = base_map.mercator([window.south, window.north])
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(low, high)
    axes.set_xticks([])
    axes.set_yticks([])
    if chart.raster is not None:
        _draw_raster(axes, window, chart.raster)
    _draw_base_map(axes, window, chart, (window.east - window.west) / frame.width)
    _draw_marks(axes, window, chart)
    _draw_graticule(axes, window)
    _draw_scale_bar(axes, window, frame)
    legend.draw_legend(sheet, entries, Rect(rect.left, rect.bottom, rect.width, below))


def _window_of(chart: Map, shape: float) -> Window:
    if chart.raster is not None:
        return base_map.window_around(chart.raster.view, shape)
    rings = [np.asarray(ring, dtype=np.float64) for area in chart.areas for ring in area.rings]
    longitudes = [*(east for marks in chart.marks for east in marks.longitudes), *(east for ring in rings for east in ring[:, 0])]
    latitudes = [*(north for marks in chart.marks for north in marks.latitudes), *(north for ring in rings for north in ring[:, 1])]
    return base_map.fit_window(longitudes, latitudes, shape)


def _draw_raster(axes: Axes, window: Window, raster: Raster) -> None:
    """The image, and again a turn further where the window goes on beyond its edge; land is drawn over it."""
    west, south, east, north = raster.bounds
    low, high = base_map.mercator([south, north])
    pixels = np.asarray(Image.open(io.BytesIO(raster.png)).convert("RGBA"))
    for turn in (-360.0, 0.0, 360.0):
        if west + turn < window.east and east + turn > window.west:
            extent = (west + turn, east + turn, float(low), float(high))
            axes.imshow(pixels, extent=extent, aspect="auto", interpolation="antialiased", zorder=1)
    # An image moves the limits of its axes.
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(*base_map.mercator([window.south, window.north]))


def _draw_base_map(axes: Axes, window: Window, chart: Map, degrees_of_inch: float) -> None:
    for area in chart.areas:
        rings = [
            np.column_stack([_shift_ring(window, ring[:, 0]), ring[:, 1]])
            for ring in (np.asarray(ring_points) for ring_points in area.rings)
        ]
        for turn in (-360.0, 0.0, 360.0):
            outline = base_map.area_outline([ring + np.array([turn, 0.0]) for ring in rings])
            if outline is not None and _is_visible(outline, window):
                _add_patch(axes, PathPatch(outline, facecolor=area.colour, edgecolor="#FFFFFF", linewidth=0.3, zorder=1))
                if area.hatched:
                    _add_patch(axes, PathPatch(outline, facecolor="none", edgecolor=SEA, linewidth=0, hatch="////", zorder=1))
    land = base_map.land_outline(window, degrees_of_inch / CORNERS_OF_INCH)
    if land is not None:
        _add_patch(axes, PathPatch(land, facecolor=LAND, edgecolor=SHORE, linewidth=0.35, zorder=2))
    if chart.outlines:
        axes.add_collection(LineCollection(base_map.region_borders(window), colors=LIMIT, linewidths=0.6, zorder=1.5), autolim=False)


def _add_patch(axes: Axes, patch: PathPatch) -> None:
    """Add a patch without computing its bounds, which would take longer than drawing it: the window is already set."""
    patch.set_transform(axes.transData)
    axes.add_artist(patch)


def _shift_ring(window: Window, longitudes: Reals) -> Reals:
    """A ring's longitudes, shifted together by whole turns into the window: point by point it would be torn apart."""
    middle = float(longitudes.mean())
    return longitudes + (float(window.unwrap([middle])[0]) - middle)


def _is_visible(outline: Outline, window: Window) -> bool:
    corners = np.asarray(outline.vertices)
    return bool(corners[:, 0].max() >= window.west and corners[:, 0].min() <= window.east)


def _draw_marks(axes: Axes, window: Window, chart: Map) -> None:
    count = sum(len(marks.longitudes) for marks in chart.marks)
    # Dots shrink with the logarithm of their number, so that thousands still show where they crowd.
    size = float(np.clip(34 - 9 * math.log10(max(count, 1)), 4.0, 26.0))
    radius = math.sqrt(size)
    for marks in chart.marks:
        if not marks.longitudes:
            continue
        places = np.column_stack([window.unwrap(marks.longitudes), base_map.mercator(marks.latitudes)])
        dots = PathCollection(
            # One path for all dots: `scatter` would work out limits and colours for each.
            [Outline.unit_circle()],
            sizes=[radius * radius * 0.3],
            offsets=places,
            offset_transform=axes.transData,
            facecolors=f"{marks.colour}CC",
            edgecolors="#FFFFFF",
            linewidths=0.35 if count < 2000 else 0.15,
            zorder=3,
        )
        dots.set_transform(IdentityTransform())
        axes.add_collection(dots, autolim=False)


def _draw_graticule(axes: Axes, window: Window) -> None:
    """Draw meridians and parallels at round degrees, labelled inside the map's edge."""
    across = window.east - window.west
    step = next((degrees for degrees in STEPS if across / degrees <= 7), STEPS[-1])
    for east in np.arange(math.ceil(window.west / step) * step, window.east, step):
        axes.axvline(east, color=GRATICULE, linewidth=0.5, zorder=1.2)
        if window.west + across * 0.03 < east < window.east - across * 0.03:
            axes.annotate(_longitude_label(east), (east, 0), xycoords=("data", "axes fraction"), xytext=(0, 2.5),
                          textcoords="offset points", ha="center", fontsize=6, color=MUTED, zorder=4)  # fmt: skip
    low, high = base_map.mercator([window.south, window.north])
    top = high - (high - low) * 0.04
    for north in np.arange(math.ceil(window.south / step) * step, window.north, step):
        height = float(base_map.mercator([north])[0])
        axes.axhline(height, color=GRATICULE, linewidth=0.5, zorder=1.2)
        if height > top:
            continue
        axes.annotate(_latitude_label(north), (0, height), xycoords=("axes fraction", "data"), xytext=(3, 1), textcoords="offset points",
                      ha="left", fontsize=6, color=MUTED, zorder=4)  # fmt: skip


def _longitude_label(degrees: float) -> str:
    turned = (degrees + 180) % 360 - 180
    return f"{abs(turned):g}°{'' if turned in (0, -180) else 'E' if turned > 0 else 'W'}"


def _latitude_label(degrees: float) -> str:
    return f"{abs(degrees):g}°{'' if degrees == 0 else 'N' if degrees > 0 else 'S'}"


def _draw_scale_bar(axes: Axes, window: Window, frame: Rect) -> None:
    """Draw a scale bar of round nautical miles, true at the map's middle latitude; none where the map is too wide for one scale."""
    if window.east - window.west > WIDEST_SCALE:
        return
    middle = (window.south + window.north) / 2
    nm_of_inch = (window.east - window.west) / frame.width * KM_OF_DEGREE * math.cos(math.radians(middle)) / NM_KM
    length = max((nautical_miles for nautical_miles in BARS_NM if nautical_miles <= nm_of_inch * 1.6), default=BARS_NM[0])
    share, right, base = length / nm_of_inch / frame.width, 1 - 0.14 / frame.width, 0.16 / frame.height
    axes.plot([right - share, right], [base, base], transform=axes.transAxes, color=MUTED, linewidth=1.6, zorder=5, solid_capstyle="butt")
    text = f"{length:,} nm ({length * NM_KM:,.0f} km)"
    axes.annotate(text, (right, base), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points", ha="right", fontsize=6.5,
                  color=MUTED, zorder=5)  # fmt: skip
