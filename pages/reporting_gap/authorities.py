"""*Reporting gap*, told to authorities: shares by year and region, and why members did not report."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.authorities.explained_shares import explained_shares
from analytics.authorities.reasons import explained_reasons
from pages.charts import explained_card
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.filters import Filters
from warehouse.view import SnapshotView


def show_authorities(snapshot: SnapshotView, filters: Filters) -> None:
    """Draw the whole part."""
    shares = data.query(explained_shares, snapshot, filters)
    page_top.show_answer(shares.by_year.plain[0])
    explained_card.show_picture(shares.by_year)
    with page_top.details():
        explained_card.show_basis(shares.by_year, snapshot, shares.source_titles)
    explained_card.show_explained(shares.by_region, snapshot, shares.source_titles)
    explained_card.show_explained(data.query(explained_reasons, snapshot, filters), snapshot, shares.source_titles)
    with st.expander("The reasons from which members can choose"):
        reasons = list(CODE_LISTS["reason_not_reported"].values())
        rows = pd.DataFrame([(reason.title, reason.definition) for reason in reasons], columns=["Answer", "Meaning"])
        st.dataframe(rows, hide_index=True, height="content", alt=f"{len(rows)} answers with their meaning", key="table_reasons")
        # All reasons come from one list, and so from one source.
        st.caption(plain(f"{reasons[0].source}."))
