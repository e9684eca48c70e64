"""The quarantine browser: which raw records could not become reports, why, and what they contain."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.charts import cards
from pages.shell import data
from pages.shell.text import plain
from warehouse.contract.issues import QUARANTINE_REASONS
from warehouse.queries.sources import sources as queries
from warehouse.queries.sources.sources import ROWS_ON_A_PAGE, SourceRow
from warehouse.view import SnapshotView

ALL: Final = "All"
_VISIBLE: Final = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"} | {0x7F: "\u2421"}
"""Control characters as their Unicode symbols; direction marks, which reorder the displayed text, as their code points."""
_DIRECTIONS: Final = {code: f"<U+{code:04X}>" for code in (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def make_visible(raw: str) -> str:
    """Raw text with characters made visible that would be invisible or would alter how the rest is displayed."""
    return raw.translate(_VISIBLE | _DIRECTIONS)


def quarantine_tab(sources: tuple[SourceRow, ...], snapshot: SnapshotView) -> None:
    """Counts by source and reason, then the records, then the full text of the chosen record."""
    titles = {source.source: source.title for source in sources}
    counts = data.query(queries.quarantine_counts, snapshot)
    meaning = [QUARANTINE_REASONS.get(reason, "") for reason in counts["reason"]]
    cards.show_table(
        "Records in quarantine, by source and reason",
        counts.assign(source=[titles.get(source, source) for source in counts["source"]], meaning=meaning),
        snapshot,
        list(titles.values()),
        name="quarantine_counts",
        alt="Quarantined records by source and reason",
        columns={
            "source": st.column_config.TextColumn("Source"),
            "reason": st.column_config.TextColumn("Reason"),
            "meaning": st.column_config.TextColumn("Meaning", width="large"),
            "records": st.column_config.NumberColumn("Records", format="localized"),
        },
        empty="The quarantine is empty: every record read became a report.",
    )
    if not counts.empty:
        _show_records(counts, titles, snapshot)


def _show_records(counts: pd.DataFrame, titles: dict[str, str], snapshot: SnapshotView) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sources = [ALL, *sorted(counts["source"].unique())]
        source = st.selectbox(
            "Source", sources, format_func=lambda code: titles.get(code, code), key="q_source", bind="query-params", width=260
        )
        reasons = [ALL, *sorted(counts["reason"].unique())]
        reason = st.selectbox("Reason", reasons, key="q_reason", bind="query-params", width=260)
    chosen = counts[((counts["source"] == source) | (source == ALL)) & ((counts["reason"] == reason) | (reason == ALL))]
    total = int(chosen["records"].sum())
    # Rounded up; `pagination` needs at least one page.
    pages = max(1, -(-total // ROWS_ON_A_PAGE))
    page = st.pagination(pages, key=f"q_page_{source}_{reason}") if pages > 1 else 1
    selection = (None if source == ALL else source, None if reason == ALL else reason, (page - 1) * ROWS_ON_A_PAGE)
    records = data.query(queries.quarantine_page, snapshot, *selection)
    if records.empty:
        st.caption("No record with this source and reason.")
        return
    shown_titles = [titles.get(code, code) for code in records["source"]]
    readable = records.assign(source=shown_titles, raw=[make_visible(raw) for raw in records["raw"]])
    with st.container(border=True):
        cards.card_heading(f"{total:,} records; choose one to read it in full")
        picked = st.dataframe(
            readable,
            hide_index=True,
            height=330 if len(readable) > 8 else "content",
            on_select="rerun",
            selection_mode="single-row",
            key=f"quarantine_rows_{'_'.join(map(str, selection))}",
            alt="Quarantined records with reason, message and the beginning of their raw text",
            column_order=["source", "reason", "message", "origin", "raw_locator", "raw"],
            column_config={
                "source": st.column_config.TextColumn("Source", width=110),
                "reason": st.column_config.TextColumn("Reason", width=120),
                "message": st.column_config.TextColumn("What is wrong"),
                "origin": st.column_config.TextColumn("File or address", width=170),
                "raw_locator": st.column_config.TextColumn("Position", width=80),
                "raw": st.column_config.TextColumn("Raw text (beginning)", width="large"),
            },
        )
        cards.show_card_foot(snapshot, list(titles.values()), (), lambda: records, "quarantine")
    # A selection may outlive a change of page or filter, and then names a row that is no longer there.
    rows = picked.selection.rows
    if rows and rows[0] < len(records):
        chosen_one = records.iloc[rows[0]]
        show_record(snapshot, *(str(chosen_one[name]) for name in ("source", "landing_id", "raw_locator", "reason", "message")))


def show_record(snapshot: SnapshotView, source: str, landing_id: str, raw_locator: str, reason: str, message: str) -> None:
    """The full text of one record, with nothing in it interpreted."""
    raw = data.query(queries.quarantine_raw, snapshot, source, landing_id, raw_locator)
    with st.container(border=True):
        cards.card_heading("The record as received")
        st.caption(plain(f"{reason}: {message}"))
        st.code(make_visible(raw), language=None, wrap_lines=True, height=320)
