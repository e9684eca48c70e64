"""The parts of the page on data and sources."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from pages.ui import cards
from warehouse import freshness
from warehouse.queries.sources import Source
from warehouse.snapshot import Snapshot

STATES = ("live", "stale", "failed", "closed", "empty")
STATE_COLOURS = ("green", "orange", "red", "gray", "gray")


def freshness_table(known: tuple[Source, ...], snapshot: Snapshot, now: datetime) -> None:
    """Every source with its state, why, its last record and its last landing."""
    states = [freshness.state(source, now) for source in known]
    shown = pd.DataFrame(
        {
            "source": [source.title for source in known],
            "state": [[state] for state, _ in states],
            "reason": [reason for _, reason in states],
            "reports": [source.reports for source in known],
            "first": [source.first_occurred_on for source in known],
            "last": [source.last_occurred_on for source in known],
            "landed": [source.last_landed_at for source in known],
        }
    )
    cards.table(
        "How fresh each source is",
        shown,
        snapshot,
        [source.title for source in known],
        name="freshness",
        alt="Each source with its state, the reason, its reports, first and last event and last landing",
        columns={
            "source": st.column_config.TextColumn("Source", width=170),
            "state": st.column_config.MultiselectColumn("State", options=STATES, color=STATE_COLOURS, width=80),
            "reason": st.column_config.TextColumn("Why"),
            "reports": st.column_config.NumberColumn("Reports", format="localized", width=80),
            "first": st.column_config.DateColumn("First event", format="D MMM YYYY", width=105),
            "last": st.column_config.DateColumn("Last event", format="D MMM YYYY", width=105),
            "landed": st.column_config.DatetimeColumn("Last landing (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=150),
        },
        footnotes=("A closed or stale source says nothing about what happens now.",),
    )
