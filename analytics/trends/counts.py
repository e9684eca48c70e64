"""Counts per code and period, from the cubes that the queries give."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.describe.periods import A_YEAR, Period

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Table:
    """Incidents per code (a row each) and period (a column each). Codes stand most frequent first."""

    codes: tuple[str, ...]
    values: Numbers

    def row(self, code: str) -> Numbers:
        """The counts of one code; none where it does not occur."""
        return self.values[self.codes.index(code)] if code in self.codes else np.zeros(self.values.shape[1], np.int64)


def table(cube: pd.DataFrame, axis: Sequence[Period], only: Collection[str] | None = None) -> Table:
    """The counts of a cube of `queries.trends.codes` on an axis of periods; with `only`, incidents that one of these sources saw."""
    kept = seen_by(cube, only)
    codes = kept["code"].to_numpy(dtype=object)
    names, rows = np.unique(codes.astype(str), return_inverse=True) if len(codes) else (np.array([], str), np.array([], np.int64))
    columns = _places(kept["month"], axis)
    inside = (columns >= 0) & (columns < len(axis))
    values = np.zeros((len(names), len(axis)), np.int64)
    np.add.at(values, (rows[inside], columns[inside]), kept["incidents"].to_numpy(np.int64)[inside])
    order = np.argsort(-values.sum(axis=1), kind="stable")
    return Table(tuple(str(names[place]) for place in order), values[order])


def seen_by(frame: pd.DataFrame, only: Collection[str] | None) -> pd.DataFrame:
    """The rows of incidents that at least one of the sources `only` reports; all with None."""
    if only is None:
        return frame
    wanted = frozenset(only)
    return frame[np.array([not wanted.isdisjoint(sources) for sources in frame["sources"]], bool)]


def _places(months: pd.Series, axis: Sequence[Period]) -> Numbers:
    first = axis[0].first
    begin = 12 * (first.year - 1970) + first.month - 1
    found: Numbers = (months.to_numpy(np.int64) - begin) // (12 // A_YEAR[axis[0].grain])
    return found
