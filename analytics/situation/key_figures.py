"""The figures that the overview opens with: one per measure, beside the span before and the five-year mean."""

from __future__ import annotations

from analytics.describe.key_figures import KeyFigure
from analytics.situation.comparison import ComparedCounts, Comparison
from warehouse.measures import MEASURES


def situation_key_figures(comparison: Comparison, filling: bool) -> tuple[KeyFigure, ...]:
    """Every measure now, its difference from the span before, and its five-year mean; "so far" while reports still come in."""
    return tuple(
        KeyFigure(
            measure.title,
            f"{counts.now:,}",
            "No five-year mean" if counts.mean is None else f"5-year mean {counts.mean:,.1f} ({counts.low:,}–{counts.high:,})",
            f"{measure.definition} Unit: {measure.unit}.",
            "" if counts.change is None else f"{counts.change:,}",
            _count_before(counts, filling),
        )
        for measure in MEASURES.values()
        for counts in (comparison.measures[measure.code],)
    )


def _count_before(counts: ComparedCounts, filling: bool) -> str:
    """The count before; with the count now over the same sources where that differs from the figure itself."""
    if counts.before is None:
        return ""
    so_far = " so far" if filling else ""
    if counts.before_now == counts.now:
        return f"vs {counts.before:,}{so_far}"
    return f"{counts.before_now:,} vs {counts.before:,}{so_far}"
