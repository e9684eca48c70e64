"""The table that shows how current each source is."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pyarrow as pa
import streamlit as st

from analytics.coverage import source_states
from pages.charts import cards
from warehouse.queries.sources.sources import SourceRow
from warehouse.view import SnapshotView

STATES: Final = ("live", "stale", "failed", "closed", "empty")
STATE_COLOURS: Final = ("green", "orange", "red", "gray", "gray")


def freshness_table(sources: tuple[SourceRow, ...], snapshot: SnapshotView, now: datetime) -> None:
    """Every source with its state, the reason for it, its first and last event and its last landing."""
    states = [source_states.state_at(source, now) for source in sources]
    rows = pa.table(
        {
            "source": [source.title for source in sources],
            # A list of one: only Streamlit's list columns show values as coloured tags.
            "state": pa.array([[state] for state, _ in states], pa.list_(pa.string())),
            "reason": [reason for _, reason in states],
            "reports": [source.reports for source in sources],
            "first": pa.array([source.first_occurred_on for source in sources], pa.date32()),
            "last": pa.array([source.last_occurred_on for source in sources], pa.date32()),
            "landed": pa.array([source.last_landed_at for source in sources], pa.timestamp("us", tz="UTC")),
        }
    )
    cards.show_table(
        "How current each source is",
        rows,
        snapshot,
        [source.title for source in sources if source.reports],
        name="freshness",
        alt="Each source with its state, the reason, its reports, first and last event and last landing",
        columns={
            "source": st.column_config.TextColumn("Source", width=140),
            "state": st.column_config.MultiselectColumn("State", options=STATES, color=STATE_COLOURS, width=72),
            "reason": st.column_config.TextColumn("Why", width=330),
            "reports": st.column_config.NumberColumn("Reports", format="localized", width=70),
            "first": st.column_config.DateColumn("First event", format="D MMM YYYY", width=92),
            "last": st.column_config.DateColumn("Last event", format="D MMM YYYY", width=92),
            "landed": st.column_config.DatetimeColumn("Last landing (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=138),
        },
        footnotes=("A closed or stale source says nothing about the present.",),
        empty="There are no sources.",
    )
