"""The queue: where the open case stands in it, the way to the next, and the list."""

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
from warehouse.contract.dates import short_day
from warehouse.contract.link_codes import LINK_OUTCOME
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import SEVERITY
from warehouse.queries.review import review_queue
from warehouse.queries.review.link_filters import LinkFilters

PAGE: Final = 50
"""Items of the queue that are fetched and listed at a time."""

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
class Position:
    """Where the open case stands: `place` from 1, None when it is not in the queue; `total` items in all."""

    case: Case | None
    place: int | None
    total: int


def locate(snapshot: Snapshot, filters: LinkFilters, settled: tuple[str, ...], case: Case | None, total: int) -> Position:
    """The open case and its place; without one, what stands where the last case stood."""
    if case is not None:
        place = data.query(review_queue.place, snapshot, filters, settled, case.key)
        state.remember(place)
        return Position(case, place, total)
    if not total:
        return Position(None, None, 0)
    place = min(state.place(), total)
    state.remember(place)
    item = page(snapshot, filters, settled, place)[(place - 1) % PAGE]
    return Position(Case.of(item), place, total)


def page(snapshot: Snapshot, filters: LinkFilters, settled: tuple[str, ...], place: int) -> list[dict[str, Any]]:
    """The items that are listed together with the one at `place`."""
    return data.query(review_queue.queue, snapshot, filters, settled, (place - 1) // PAGE * PAGE, PAGE)


def bar(at: Position) -> None:
    """`3 of 214`, and the buttons to the one before and after."""
    here = at.place or 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, icon, to, key in (
            ("Previous", ":material/arrow_back:", here - 1, "Left"),
            ("Next", ":material/arrow_forward:", here + 1, "Right"),
        ):
            usable = at.total > 0 and 1 <= to <= at.total
            st.button(
                label,
                icon=icon,
                key=f"review_{label.lower()}",
                shortcut=key,
                disabled=not usable,
                on_click=state.open_at,
                args=(to,),
            )
        where = f"**{at.place:,}** of **{at.total:,}**" if at.place else f"not among the **{at.total:,}** of the queue"
        st.markdown(where, width="content")


def listing(snapshot: Snapshot, filters: LinkFilters, settled: tuple[str, ...], at: Position) -> None:
    """The part of the queue round the open case, as a table; a row opens its case."""
    opened = st.expander("List of the queue", icon=":material/list:", key="review_list", on_change="rerun")
    if not opened.open or not at.total:
        return
    with opened:
        items = page(snapshot, filters, settled, at.place or 1)
        key = f"review_rows_{items[0]['place']}_{at.place}"
        st.dataframe(
            frame(items),
            hide_index=True,
            column_config=COLUMNS,
            column_order=list(COLUMNS),
            placeholder="–",
            height=320,
            key=key,
            on_select=lambda: _chosen(key, [item["place"] for item in items]),
            selection_mode="single-row",
            alt="Cases of the queue; choose a row to open the case",
        )
        st.caption(
            "Order: decisions that contradict one another, then the gravest crimes, then close rivals, then what is least certain. "
            f"Shown: {items[0]['place']:,} to {items[-1]['place']:,}."
        )
        with st.container(horizontal_alignment="right"):
            pages = -(-at.total // PAGE)
            if pages > 1:
                st.session_state["review_page"] = (items[0]["place"] - 1) // PAGE + 1
                st.pagination(pages, key="review_page", on_change=_turn)


def frame(items: list[dict[str, Any]]) -> pd.DataFrame:
    """Items of the queue in words."""
    return pd.DataFrame(
        {
            "place": [item["place"] for item in items],
            "day": [item["first_on"] for item in items],
            "ships": [_ships(item) for item in items],
            "severity": [severity(item["severity_rank"]) for item in items],
            "probability": [item["probability"] for item in items],
            "kind": [_kind(item) for item in items],
            "reason": [", ".join(review_filters.REASONS.get(code, code) for code in item["reasons"]) for item in items],
            "key": [item["key"].replace("|", "  |  ") for item in items],
        }
    )


def severity(rank: int) -> str:
    """A rank of the queue in words."""
    return {5: "Attempted", 6: "Not known"}.get(rank) or SEVERITY[rank].title


def nothing(snapshot: Snapshot, filters: LinkFilters, decided: int) -> None:
    """What stands on the page when the queue is empty."""
    with st.container(border=True, horizontal_alignment="center"):
        if not filters.is_empty:
            st.markdown("**Nothing to review under these filters**", text_alignment="center")
            st.button("Clear all filters", icon=":material/filter_alt_off:", on_click=review_filters.clear, key="review_clear")
        elif decided:
            st.markdown("**All doubtful links are decided**", text_alignment="center")
            st.caption("Apply the decisions to see what is left.", text_alignment="center")
        else:
            st.markdown("**Nothing is in doubt**", text_alignment="center")
            made = snapshot.manifest["tables"]["links"]["rows"]
            said = f"{made:,} pairs were judged; none is unsure." if made else "No two reports came close enough to be judged."
            st.caption(f"{said} Choose an outcome in the sidebar, or look up an incident, to audit links.", text_alignment="center")


def _chosen(key: str, places: list[int]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(places):
        state.open_at(places[rows[0]])


def _turn() -> None:
    state.open_at((st.session_state["review_page"] - 1) * PAGE + 1)


def _ships(item: dict[str, Any]) -> str:
    names = dict.fromkeys(name for name in (item["name_a"], item["name_b"]) if name)
    return " / ".join(names) or "not named"


def _kind(item: dict[str, Any]) -> str:
    title = review_filters.KINDS[item["kind"]]
    return f"{title}, {LINK_OUTCOME[item['outcome']].title.lower()}" if item["outcome"] not in (None, "unsure") else title


def day_words(day: date | None) -> str:
    """A day in words."""
    return short_day(day) if day else "day not known"
