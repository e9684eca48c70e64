"""The key figures."""

from __future__ import annotations

from analytics.situation.comparison import Row
from analytics.situation.situation import Situation
from briefing.blocks import Block, Figures, KeyFigure
from briefing.sections.context import Context
from warehouse.measures import MEASURES


def build(context: Context) -> tuple[Block, ...]:
    """One figure a measure: now, the change against before, and the five-year mean with its range."""
    found = context.situation
    notes = (*found.notes, f"Sources: {', '.join(found.sources) or 'none'}.")
    return (Figures(f"Key figures of the {context.days:,} days (incidents)", items(found), notes),)


def items(found: Situation) -> tuple[KeyFigure, ...]:
    """One figure a measure."""
    return tuple(
        KeyFigure(measure.title, f"{row.now:,}", _change(row, bool(found.filling)), _range(row), measure.definition)
        for measure in MEASURES.values()
        for row in (found.comparison.measures[measure.code],)
    )


def _change(row: Row, filling: bool) -> str:
    if row.before is None or row.before_now is None or row.change is None:
        return "no comparison with the days before"
    so_far = " so far" if filling else ""
    now = "" if row.before_now == row.now else f"{row.before_now:,} "
    return f"{row.change:+,}{so_far} ({now}against {row.before:,} before)" if row.change else f"as many{so_far} as before ({row.before:,})"


def _range(row: Row) -> str:
    return "no five-year mean" if row.mean is None else f"5-year mean {row.mean:,.1f} ({row.low:,}–{row.high:,})"
