"""The queue of the desk: what waits in one sentence, and the list, worst and oldest first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from members.desk.queue import QueueItem, all_reports
from members.store import MemberStore
from members.store.tables import STATES
from pages.shell.text import plain
from warehouse.contract.taxonomy import ACT

PARAMETER: Final = "report"
URGENCY: Final = {1: "1 highest", 2: "2 high", 3: "3 medium", 4: "4 low"}
STATE_IN_WORDS: Final = {
    "received": "new",
    "second_look": "second look",
    "withdrawn": "withdrawn by its sender",
    "accepted": "accepted",
    "accepted_with_doubt": "accepted, lower credibility",
    "not_verifiable": "cannot be verified",
    "unfounded": "unfounded",
    "duplicate": "duplicate",
    "spam": "spam",
}
_ROWS_SHOWN: Final = 7
_COLUMNS: Final = {
    "urgency": st.column_config.TextColumn("Urgency", width=110),
    "waits": st.column_config.NumberColumn("Days", width=60, help="Days since it was received."),
    "what": st.column_config.TextColumn("What", width=220),
    "place": st.column_config.TextColumn("Where", width=200),
    "day": st.column_config.DateColumn("When", format="D MMM YYYY", width=100),
    "why": st.column_config.TextColumn("Waits because", width=110),
    "lane": st.column_config.TextColumn("Lane", width=70, help="Slower: the browser did not prove its work; a machine could have sent it."),
    "tlp": st.column_config.TextColumn("TLP", width=90),
}


def answer(waiting: list[QueueItem]) -> str:
    """What waits, and which of it is worst and has waited longest, in one sentence."""
    if not waiting:
        return "No report waits."
    worst = min(waiting, key=lambda item: (item.urgency, item.received_on))
    oldest = min(waiting, key=lambda item: item.received_on)
    number = "One report waits" if len(waiting) == 1 else f"{len(waiting):,} reports wait"
    about = f"{subject(worst)}, {_place(worst)}, received {_ago(worst.received_on)}"
    if len(waiting) == 1:
        return f"{number}: {about}."
    longest = "" if oldest.received_on == worst.received_on else f"; the oldest was received {_ago(oldest.received_on)}"
    return f"{number}. The most urgent: {about}{longest}."


def subject(item: QueueItem) -> str:
    """The kind of report, with what was done where the form asks."""
    act = item.answers.get("act")
    return f"{item.form.title} ({ACT[act].title.lower()})" if act in ACT else item.form.title


def show_queue(store: MemberStore, waiting: list[QueueItem]) -> str | None:
    """The list; returns the id of the report that is open."""
    shown = st.segmented_control(
        "Show", ["What waits", "All reports"], default="What waits", key="desk_shown", required=True, label_visibility="collapsed"
    )
    items = waiting if shown == "What waits" else list(reversed(all_reports(store)))
    if shown != "What waits":
        states = st.multiselect("States", STATES, key="desk_states", format_func=lambda state: plain(STATE_IN_WORDS[state]))
        items = [item for item in items if not states or item.state in states]
    if items:
        key = f"desk_rows_{shown}_{len(items)}"
        st.dataframe(
            _frame(items, shown != "What waits"),
            hide_index=True,
            column_config=_COLUMNS,
            # A lane that all share says nothing.
            column_order=[name for name in _COLUMNS if name != "lane" or not all(item.is_proved for item in items)],
            height="content" if len(items) <= _ROWS_SHOWN else 300,
            key=key,
            on_select=lambda: _open(key, [item.report_id for item in items]),
            selection_mode="single-row",
            alt="Reports at the desk; choose a row to open the report",
        )
    opened = st.query_params.get(PARAMETER)
    return opened or (waiting[0].report_id if waiting else None)


def open_report(report_id: str) -> None:
    """Open a report; with none, the first of the queue."""
    if report_id:
        st.query_params[PARAMETER] = report_id
    else:
        st.query_params.pop(PARAMETER, None)


def _open(key: str, ids: list[str]) -> None:
    rows: list[int] = st.session_state[key]["selection"]["rows"]
    if rows:
        open_report(ids[rows[0]])


def _frame(items: list[QueueItem], with_state: bool) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "urgency": URGENCY[item.urgency],
            "waits": (datetime.now(UTC).date() - item.received_on).days,
            "what": subject(item),
            "place": _place(item),
            "day": date.fromisoformat(item.answers["day"]),
            "why": STATE_IN_WORDS[item.state] if with_state else item.why,
            "lane": "" if item.is_proved else "slower",
            "tlp": item.tlp,
        }
        for item in items
    ]
    return pd.DataFrame(rows)


def _place(item: QueueItem) -> str:
    return str(item.answers.get("place", "place deleted"))


def _ago(day: date) -> str:
    days = (datetime.now(UTC).date() - day).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days:,} days ago"
