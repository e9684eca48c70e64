"""A map's description, drawn on the bundled land."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform

from analytics.describe.maps import Map
from briefing.pictures import ground, legend
from briefing.pictures.ground import Reals, Window
from briefing.pictures.legend import Entry
from briefing.pictures.sheet import MUTED, Room, Sheet

SEA: Final = "#EDF3F7"
LAND: Final = "#CFD6DA"
SHORE: Final = "#A9B4BB"
LIMIT: Final = "#C3D3DE"
GRATICULE: Final = "#DFE8EE"
KM_OF_DEGREE: Final = 111.195
NM_KM: Final = 1.852
STEPS: Final = (0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60)
BARS_NM: Final = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)
CORNERS_OF_INCH: Final = 200
"""Corners of a shore that an inch can show."""
WIDEST_SCALE: Final = 70.0
"""Degrees of longitude beyond which Mercator has no one scale to show."""


def draw(sheet: Sheet, chart: Map, room: Room) -> None:
    """The map with its legend below."""
    entries = [Entry(f"{marks.name} ({len(marks.longitudes):,})", marks.colour, "dot") for marks in chart.marks]
    hatched = {area.colour for area in chart.areas if area.hatched}
    entries = [Entry(name, colour, "hatch" if colour in hatched else "area") for name, colour in chart.legend] + entries
    below = legend.height(entries, room.width)
    frame = room.less(bottom=below + (0.06 if below else 0.0))
    window = _window(chart, frame.width / frame.height)
    axes = sheet.axes(frame, facecolor=SEA)
    low, high = ground.mercator([window.south, window.north])
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(low, high)
    axes.set_xticks([])
    axes.set_yticks([])
    _ground(axes, window, chart, (window.east - window.west) / frame.width)
    _marks(axes, window, chart)
    _graticule(axes, window)
    _scale(axes, window, frame)
    legend.draw(sheet, entries, Room(room.left, room.bottom, room.width, below))


def _window(chart: Map, shape: float) -> Window:
    rings = [np.asarray(ring, dtype=np.float64) for area in chart.areas for ring in area.rings]
    longitudes = [*(east for marks in chart.marks for east in marks.longitudes), *(east for ring in rings for east in ring[:, 0])]
    latitudes = [*(north for marks in chart.marks for north in marks.latitudes), *(north for ring in rings for north in ring[:, 1])]
    return ground.fitted(longitudes, latitudes, shape)


def _ground(axes: Axes, window: Window, chart: Map, degrees_of_inch: float) -> None:
    for area in chart.areas:
        rings = [np.column_stack([_together(window, ring[:, 0]), ring[:, 1]]) for ring in (np.asarray(one) for one in area.rings)]
        for turn in (-360.0, 0.0, 360.0):
            outline = ground.areas([ring + np.array([turn, 0.0]) for ring in rings])
            if outline is not None and _seen(outline, window):
                _fill(axes, PathPatch(outline, facecolor=area.colour, edgecolor="#FFFFFF", linewidth=0.3, zorder=1))
                if area.hatched:
                    _fill(axes, PathPatch(outline, facecolor="none", edgecolor=SEA, linewidth=0, hatch="////", zorder=1))
    land = ground.land(window, degrees_of_inch / CORNERS_OF_INCH)
    if land is not None:
        _fill(axes, PathPatch(land, facecolor=LAND, edgecolor=SHORE, linewidth=0.35, zorder=2))
    if chart.outlines:
        axes.add_collection(LineCollection(ground.limits(window), colors=LIMIT, linewidths=0.6, zorder=1.5), autolim=False)


def _fill(axes: Axes, patch: PathPatch) -> None:
    """Add a patch without asking for its bounds, which takes longer than all else: the window is known."""
    patch.set_transform(axes.transData)
    axes.add_artist(patch)


def _together(window: Window, longitudes: Reals) -> Reals:
    """A ring moved as a whole to the turn that the window shows."""
    middle = float(longitudes.mean())
    return longitudes + (float(window.place([middle])[0]) - middle)


def _seen(outline: Outline, window: Window) -> bool:
    corners = np.asarray(outline.vertices)
    return bool(corners[:, 0].max() >= window.west and corners[:, 0].min() <= window.east)


def _marks(axes: Axes, window: Window, chart: Map) -> None:
    count = sum(len(marks.longitudes) for marks in chart.marks)
    size = float(np.clip(34 - 9 * math.log10(max(count, 1)), 4.0, 26.0))
    radius = math.sqrt(size)
    for marks in chart.marks:
        if not marks.longitudes:
            continue
        places = np.column_stack([window.place(marks.longitudes), ground.mercator(marks.latitudes)])
        dots = PathCollection(
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


def _graticule(axes: Axes, window: Window) -> None:
    """Meridians and parallels at round degrees, named inside the map's edge."""
    across = window.east - window.west
    step = next((one for one in STEPS if across / one <= 7), STEPS[-1])
    for east in np.arange(math.ceil(window.west / step) * step, window.east, step):
        axes.axvline(east, color=GRATICULE, linewidth=0.5, zorder=1.2)
        if window.west + across * 0.03 < east < window.east - across * 0.03:
            axes.annotate(_east(east), (east, 0), xycoords=("data", "axes fraction"), xytext=(0, 2.5), textcoords="offset points",
                          ha="center", fontsize=6, color=MUTED, zorder=4)  # fmt: skip
    low, high = ground.mercator([window.south, window.north])
    top = high - (high - low) * 0.04
    for north in np.arange(math.ceil(window.south / step) * step, window.north, step):
        height = float(ground.mercator([north])[0])
        axes.axhline(height, color=GRATICULE, linewidth=0.5, zorder=1.2)
        if height > top:
            continue
        axes.annotate(_north(north), (0, height), xycoords=("axes fraction", "data"), xytext=(3, 1), textcoords="offset points",
                      ha="left", fontsize=6, color=MUTED, zorder=4)  # fmt: skip


def _east(degrees: float) -> str:
    turned = (degrees + 180) % 360 - 180
    return f"{abs(turned):g}°{'' if turned in (0, -180) else 'E' if turned > 0 else 'W'}"


def _north(degrees: float) -> str:
    return f"{abs(degrees):g}°{'' if degrees == 0 else 'N' if degrees > 0 else 'S'}"


def _scale(axes: Axes, window: Window, frame: Room) -> None:
    """A bar of round nautical miles, true at the middle of the map; none where the map spans too much of the earth."""
    if window.east - window.west > WIDEST_SCALE:
        return
    middle = (window.south + window.north) / 2
    nm_of_inch = (window.east - window.west) / frame.width * KM_OF_DEGREE * math.cos(math.radians(middle)) / NM_KM
    length = max((one for one in BARS_NM if one <= nm_of_inch * 1.6), default=BARS_NM[0])
    share, right, base = length / nm_of_inch / frame.width, 1 - 0.14 / frame.width, 0.16 / frame.height
    axes.plot([right - share, right], [base, base], transform=axes.transAxes, color=MUTED, linewidth=1.6, zorder=5, solid_capstyle="butt")
    text = f"{length:,} nm ({length * NM_KM:,.0f} km)"
    axes.annotate(text, (right, base), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points", ha="right", fontsize=6.5,
                  color=MUTED, zorder=5)  # fmt: skip
