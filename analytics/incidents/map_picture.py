"""The filtered incidents as a map to hand out: a description, which documents and pages draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from analytics.describe import maps
from analytics.describe.maps import Map
from warehouse.disclosure import Handling, open_release
from warehouse.filters import Filters
from warehouse.queries.incidents import hexagons, incidents
from warehouse.queries.incidents.incidents import Summary
from warehouse.view import SnapshotView

RESOLUTION: Final = 3
"""H3 resolution of the hexagons, about 120 km across."""


def released_map(snapshot: SnapshotView, handling: Handling, filters: Filters, by: str, title_of: Callable[[Summary], str]) -> Map:
    """The map without what may not be released under `handling`; its notes say what was withheld. `by`: severity, otherwise category."""
    with open_release(snapshot, handling) as released:
        summary = incidents.summarise_incidents(released.con, filters)
        title = title_of(summary)
        withheld = released.withheld(filters, with_texts=False)
        notes = (f"n = {summary.placed:,} with a position.", *withheld.sentences(), *withheld.attributions)
        # A picture cannot be zoomed, so the number of incidents alone decides between points and hexagons.
        if summary.placed > maps.MOST_MARKS:
            return maps.hexagon_map(hexagons.hexagon_counts(released.con, filters, RESOLUTION, "number"), title, notes)
        points = incidents.incident_points(released.con, filters)
        return (maps.map_by_severity if by == "severity" else maps.map_by_category)(points, title, notes)
