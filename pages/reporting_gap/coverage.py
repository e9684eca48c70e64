"""*Reporting gap*, coverage and silence: who watched when, regions in three states, breaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import duckdb
import pandas as pd
import streamlit as st

from analytics.coverage import silence, silence_charts
from analytics.coverage.silence import Break, Lifetime
from analytics.describe.explained import Explained
from pages.charts import cards, explained_card
from pages.shell import data
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.situation import spans
from warehouse.queries.sources import report_days, sources

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)


@dataclass(frozen=True)
class Watching:
    """Who watched when, as it stands at one moment: kept per snapshot for all sessions."""

    days: pd.DataFrame
    lives: tuple[Lifetime, ...]
    breaks: tuple[Break, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of the sources with reports."""
        return tuple(one.title for one in self.lives if one.region is None)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The pictures of one selection."""

    lifetimes: Explained
    grid: Explained
    table: pd.DataFrame


def watched(con: duckdb.DuckDBPyConnection, now: datetime) -> Watching:
    """Lifetimes and breaks of all sources at `now`."""
    days = report_days.report_days(con)
    lags = {one.source: one.nine_tenths_days for one in spans.reporting_delays(con)}
    listened = silence.ears(sources.sources(con), now, lags)
    lives = silence.lifetimes(days, listened, list(sources.region_titles(con)))
    return Watching(days, lives, silence.breaks(lives, days, EARLIEST, LATEST))


def coverage(con: duckdb.DuckDBPyConnection, now: datetime, first: int, last: int, regions: tuple[str, ...]) -> Coverage:
    """The pictures of the years `first` to `last`, in `regions` (empty: all)."""
    found = watched(con, now)
    titles = sources.region_titles(con)
    wanted = [region for region in titles if not regions or region in regions]
    days = found.days[found.days["sea_region"].isin(wanted)] if regions else found.days
    breaks = [one for one in found.breaks if first <= one.day.year <= last and (one.region is None or one.region in wanted)]
    return Coverage(
        silence_charts.lifetimes_chart(days, found.lives, breaks, first, last),
        silence_charts.watched_grid(days, found.lives, titles, list(range(first, last + 1)), wanted),
        silence_charts.breaks_table(breaks, titles),
    )


def show(snapshot: Snapshot, now: datetime, years: tuple[int, int], regions: tuple[str, ...]) -> None:
    """The whole part."""
    found = data.query(coverage, snapshot, now, *years, regions)
    titles = data.query(watched, snapshot, now).titles
    st.markdown(
        "Which source watched which waters when, and where one stopped or fell silent. The days are found in each source's own gaps "
        "between reports, not in what it says about itself. Counted here are reports."
    )
    explained_card.show(found.lifetimes, snapshot, titles)
    explained_card.show(found.grid, snapshot, titles)
    cards.table(
        "Days on which the set of watching sources changed",
        found.table,
        snapshot,
        titles,
        name="source_breaks",
        alt=f"{len(found.table)} days on which a source began, stopped, fell silent or resumed",
        columns={
            "day": st.column_config.DateColumn("From", format="D MMM YYYY", width=100),
            "source": st.column_config.TextColumn("Source", width=220),
            "what": st.column_config.TextColumn("What", width=180),
            "region": st.column_config.TextColumn("Where", width=200),
            "silent_days": st.column_config.NumberColumn("Silence, days", format="localized", width=110),
            "usual_days": st.column_config.NumberColumn("Usual up to, days", format="localized", width=130),
            "others": st.column_config.NumberColumn("Reports by others meanwhile", format="localized", width=190),
        },
        footnotes=silence_charts.ASSUMPTIONS,
        empty="In these years no source began, stopped or fell silent.",
        height=420 if len(found.table) > 11 else None,
    )
