"""The key figures."""

from __future__ import annotations

from analytics.situation.comparison import ComparedCounts
from analytics.situation.situation import Situation
from briefing.blocks import Block, BriefingFigure, KeyFigures
from briefing.credits import credited_titles, sources_note
from briefing.sections.context import Context
from warehouse.measures import MEASURES


def key_figures_section(context: Context) -> tuple[Block, ...]:
    """One figure per measure: this period, the change on the one before, and the five-year mean with its range."""
    situation = context.situation
    notes = (*situation.notes, *sources_note(credited_titles(situation.sources, context.licences)))
    return (KeyFigures(f"Key figures for the {context.days:,} days (incidents)", briefing_figures(situation), notes),)


def briefing_figures(situation: Situation) -> tuple[BriefingFigure, ...]:
    """One figure per measure."""
    return tuple(
        BriefingFigure(
            measure.title, f"{row.now:,}", _change_in_words(row, bool(situation.filling)), _range_in_words(row), measure.definition
        )
        for measure in MEASURES.values()
        for row in (situation.comparison.measures[measure.code],)
    )


def _change_in_words(row: ComparedCounts, filling: bool) -> str:
    if row.before is None or row.before_now is None or row.change is None:
        return "no comparison with the period before"
    # While reports of the last days are still to come, a fall may be nothing but lateness.
    so_far = " so far" if filling else ""
    # The comparison may rest on fewer sources than the figure itself; its own count is then stated too.
    now = "" if row.before_now == row.now else f"{row.before_now:,} "
    return f"{row.change:+,}{so_far} ({now}against {row.before:,} before)" if row.change else f"unchanged{so_far} ({row.before:,} before)"


def _range_in_words(row: ComparedCounts) -> str:
    return "no five-year mean" if row.mean is None else f"5-year mean {row.mean:,.1f} ({row.low:,}–{row.high:,})"
