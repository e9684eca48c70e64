"""The figures that the overview opens with, and the table of all measures beside the span before and the five-year mean."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from analytics.describe.key_figures import KeyFigure
from analytics.situation.comparison import ComparedCounts, Comparison
from warehouse.measures import MEASURES

HEADLINE: Final = ("incidents", "severe", "crew_harmed")
"""Measures on the first screen; the table holds all."""

LEAST_FOR_PERCENT: Final = 10
"""One incident more than two would read as a rise by half."""

_SCHEMA: Final = pa.schema(
    {
        "measure": pa.string(),
        "definition": pa.string(),
        "now": pa.int64(),
        "before_now": pa.int64(),
        "before": pa.int64(),
        "mean_now": pa.int64(),
        "mean": pa.float64(),
        "low": pa.int64(),
        "high": pa.int64(),
    }
)


def headline_figures(comparison: Comparison) -> tuple[KeyFigure, ...]:
    """The HEADLINE measures now, each with its change from the span before."""
    return tuple(
        KeyFigure(MEASURES[code].title, f"{counts.now:,}", change=change_with_percent(counts), against=_compared_count(counts))
        for code in HEADLINE
        for counts in (comparison.measures[code],)
    )


def change_with_percent(counts: ComparedCounts) -> str:
    """`6 (26%)`, `-1`, `unchanged`: like for like; percentages from LEAST_FOR_PERCENT on; empty without a comparison."""
    if counts.change is None or counts.before is None:
        return ""
    if not counts.change:
        return "unchanged"
    percent = f" ({100 * counts.change / counts.before:,.0f}%)" if counts.before >= LEAST_FOR_PERCENT else ""
    return f"{counts.change:,}{percent}"


def measures_table(comparison: Comparison) -> pa.Table:
    """A row for every measure: its title and definition, and the counts of `ComparedCounts`."""
    rows = [
        {
            "measure": measure.title,
            "definition": measure.definition,
            "now": counts.now,
            "before_now": counts.before_now,
            "before": counts.before,
            "mean_now": counts.mean_now,
            "mean": counts.mean,
            "low": counts.low,
            "high": counts.high,
        }
        for measure in MEASURES.values()
        for counts in (comparison.measures[measure.code],)
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _compared_count(counts: ComparedCounts) -> str:
    """The count of comparable sources, where the change is of that and not of the figure itself."""
    return f"of {counts.before_now:,} comparable" if counts.change is not None and counts.before_now != counts.now else ""
