"""Incidents by category and by sea region."""

from __future__ import annotations

from analytics.situation import charts
from briefing.blocks import Block, Exhibit
from briefing.sections.context import Context


def kinds_section(context: Context) -> tuple[Block, ...]:
    """The same two charts as on the overview page, for the briefing's filters."""
    situation = context.situation
    descriptions = (charts.category_chart(situation.comparison), charts.region_chart(situation.comparison, situation.region_titles))
    return tuple(Exhibit(chart, situation.sources) for chart in descriptions)
