"""*How good is this?*: the nowcast in hindsight, as the bench stored it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.delays import nowcast_charts
from pages.charts import cards, explained_card
from warehouse.contract.snapshot import Snapshot

DATA = ("simulated reports", "US NGA, Anti-Shipping Activity Messages")


def draw(snapshot: Snapshot) -> None:
    """The share of intervals that held, by data set and age of the month, and what NGA's past files said then."""
    found = nowcast_charts.back_test_chart()
    for sentence in found.plain:
        st.markdown(cards.plain(sentence))
    explained_card.show(found, snapshot, DATA)
    stored = nowcast_charts.results()
    files = pd.DataFrame(stored["files"])
    if len(files):
        files["interval"] = [f"{low}–{high}" for low, high in zip(files["low"], files["high"], strict=True)]
        held = int(((files["low"] <= files["final"]) & (files["final"] <= files["high"])).sum())
        cards.table(
            "What NGA's files of the past said of their last months, the nowcast from them, and what is known now",
            files,
            snapshot,
            DATA[1:],
            name="nowcast_files",
            alt=f"{len(files)} months: known then, nowcast with interval, known now",
            columns={
                "file": st.column_config.TextColumn("File", width=240),
                "month": st.column_config.TextColumn("Month", width=90),
                "known": st.column_config.NumberColumn("Known then", width=110),
                "total": st.column_config.NumberColumn("Nowcast", format="%.0f", width=100),
                "interval": st.column_config.TextColumn("80% interval", width=120),
                "final": st.column_config.NumberColumn("Known now", width=110),
            },
            footnotes=(f"{held} of {len(files)} intervals held.", f"Computed {stored['day']} by {stored['command']}."),
        )
