"""Totals that moved: what a body said of a year when it was over, and what it says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Moved:
    """How far one source's totals moved: years compared, years that moved, the two sums, and the year that moved most."""

    source: str
    basis: str
    years: int
    changed: int
    said_then: int
    says_now: int
    most_year: int
    most_by: int


def totals(frame: pd.DataFrame, regions: Mapping[str, str] | None = None) -> pd.DataFrame:
    """`queries.moved.moved_totals` per source and year, or, with region titles, per source, region and year; latest year first.

    Columns: source, year, (sea_region,) basis, then (day), said_then, says_now, difference, share (of what was said then).
    With regions only the rows that moved are kept: there are many.
    """
    keys = ["source", "year", "basis", "then_at"]
    if regions is not None:
        frame = frame.assign(
            sea_region=[regions.get(code, "No position") if isinstance(code, str) else "No position" for code in frame["sea_region"]]
        )
        keys.insert(1, "sea_region")
    found = frame.groupby(keys, as_index=False)[["said_then", "says_now"]].sum()
    found["difference"] = found["says_now"] - found["said_then"]
    found["share"] = found["difference"] / found["said_then"].where(found["said_then"] > 0)
    found["then"] = [value.date() if hasattr(value, "date") else value for value in found.pop("then_at")]
    if regions is not None:
        found = found[found["difference"] != 0]
    return found.sort_values(["year", "source"], ascending=[False, True], kind="stable").reset_index(drop=True)


def summary(frame: pd.DataFrame) -> tuple[Moved, ...]:
    """One row a source and basis of `totals` by year."""
    made = []
    for (source, basis), rows in totals(frame).groupby(["source", "basis"], sort=True):
        most = rows.iloc[int(rows["difference"].abs().to_numpy().argmax())]
        changed = int((rows["difference"] != 0).sum())
        sums = (int(rows["said_then"].sum()), int(rows["says_now"].sum()))
        made.append(Moved(str(source), str(basis), len(rows), changed, *sums, int(most["year"]), int(most["difference"])))
    return tuple(made)


def between_snapshots(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Incidents per year in two snapshots (`queries.moved.incident_totals`): year, said_then, says_now, difference; years that moved."""
    sums = {name: frame.groupby("year")["incidents"].sum() for name, frame in (("said_then", before), ("says_now", now))}
    found = pd.DataFrame(sums).fillna(0).astype(int)
    found["difference"] = found["says_now"] - found["said_then"]
    return found[found["difference"] != 0].sort_index(ascending=False).reset_index(names="year")


def words(one: Moved, title: str, basis: Mapping[str, str]) -> str:
    """`ASAM: of 12 years 5 moved after the year was over, in sum from 3,412 to 3,440 reports; most 2021, by +14 (...)`."""
    if not one.changed:
        return f"{title}: none of {one.years} years moved after it was over ({basis[one.basis]})."
    return (
        f"{title}: of {one.years} years {one.changed} moved after they were over, in sum from {one.said_then:,} to {one.says_now:,} "
        f"reports; {one.most_year} most, by {one.most_by:+,} ({basis[one.basis]})."
    )
