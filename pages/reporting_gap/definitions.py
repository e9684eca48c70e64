"""*Reporting gap*, definitions: the same incidents counted as each body counts, beside what it published."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from analytics.definitions import charts, crosswalk
from analytics.definitions.explained_counts import explained_counts
from pages.charts import cards, explained_card
from pages.shell import data, page_top
from pages.shell.page_top import Place
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.view import SnapshotView


def show_definitions(snapshot: SnapshotView, filters: Filters, now: datetime, controls: Place) -> None:
    """Draw the whole part; its own choices go into `controls`, beside the title."""
    definitions = crosswalk.definitions()
    scopes = charts.SCOPE_TITLE
    with controls, st.popover("View", icon=":material/tune:", type="tertiary"):
        definition = st.segmented_control(
            "Counted as", list(definitions), default="imb", key="counted_as", bind="query-params", required=True,
            format_func=lambda code: plain(definitions[code].title),
        )  # fmt: skip
        scope = st.selectbox(
            "Waters", list(scopes), key="waters", bind="query-params", format_func=lambda code: scopes[code].capitalize(), width=260
        )
    counts = data.query(explained_counts, snapshot, filters, now, definition or "imb", scope, snapshot.is_demo)
    page_top.show_answer(counts.sentence)
    explained_card.show_picture(counts.years)
    with page_top.details():
        st.markdown(
            "Bodies publish different totals because they count different things. Here the same incidents are counted by each body's own "
            "definition, beside the figures that it published."
        )
        if snapshot.is_demo:
            st.caption("These incidents are simulated, so there are no published figures to compare them with.")
        elif not filters.is_empty:
            st.caption("Published figures cover all incidents, so they are shown only when no filter is set.")
        explained_card.show_basis(counts.years, snapshot, counts.source_titles)
    if len(counts.table):
        cards.show_table(
            "Published figures beside ours",
            counts.table,
            snapshot,
            counts.source_titles,
            name=f"published_{definition}_{scope}",
            alt=f"{len(counts.table)} years with the published figure and our count by the same definition",
            columns={
                "year": st.column_config.NumberColumn("Year", format="%d", width=70),
                "published": st.column_config.TextColumn("Published", width=100),
                "counted": st.column_config.NumberColumn("By its definition", format="localized", width=130),
                "own": st.column_config.NumberColumn("from its own reports", format="localized", width=130),
                "others": st.column_config.NumberColumn("from other bodies only", format="localized", width=170),
                "source": st.column_config.TextColumn("Where published", width=420),
            },
            footnotes=(counts.sentence,),
        )
    explained_card.show_explained(counts.regions, snapshot, counts.source_titles)
