"""The right answers, counted in the snapshot's tables without any code of the pages or of analytics."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from warehouse.contract.snapshot import Store

FOLDER: Final = Path(__file__).parent
TABLES: Final = ("incidents", "sources")
EARTH_NM: Final = 3440.065
STEP_NM: Final = 0.5
"""A route is looked at in points this far apart."""


class Truth:
    """Counts in the snapshot that a data folder names as its newest."""

    def __init__(self, data: Path) -> None:
        snapshot = Store(data).open()
        self.con = duckdb.connect()
        for table in TABLES:
            self.con.read_parquet([str(file) for file in snapshot.table_files(table)]).create_view(table)

    def by_act(
        self,
        region: str | None = None,
        days: tuple[date, date] | None = None,
        sources: tuple[str, ...] | None = None,
        category: str | None = None,
        subtype: str | None = None,
        placed: bool = False,
    ) -> dict[str, int]:
        """Incidents by code of their act; `sources`: those that at least one of them reports."""
        first, last = days or (None, None)
        parameters = {"region": region, "category": category, "subtype": subtype, "first": first, "last": last, "placed": placed}
        rows = self.con.execute(_query("incidents_by_act"), {**parameters, "sources": list(sources) if sources else None}).fetchall()
        return {str(act): int(number) for act, number in rows}

    def count(self, region: str | None = None, days: tuple[date, date] | None = None, **narrowed: object) -> int:
        """Incidents; parameters as for `by_act`."""
        return sum(self.by_act(region, days, **narrowed).values())  # type: ignore[arg-type]

    def sources_named(self, text: str) -> tuple[str, ...]:
        """Codes of the sources whose titles stand in a text."""
        return tuple(code for code, title in self.con.execute(_query("source_titles")).fetchall() if title in text)

    def near_route(self, waypoints: list[tuple[float, float]], within_nm: float) -> int:
        """Incidents within a distance of rhumb lines through waypoints (latitude, longitude), on the sphere."""
        longitudes, latitudes = (np.radians(column) for column in self.con.execute(_query("positions")).fetchnumpy().values())
        nearest = np.full(len(longitudes), np.inf)
        for here, there in pairwise(waypoints):
            for latitude, longitude in _rhumb_line(here, there):
                between = np.sin((latitudes - latitude) / 2) ** 2
                between += np.cos(latitudes) * np.cos(latitude) * np.sin((longitudes - longitude) / 2) ** 2
                nearest = np.minimum(nearest, 2 * EARTH_NM * np.arcsin(np.sqrt(between)))
        return int((nearest <= within_nm).sum())


def _query(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def _rhumb_line(here: tuple[float, float], there: tuple[float, float]) -> list[tuple[float, float]]:
    """Points in radians along a straight line in Mercator's projection."""
    (lat_a, lon_a), (lat_b, lon_b) = np.radians(here), np.radians(there)
    heights = [np.log(np.tan(np.pi / 4 + latitude / 2)) for latitude in (lat_a, lat_b)]
    number = int(np.hypot(lat_b - lat_a, lon_b - lon_a) * EARTH_NM / STEP_NM) + 2
    shares = np.linspace(0, 1, number)
    along = 2 * np.arctan(np.exp(heights[0] + shares * (heights[1] - heights[0]))) - np.pi / 2
    return list(zip(along.tolist(), (lon_a + shares * (lon_b - lon_a)).tolist(), strict=True))
