"""*How good is this?*: the back-test of voyages, as the bench stored it."""

from __future__ import annotations

import streamlit as st

from analytics.voyage.quality import charts
from analytics.voyage.quality.stored import stored_figures
from pages.charts import cards
from pages.shell import page_top
from pages.shell.text import plain
from warehouse.view import SnapshotView


def draw_voyages(snapshot: SnapshotView) -> None:
    """Draw calibration by what was expected, and the gain on simple forecasts."""
    figures = stored_figures()
    if figures is None:
        st.info("The back-test has not been run yet.", icon=":material/hourglass_empty:")
        return
    sources = tuple(figures["snapshot"])
    page_top.show_answer(charts.answer(figures))
    cards.show_chart(charts.coverage_chart(figures), snapshot, sources)
    cards.show_key_figures(charts.key_figures(figures))
    with page_top.details():
        st.markdown(plain(charts.CANNOT_KNOW))
        st.markdown(
            plain(
                "Each voyage joins two ports drawn at random and leaves on a day drawn at random; what is expected uses what was known on "
                "the last day of the month before. What its forecast's own sources then recorded within "
                f"{figures['within_nm']:g} nm, beside each leg on the days of its passage, is counted against it. Voyages on which no leg "
                "had a forecast are left out."
            )
        )
        data = "; ".join(f"{title}: {value}" for title, value in figures["snapshot"].items())
        st.caption(plain(f"Computed on {figures['made_on']} by {figures['command']}. {data}."))
