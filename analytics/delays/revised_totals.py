"""Revised totals: what a body reported for a year when it was over, and what it reports now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class RevisedTotals:
    """How far one source's totals were revised: years compared, years changed, the two sums, and the year that changed most."""

    source: str
    basis: str
    years: int
    changed: int
    said_then: int
    says_now: int
    most_year: int
    most_by: int


def compare_totals(frame: pd.DataFrame, regions: Mapping[str, str] | None = None) -> pd.DataFrame:
    """`queries.delays.revised_totals` per source and year, or, with region titles, per source, region and year; latest year first.

    Columns: source, year, (sea_region,) basis, then (day), said_then, says_now, difference, share (of what was said then).
    With regions only the rows that changed are kept: there are many.
    """
    # A missing region would drop out of the grouping, and its reports with it: it gets a title first.
    keys = ["source", "year", "basis", "then_at"]
    if regions is not None:
        frame = frame.assign(
            sea_region=[regions.get(code, "No position") if isinstance(code, str) else "No position" for code in frame["sea_region"]]
        )
        keys.insert(1, "sea_region")
    compared = frame.groupby(keys, as_index=False)[["said_then", "says_now"]].sum()
    compared["difference"] = compared["says_now"] - compared["said_then"]
    # No share of nothing: a year without earlier reports has none.
    compared["share"] = compared["difference"] / compared["said_then"].where(compared["said_then"] > 0)
    compared["then"] = [value.date() if hasattr(value, "date") else value for value in compared.pop("then_at")]
    if regions is not None:
        compared = compared[compared["difference"] != 0]
    return compared.sort_values(["year", "source"], ascending=[False, True], kind="stable").reset_index(drop=True)


def summarise_revisions(frame: pd.DataFrame) -> tuple[RevisedTotals, ...]:
    """One row per source and basis, from `compare_totals` by year."""
    revisions = []
    for (source, basis), rows in compare_totals(frame).groupby(["source", "basis"], sort=True):
        most = rows.iloc[int(rows["difference"].abs().to_numpy().argmax())]
        changed = int((rows["difference"] != 0).sum())
        sums = (int(rows["said_then"].sum()), int(rows["says_now"].sum()))
        revisions.append(RevisedTotals(str(source), str(basis), len(rows), changed, *sums, int(most["year"]), int(most["difference"])))
    return tuple(revisions)


def between_snapshots(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Incidents per year in two snapshots (each of `queries.delays.incident_totals`), the years that changed, latest first.

    Columns: year, said_then, says_now, difference.
    """
    sums = {name: frame.groupby("year")["incidents"].sum() for name, frame in (("said_then", before), ("says_now", now))}
    compared = pd.DataFrame(sums).fillna(0).astype(int)
    compared["difference"] = compared["says_now"] - compared["said_then"]
    return compared[compared["difference"] != 0].sort_index(ascending=False).reset_index(names="year")


def revision_sentence(revised: RevisedTotals, title: str, basis: Mapping[str, str]) -> str:
    """`ASAM: 5 of 12 years changed after they were over, in total from 3,412 to 3,440 reports; 2021 changed most, by +14 (...).`"""
    if not revised.changed:
        return f"{title}: none of {revised.years} years changed after it was over ({basis[revised.basis]})."
    return (
        f"{title}: {revised.changed} of {revised.years} years changed after they were over, in total from {revised.said_then:,} to "
        f"{revised.says_now:,} reports; {revised.most_year} changed most, by {revised.most_by:+,} ({basis[revised.basis]})."
    )
