"""Trends over the years up to the briefing's last day."""

from __future__ import annotations

from datetime import date
from typing import Final

from analytics import trends
from analytics.trends import TrendChart, TrendRequest
from briefing.blocks import Block, Exhibit, Paragraphs
from briefing.sections.context import Context
from warehouse.filters import Filters

YEARS: Final = 5


def trends_section(context: Context) -> tuple[Block, ...]:
    """Incidents over time by category, by sea region and for the year to date, each with its findings in words."""
    request = TrendRequest(_five_year_filters(context), context.now)
    run = trends.query_runner(context.con)
    candidates = (trends.over_time(run, request), trends.by_region(run, request), trends.year_to_date(run, request))
    charts = [chart for chart in candidates if chart]
    if not charts:
        return (Paragraphs(("No source covers this selection, so no trend can be shown.",)),)
    # The charts share caveats; each is printed once, in the order of its first appearance.
    sentences = tuple(dict.fromkeys(sentence for chart in charts for sentence in chart.sentences))
    notes = tuple(dict.fromkeys(note for chart in charts for note in chart.notes))
    return (Paragraphs(sentences), Paragraphs(notes, quiet=True), *(_exhibit_of(chart) for chart in charts if not chart.picture.is_empty))


def _five_year_filters(context: Context) -> Filters:
    """The briefing's filters from 1 January five years before its last day; a longer period is shown in full."""
    begin = date(context.last.year - YEARS, 1, 1)
    return context.with_days(min(begin, context.first), context.last)


def _exhibit_of(chart: TrendChart) -> Exhibit:
    return Exhibit(chart.picture, chart.sources)
