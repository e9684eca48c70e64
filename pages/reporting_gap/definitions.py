"""*Reporting gap*, definitions: the same incidents counted as each body counts, beside what it published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd
import streamlit as st

from analytics.definitions import charts, crosswalk
from analytics.describe.explained import Explained
from pages.charts import cards, explained_card
from pages.reporting_gap.coverage import watched
from pages.shell import data
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.definitions import crosswalk as crosswalk_queries
from warehouse.queries.sources import sources


@dataclass(frozen=True, slots=True)
class Counted:
    """One definition in one scope, and all by region."""

    years: Explained
    table: pd.DataFrame
    regions: Explained
    source_titles: tuple[str, ...]


def counted(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime, definition: str, scope: str, simulated: bool) -> Counted:
    """The incidents under `filters` counted as one body counts; simulated ones stand beside no published figure."""
    cells = crosswalk_queries.crosswalk_cells(con, filters)
    lives = watched(con, now).lives
    found = crosswalk.crosswalk(cells, crosswalk.definitions()[definition], scope, () if simulated or not filters.is_empty else None)
    return Counted(
        charts.years_chart(found, lives),
        charts.years_table(found),
        charts.regions_grid(crosswalk.by_region(cells), sources.region_titles(con)),
        tuple(one.title for one in sources.sources(con) if one.reports),
    )


def show(snapshot: Snapshot, filters: Filters, now: datetime) -> None:
    """The whole part."""
    st.markdown(
        "Bodies publish different totals because they count different things. Here the same incidents are counted as each of them counts, "
        "beside the figures that it published."
    )
    definitions = crosswalk.definitions()
    scopes = charts.SCOPE_TITLE
    with st.container(horizontal=True, key="controls_counted_as"):
        definition = st.segmented_control(
            "Counted as", list(definitions), default="imb", key="counted_as", bind="query-params", required=True,
            format_func=lambda code: definitions[code].title,
        )  # fmt: skip
        scope = st.selectbox(
            "Waters", list(scopes), key="waters", bind="query-params", format_func=lambda code: scopes[code].capitalize(), width=260
        )
    found = data.query(counted, snapshot, filters, now, definition or "imb", scope, snapshot.is_demo)
    for paragraph in found.years.plain:
        st.markdown(cards.plain(paragraph))
    if snapshot.is_demo:
        st.caption("These incidents are simulated: no published figure stands beside them.")
    elif not filters.is_empty:
        st.caption("Published figures are of all incidents: they are shown when no filter is set.")
    explained_card.show(found.years, snapshot, found.source_titles)
    if len(found.table):
        cards.table(
            "Published figures beside ours",
            found.table,
            snapshot,
            found.source_titles,
            name=f"published_{definition}_{scope}",
            alt=f"{len(found.table)} years with the published figure and our count by the same definition",
            columns={
                "year": st.column_config.NumberColumn("Year", format="%d", width=70),
                "published": st.column_config.TextColumn("Published", width=100),
                "counted": st.column_config.NumberColumn("Counted its way", format="localized", width=130),
                "own": st.column_config.NumberColumn("of which its own", format="localized", width=130),
                "others": st.column_config.NumberColumn("known from others only", format="localized", width=170),
                "source": st.column_config.TextColumn("Where published", width=420),
            },
            footnotes=(found.years.plain[1],),
        )
    explained_card.show(found.regions, snapshot, found.source_titles)
