"""The parts of regional risk: words, one region's panel, the table of all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import duckdb
import pyarrow as pa
import streamlit as st

from analytics.risk import charts, words
from analytics.risk.assessment import assess
from analytics.risk.levels import LEVELS, SEVERITY_WEIGHT
from analytics.risk.recent import Recent, recent
from analytics.risk.results import Forecast, RiskTable
from analytics.situation.overview import day
from pages.charts import cards
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import SEVERITY
from warehouse.filters import Filters

EVERYTHING = Filters()


def table(con: duckdb.DuckDBPyConnection, as_of: date, horizon: int, now: datetime) -> RiskTable:
    """The assessment without any filter."""
    return assess(con, EVERYTHING, as_of, horizon, now)


def lately(con: duckdb.DuckDBPyConnection, as_of: date, until: date, now: datetime) -> Recent:
    """What was recorded up to the day."""
    return recent(con, EVERYTHING, as_of, until, now)


def panel(one: Forecast, assessed: RiskTable) -> None:
    """The chosen region: level, numbers, words."""
    with st.container(border=True):
        cards.heading(f"{one.title}: {assessed.horizon} days after {day(assessed.as_of)}")
        st.markdown(badge(one))
        if one.numbers is not None:
            columns = st.columns(3)
            columns[0].metric("Expected", f"{one.numbers.expected:,.1f}", help="Incidents that the sources are expected to record.")
            columns[1].metric("80% interval", f"{one.numbers.low80:,}–{one.numbers.high80:,}")
            columns[2].metric("At least one", f"{one.numbers.at_least_one:.0%}", help="Probability that at least one is recorded.")
        st.markdown(cards.plain(words.panel(one, assessed.horizon, assessed.as_of, assessed.source_titles)))
        st.caption(cards.plain(words.rests_on(one, assessed)))


def history(one: Forecast, assessed: RiskTable, counted: Recent, snapshot: Snapshot) -> None:
    """The chosen region's last five years."""
    titles = tuple(assessed.source_titles.get(source, source) for source in counted.sources[one.region])
    cards.chart(
        charts.history_chart(counted, one), snapshot, titles, f"No incident is recorded in {cards.plain(one.title)} in these months."
    )


def badge(one: Forecast) -> str:
    """The level as a coloured mark; grey where there is none."""
    if one.level is None:
        return f":gray-badge[:material/visibility_off: {cards.plain(one.reason)}]"
    shade = {"low": "blue", "moderate": "yellow", "substantial": "orange", "severe": "red", "critical": "violet"}[one.level.code]
    return f":{shade}-badge[{one.level.title}] :small[weighed by severity {one.numbers.score if one.numbers else 0:,.1f} per 30 days]"


def forecasts(assessed: RiskTable, group: str, snapshot: Snapshot) -> None:
    """All regions in a table, those without a level too."""
    rows = assessed.of(group)
    cards.table(
        f"All sea regions, {assessed.horizon} days after {day(assessed.as_of)}",
        _rows(rows, assessed.source_titles),
        snapshot,
        assessed.sources,
        name="risk_regions",
        alt=f"{len(rows)} sea regions with level, expected number, intervals and what these rest on",
        columns={
            "region": st.column_config.TextColumn("Sea region", width=230),
            "level": st.column_config.TextColumn("Level", width=110),
            "expected": st.column_config.NumberColumn("Expected", format="%.2f", width=76),
            "interval": st.column_config.TextColumn("80%", width=56),
            "wide": st.column_config.TextColumn("95%", width=60),
            "year": st.column_config.NumberColumn("Last 365 days", format="localized", width=100),
            "before": st.column_config.NumberColumn("365 before", format="localized", width=84),
            "weight": st.column_config.NumberColumn("Weight", format="%.1f", width=68, help="Mean severity of the incidents, CAT 4 = 1."),
            "recorded": st.column_config.NumberColumn("n", format="localized", width=58, help="Incidents that the forecast rests on."),
            "since": st.column_config.DateColumn("Since", format="MMM YYYY", width=80, help="Incidents are counted from here on."),
            "sources": st.column_config.TextColumn("Sources", width=170),
            "why": st.column_config.TextColumn("Why no level", width=300),
        },
        footnotes=assessed.notes[:1],
        height=430,
        export=assessed.frame,
        empty="There is no sea region to show.",
    )


def _rows(rows: tuple[Forecast, ...], titles: Mapping[str, str]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "region": one.title,
                "level": one.level.title if one.level else one.reason.split(":")[0],
                "why": one.reason.partition(": ")[2],
                "expected": one.numbers.expected if one.numbers else None,
                "interval": f"{one.numbers.low80}–{one.numbers.high80}" if one.numbers else None,
                "wide": f"{one.numbers.low95}–{one.numbers.high95}" if one.numbers else None,
                "weight": one.weight if one.numbers else None,
                "year": one.last_year if one.numbers else None,
                "before": one.year_before,
                "recorded": one.recorded,
                "since": one.basis.since,
                "sources": ", ".join(titles.get(source, source) for source in one.basis.sources),
            }
            for one in rows
        ]
    )


def method() -> None:
    """How levels and forecasts are made, with the published table."""
    with st.expander("How forecasts and levels are made", icon=":material/function:"):
        st.markdown(words.METHOD)
        levels = "\n".join(f"| {one.title} | {one.least:g} | {one.meaning} |" for one in LEVELS)
        weights = ", ".join(f"{SEVERITY[level].title}: {weight:g}" for level, weight in SEVERITY_WEIGHT.items())
        st.markdown(f"| Level | From (weighed, per 30 days) | In words |\n|---|---:|---|\n{levels}")
        st.markdown(f"{words.WEIGHTS} Weights: {weights}.")
        st.page_link(
            "pages/how_good/page.py", label="How good is this? The forecast held against what was recorded", icon=":material/query_stats:"
        )


def summary(assessed: RiskTable, group: str) -> str:
    """The table in one paragraph."""
    return words.summary(assessed, group)
