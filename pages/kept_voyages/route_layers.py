"""Routes on a map: their legs coloured by what is known of them, across the antimeridian in one piece, and the view that holds them."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pydeck as pdk
from numpy.typing import NDArray

from analytics.describe.colours import rgb_values
from analytics.risk.results import WatchState
from analytics.voyage.route.legs import Leg, Passage
from pages.maps import land
from warehouse.areas.shapes import unwrapped

Reals = NDArray[np.float64]

HEIGHT: Final = 600
WIDTH: Final = 800
"""Width in pixels that the view is fitted to."""
STATE_COLOURS: Final[dict[WatchState, str]] = {"incidents": "#E0663F", "none": "#3E9BD0", "not_watched": "#9AA0A8"}
_MARGIN: Final = 0.75


def continuous(passage: Passage) -> Reals:
    """Longitudes that run on across the antimeridian."""
    route = passage.route
    return np.array([corner[1] for corner in unwrapped(list(zip(route.latitude.tolist(), route.longitude.tolist(), strict=True)))])


def leg_path(passage: Passage, leg: Leg, colour: str, title: str, label: str, longitudes: Reals, every: int) -> dict[str, Any]:
    """The row of one leg: every so many of its positions, with a title and a second line for the pointer."""
    places = sorted({*range(leg.first, leg.last + 1, every), leg.last})
    line = [[round(float(longitudes[place]), 3), round(float(passage.route.latitude[place]), 3)] for place in places]
    return {"p": line, "c": list(rgb_values(colour)), "t": title, "s": label}


def path_layers(name: str, paths: list[dict[str, Any]], palette: land.Palette, width: int) -> list[pdk.Layer]:
    """The legs with a casing that sets them off from land and sea."""
    casing = {"id": f"{name}-casing", "data": paths, "get_path": "p", "get_color": [*palette.sea, 230], "pickable": False}
    shape = {"cap_rounded": True, "joint_rounded": True}
    return [
        pdk.Layer("PathLayer", **casing, **shape, get_width=1, width_min_pixels=width + 4, width_max_pixels=width + 4),
        pdk.Layer(
            "PathLayer", id=f"{name}-legs", data=paths, get_path="p", get_color="c", pickable=True, auto_highlight=True, **shape,
            get_width=1, width_min_pixels=width, width_max_pixels=width,
        ),
    ]  # fmt: skip


def view_of(longitudes: Reals, latitudes: Reals) -> tuple[float, float, float]:
    """Longitude, latitude and zoom that show all of these positions."""
    # On the chart degrees of latitude grow towards the poles.
    heights = np.degrees(np.arcsinh(np.tan(np.radians(latitudes))))
    width = max(float(np.ptp(longitudes)), float(np.ptp(heights)) * WIDTH / HEIGHT, 0.5)
    zoom = math.log2(360 * WIDTH / (512 * width)) + math.log2(_MARGIN)
    middle = math.degrees(math.atan(math.sinh(math.radians((heights.min() + heights.max()) / 2))))
    return float((longitudes.min() + longitudes.max()) / 2), middle, round(min(zoom, 7.0), 2)
