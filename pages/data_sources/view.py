"""The tabs of the page on data and sources: sources, accounting of records, kept snapshots."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from analytics.coverage import source_states
from analytics.coverage.source_charts import reports_over_time, source_key_figures
from pages.charts import cards
from pages.charts.freshness import STATE_COLOURS, STATES, freshness_table
from pages.shell import data, page_top
from pages.shell.text import markdown_link, plain
from warehouse.contract.dates import day_in_words
from warehouse.contract.snapshot import SnapshotError
from warehouse.queries.sources import sources as queries
from warehouse.queries.sources.sources import SourceRow
from warehouse.view import SnapshotView


def sources_tab(sources: tuple[SourceRow, ...], snapshot: SnapshotView, now: datetime) -> None:
    """The reports of all sources by year, their state, and a card for each."""
    chart = data.query(reports_over_time, snapshot, now)
    with st.container(border=True):
        cards.card_heading(cards.title_with_unit(chart))
        if chart.is_empty:
            st.caption("No report has a day.")
        else:
            cards.plot_figure(chart, chart.name)
    freshness_table(sources, snapshot, now)
    with page_top.details():
        cards.show_key_figures(source_key_figures(sources, now))
        reporting = [source.title for source in sources if source.reports]
        cards.show_card_foot(snapshot, reporting, chart.footnotes, lambda: chart.frame(), chart.name, chart)
    regions = data.query(queries.region_titles, snapshot)
    with st.grid(2, min_column_width=340):
        for source in sources:
            _source_card(source, now, regions)


def _source_card(source: SourceRow, now: datetime, regions: dict[str, str]) -> None:
    state, reason = source_states.state_at(source, now)
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(source.title)}**", width="stretch")
            st.markdown(f":{plain(_state_colour(state))}-badge[{plain(state)}]")
        st.markdown(plain(source.description))
        declared = source_states.declared_regions(source)
        watched = "All waters" if declared is None else ", ".join(regions.get(code, code) for code in source.watches)
        covers = (
            f"{day_in_words(source.first_occurred_on)} to {day_in_words(source.last_occurred_on)}"
            if source.first_occurred_on and source.last_occurred_on
            else "nothing yet"
        )
        st.table(
            {
                "Body": plain(source.body),
                "State": plain(reason),
                "Covers": plain(f"{covers}; {source.reports:,} reports"),
                "Waters": plain(watched or "not stated"),
                "Licence": plain(source.licence),
                "Attribution": plain(source.attribution),
                "Address": markdown_link(source.url),
                "Code": plain(source.source),
            },
            border="horizontal",
            alt=f"Description of {source.title}",
        )


def accounting_tab(sources: tuple[SourceRow, ...], snapshot: SnapshotView) -> None:
    """What became of every record read, by source and by landed file."""
    titles = {source.source: source.title for source in sources}
    every = [source.title for source in sources]
    st.markdown(
        "Every record read became a new report or a revision, was unchanged or repeated, or went to quarantine: "
        "**read = new + revised + unchanged + repeated + quarantined**."
    )
    total = data.query(queries.accounting_by_source, snapshot)
    # The shared result is handed out as a copy, so a column may be replaced.
    total["source"] = [titles.get(source, source) for source in total["source"]]
    cards.show_table(
        "Records read and what became of them, by source",
        total,
        snapshot,
        every,
        name="accounting_by_source",
        alt="For each source, the records read and what became of them",
        columns={
            "source": st.column_config.TextColumn("Source"),
            "landings": st.column_config.NumberColumn("Files", format="localized"),
            **_accounting_columns(),
            "leftover_fields": st.column_config.ListColumn("Unread fields", width="large"),
        },
        empty="Nothing has landed.",
    )
    landed = data.query(queries.landing_accounts, snapshot)
    landed["source"] = [titles.get(source, source) for source in landed["source"]]
    cards.show_table(
        "Landed files, most recent first",
        landed,
        snapshot,
        every,
        name="landings",
        alt="Each landed file with its accounting",
        columns={
            "landed_at": st.column_config.DatetimeColumn("Landed (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=130),
            "source": st.column_config.TextColumn("Source", width=120),
            "origin": st.column_config.TextColumn("File or address", width=150),
            **_accounting_columns(),
            "failure": st.column_config.TextColumn("Reason for failure"),
            "format": st.column_config.TextColumn("Format"),
            "bytes": st.column_config.NumberColumn("Size", format="bytes"),
            "sha256": st.column_config.TextColumn("sha256", width=120),
        },
        empty="Nothing has landed.",
        height=420 if len(landed) > 11 else None,
    )


def _accounting_columns() -> dict[str, Any]:
    heads = {"read": "Read", "new": "= new"} | {name: f"+ {name}" for name in ("revised", "unchanged", "repeated", "quarantined")}
    numbers = {name: st.column_config.NumberColumn(head, format="localized", help="records") for name, head in heads.items()}
    return {
        **numbers,
        "adds_up": st.column_config.CheckboxColumn("Adds up"),
        "warnings": st.column_config.NumberColumn("Warnings", format="localized", help="Warning codes on new and revised reports."),
    }


def snapshots_tab(snapshot: SnapshotView) -> None:
    """The kept snapshots, each with a link that shows the pages as of then."""
    store = data.store()
    rows = []
    for snapshot_id in reversed(store.ids()):
        try:
            kept_view = data.kept(snapshot_id)
            rows_of = data.query(queries.row_counts, kept_view)
            counts = [rows_of[name] for name in ("reports", "incidents", "quarantine")]
            rows.append(
                [
                    kept_view.published_at,
                    snapshot_id,
                    *counts,
                    kept_view.is_demo,
                    snapshot_id == store.current_id(),
                    f"?{data.AS_OF}={snapshot_id}&tab=Snapshots",
                ]
            )
        except (SnapshotError, KeyError):
            # One broken snapshot must not hide the others, of which one may be the way back.
            rows.append([None, f"{snapshot_id} (damaged)", None, None, None, None, False, None])
    names = ["published", "id", "reports", "incidents", "quarantine", "simulated", "present", "link"]
    cards.show_table(
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
            "present": st.column_config.CheckboxColumn("Current"),
            "link": st.column_config.LinkColumn("As of then", display_text="Show this snapshot"),
        },
        footnotes=("A snapshot without figures cannot be read.",),
    )


def _state_colour(state: str) -> Any:
    return dict(zip(STATES, STATE_COLOURS, strict=True)).get(state, "gray")
