"""The reader's own list of sea regions: kept in the address, each with what is known of it and who watches it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import duckdb
import pyarrow as pa
import streamlit as st

from analytics.coverage.watching import STATE_TITLE, Watch
from analytics.situation import overview as words
from analytics.situation.situation import Situation, situation
from pages.charts import cards
from pages.shell import data
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

KEY: Final = "watch"
_KEPT: Final = "_watched"
MOST: Final = 12
STATE_COLOUR: Final = ("red", "green", "orange", "gray")


def chosen(titles: dict[str, str]) -> tuple[str, ...]:
    """Codes of the watched regions; the session keeps them when the reader goes to another page and comes back."""
    if KEY not in st.session_state and KEY not in st.query_params and _KEPT in st.session_state:
        st.session_state[KEY] = [title for title in st.session_state[_KEPT] if title in titles.values()]
    codes = {title: code for code, title in titles.items()}
    picked = st.multiselect(
        "Watched regions",
        sorted(codes),
        key=KEY,
        bind="query-params",
        max_selections=MOST,
        placeholder="Choose the waters that your ships sail",
        help="Your list stands in the address: keep it as a bookmark, or send it to a colleague.",
    )
    st.session_state[_KEPT] = picked
    return tuple(codes[title] for title in picked)


def show(snapshot: Snapshot, regions: tuple[str, ...], until: date, days: int, now: datetime) -> None:
    """What is known of each watched region, like for like, and who watches it."""
    if not regions:
        return
    found = data.query(_rows, snapshot, regions, until, days, now)
    spans = data.query(situation, snapshot, until, days, now, Filters(regions=regions)).comparison.spans
    shown = found.num_rows
    cards.table(
        f"Watched regions, {words.period(spans.now)}",
        found,
        snapshot,
        data.query(_sources, snapshot, regions, until, days, now),
        name="watched",
        alt=f"{shown} watched regions with their incidents, the span before, the five-year mean, and who watches them",
        columns={
            "region": st.column_config.TextColumn("Sea region", width=190),
            "state": st.column_config.MultiselectColumn("State", options=list(STATE_TITLE.values()), color=STATE_COLOUR, width=160),
            "now": st.column_config.NumberColumn("Incidents", format="localized", width=80),
            "severe": st.column_config.NumberColumn("Severe", format="localized", width=70, help="ReCAAP CAT 1 or CAT 2."),
            "before_now": st.column_config.NumberColumn("Comparable", format="localized", width=95, help="Over the sources of “Before”."),
            "before": st.column_config.NumberColumn("Before", format="localized", width=70, help=f"In the {days} days before."),
            "mean": st.column_config.NumberColumn("5-year mean", format="%.1f", width=95),
            "watched_by": st.column_config.TextColumn("Watched by", width=200),
        },
        footnotes=(
            "“Before” and the mean count only sources that watch the region and cover both spans; empty: no such source. "
            "Where nobody watches, no number means that nothing is known.",
        ),
    )


def _rows(con: duckdb.DuckDBPyConnection, regions: tuple[str, ...], until: date, days: int, now: datetime) -> pa.Table:
    rows = []
    for code in regions:
        found = situation(con, until, days, now, Filters(regions=(code,)))
        total = found.comparison.measures["incidents"]
        watch = _watch(found)
        unknown = watch.state(total.now) == "unwatched"
        rows.append(
            {
                "region": found.region_titles.get(code, code),
                "state": [STATE_TITLE[watch.state(total.now)]],
                "now": None if unknown else total.now,
                "severe": None if unknown else found.comparison.measures["severe"].now,
                "before_now": total.before_now,
                "before": total.before,
                "mean": total.mean,
                "watched_by": ", ".join([*watch.whole, *(f"{one} (in part)" for one in watch.partly)]) or "Nobody",
            }
        )
    whole = pa.int64()
    kinds = {"region": pa.string(), "state": pa.list_(pa.string()), "now": whole, "severe": whole, "before_now": whole, "before": whole}
    return pa.Table.from_pylist(rows, schema=pa.schema(kinds | {"mean": pa.float64(), "watched_by": pa.string()}))


def _watch(found: Situation) -> Watch:
    return Watch(found.covering, tuple(title for title in found.sources if title not in found.covering))


def _sources(con: duckdb.DuckDBPyConnection, regions: tuple[str, ...], until: date, days: int, now: datetime) -> tuple[str, ...]:
    return situation(con, until, days, now, Filters(regions=regions)).sources
