"""The queue: the position of the open case, the way to the next one, and the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.link_review import filters as review_filters
from pages.link_review import state
from pages.link_review.state import Case
from pages.shell import data
from pages.shell.text import plain
from warehouse.contract.dates import short_day
from warehouse.contract.link_codes import LINK_OUTCOME
from warehouse.contract.taxonomy import SEVERITY
from warehouse.queries.review import review_queue
from warehouse.queries.review.link_filters import LinkFilters
from warehouse.queries.sources import sources as source_queries
from warehouse.view import SnapshotView

PAGE: Final = 50
"""Items of the queue that are queried and listed at a time."""

COLUMNS: Final = {
    "place": st.column_config.NumberColumn("#", width=50, pinned=True),
    "day": st.column_config.DateColumn("Date", format="D MMM YYYY", width=95),
    "ships": st.column_config.TextColumn("Ships", width=230),
    "severity": st.column_config.TextColumn("Severity", width=105),
    "probability": st.column_config.ProgressColumn("Probability", format="percent", min_value=0, max_value=1, width=120),
    "kind": st.column_config.TextColumn("Kind", width=130),
    "reason": st.column_config.TextColumn("Why", width=170),
    "key": st.column_config.TextColumn("Ids", width=330),
}


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """Position of the open case: `place` from 1, or None where it is not in the queue, of `total` items."""

    case: Case | None
    place: int | None
    total: int


def locate_case(snapshot: SnapshotView, filters: LinkFilters, settled: tuple[str, ...], case: Case | None, total: int) -> QueuePosition:
    """The open case and its place; without one, the case at the place of the last one."""
    if case is not None:
        place = data.query(review_queue.queue_place, snapshot, filters, settled, case.key)
        state.remember_place(place)
        return QueuePosition(case, place, total)
    if not total:
        return QueuePosition(None, None, 0)
    # The queue may have become shorter than the place that was open.
    place = min(state.last_place(), total)
    state.remember_place(place)
    item = queue_page(snapshot, filters, settled, place)[(place - 1) % PAGE]
    return QueuePosition(Case.from_item(item), place, total)


def queue_page(snapshot: SnapshotView, filters: LinkFilters, settled: tuple[str, ...], place: int) -> list[dict[str, Any]]:
    """The page of the queue that contains the item at `place`."""
    return data.query(review_queue.queue_items, snapshot, filters, settled, (place - 1) // PAGE * PAGE, PAGE)


def show_position(at: QueuePosition) -> None:
    """`3 of 214`, with buttons to the previous and the next case."""
    here = at.place or 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, icon, to, key in (
            ("Previous", ":material/arrow_back:", here - 1, "Left"),
            ("Next", ":material/arrow_forward:", here + 1, "Right"),
        ):
            usable = at.total > 0 and 1 <= to <= at.total
            st.button(
                plain(label),
                icon=icon,
                key=f"review_{label.lower()}",
                shortcut=key,
                disabled=not usable,
                on_click=state.open_at,
                args=(to,),
            )
        where = f"**{at.place:,}** of **{at.total:,}**" if at.place else f"not among the **{at.total:,}** in the queue"
        st.markdown(where, width="content")


def show_queue(snapshot: SnapshotView, filters: LinkFilters, settled: tuple[str, ...], at: QueuePosition) -> None:
    """The page of the queue around the open case, as a table; choosing a row opens its case."""
    opened = st.expander("The queue", icon=":material/list:", key="review_list", on_change="rerun")
    if not opened.open or not at.total:
        return
    with opened:
        items = queue_page(snapshot, filters, settled, at.place or 1)
        # The place is part of the key, so that the table drops its selected row once the case is open.
        key = f"review_rows_{items[0]['place']}_{at.place}"
        st.dataframe(
            queue_frame(items),
            hide_index=True,
            column_config=COLUMNS,
            column_order=list(COLUMNS),
            placeholder="–",
            height=320,
            key=key,
            on_select=lambda: _on_row(key, [item["place"] for item in items]),
            selection_mode="single-row",
            alt="Cases in the queue; choose a row to open the case",
        )
        st.caption(
            "Order: contradictory decisions first, then the most serious crimes, then close rivals, then the least certain links. "
            f"Shown: {items[0]['place']:,} to {items[-1]['place']:,}."
        )
        with st.container(horizontal_alignment="right"):
            pages = -(-at.total // PAGE)
            if pages > 1:
                st.session_state["review_page"] = (items[0]["place"] - 1) // PAGE + 1
                st.pagination(pages, key="review_page", on_change=_on_page)


def queue_frame(items: list[dict[str, Any]]) -> pd.DataFrame:
    """Items of the queue as a data frame in words."""
    return pd.DataFrame(
        {
            "place": [item["place"] for item in items],
            "day": [item["first_on"] for item in items],
            "ships": [_ship_names(item) for item in items],
            "severity": [severity_title(item["severity_rank"]) for item in items],
            "probability": [item["probability"] for item in items],
            "kind": [_kind_title(item) for item in items],
            "reason": [", ".join(review_filters.REASONS.get(code, code) for code in item["reasons"]) for item in items],
            "key": [item["key"].replace("|", "  |  ") for item in items],
        }
    )


def severity_title(rank: int) -> str:
    """The severity behind a rank in the queue, in words."""
    # In a queue sorted by rank, "attempted" (severity 0) comes after the four grades, and unknown severity last.
    return {5: "Attempted", 6: "Not known"}.get(rank) or SEVERITY[rank].title


def show_empty_queue(snapshot: SnapshotView, filters: LinkFilters, decided: int) -> None:
    """The page where the queue is empty."""
    with st.container(border=True, horizontal_alignment="center"):
        if not filters.is_empty:
            st.markdown("**Nothing to review under these filters**", text_alignment="center")
            st.button("Clear all filters", icon=":material/filter_alt_off:", on_click=review_filters.clear_filters, key="review_clear")
        elif decided:
            st.markdown("**All doubtful links are decided**", text_alignment="center")
            st.caption("Apply the decisions to see what remains.", text_alignment="center")
        else:
            st.markdown("**Nothing is in doubt**", text_alignment="center")
            judged = data.query(source_queries.row_counts, snapshot)["links"]
            sentence = f"{judged:,} pairs were judged; none is unsure." if judged else "No two reports were similar enough to be judged."
            st.caption(f"{sentence} Choose an outcome in the sidebar, or look up an incident, to audit links.", text_alignment="center")


def _on_row(key: str, places: list[int]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(places):
        state.open_at(places[rows[0]])


def _on_page() -> None:
    state.open_at((st.session_state["review_page"] - 1) * PAGE + 1)


def _ship_names(item: dict[str, Any]) -> str:
    names = dict.fromkeys(name for name in (item["name_a"], item["name_b"]) if name)
    return " / ".join(names) or "not named"


def _kind_title(item: dict[str, Any]) -> str:
    title = review_filters.KINDS[item["kind"]]
    return f"{title}, {LINK_OUTCOME[item['outcome']].title.lower()}" if item["outcome"] not in (None, "unsure") else title


def day_in_words(day: date | None) -> str:
    """A day in words, or that it is not known."""
    return short_day(day) if day else "day not known"
