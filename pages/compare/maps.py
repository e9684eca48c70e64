"""Both sides as maps with the same view, and the way to their incidents."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import streamlit as st

from analytics.compare import Comparison, sentences
from analytics.incidents import map_rows
from analytics.incidents.map_picture import released_map
from analytics.incidents.map_rows import MOST_POINTS, CellRows, PointRows
from pages.charts import cards, picture_files
from pages.compare.looks import look_of
from pages.maps import incident_deck, map_texts
from pages.maps.incident_deck import MapContext, Selection
from pages.server import first_paint
from pages.shell import data, handling, theme
from warehouse.contract import settings
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.hexagons import Colour
from warehouse.reference.geography import MapPreset
from warehouse.view import SnapshotView

HEIGHT: Final = 420


def show_maps(snapshot: SnapshotView, comparison: Comparison) -> None:
    """One map for each side; both have points, or both hexagons."""
    sides = ((comparison.a, "a"), (comparison.b, "b"))
    filters = {name: side.filters(comparison.request.categories, comparison.watch.codes) for side, name in sides}
    placed = {name: data.query(incidents.summarise_incidents, snapshot, of_side).placed for name, of_side in filters.items()}
    colour: Colour = "category" if max(placed.values()) <= MOST_POINTS else "number"
    columns = st.columns(2)
    for column, (side, name), title in zip(columns, sides, sentences.side_titles(comparison), strict=True):
        with column:
            _show_map(snapshot, filters[name], f"{title}: {placed[name]:,} with a position", look_of(side), colour, name)


def _show_map(snapshot: SnapshotView, filters: Filters, title: str, look: MapPreset, colour: Colour, name: str) -> None:
    rows: PointRows | CellRows
    if colour == "number":
        rows = data.query(map_rows.cell_rows, snapshot, filters, map_rows.resolution_for(look.zoom + 1.4), "number")
    else:
        rows = data.query(map_rows.point_rows, snapshot, filters, colour)
    with st.container(border=True):
        cards.card_heading(title)
        context = MapContext(filters.regions[0] if len(filters.regions) == 1 else None, settings.load().basemap)
        deck = incident_deck.incident_deck(rows, colour, look, Selection(), dark=theme.is_dark(), context=context)
        first_paint.wait_for_paint()
        st.pydeck_chart(deck, height=HEIGHT, key=f"compare_map_{name}", alt=f"Map of the incidents. {title}.")
        map_texts.show_legend(incident_deck.legend_entries(rows, colour), "Kind" if colour == "category" else "Incidents")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            query = urlencode(filters.to_query() | ({data.AS_OF: kept} if (kept := data.as_of()) else {}))
            st.markdown(f"[Open on the incident map](incident_map?{query})", width="stretch")
            marking = handling.current()
            for kind, (mime, help_text) in picture_files.FORMATS.items():
                st.download_button(
                    kind,
                    data=picture_files.picture_maker(
                        kind,
                        lambda: released_map(snapshot, marking, filters, "category", lambda summary: title),
                        snapshot,
                        (f"{cards.data_stamp(snapshot)}.",),
                    ),
                    file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}compare_map_{name}_{snapshot.id}.{kind.lower()}",
                    mime=mime,
                    type="tertiary",
                    key=f"compare_map_{name}_{kind.lower()}",
                    on_click="ignore",
                    help=help_text,
                )
