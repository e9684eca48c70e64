"""The map of the last 30 days, with the waters that nobody watched, and beside it the incidents that need attention."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import duckdb
import pyarrow as pa
import pydeck as pdk
import shapely
import streamlit as st

from analytics.risk.region_map import UNKNOWN_COLOUR
from analytics.situation import attention
from analytics.situation import overview as words
from analytics.situation.attention import Notable
from analytics.situation.situation import notable_incidents
from pages.charts import cards
from pages.incidents import rows as incident_rows
from pages.maps import land
from pages.maps import map as the_map
from pages.maps import rows as map_rows
from pages.maps import words as map_words
from pages.maps.map import Ground, Selection
from pages.maps.rows import MOST_POINTS, Cells, Points
from pages.server import first_paint
from pages.shell import data, page_links, theme
from warehouse.contract import settings
from warehouse.contract.dates import short_day
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.hexagons import Colour
from warehouse.queries.sources.sources import region_titles
from warehouse.reference.geography import View, regions

DAYS: Final = 30
HEIGHT: Final = 420
MOST: Final = 25
SHORT: Final = 5
"""So many incidents need no scrolling."""
LOOK: Final = View(40.0, 12.0, 0.15)
UNWATCHED: Final = {True: (150, 165, 180, 34), False: (90, 100, 110, 42)}
"""Fill of waters that nobody watched, in the night and the day theme."""


def show(snapshot: Snapshot, until: date, unwatched: tuple[str, ...], source_titles: tuple[str, ...]) -> None:
    """The map's card. `unwatched` are the regions without a source that covers the span of the page."""
    first = until - timedelta(days=DAYS - 1)
    filters = Filters(date_from=first, date_to=until)
    summary = data.query(incidents.summary, snapshot, filters)
    drawn, colour = data.query(_drawn, snapshot, filters, summary.placed)
    title = f"Where incidents happened, {words.period((first, until))}"
    with st.container(border=True, height="stretch"):
        cards.heading(title)
        ground = Ground(None, settings.load().basemap)
        deck = the_map.deck(drawn, colour, LOOK, Selection(), dark=theme.is_dark(), ground=ground)
        deck.layers[2:2] = [_unwatched(unwatched, theme.is_dark()), land.hatches(unwatched, theme.is_dark())]
        count = f"{summary.placed:,} incident{'' if summary.placed == 1 else 's'} with a position"
        first_paint.hold()
        st.pydeck_chart(deck, height=HEIGHT, key="overview_map", alt=f"World map. {title}: {count}; {len(unwatched)} waters not watched.")
        hatched = ((UNKNOWN_COLOUR, f"Not watched on all of these days ({len(unwatched)} regions)"),) if unwatched else ()
        map_words.legend(the_map.legend(drawn, colour), "Category" if colour == "category" else "Incidents", hatched)
        st.space("stretch")
        missing = f"{summary.unplaced:,} more without a position. " if summary.unplaced else ""
        query = urlencode(filters.to_query() | ({data.AS_OF: kept} if (kept := data.as_of()) else {}))
        said = f"{count}. {missing}Sources: {', '.join(source_titles) or 'none'}. {cards.stamp(snapshot)}."
        st.caption(f"{cards.plain(said)} [Open the map](incident_map?{query})")


def needs_attention(snapshot: Snapshot, until: date, days: int, watched: tuple[str, ...], source_titles: tuple[str, ...]) -> None:
    """The incidents that need attention by the rule that stands under them."""
    scored = data.query(notable_incidents, snapshot, until, days, watched, least=1)
    found = tuple(one for one in scored if one.points >= attention.LEAST)
    titles = data.query(region_titles, snapshot)
    with st.container(border=True, height="stretch"):
        count = len(found)
        cards.heading(f"{count:,} incident{' needs' if count == 1 else 's need'} attention, {days} days to {words.day(until)}")
        with st.container(height=HEIGHT if count > SHORT else "content", border=False, key="attention"):
            for one in found[:MOST]:
                _entry(one, titles)
            if count > MOST:
                st.caption(f"{count - MOST:,} more with fewer points or further back; all of them are in the CSV.")
            if not count:
                st.caption("No known incident of these days reaches the points of the rule. What nobody watches is not among them.")
        if further := scored[count : max(SHORT, count)]:
            st.caption(f"Fewer than {attention.LEAST} points:")
            for one in further:
                _entry(one, titles, "gray")
        st.space("stretch")
        cards.foot(snapshot, source_titles, (attention.RULE,), lambda: _frame(found, titles), "attention")


def _entry(one: Notable, titles: dict[str, str], colour: str = "red") -> None:
    row = one.incident
    act = ACT[row["act"]].title if row["act"] in ACT else CATEGORY[row["category"]].title
    ship = cards.plain(incident_rows.vessel(row["vessel_name"], row["vessel_type"]))
    where = cards.plain(titles.get(row["sea_region"], "No position"))
    link = page_links.incident(row["incident_id"], data.as_of())
    head = f":{colour}-badge[{one.points}] **[{short_day(row['occurred_on'])} · {act}]({link})** · {ship}"
    st.markdown(f"{head}  \n:small[{where} · {cards.plain(one.why)}]")


def _frame(found: tuple[Notable, ...], titles: dict[str, str]) -> pa.Table:
    rows = [
        {
            "points": one.points,
            "why": one.why,
            "incident_id": one.incident["incident_id"],
            "occurred_on": one.incident["occurred_on"],
            "category": CATEGORY[one.incident["category"]].title,
            "sea_region": titles.get(one.incident["sea_region"], ""),
            "vessel_name": one.incident["vessel_name"],
        }
        for one in found
    ]
    return pa.Table.from_pylist(rows)


def _drawn(con: duckdb.DuckDBPyConnection, filters: Filters, placed: int) -> tuple[Points | Cells, Colour]:
    """Points while they are few, else hexagons of their number."""
    if placed <= MOST_POINTS:
        return map_rows.point_rows(con, filters, "category"), "category"
    return map_rows.cell_rows(con, filters, map_rows.resolution_for(LOOK.zoom + 1.4), "number"), "number"


def _unwatched(codes: tuple[str, ...], dark: bool) -> pdk.Layer:
    known = regions()
    shapes = [_feature(known[code].outline) for code in codes if code in known]
    return pdk.Layer(
        "GeoJsonLayer",
        id=f"unwatched-{'night' if dark else 'day'}",
        data={"type": "FeatureCollection", "features": shapes},
        pickable=False,
        stroked=False,
        get_fill_color=list(UNWATCHED[dark]),
    )


def _feature(outline: shapely.MultiPolygon) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": shapely.set_precision(outline, 0.01).__geo_interface__}
