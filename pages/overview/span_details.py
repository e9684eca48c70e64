"""What stands behind the answer: the paragraph, the limits of its figures, and every measure beside earlier spans."""

from __future__ import annotations

import streamlit as st

from analytics.describe.words import span_in_words
from analytics.situation.key_figures import measures_table
from analytics.situation.situation import Situation
from pages.charts import cards
from pages.shell.text import plain
from warehouse.view import SnapshotView


def show_span_details(snapshot: SnapshotView, situation: Situation, reason: str) -> None:
    """The paragraph, the notes and the table of measures. `reason` says why the span ends earlier than today, where it does."""
    if limits := [limit for limit in (reason, situation.filling) if limit]:
        st.info("\n\n".join(plain(limit) for limit in limits), icon=":material/visibility_off:")
    st.markdown(plain(situation.paragraph))
    if situation.notes:
        st.caption(plain(" ".join(situation.notes)))
    comparison, spans = situation.comparison, situation.comparison.spans
    years = f"Years: the same days of {spans.year_range}" if comparison.against_years.is_possible else "No five-year mean"
    cards.show_table(
        f"Measures, {span_in_words(spans.now)}",
        measures_table(comparison),
        snapshot,
        situation.sources,
        name="measures",
        alt=f"Every measure in the {spans.days} days, in the {spans.days} days before, and its mean over five years",
        columns={
            "measure": st.column_config.TextColumn("Measure", width=140),
            "now": st.column_config.NumberColumn("Now", format="localized", width=60),
            "before_now": st.column_config.NumberColumn(
                "Comparable", format="localized", width=95, help="Now, over the same sources as “Before”."
            ),
            "before": st.column_config.NumberColumn("Before", format="localized", width=70),
            "mean_now": st.column_config.NumberColumn(
                "Comparable", format="localized", width=95, help="Now, over the same sources as the five years."
            ),
            "mean": st.column_config.NumberColumn("5-year mean", format="%.1f", width=95),
            "low": st.column_config.NumberColumn("Lowest", format="localized", width=70),
            "high": st.column_config.NumberColumn("Highest", format="localized", width=70),
            "definition": st.column_config.TextColumn("Counts", width=420),
        },
        footnotes=(f"Before: {span_in_words(spans.before)}. {years}.",),
    )
