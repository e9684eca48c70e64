"""*How good is this?*: the back-test of the nowcast, as the bench stored it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.delays import nowcast_charts
from pages.charts import cards, explained_card
from pages.shell import page_top
from warehouse.view import SnapshotView

BACK_TEST_SOURCES = ("simulated reports", "US NGA, Anti-Shipping Activity Messages")


def draw_nowcast(snapshot: SnapshotView) -> None:
    """Draw the share of intervals that held, by data set and age of the month, and nowcasts from NGA's past files."""
    back_test = nowcast_charts.back_test_chart()
    page_top.show_answer(back_test.plain[-1])
    explained_card.show_picture(back_test)
    with page_top.details():
        explained_card.show_basis(back_test, snapshot, BACK_TEST_SOURCES)
    stored = nowcast_charts.stored_back_test()
    files = pd.DataFrame(stored["files"])
    if len(files):
        files["interval"] = [f"{low}–{high}" for low, high in zip(files["low"], files["high"], strict=True)]
        held = int(((files["low"] <= files["final"]) & (files["final"] <= files["high"])).sum())
        cards.show_table(
            "The last months in NGA's past files: known then, the nowcast from them, and known now",
            files,
            snapshot,
            BACK_TEST_SOURCES[1:],
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
            footnotes=(
                f"{held} of {len(files)} intervals contain the number known now.",
                f"Computed {stored['day']} by {stored['command']}.",
            ),
        )
