"""All sea regions in a table, and how their forecasts and levels are made."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from analytics.risk import sentences
from analytics.risk.levels import LEVELS, SEVERITY_WEIGHT
from analytics.risk.results import Forecast, RiskTable
from pages.charts import cards
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import SEVERITY
from warehouse.view import SnapshotView


def show_forecasts(assessed: RiskTable, group: str, snapshot: SnapshotView) -> None:
    """All regions in a table, including those without a level."""
    rows = assessed.of_group(group)
    cards.show_table(
        f"All sea regions, {assessed.horizon} days after {day_in_words(assessed.as_of)}",
        _table_rows(rows, assessed.source_titles),
        snapshot,
        assessed.sources,
        name="risk_regions",
        alt=f"{len(rows)} sea regions with level, expected number, intervals and what they rest on",
        columns={
            "region": st.column_config.TextColumn("Sea region", width=230),
            "level": st.column_config.TextColumn("Level", width=110),
            "expected": st.column_config.NumberColumn("Expected", format="%.2f", width=76),
            "interval": st.column_config.TextColumn("80%", width=56),
            "wide": st.column_config.TextColumn("95%", width=60),
            "year": st.column_config.NumberColumn("Last 365 days", format="localized", width=100),
            "before": st.column_config.NumberColumn("365 before", format="localized", width=84),
            "weight": st.column_config.NumberColumn(
                "Weight", format="%.1f", width=68, help="Mean severity weight of the incidents; severity 4 counts 1."
            ),
            "recorded": st.column_config.NumberColumn("n", format="localized", width=58, help="Incidents that the forecast rests on."),
            "since": st.column_config.DateColumn("Since", format="MMM YYYY", width=80, help="Incidents are counted from this month on."),
            "sources": st.column_config.TextColumn("Sources", width=170),
            "why": st.column_config.TextColumn("Why no level", width=300),
        },
        footnotes=assessed.notes[:1],
        height=430,
        export=assessed.to_frame,
        empty="There is no sea region to show.",
    )


def _table_rows(rows: tuple[Forecast, ...], titles: Mapping[str, str]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "region": forecast.title,
                # A reason is a word and, after a colon, its explanation: the word goes where the level would be.
                "level": forecast.level.title if forecast.level else forecast.reason.split(":")[0],
                "why": forecast.reason.partition(": ")[2],
                "expected": forecast.numbers.expected if forecast.numbers else None,
                "interval": f"{forecast.numbers.low80}–{forecast.numbers.high80}" if forecast.numbers else None,
                "wide": f"{forecast.numbers.low95}–{forecast.numbers.high95}" if forecast.numbers else None,
                "weight": forecast.weight if forecast.numbers else None,
                "year": forecast.last_year if forecast.numbers else None,
                "before": forecast.year_before,
                "recorded": forecast.recorded,
                "since": forecast.basis.since,
                "sources": ", ".join(titles.get(source, source) for source in forecast.basis.sources),
            }
            for forecast in rows
        ]
    )


def show_method() -> None:
    """How levels and forecasts are made, with the published table."""
    cards.card_heading("How forecasts and levels are made")
    st.markdown(sentences.METHOD)
    levels = "\n".join(f"| {level.title} | {level.least:g} | {level.meaning} |" for level in LEVELS)
    weights = ", ".join(f"{SEVERITY[level].title}: {weight:g}" for level, weight in SEVERITY_WEIGHT.items())
    st.markdown(f"| Level | From (severity-weighted, per 30 days) | In words |\n|---|---:|---|\n{levels}")
    st.markdown(f"{sentences.WEIGHTS} Weights: {weights}.")
    st.markdown("“Year before” is what the same sources recorded on the same days a year earlier; a dash where they did not watch.")
    st.page_link(
        "pages/how_good/page.py", label="How good is this? Forecasts compared with what was recorded", icon=":material/query_stats:"
    )
