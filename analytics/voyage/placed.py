"""Incidents with a position, column by column: a fleet asks for counts along thousands of legs, for each of which a frame would be slow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = tuple[tuple[str, int], ...]
"""Code and count, most first."""
Places = NDArray[np.int64]
"""Numbers of incidents, in the order of the columns; or days since the year 1."""
COUNTED: Final = ("act", "vessel_status", "vessel_type", "severity")


@dataclass(frozen=True, eq=False)
class PlacedIncidents:
    """Columns of equal length. `days` are ordinals (`date.toordinal`), `precision_km` is 0 where it is not stated, `codes` by column hold
    each incident's place among its `titles`, -1 where nothing is stated."""

    ids: tuple[str, ...]
    days: Places
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    precision_km: NDArray[np.float64]
    codes: Mapping[str, Places]
    titles: Mapping[str, tuple[str, ...]]

    def counts(self, column: str, places: Places) -> Codes:
        """How often each code is stated of these incidents, most first, then by code."""
        stated = self.codes[column][places]
        numbers = np.bincount(stated[stated >= 0], minlength=len(self.titles[column]))
        pairs = [(self.titles[column][code], int(numbers[code])) for code in np.flatnonzero(numbers)]
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def place_incidents(frame: pd.DataFrame) -> PlacedIncidents:
    """The columns of a frame as `placed_incidents_between` gives it."""
    codes, titles = {}, {}
    for column in COUNTED:
        numbers, values = pd.factorize(frame[column])
        codes[column] = np.asarray(numbers, np.int64)
        titles[column] = tuple(str(int(value)) if isinstance(value, float) else str(value) for value in values)
    return PlacedIncidents(
        tuple(frame["incident_id"]),
        np.array([day.toordinal() for day in frame["occurred_on"]], np.int64),
        frame["latitude"].to_numpy(np.float64),
        frame["longitude"].to_numpy(np.float64),
        frame["position_precision_km"].fillna(0.0).to_numpy(np.float64),
        codes,
        titles,
    )
