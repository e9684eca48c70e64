"""Incidents by category and by sea region."""

from __future__ import annotations

from analytics.situation import overview
from briefing.blocks import Block, Picture
from briefing.sections.context import Context


def build(context: Context) -> tuple[Block, ...]:
    """The two charts of the overview, under the briefing's filters."""
    found = context.situation
    described = (overview.category_chart(found.comparison), overview.region_chart(found.comparison, found.region_titles))
    return tuple(Picture(one, found.sources) for one in described)
