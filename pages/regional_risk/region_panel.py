"""One sea region beside the map: its level, its numbers in words, and its last five years."""

from __future__ import annotations

import streamlit as st

from analytics.risk import charts, sentences
from analytics.risk.recent import RecentCounts
from analytics.risk.results import Forecast, RiskTable
from pages.charts import cards
from pages.shell.text import Markdown, plain
from warehouse.contract.dates import day_in_words
from warehouse.view import SnapshotView


def show_region(forecast: Forecast, assessed: RiskTable) -> None:
    """The chosen region: its level, numbers and sentences."""
    with st.container(border=True):
        cards.card_heading(f"{forecast.title}: {assessed.horizon} days after {day_in_words(assessed.as_of)}")
        st.markdown(level_badge(forecast))
        if forecast.numbers is not None:
            columns = st.columns(3)
            columns[0].metric("Expected", f"{forecast.numbers.expected:,.1f}", help="Incidents that the sources are expected to record.")
            columns[1].metric("80% interval", f"{forecast.numbers.low80:,}–{forecast.numbers.high80:,}")
            columns[2].metric(
                "At least one", f"{forecast.numbers.at_least_one:.0%}", help="Probability that at least one incident is recorded."
            )
        st.markdown(plain(sentences.forecast_sentences(forecast, assessed.horizon, assessed.as_of, assessed.source_titles)))
        st.caption(plain(sentences.basis_sentences(forecast, assessed)))


def show_history(forecast: Forecast, assessed: RiskTable, recent: RecentCounts, snapshot: SnapshotView) -> None:
    """The last five years of the chosen region."""
    titles = tuple(assessed.source_titles.get(source, source) for source in recent.sources[forecast.region])
    cards.show_chart(
        charts.history_chart(recent, forecast),
        snapshot,
        titles,
        f"No incident is recorded in {forecast.title} in these months.",
    )


def level_badge(forecast: Forecast) -> Markdown:
    """The level as a coloured badge; grey with the reason where there is none."""
    if forecast.level is None:
        return Markdown(f":gray-badge[:material/visibility_off: {plain(forecast.reason)}]")
    # Streamlit's badges know only a few colour names; these are the nearest to the levels' own.
    shade = {"low": "blue", "moderate": "yellow", "substantial": "orange", "severe": "red", "critical": "violet"}[forecast.level.code]
    score = forecast.numbers.score if forecast.numbers else 0
    return Markdown(f":{shade}-badge[{plain(forecast.level.title)}] :small[severity-weighted {score:,.1f} per 30 days]")
