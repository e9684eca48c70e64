"""What surrounds a case: the incidents that its reports are in, their rivals, and the pairs in which they were judged."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.charts import cards
from pages.link_review import state
from pages.link_review.queue import day_in_words
from pages.shell.text import Markdown, plain
from warehouse.contract.link_codes import LINK_OUTCOME, LINK_REASON
from warehouse.contract.taxonomy import ACT
from warehouse.queries.review import review_queue
from warehouse.queries.review.review_queue import ReportPair, Row

LINK_COLUMNS: Final = {
    "outcome": st.column_config.TextColumn("Outcome", width=90),
    "reason": st.column_config.TextColumn("Why", width=130),
    "weight": st.column_config.NumberColumn("Weight (bits)", format="%.1f", width=95),
    "probability": st.column_config.ProgressColumn("Probability", format="percent", min_value=0, max_value=1, width=120),
    "days": st.column_config.NumberColumn("Days apart", format="%.1f", width=85),
    "km": st.column_config.NumberColumn("km apart", format="%.0f", width=80),
    "ships": st.column_config.TextColumn("Ships", width=220),
    "pair": st.column_config.TextColumn("Reports", width=330),
}


def show_incidents_of(pair: ReportPair, around: list[Row]) -> None:
    """Which incidents the two reports are in now, and which other reports are in these."""
    by_incident: dict[str, list[Row]] = {}
    for row in around:
        by_incident.setdefault(row["incident_id"], []).append(row)
    # After a merge or a split the two may share one of several incidents: a report can describe attacks on two ships.
    together = any({row["report_id"] for row in rows} >= set(pair.ids) for rows in by_incident.values())
    with st.container(border=True):
        st.markdown("**Currently one incident**" if together else "**Currently different incidents**")
        for incident_id, rows in by_incident.items():
            st.button(
                f"Incident {plain(incident_id)} · {len(rows)} report{'' if len(rows) == 1 else 's'}",
                icon=":material/folder_open:",
                type="tertiary",
                key=f"open_{incident_id}",
                on_click=state.open_case,
                args=("incident", incident_id),
                wrap=True,
            )
            others = [row for row in rows if row["report_id"] not in pair.ids]
            # An incident of hundreds of reports would push everything else off the page.
            for row in others[:10]:
                st.caption(f"also {_report_line(row)}")
            if len(others) > 10:
                st.caption(f"and {len(others) - 10:,} more")


def _report_line(row: Row) -> Markdown:
    act = ACT[row["act"]].title.lower() if row["act"] in ACT else ""
    parts = [row["source_title"] or row["source"], row["report_id"], day_in_words(row["occurred_on"]), row["vessel_name"] or "", act]
    return plain(" · ".join(part for part in parts if part))


def show_rivals(pair: ReportPair, link: Row, near: list[Row]) -> None:
    """The reports that compete for one of the two, with the weight of each pair."""
    rivals = link["rivals"]
    judged = [row for row in near if ({row["report_a"], row["report_b"]} - set(pair.ids)) & set(rivals)]
    # In the order in which linking considered the rivals: the strongest first.
    order = {report_id: place for place, report_id in enumerate(rivals)}
    judged.sort(key=lambda row: min(order.get(report_id, len(order)) for report_id in (row["report_a"], row["report_b"])))
    if rivals and not judged:
        st.caption(f"Rivals that were not judged in detail: {plain(', '.join(rivals))}.")
    show_links(
        "Rivals: reports that compete with one of the two", judged, "review_rivals", "No other report competes with either of the two."
    )


def show_links(
    title: str, rows: list[Row], key: str, empty: str = "None of these reports resembled another closely enough to be judged."
) -> None:
    """A table of judged pairs; choosing a row opens its pair."""
    with st.container(border=True):
        cards.card_heading(title, "Choose a row to open the pair.")
        if not rows:
            st.caption(plain(empty))
            return
        # A new key after each choice: the table would otherwise keep its selected row.
        opened = st.session_state.get("review_clicks", 0)
        st.dataframe(
            links_frame(rows),
            hide_index=True,
            column_config=LINK_COLUMNS,
            column_order=list(LINK_COLUMNS),
            placeholder="–",
            key=f"{key}_{opened}",
            height=min(36 * (len(rows) + 1) + 4, 330),
            on_select=lambda: _on_row(f"{key}_{opened}", rows),
            selection_mode="single-row",
            alt=f"{title}; choose a row to open the pair",
        )
        if len(rows) == review_queue.MOST_LINKS:
            st.caption(f"Only the first {review_queue.MOST_LINKS:,} are shown.")


def links_frame(rows: list[Row]) -> pd.DataFrame:
    """Judged pairs as a data frame in words."""
    return pd.DataFrame(
        {
            "outcome": [LINK_OUTCOME[row["outcome"]].title for row in rows],
            "reason": [LINK_REASON[row["reason"]].title for row in rows],
            "weight": [row["weight"] for row in rows],
            "probability": [row["probability"] for row in rows],
            "days": [row["days_apart"] for row in rows],
            "km": [row["distance_km"] for row in rows],
            "ships": [" / ".join(dict.fromkeys(filter(None, (row["name_a"], row["name_b"])))) or None for row in rows],
            "pair": [f"{row['report_a']}  |  {row['report_b']}" for row in rows],
        }
    )


def _on_row(key: str, rows: list[Row]) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        row = rows[chosen[0]]
        st.session_state["review_clicks"] = st.session_state.get("review_clicks", 0) + 1
        state.open_case("pair", f"{row['report_a']}|{row['report_b']}")
