"""*Reporting gap*, what members' reports changed: incidents known from them alone, and the coverage of each sea region with and without."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from analytics.member_reports.added import gains_in_words, regions_gained
from pages.charts import cards
from pages.shell import data
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.queries.sources import sources
from warehouse.view import SnapshotView


def show_members_part(snapshot: SnapshotView, filters: Filters, now: datetime) -> None:
    """The sentence and the table; nothing where members alone tell of no incident."""
    gains = data.query(regions_gained, snapshot, filters, now)
    if not gains:
        return
    st.subheader("What members' reports changed", anchor=False)
    st.markdown(plain(gains_in_words(gains)))
    rows = [(gain.title, gain.without, gain.known, gain.state_without, gain.state) for gain in gains]
    cards.show_table(
        "Incidents known without and with members' reports",
        pd.DataFrame(rows, columns=["region", "without", "known", "state_without", "state"]),
        snapshot,
        data.query(sources.source_titles, snapshot, ("members",)),
        name="members_added",
        alt=f"{len(gains)} waters in which members alone tell of incidents",
        columns={
            "region": st.column_config.TextColumn("Sea region", width=200),
            "without": st.column_config.NumberColumn("Without", width=80),
            "known": st.column_config.NumberColumn("With", width=80),
            "state_without": st.column_config.TextColumn("Coverage without", width=180),
            "state": st.column_config.TextColumn("With", width=120),
        },
        footnotes=("Both are of this snapshot. Companies' confirmations are no reports of their own and add nothing here.",),
    )
