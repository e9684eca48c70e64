"""The invented bodies, waters, ships and texts of invented snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from warehouse.reference.geography import sea_regions

Indices = npt.NDArray[np.int64]
LAST_DAY: Final = date(2026, 11, 1)
YEARS: Final = 15
BODIES: Final = {"harbour_watch": "Harbour Watch", "coast_desk": "Coast Desk", "gulf_net": "Gulf Net"}


@dataclass(frozen=True, slots=True)
class Water:
    """A sea region, a place in it, the share of incidents there, and how far they scatter around it (degrees)."""

    code: str
    longitude: float
    latitude: float
    share: float
    spread: float

    @property
    def title(self) -> str:
        return sea_regions()[self.code].title

    @property
    def area(self) -> str:
        return sea_regions()[self.code].area


WATERS: Final = (
    Water("singapore_strait", 103.9, 1.2, 0.28, 0.15),
    Water("malacca_strait", 100.6, 3.0, 0.1, 0.6),
    Water("gulf_of_guinea", 5.0, 3.5, 0.2, 1.6),
    Water("gulf_of_aden", 48.0, 12.2, 0.16, 1.4),
    Water("bay_of_bengal", 91.7, 20.5, 0.1, 0.7),
    Water("south_america_pacific", -77.4, -12.1, 0.06, 0.3),
    Water("caribbean", -66.0, 12.5, 0.06, 1.5),
    Water("oceania", 179.8, -17.8, 0.02, 1.2),
    Water("north_pacific", 179.5, 52.0, 0.01, 3.0),
    Water("mediterranean", 18.0, 35.0, 0.01, 2.0),
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
        "narrative": ["full"] * n,
        "cadence_days": [1.0] * n,
        "watches": [[water.code for water in WATERS]] * n,
        "state": ["live", "stale", "closed"],
        "state_reason": ["Records keep coming."] * n,
        "reports": np.bincount(body, minlength=n),
        "advisories": [None, 7, 1],
        "first_occurred_on": [LAST_DAY - timedelta(days=YEARS * 365)] * n,
        "last_occurred_on": [LAST_DAY] * n,
        "last_landed_at": [datetime(2026, 11, 2, tzinfo=UTC)] * n,
    }
