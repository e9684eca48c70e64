"""*Reporting gap*, not reported to authorities: shares by year and region, and why members did not report."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd
import streamlit as st

from analytics.authorities import charts
from analytics.authorities import notification as authority
from analytics.describe.explained import Explained
from pages.charts import cards, explained_card
from pages.shell import data
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.filters import Filters
from warehouse.queries.gap import incident_counts as authority_queries
from warehouse.queries.sources import sources


@dataclass(frozen=True, slots=True)
class Told:
    """The pictures of one selection."""

    by_year: Explained
    by_region: Explained
    source_titles: tuple[str, ...]


def told(con: duckdb.DuckDBPyConnection, filters: Filters) -> Told:
    """Whether authorities were told, under `filters`."""
    counts = authority_queries.authority_counts(con, filters)
    years = authority.by(counts, "year")
    return Told(
        charts.by_year_chart(years, authority.overall(counts)),
        charts.by_region_chart(authority.by(counts, "sea_region"), sources.region_titles(con)),
        tuple(one.title for one in sources.sources(con) if one.reports),
    )


def show(snapshot: Snapshot, filters: Filters) -> None:
    """The whole part."""
    found = data.query(told, snapshot, filters)
    for paragraph in found.by_year.plain:
        st.markdown(cards.plain(paragraph))
    left, right = st.columns(2)
    with left:
        explained_card.show(found.by_year, snapshot, found.source_titles)
    with right:
        explained_card.show(found.by_region, snapshot, found.source_titles)
    with st.container(border=True):
        cards.heading("Why members did not report: answers that can be given")
        st.info(
            "No member has answered yet, so nothing can be counted. The answers below will be counted once members give them; "
            "a cell is shown from five reporters on.",
            icon=":material/hourglass_empty:",
        )
        reasons = CODE_LISTS["reason_not_reported"].values()
        rows = pd.DataFrame([(one.title, one.definition) for one in reasons], columns=["Answer", "Meaning"])
        st.dataframe(rows, hide_index=True, height="content", alt=f"{len(rows)} answers with their meaning", key="table_reasons")
        st.caption(cards.plain(f"{next(iter(reasons)).source}."))
