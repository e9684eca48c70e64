"""Trends over the years that end with the briefing's last day."""

from __future__ import annotations

from datetime import date
from typing import Final

from analytics import trends
from analytics.trends import TrendRequest, TrendChart
from briefing.blocks import Block, Picture, Words
from briefing.sections.context import Context
from warehouse.filters import Filters

YEARS: Final = 5


def build(context: Context) -> tuple[Block, ...]:
    """Incidents over time by category, by sea region, and the year to date, each with what can be said of it."""
    asked = TrendRequest(_filters(context), context.now)
    read = trends.reading(context.con)
    found = [told for told in (trends.over_time(read, asked), trends.by_region(read, asked), trends.year_to_date(read, asked)) if told]
    if not found:
        return (Words(("No source reports on what is asked for, so there is no trend.",)),)
    sentences = tuple(dict.fromkeys(sentence for told in found for sentence in told.sentences))
    notes = tuple(dict.fromkeys(note for told in found for note in told.notes))
    return (Words(sentences), Words(notes, quiet=True), *(_picture(told) for told in found if not told.picture.is_empty))


def _filters(context: Context) -> Filters:
    """The briefing's filters from the first day of the year five years back; a longer period is shown whole."""
    begin = date(context.last.year - YEARS, 1, 1)
    return context.with_days(min(begin, context.first), context.last)


def _picture(told: TrendChart) -> Picture:
    return Picture(told.picture, told.sources)
