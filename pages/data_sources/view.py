"""The parts of the page on data and sources: what the sources are, what landed, what is odd, what is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import duckdb
import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.coverage import freshness
from analytics.coverage.source_charts import key_figures, reports_by_year_chart
from analytics.describe.charts import Chart
from analytics.situation.overview import day
from pages.charts import cards
from pages.shell import data
from warehouse.contract.issues import ISSUE_CODES
from warehouse.contract.snapshot import Snapshot, SnapshotError
from warehouse.queries.sources import sources as queries
from warehouse.queries.sources.sources import Source

STATES: Final = ("live", "stale", "failed", "closed", "empty")
STATE_COLOURS: Final = ("green", "orange", "red", "gray", "gray")
EVERYWHERE: Final = "*"


def freshness_table(known: tuple[Source, ...], snapshot: Snapshot, now: datetime) -> None:
    """Every source with its state, why, its last record and its last landing."""
    states = [freshness.state(source, now) for source in known]
    shown = pa.table(
        {
            "source": [source.title for source in known],
            "state": pa.array([[state] for state, _ in states], pa.list_(pa.string())),
            "reason": [reason for _, reason in states],
            "reports": [source.reports for source in known],
            "first": pa.array([source.first_occurred_on for source in known], pa.date32()),
            "last": pa.array([source.last_occurred_on for source in known], pa.date32()),
            "landed": pa.array([source.last_landed_at for source in known], pa.timestamp("us", tz="UTC")),
        }
    )
    cards.table(
        "How fresh each source is",
        shown,
        snapshot,
        [source.title for source in known if source.reports],
        name="freshness",
        alt="Each source with its state, the reason, its reports, first and last event and last landing",
        columns={
            "source": st.column_config.TextColumn("Source", width=140),
            "state": st.column_config.MultiselectColumn("State", options=STATES, color=STATE_COLOURS, width=72),
            "reason": st.column_config.TextColumn("Why", width=330),
            "reports": st.column_config.NumberColumn("Reports", format="localized", width=70),
            "first": st.column_config.DateColumn("First event", format="D MMM YYYY", width=92),
            "last": st.column_config.DateColumn("Last event", format="D MMM YYYY", width=92),
            "landed": st.column_config.DatetimeColumn("Last landing (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=138),
        },
        footnotes=("A closed or stale source says nothing about what happens now.",),
        empty="No source is described.",
    )


def sources_tab(known: tuple[Source, ...], snapshot: Snapshot, now: datetime) -> None:
    """State of all sources, their reports over the years, and a card for each."""
    cards.key_figures(key_figures(known, now))
    freshness_table(known, snapshot, now)
    reporting = [source.title for source in known if source.reports]
    cards.chart(data.query(_over_time, snapshot, now), snapshot, reporting, "No report with a day.")
    regions = data.query(queries.region_titles, snapshot)
    with st.grid(2, min_column_width=340):
        for source in known:
            _source_card(source, now, regions)


def _over_time(con: duckdb.DuckDBPyConnection, now: datetime) -> Chart:
    return reports_by_year_chart(queries.reports_by_year(con), freshness.coverage(queries.sources(con), now))


def _source_card(source: Source, now: datetime, regions: dict[str, str]) -> None:
    state, reason = freshness.state(source, now)
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{cards.plain(source.title)}**", width="stretch")
            st.badge(state, color=_colour(state))
        st.markdown(cards.plain(source.description))
        watched = "All waters" if EVERYWHERE in source.watches else ", ".join(regions.get(code, code) for code in source.watches)
        covers = (
            f"{day(source.first_occurred_on)} to {day(source.last_occurred_on)}"
            if source.first_occurred_on and source.last_occurred_on
            else "nothing yet"
        )
        st.table(
            {
                "Body": cards.plain(source.body),
                "State": cards.plain(reason),
                "Covers": f"{covers}; {source.reports:,} reports",
                "Waters": cards.plain(watched or "not stated"),
                "Licence": cards.plain(source.licence),
                "Attribution": cards.plain(source.attribution),
                "Address": cards.address(source.url),
                "Code": f"`{source.source}`",
            },
            border="horizontal",
            alt=f"Description of {source.title}",
        )


def accounting_tab(known: tuple[Source, ...], snapshot: Snapshot) -> None:
    """What became of every record that was read: by source, then by landed file."""
    titles = {source.source: source.title for source in known}
    every = [source.title for source in known]
    st.markdown(
        "Every record that was read became a new report, a revision, an unchanged or repeated one, or went to quarantine: "
        "**read = new + revised + unchanged + repeated + quarantined**."
    )
    total = data.query(queries.accounting, snapshot)
    total["source"] = [titles.get(source, source) for source in total["source"]]
    cards.table(
        "Records read and what became of them, by source",
        total,
        snapshot,
        every,
        name="accounting_by_source",
        alt="For each source the records read and how many became what",
        columns={
            "source": st.column_config.TextColumn("Source"),
            "landings": st.column_config.NumberColumn("Files", format="localized"),
            **_sum_columns(),
            "leftover_fields": st.column_config.ListColumn("Fields that nothing reads", width="large"),
        },
        empty="Nothing has landed.",
    )
    landed = data.query(queries.landings, snapshot)
    landed["source"] = [titles.get(source, source) for source in landed["source"]]
    cards.table(
        "Landed files, latest first",
        landed,
        snapshot,
        every,
        name="landings",
        alt="Each landed file with its accounting",
        columns={
            "landed_at": st.column_config.DatetimeColumn("Landed (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=130),
            "source": st.column_config.TextColumn("Source", width=120),
            "origin": st.column_config.TextColumn("File or address", width=150),
            **_sum_columns(),
            "failure": st.column_config.TextColumn("Why it could not be used"),
            "format": st.column_config.TextColumn("Format"),
            "bytes": st.column_config.NumberColumn("Size", format="bytes"),
            "sha256": st.column_config.TextColumn("sha256", width=120),
        },
        empty="Nothing has landed.",
        height=420 if len(landed) > 11 else None,
    )


def _sum_columns() -> dict[str, Any]:
    heads = {"read": "Read", "new": "= new"} | {name: f"+ {name}" for name in ("revised", "unchanged", "repeated", "quarantined")}
    numbers = {name: st.column_config.NumberColumn(head, format="localized", help="records") for name, head in heads.items()}
    return {
        **numbers,
        "adds_up": st.column_config.CheckboxColumn("Adds up"),
        "warnings": st.column_config.NumberColumn("Warnings", format="localized", help="Warning codes on new and revised reports."),
    }


def warnings_tab(known: tuple[Source, ...], snapshot: Snapshot) -> None:
    """What is odd about the reports: each warning code with its meaning and how many reports carry it."""
    counts = data.query(queries.issue_counts, snapshot)
    titles = {source.source: source.title for source in known}
    shown = pd.DataFrame(
        {
            "issue": counts["issue"],
            "meaning": [ISSUE_CODES.get(code, "") for code in counts["issue"]],
            "source": [titles.get(source, source) for source in counts["source"]],
            "reports": counts["reports"],
            "share": counts["share"],
        }
    )
    cards.table(
        "Warnings on published reports",
        shown,
        snapshot,
        [source.title for source in known],
        name="warnings",
        alt="Each warning code with its meaning, source, number and share of reports",
        columns={
            "issue": st.column_config.TextColumn("Warning"),
            "meaning": st.column_config.TextColumn("Meaning", width="large"),
            "source": st.column_config.TextColumn("Source"),
            "reports": st.column_config.NumberColumn("Reports", format="localized"),
            "share": st.column_config.ProgressColumn("Share of its reports", format="percent", min_value=0.0, max_value=1.0),
        },
        footnotes=("A report can carry several warnings; it is published all the same.",),
        empty="No report carries a warning.",
    )


def snapshots_tab(snapshot: Snapshot) -> None:
    """The states that are kept, each with a link that shows the pages as of then."""
    store = data.store()
    rows = []
    for snapshot_id in reversed(store.ids()):
        try:
            kept = data.kept(snapshot_id)
            tables = kept.manifest["tables"]
            counts = [tables[name]["rows"] for name in ("reports", "incidents", "quarantine")]
            rows.append(
                [
                    kept.published_at,
                    snapshot_id,
                    *counts,
                    kept.is_demo,
                    snapshot_id == store.current_id(),
                    f"?{data.AS_OF}={snapshot_id}&tab=Snapshots",
                ]
            )
        except (SnapshotError, KeyError):
            rows.append([None, snapshot_id, None, None, None, None, False, None])
    names = ["published", "id", "reports", "incidents", "quarantine", "simulated", "present", "link"]
    cards.table(
        "Snapshots kept",
        pd.DataFrame(rows, columns=names),
        snapshot,
        [],
        name="snapshots",
        alt="Each kept snapshot with its time, row counts and a link",
        columns={
            "published": st.column_config.DatetimeColumn("Published (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC"),
            "id": st.column_config.TextColumn("Snapshot"),
            "reports": st.column_config.NumberColumn("Reports", format="localized"),
            "incidents": st.column_config.NumberColumn("Incidents", format="localized"),
            "quarantine": st.column_config.NumberColumn("Quarantined", format="localized"),
            "simulated": st.column_config.CheckboxColumn("Simulated"),
            "present": st.column_config.CheckboxColumn("In force"),
            "link": st.column_config.LinkColumn("As of then", display_text="Show this state"),
        },
        footnotes=("A row without figures cannot be read.",),
    )


def _colour(state: str) -> Any:
    return dict(zip(STATES, STATE_COLOURS, strict=True)).get(state, "gray")
