"""Counts per code and period, from the cubes that the queries return."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.describe.periods import A_YEAR, Period

CountArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CountTable:
    """Incidents per code (rows) and period (columns); the most frequent code comes first."""

    codes: tuple[str, ...]
    values: CountArray

    def row(self, code: str) -> CountArray:
        """The counts of one code; all 0 where it does not occur."""
        return self.values[self.codes.index(code)] if code in self.codes else np.zeros(self.values.shape[1], np.int64)


def count_table(cube: pd.DataFrame, axis: Sequence[Period], only: Collection[str] | None = None) -> CountTable:
    """The counts of a cube of `cubes.counts_by_code` on an axis of periods; with `only`, of incidents that one of these sources reports."""
    rows_kept = reported_by(cube, only)
    codes = rows_kept["code"].to_numpy(dtype=object)
    code_names, code_places = (
        np.unique(codes.astype(str), return_inverse=True) if len(codes) else (np.array([], str), np.array([], np.int64))
    )
    period_places = _axis_places(rows_kept["month"], axis)
    inside = (period_places >= 0) & (period_places < len(axis))
    values = np.zeros((len(code_names), len(axis)), np.int64)
    np.add.at(values, (code_places[inside], period_places[inside]), rows_kept["incidents"].to_numpy(np.int64)[inside])
    # Stable: codes with equal totals keep their alphabetical order, so that two runs draw the same chart.
    order = np.argsort(-values.sum(axis=1), kind="stable")
    return CountTable(tuple(str(code_names[place]) for place in order), values[order])


def reported_by(frame: pd.DataFrame, only: Collection[str] | None) -> pd.DataFrame:
    """The rows of incidents that at least one of the sources `only` reports; all with None."""
    if only is None:
        return frame
    sources_wanted = frozenset(only)
    return frame[np.array([not sources_wanted.isdisjoint(sources) for sources in frame["sources"]], bool)]


def _axis_places(months: pd.Series, axis: Sequence[Period]) -> CountArray:
    """Place on the axis of each month (counted from January 1970); below 0 or beyond the end where it lies outside."""
    first = axis[0].first
    begin = 12 * (first.year - 1970) + first.month - 1
    places: CountArray = (months.to_numpy(np.int64) - begin) // (12 // A_YEAR[axis[0].grain])
    return places
