"""The incidents that need attention, by a rule that is printed below them."""

from __future__ import annotations

from datetime import date
from typing import Final

import pyarrow as pa
import streamlit as st

from analytics.situation import attention
from analytics.situation.attention import NotableIncident
from analytics.situation.situation import notable_incidents
from pages.charts import cards
from pages.incidents import rows as incident_rows
from pages.shell import data, page_links
from pages.shell.text import plain
from warehouse.contract.dates import day_in_words, short_day
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.queries.sources.sources import region_titles
from warehouse.view import SnapshotView

HEIGHT: Final = 420
"""As high as the map beside it."""
MOST: Final = 25
FEW: Final = 5
"""This many incidents fit without scrolling."""


def show_needs_attention(snapshot: SnapshotView, until: date, days: int, watched: tuple[str, ...], source_titles: tuple[str, ...]) -> None:
    """The card: incidents with enough points, and where they are fewer than FEW the next ones below them."""
    # All with a point in one query, so that the card and its "fewer points" list cannot disagree.
    scored = data.query(notable_incidents, snapshot, until, days, watched, least=1)
    notable = tuple(incident for incident in scored if incident.points >= attention.LEAST_POINTS)
    titles = data.query(region_titles, snapshot)
    with st.container(border=True, height="stretch"):
        count = len(notable)
        cards.card_heading(f"{count:,} incident{' needs' if count == 1 else 's need'} attention, {days} days to {day_in_words(until)}")
        with st.container(height=HEIGHT if count > FEW else "content", border=False, key="attention"):
            for incident in notable[:MOST]:
                _show_entry(incident, titles)
            if count > MOST:
                st.caption(f"{count - MOST:,} more have fewer points or are older; the CSV lists them all.")
            if not count:
                st.caption("No known incident in these days scores enough points. Waters that nobody watches cannot appear here.")
        if further := scored[count : max(FEW, count)]:
            st.caption(f"Fewer than {attention.LEAST_POINTS} points:")
            for incident in further:
                _show_entry(incident, titles, "gray")
        st.space("stretch")
        cards.show_card_foot(snapshot, source_titles, (attention.RULE,), lambda: _export_table(notable, titles), "attention")


def _show_entry(notable: NotableIncident, titles: dict[str, str], colour: str = "red") -> None:
    row = notable.incident
    act = ACT[row["act"]].title if row["act"] in ACT else CATEGORY[row["category"]].title
    ship = plain(incident_rows.vessel_in_words(row["vessel_name"], row["vessel_type"]))
    where = plain(titles.get(row["sea_region"], "No position"))
    link = page_links.incident_link(row["incident_id"], data.as_of())
    head = f":{plain(colour)}-badge[{notable.points:d}] **[{short_day(row['occurred_on'])} · {plain(act)}]({link})** · {ship}"
    st.markdown(f"{head}  \n:small[{where} · {plain(notable.points_in_words)}]")


def _export_table(notable: tuple[NotableIncident, ...], titles: dict[str, str]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "points": scored.points,
                "why": scored.points_in_words,
                "incident_id": scored.incident["incident_id"],
                "occurred_on": scored.incident["occurred_on"],
                "category": CATEGORY[scored.incident["category"]].title,
                "sea_region": titles.get(scored.incident["sea_region"], ""),
                "vessel_name": scored.incident["vessel_name"],
            }
            for scored in notable
        ]
    )
