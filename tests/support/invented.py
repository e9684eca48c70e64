"""The invented bodies, waters, ships and texts that invented snapshots are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]
LAST_DAY: Final = date(2026, 11, 1)
YEARS: Final = 15
BODIES: Final = {"harbour_watch": "Harbour Watch", "coast_desk": "Coast Desk", "gulf_net": "Gulf Net"}


@dataclass(frozen=True, slots=True)
class Water:
    """A sea region, the share of incidents in it, and how far they scatter around its centre (degrees)."""

    code: str
    title: str
    area: str
    longitude: float
    latitude: float
    zoom: float
    share: float
    spread: float


REGIONS: Final = (
    Water("singapore_strait", "Singapore Strait", "Southeast Asia", 103.9, 1.2, 8.0, 0.28, 0.4),
    Water("malacca_strait", "Malacca Strait", "Southeast Asia", 100.6, 3.0, 6.0, 0.1, 0.9),
    Water("gulf_of_guinea", "Gulf of Guinea", "Africa", 5.0, 3.5, 5.0, 0.2, 1.6),
    Water("gulf_of_aden", "Gulf of Aden", "Africa", 48.0, 12.2, 5.5, 0.16, 1.4),
    Water("bay_of_bengal", "Bay of Bengal", "Indian Sub-Continent", 91.7, 21.0, 6.0, 0.1, 0.7),
    Water("south_america_pacific", "South America, Pacific", "Americas", -77.3, -12.1, 6.0, 0.06, 0.5),
    Water("caribbean", "Caribbean", "Americas", -66.0, 11.0, 5.0, 0.06, 2.0),
    Water("oceania", "Oceania", "Rest of World", 179.8, -17.8, 5.0, 0.02, 1.2),
    Water("north_pacific", "North Pacific", "Rest of World", 179.5, 52.0, 4.0, 0.01, 3.0),
    Water("mediterranean", "Mediterranean", "Rest of World", 18.0, 35.0, 4.5, 0.01, 3.0),
)
NAMES: Final = ("BLUE HERON", "PALE STAR", "OCEAN LANTERN", "TIDE RUNNER", "NORTHERN QUILL", "GREY PETREL", "AMBER KEEL", "SALT WREN")
WHAT: Final = (
    "reported men aboard at the stern; engine spares were gone when the crew mustered.",
    "saw a skiff close to two cables; the alarm was raised and the boat turned away.",
    "reported loss of satellite position for three hours while on passage.",
    "found two persons hidden in the rudder trunk on arrival.",
    "was fired upon by a small craft; the citadel was used, no injuries.",
)
WHY: Final = ({"fact": "act", "value": "boarded", "rule": "field", "evidence": "Boarded"},)


def sources_table(body: Indices) -> dict[str, Any]:
    """The table of the invented bodies."""
    n = len(BODIES)
    return {
        "source": list(BODIES),
        "title": [f"{title} log" for title in BODIES.values()],
        "body": list(BODIES.values()),
        "description": ["Invented body for tests."] * n,
        "url": ["https://example.org"] * n,
        "licence": ["CC BY 4.0"] * n,
        "attribution": [f"{title}, invented, CC BY 4.0" for title in BODIES.values()],
        "cadence_days": [1.0] * n,
        "watches": [[water.code for water in REGIONS]] * n,
        "state": ["live", "stale", "closed"],
        "state_reason": ["Records keep coming."] * n,
        "reports": np.bincount(body, minlength=n),
        "first_occurred_on": [LAST_DAY - timedelta(days=YEARS * 365)] * n,
        "last_occurred_on": [LAST_DAY] * n,
        "last_landed_at": [datetime(2026, 11, 2, tzinfo=UTC)] * n,
    }


def regions_table() -> dict[str, Any]:
    """The table of the sea regions used here."""
    straits = {"singapore_strait": ["malacca_strait"], "malacca_strait": ["singapore_strait"]}
    return {
        "sea_region": [water.code for water in REGIONS],
        "title": [water.title for water in REGIONS],
        "area": [water.area for water in REGIONS],
        "neighbours": [straits.get(water.code, []) for water in REGIONS],
        "longitude": [water.longitude for water in REGIONS],
        "latitude": [water.latitude for water in REGIONS],
        "zoom": [water.zoom for water in REGIONS],
    }
