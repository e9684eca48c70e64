"""The incidents that need attention: the worst beside the map with the reason in words, all of them with their points in Details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import pyarrow as pa
import streamlit as st

from analytics.situation import attention
from analytics.situation.attention import NotableIncident
from analytics.situation.situation import notable_incidents
from pages.charts import cards
from pages.incidents import rows as incident_rows
from pages.overview.watched_regions import OverviewView
from pages.shell import data, page_links
from pages.shell.text import Markdown, plain
from warehouse.contract.dates import day_and_month
from warehouse.contract.taxonomy import CATEGORY, act_or_category
from warehouse.queries.sources.sources import region_titles
from warehouse.view import SnapshotView

LISTED: Final = 3
"""Entries that fit beside the map without scrolling."""

LISTED_LESS: Final = 2
"""Entries where some of them are less urgent."""

MOST: Final = 50
"""Entries in all: a reader with more of them narrows the waters."""


def show_needs_attention(snapshot: SnapshotView, until: date, days: int, view: OverviewView) -> tuple[NotableIncident, ...]:
    """How many need attention, the worst of them, and the others on one click; where they are few, the next in rank, marked apart.

    Gives those that need attention, most points first.
    """
    # All with a point in one query, so that the two lists cannot disagree.
    scored = data.query(notable_incidents, snapshot, until, days, view.regions, view.filters, 1)
    notable = tuple(incident for incident in scored if incident.points >= attention.LEAST_POINTS)
    titles = data.query(region_titles, snapshot)
    count = len(notable)
    # Where the page counts the reader's waters only, every entry lies in them.
    own_waters = () if view.only else view.regions
    cards.card_heading(f"{count:,} need{'s' if count == 1 else ''} attention")
    _show_entries(notable[:LISTED], titles, own_waters)
    if count > LISTED:
        with st.popover(f"{count - LISTED:,} more", type="tertiary"):
            _show_entries(notable[LISTED:MOST], titles, own_waters)
            if count > MOST:
                st.caption(f"{count - MOST:,} more have as many points or fewer, or are older: Details lists them all.")
    elif further := scored[count:LISTED_LESS]:
        st.caption("Less urgent:")
        _show_entries(further, titles, own_waters)
    if not count:
        st.caption("No known incident in these days is grave enough. Waters that nobody watches cannot appear here.")
    return notable


def show_scores(snapshot: SnapshotView, notable: Sequence[NotableIncident], source_titles: tuple[str, ...]) -> None:
    """The table of those that need attention with the points of each, and the rule."""
    titles = data.query(region_titles, snapshot)
    cards.show_table(
        f"Points of {len(notable):,} incident{'' if len(notable) == 1 else 's'} that need{'s' if len(notable) == 1 else ''} attention",
        _scores(notable, titles),
        snapshot,
        source_titles,
        name="attention",
        alt="Every incident that needs attention with its points and what earned them, most points first",
        columns={
            "points": st.column_config.NumberColumn("Points", width=60),
            "why": st.column_config.TextColumn("Why", width=430),
            "occurred_on": st.column_config.DateColumn("Day", format="D MMM YYYY", width=95),
            "category": st.column_config.TextColumn("Category", width=180),
            "sea_region": st.column_config.TextColumn("Sea region", width=160),
            "vessel_name": st.column_config.TextColumn("Ship", width=160),
            "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
        },
        footnotes=(attention.RULE,),
        empty=f"No incident has enough points. {attention.RULE}",
    )


def _show_entries(incidents: Sequence[NotableIncident], titles: dict[str, str], own_waters: tuple[str, ...]) -> None:
    st.markdown("\n\n".join(_entry(incident, titles, own_waters) for incident in incidents))


def _entry(notable: NotableIncident, titles: dict[str, str], own_waters: tuple[str, ...]) -> Markdown:
    row = notable.incident
    act = act_or_category(row["act"], row["category"])
    ship = row["vessel_name"] or incident_rows.vessel_in_words(None, row["vessel_type"])
    own = "your waters" if row["sea_region"] in own_waters else ""
    facts = (titles.get(row["sea_region"], "No position"), day_and_month(row["occurred_on"]), notable.why, own)
    link = page_links.incident_link(row["incident_id"], data.as_of())
    title = plain(f"{act}: {ship}")
    return Markdown(f"**[{title}]({link})**  \n:small[{plain(' · '.join(fact for fact in facts if fact))}]")


def _scores(notable: Sequence[NotableIncident], titles: dict[str, str]) -> pa.Table:
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
                "link": page_links.incident_link(scored.incident["incident_id"], data.as_of()),
            }
            for scored in notable
        ]
    )
