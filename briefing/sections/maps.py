"""Maps of the incidents."""

from __future__ import annotations

from analytics.describe import maps
from analytics.describe.maps import MOST_MARKS, Map
from analytics.situation import overview
from briefing.blocks import Block, Picture
from briefing.sections.context import Context
from warehouse.queries.incidents import hexagons, incidents

RESOLUTION = 3
"""H3 resolution of the hexagons that stand for more incidents than a map can show one by one."""


def by_category(context: Context) -> tuple[Block, ...]:
    """Every incident with a position in its category's colour; hexagons where there are too many."""
    return (Picture(_map(context, "category"), context.situation.sources),)


def by_severity(context: Context) -> tuple[Block, ...]:
    """Every incident with a position in its severity's colour; hexagons where there are too many."""
    return (Picture(_map(context, "severity"), context.situation.sources),)


def _map(context: Context, by: str) -> Map:
    summary = context.summary
    span = overview.period((context.first, context.last))
    notes = [f"n = {summary.placed:,} incidents with a position."]
    notes += [f"{summary.unplaced:,} without a position are not shown."] if summary.unplaced else []
    notes += [f"{summary.coarse:,} positions are known only to more than {incidents.COARSE_KM:.0f} km."] if summary.coarse else []
    if summary.placed > MOST_MARKS:
        cells = hexagons.hexagons(context.con, context.filters, RESOLUTION, "number")
        return maps.hexagons(cells, f"Where incidents happened, {span}", (*notes, "Hexagons of about 110 km across."))
    points = incidents.points(context.con, context.filters)
    drawn = maps.by_category if by == "category" else maps.by_severity
    return drawn(points, f"Where incidents happened, by {by}, {span}", notes)
