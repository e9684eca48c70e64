"""From query results to the arrays of the model: who is counted where, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.coverage.constant_sources import Basis, Listener, common_spans
from analytics.risk.groups import CODES
from analytics.risk.history import History

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of the model, in order: every region with every group. `areas[region]` is the region's area."""

    regions: tuple[str, ...]
    areas: Mapping[str, str]

    @property
    def parent(self) -> npt.NDArray[np.int64]:
        """Number of the wider cell (area x group) of each cell."""
        order = sorted(set(self.areas.values()))
        place = np.array([order.index(self.areas[region]) for region in self.regions], dtype=np.int64)
        return (place[:, None] * len(CODES) + np.arange(len(CODES))).ravel()

    def number(self, region: str, group: str) -> int:
        return self.regions.index(region) * len(CODES) + CODES.index(group)


def history(
    daily: pd.DataFrame, cells: Cells, bases: Mapping[str, Basis], there: Mapping[str, Sequence[Listener]], first: date, last: date
) -> History:
    """Counts from `first` to `last` of the incidents that the region's basis reports, on the days that all of it watches.

    `daily` from `queries.risk.daily`; `there`: who watches each region.
    """
    days = (last - first).days + 1
    counts = np.zeros((len(cells.regions) * len(CODES), days))
    watched = np.zeros_like(counts)
    for place, region in enumerate(cells.regions):
        used = [one for one in there[region] if one.source in bases[region].sources]
        for begin, stop in common_spans(used, first, last) if used else []:
            rows = slice(place * len(CODES), (place + 1) * len(CODES))
            watched[rows, (begin - first).days : (stop - first).days + 1] = 1.0
    day = daily["day"].to_numpy(dtype=np.int64) - day_number(first)
    inside = (day >= 0) & (day < days) & reported(daily, cells.regions, bases)
    number = _cell(daily, cells)
    np.add.at(counts, (number[inside], day[inside]), daily["incidents"].to_numpy(dtype=np.float64)[inside])
    return History(first, counts * watched, watched, cells.parent)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)).days


def _cell(rows: pd.DataFrame, cells: Cells) -> npt.NDArray[np.int64]:
    """Number of each row's cell; of no use where the region is not known."""
    found: npt.NDArray[np.int64] = codes(rows["sea_region"], cells.regions) * len(CODES) + codes(rows["grp"], CODES)
    return found


def codes(column: pd.Series, known: Sequence[str]) -> npt.NDArray[np.int64]:
    """Place in `known` of every text of a column of categories; -1 for others and for null."""
    place = {text: number for number, text in enumerate(known)}
    of_category = np.array([*(place.get(text, -1) for text in column.cat.categories), -1], dtype=np.int64)
    found: npt.NDArray[np.int64] = of_category[column.cat.codes.to_numpy()]
    return found


def reported(rows: pd.DataFrame, regions: Sequence[str], bases: Mapping[str, Basis]) -> npt.NDArray[np.bool_]:
    """Rows in one of `regions` that at least one source of the region's basis reports."""
    sets = [frozenset(str(said).split(" ")) for said in rows["sources"].cat.categories]
    used = [bases[region].sources for region in regions]
    known = np.zeros((len(regions) + 1, len(sets) + 1), dtype=np.bool_)
    for place, names in enumerate(used):
        known[place, : len(sets)] = [not one.isdisjoint(names) for one in sets]
    found: npt.NDArray[np.bool_] = known[codes(rows["sea_region"], regions), rows["sources"].cat.codes.to_numpy()]
    return found


def severity_weights(rows: pd.DataFrame, cells: Cells, bases: Mapping[str, Basis], weight: Mapping[int, float], prior: float) -> Array:
    """Mean weight of an incident per cell, held at the group's mean everywhere by `prior` incidents; 1 where nothing is known.

    `rows` from `queries.risk.severity`; severities that are not known are left out.
    """
    kept = rows[rows["severity"].notna().to_numpy() & reported(rows, cells.regions, bases)]
    number = _cell(kept, cells)
    amount = kept["incidents"].to_numpy(dtype=np.float64)
    harm = amount * np.array([weight[int(level)] for level in kept["severity"]], dtype=np.float64)
    size = len(cells.regions) * len(CODES)
    incidents, harms = np.bincount(number, amount, size), np.bincount(number, harm, size)
    group = np.arange(size) % len(CODES)
    wide = np.bincount(group, harms, len(CODES)) / np.maximum(np.bincount(group, incidents, len(CODES)), 1e-9)
    mean = np.where(wide > 0, wide, 1.0)[group]
    found: Array = (harms + prior * mean) / (incidents + prior)
    return found


def first_day(bases: Mapping[str, Basis], as_of: date) -> date:
    """The earliest day that some basis covers; the day before `as_of` at the latest."""
    return min([as_of - timedelta(days=1), *(one.since for one in bases.values() if one.since)])
