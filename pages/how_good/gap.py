"""*How good is this?*, the reporting gap: coverage of its intervals where the truth is known."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analytics.gap.quality import charts, simulation
from pages.charts import cards
from pages.shell import page_top
from warehouse.view import SnapshotView

SIMULATED_SOURCES: Final = ("simulated incidents, whose true number is known",)


def draw_gap(snapshot: SnapshotView) -> None:
    """Draw the stored results of the simulation."""
    stored = simulation.stored_results()
    page_top.show_answer("Where the assumptions hold, 95 of 100 intervals should contain the true number; tested on simulated incidents.")
    cards.show_chart(charts.interval_coverage_chart(stored), snapshot, SIMULATED_SOURCES)
    with page_top.details():
        st.markdown(
            "What no source reports cannot be looked up, so the estimate is tested on simulated incidents whose true number is known: each "
            "source learns of some of them, and the estimate has to find the total. Where some incidents are easier to find than others, "
            "the lower bound should stay below it."
        )
    cards.show_chart(charts.lower_bound_chart(stored), snapshot, SIMULATED_SOURCES)
    cards.show_chart(charts.pipeline_chart(stored), snapshot, SIMULATED_SOURCES)
