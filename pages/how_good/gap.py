"""*How good is this?*, the reporting gap: coverage where the truth is known."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analytics.gap.quality import charts, simulation
from pages.charts import cards
from warehouse.contract.snapshot import Snapshot

WORLDS: Final = ("drawn and simulated incidents, whose truth is known",)


def draw(snapshot: Snapshot) -> None:
    """The stored results of the simulation."""
    found = simulation.stored()
    st.markdown(
        "What no source reports cannot be looked up, so the estimate is tested in worlds whose truth is known: incidents are drawn, each "
        "source hears of some of them, and the estimate has to find the number of all. Where the assumptions hold, 95 of 100 intervals "
        "must hold the truth. Where some incidents are easier to find than others, the lower bound must stay below it."
    )
    cards.chart(charts.coverage(found), snapshot, WORLDS)
    cards.chart(charts.bound_below(found), snapshot, WORLDS)
    cards.chart(charts.chain(found), snapshot, WORLDS)
