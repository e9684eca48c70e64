"""From query results to the arrays of the model: whose reports are counted where, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.coverage.constant_sources import SourceBasis, common_spans, members
from analytics.coverage.source_watch import SourceWatch
from analytics.risk.groups import GROUP_CODES
from analytics.risk.history import CellHistory

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ModelCells:
    """The cells of the model in order: every region with every group. `areas[region]` is the region's area."""

    regions: tuple[str, ...]
    areas: Mapping[str, str]

    @property
    def parent(self) -> npt.NDArray[np.int64]:
        """The number of the wider cell (area x group) of each cell."""
        order = sorted(set(self.areas.values()))
        place = np.array([order.index(self.areas[region]) for region in self.regions], dtype=np.int64)
        return (place[:, None] * len(GROUP_CODES) + np.arange(len(GROUP_CODES))).ravel()

    def number(self, region: str, group: str) -> int:
        return self.regions.index(region) * len(GROUP_CODES) + GROUP_CODES.index(group)


def count_history(
    daily: pd.DataFrame,
    cells: ModelCells,
    bases: Mapping[str, SourceBasis],
    watchers: Mapping[str, Sequence[SourceWatch]],
    first: date,
    last: date,
) -> CellHistory:
    """Counts from `first` to `last` of the incidents that the region's basis reports, on the days on which all of it watches.

    `daily` comes from `queries.risk.daily.daily_counts`; `watchers` are the sources that watch each region.
    """
    days = (last - first).days + 1
    counts = np.zeros((len(cells.regions) * len(GROUP_CODES), days))
    watched = np.zeros_like(counts)
    for place, region in enumerate(cells.regions):
        used = members(bases[region], watchers[region])
        for span in common_spans(used, first, last):
            rows = slice(place * len(GROUP_CODES), (place + 1) * len(GROUP_CODES))
            watched[rows, (span.first - first).days : (span.last - first).days + 1] = 1.0
    day = daily["day"].to_numpy(dtype=np.int64) - day_number(first)
    inside = (day >= 0) & (day < days) & reported_by_basis(daily, cells.regions, bases)
    number = _cell_numbers(daily, cells)
    np.add.at(counts, (number[inside], day[inside]), daily["incidents"].to_numpy(dtype=np.float64)[inside])
    # Counts of unwatched days are dropped: exposure and incidents must cover the same days, or the rate is wrong.
    return CellHistory(first, counts * watched, watched, cells.parent)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)).days


def _cell_numbers(rows: pd.DataFrame, cells: ModelCells) -> npt.NDArray[np.int64]:
    """Number of each row's cell; meaningless (and to be masked out) where the region is unknown."""
    region, group = code_places(rows["sea_region"], cells.regions), code_places(rows["grp"], GROUP_CODES)
    numbers: npt.NDArray[np.int64] = region * len(GROUP_CODES) + group
    return numbers


def code_places(column: pd.Series, texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """Place in `texts` of every value of a categorical column; -1 for other values and for null."""
    # Looked up once per category instead of once per row; pandas codes null as -1, which picks the last entry.
    place = {text: number for number, text in enumerate(texts)}
    of_category = np.array([*(place.get(text, -1) for text in column.cat.categories), -1], dtype=np.int64)
    places: npt.NDArray[np.int64] = of_category[column.cat.codes.to_numpy()]
    return places


def reported_by_basis(rows: pd.DataFrame, regions: Sequence[str], bases: Mapping[str, SourceBasis]) -> npt.NDArray[np.bool_]:
    """A mask of the rows in one of `regions` that at least one source of that region's basis reports."""
    # A table of region x set of sources, with a row and a column of False at the end for what is unknown (-1).
    sets = [frozenset(str(joined).split(" ")) for joined in rows["sources"].cat.categories]
    used = [bases[region].sources for region in regions]
    is_reported = np.zeros((len(regions) + 1, len(sets) + 1), dtype=np.bool_)
    for place, names in enumerate(used):
        is_reported[place, : len(sets)] = [not reporting.isdisjoint(names) for reporting in sets]
    mask: npt.NDArray[np.bool_] = is_reported[code_places(rows["sea_region"], regions), rows["sources"].cat.codes.to_numpy()]
    return mask


def severity_weights(
    rows: pd.DataFrame, cells: ModelCells, bases: Mapping[str, SourceBasis], weight: Mapping[int, float], prior: float
) -> Array:
    """Mean weight of an incident per cell, shrunk by `prior` incidents to the group's mean everywhere; 1 where nothing is known.

    `rows` come from `queries.risk.daily.severity_counts`; unknown severities are left out.
    """
    rows_kept = rows[rows["severity"].notna().to_numpy() & reported_by_basis(rows, cells.regions, bases)]
    number = _cell_numbers(rows_kept, cells)
    amount = rows_kept["incidents"].to_numpy(dtype=np.float64)
    harm = amount * np.array([weight[int(level)] for level in rows_kept["severity"]], dtype=np.float64)
    size = len(cells.regions) * len(GROUP_CODES)
    incidents, harms = np.bincount(number, amount, size), np.bincount(number, harm, size)
    group = np.arange(size) % len(GROUP_CODES)
    wide = np.bincount(group, harms, len(GROUP_CODES)) / np.maximum(np.bincount(group, incidents, len(GROUP_CODES)), 1e-9)
    mean = np.where(wide > 0, wide, 1.0)[group]
    weights: Array = (harms + prior * mean) / (incidents + prior)
    return weights


def first_covered_day(bases: Mapping[str, SourceBasis], as_of: date) -> date:
    """The earliest day that some basis covers; at the latest the day before `as_of`, so that a history is never empty."""
    return min([as_of - timedelta(days=1), *(basis.since for basis in bases.values() if basis.since)])
