"""The warnings on published reports: how many there are of each kind, and the reports themselves, for people to look at."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.charts import cards
from pages.incidents.rows import severity_in_words
from pages.shell import data, page_links
from pages.shell.text import plain
from warehouse.contract.issues import DOUBTS, ISSUE_CODES
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.queries.sources import sources as queries
from warehouse.queries.sources.sources import ROWS_ON_A_PAGE, SourceRow
from warehouse.view import SnapshotView

ALL: Final = "All"


def warnings_tab(sources: tuple[SourceRow, ...], snapshot: SnapshotView) -> None:
    """The warning codes on published reports, each with its meaning and the number of reports that carry it."""
    counts = data.query(queries.issue_counts, snapshot)
    titles = {source.source: source.title for source in sources}
    rows = pd.DataFrame(
        {
            "issue": counts["issue"],
            "meaning": [ISSUE_CODES.get(code, "") for code in counts["issue"]],
            "source": [titles.get(source, source) for source in counts["source"]],
            "reports": counts["reports"],
            "share": counts["share"],
        }
    )
    cards.show_table(
        "Warnings on published reports",
        rows,
        snapshot,
        [source.title for source in sources],
        name="warnings",
        alt="Each warning code with its meaning, source, number and share of reports",
        columns={
            "issue": st.column_config.TextColumn("Warning"),
            "meaning": st.column_config.TextColumn("Meaning", width="large"),
            "source": st.column_config.TextColumn("Source"),
            "reports": st.column_config.NumberColumn("Reports", format="localized"),
            "share": st.column_config.ProgressColumn("Share of its reports", format="percent", min_value=0.0, max_value=1.0),
        },
        footnotes=("A report can carry several warnings and is still published.",),
        empty="No report carries a warning.",
        height=330 if len(rows) > 8 else None,
    )
    if not counts.empty:
        _show_reports(counts, titles, snapshot)


def _show_reports(counts: pd.DataFrame, titles: dict[str, str], snapshot: SnapshotView) -> None:
    """The reports with the warning chosen; at first those whose facts are doubtful, where there are any."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # Doubtful facts come first: they are what people must decide.
        issues = sorted(counts["issue"].unique(), key=lambda code: (code not in DOUBTS, code))
        issue = st.selectbox(
            "Reports with the warning", issues, key="warning", bind="query-params", format_func=lambda code: plain(_title(code)), width=360
        )
        sources = [ALL, *sorted(counts.loc[counts["issue"] == issue, "source"].unique())]
        source = st.selectbox(
            "Source", sources, format_func=lambda code: titles.get(code, code), key="warning_source", bind="query-params", width=260
        )
    chosen = counts[(counts["issue"] == issue) & ((counts["source"] == source) | (source == ALL))]
    total = int(chosen["reports"].sum())
    pages = max(1, -(-total // ROWS_ON_A_PAGE))
    page = st.pagination(pages, key=f"warning_page_{issue}_{source}") if pages > 1 else 1
    rows = data.query(queries.flagged_reports, snapshot, issue, None if source == ALL else source, (page - 1) * ROWS_ON_A_PAGE)
    cards.show_table(
        f"{total:,} report{'' if total == 1 else 's'}, the most severe first",
        _report_table(rows, titles),
        snapshot,
        [titles.get(code, code) for code in rows["source"].unique()],
        name=f"warning_{issue}",
        alt="Reports with this warning, each with a link to the card of its incident",
        columns={
            "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=95),
            "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
            "source": st.column_config.TextColumn("Source", width=110),
            "category": st.column_config.TextColumn("Category", width=170),
            "act": st.column_config.TextColumn("Act", width=130),
            "severity": st.column_config.TextColumn("Severity", width=130),
            "text": st.column_config.TextColumn("Text (beginning)", width="large"),
            "report": st.column_config.TextColumn("Report", width=130),
        },
        footnotes=("The card says under “How this was interpreted” which rule read each fact, and what else the words suggest.",),
        empty="No report of this source carries the warning.",
        height=420 if len(rows) > 11 else None,
    )


def _report_table(rows: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    kept = data.as_of()
    return pd.DataFrame(
        {
            "day": rows["occurred_on"],
            "source": [titles.get(source, source) for source in rows["source"]],
            "category": [CATEGORY[code].title if code in CATEGORY else "" for code in rows["category"]],
            "act": [ACT[code].title if code in ACT else "" for code in rows["act"]],
            "severity": [severity_in_words(level) for level in rows["severity"]],
            "text": rows["narrative"],
            "report": rows["report_id"],
            "link": [page_links.incident_link(incident, kept) for incident in rows["incident_id"]],
        }
    )


def _title(code: str) -> str:
    """The code in words, such as `Doubtful act`."""
    words = code.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"
