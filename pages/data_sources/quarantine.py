"""The quarantine browser: which raw records could not become reports, why, and what they say."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.charts import cards
from pages.shell import data
from warehouse.contract.issues import QUARANTINE_REASONS
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.sources import sources as queries
from warehouse.queries.sources.sources import QUARANTINE_ROWS, Source

ALL: Final = "All"
_VISIBLE: Final = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"} | {0x7F: "\u2421"}
"""Control characters are shown as their pictures; direction marks, which reorder what is read, by their code."""
_DIRECTIONS: Final = {code: f"<U+{code:04X}>" for code in (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def visible(raw: str) -> str:
    """Raw text with everything that would not show, or would show otherwise than it stands, made visible."""
    return raw.translate(_VISIBLE | _DIRECTIONS)


def tab(known: tuple[Source, ...], snapshot: Snapshot) -> None:
    """Counts by source and reason, then the records, then the raw text of the one that is chosen."""
    titles = {source.source: source.title for source in known}
    counts = data.query(queries.quarantine_counts, snapshot)
    meaning = [QUARANTINE_REASONS.get(reason, "") for reason in counts["reason"]]
    cards.table(
        "Records set aside, by source and reason",
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
        empty="Nothing is in quarantine: every record that was read became a report.",
    )
    if not counts.empty:
        _browser(counts, titles, snapshot)


def _browser(counts: pd.DataFrame, titles: dict[str, str], snapshot: Snapshot) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sources = [ALL, *sorted(counts["source"].unique())]
        source = st.selectbox(
            "Source", sources, format_func=lambda code: titles.get(code, code), key="q_source", bind="query-params", width=260
        )
        reasons = [ALL, *sorted(counts["reason"].unique())]
        reason = st.selectbox("Reason", reasons, key="q_reason", bind="query-params", width=260)
    chosen = counts[((counts["source"] == source) | (source == ALL)) & ((counts["reason"] == reason) | (reason == ALL))]
    total = int(chosen["records"].sum())
    pages = max(1, -(-total // QUARANTINE_ROWS))
    page = st.pagination(pages, key=f"q_page_{source}_{reason}") if pages > 1 else 1
    wanted = (None if source == ALL else source, None if reason == ALL else reason, (page - 1) * QUARANTINE_ROWS)
    found = data.query(queries.quarantine, snapshot, *wanted)
    if found.empty:
        st.caption("No record with this source and reason.")
        return
    shown = found.assign(source=[titles.get(code, code) for code in found["source"]], raw=[visible(raw) for raw in found["raw"]])
    with st.container(border=True):
        cards.heading(f"{total:,} records; choose one to read all of it")
        picked = st.dataframe(
            shown,
            hide_index=True,
            height=330 if len(shown) > 8 else "content",
            on_select="rerun",
            selection_mode="single-row",
            key=f"quarantine_rows_{'_'.join(map(str, wanted))}",
            alt="Quarantined records with reason, message and the beginning of the raw text",
            column_order=["source", "reason", "message", "origin", "raw_locator", "raw"],
            column_config={
                "source": st.column_config.TextColumn("Source", width=110),
                "reason": st.column_config.TextColumn("Reason", width=120),
                "message": st.column_config.TextColumn("What is wrong"),
                "origin": st.column_config.TextColumn("File or address", width=170),
                "raw_locator": st.column_config.TextColumn("Place in it", width=80),
                "raw": st.column_config.TextColumn("Raw text, its beginning", width="large"),
            },
        )
        cards.foot(snapshot, list(titles.values()), (), lambda: found, "quarantine")
    rows = picked.selection.rows
    if rows and rows[0] < len(found):
        chosen_one = found.iloc[rows[0]]
        record(snapshot, *(str(chosen_one[name]) for name in ("source", "landing_id", "raw_locator", "reason", "message")))


def record(snapshot: Snapshot, source: str, landing_id: str, raw_locator: str, reason: str, message: str) -> None:
    """All of one record, as text and nothing else."""
    raw = data.query(queries.quarantine_raw, snapshot, source, landing_id, raw_locator)
    with st.container(border=True):
        cards.heading("The record as it came")
        st.caption(cards.plain(f"{reason}: {message}"))
        st.code(visible(raw), language=None, wrap_lines=True, height=320)
