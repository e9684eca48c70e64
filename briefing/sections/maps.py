"""Maps of the incidents."""

from __future__ import annotations

from analytics.describe import maps
from analytics.describe.maps import MOST_MARKS, Map
from analytics.describe.words import span_in_words
from briefing.blocks import Block, Exhibit
from briefing.sections.context import Context
from warehouse.queries.incidents import hexagons, incidents

HEXAGON_RESOLUTION = 3
"""H3 resolution used where there are too many incidents to show each: cells about 110 km across can be told apart on a page."""


def category_map_section(context: Context) -> tuple[Block, ...]:
    """Every incident with a position in its category's colour; hexagons where there are too many."""
    return (Exhibit(incident_map(context, "category"), context.situation.sources),)


def severity_map_section(context: Context) -> tuple[Block, ...]:
    """Every incident with a position in its severity's colour; hexagons where there are too many."""
    return (Exhibit(incident_map(context, "severity"), context.situation.sources),)


def incident_map(context: Context, by: str) -> Map:
    """Every incident with a position, coloured by its `category` or `severity`; hexagons where there are too many."""
    summary = context.summary
    span = span_in_words((context.first, context.last))
    notes = [f"n = {summary.placed:,} incidents with a position."]
    notes += [f"{summary.unplaced:,} without a position are not shown."] if summary.unplaced else []
    notes += [f"{summary.coarse:,} positions are uncertain by more than {incidents.COARSE_KM:.0f} km."] if summary.coarse else []
    if summary.placed > MOST_MARKS:
        cells = hexagons.hexagon_counts(context.con, context.filters, HEXAGON_RESOLUTION, "number")
        return maps.hexagon_map(cells, f"Where incidents happened, {span}", (*notes, "Hexagons are about 110 km across."))
    points = incidents.incident_points(context.con, context.filters)
    describe = maps.map_by_category if by == "category" else maps.map_by_severity
    return describe(points, f"Where incidents happened, by {by}, {span}", notes)
