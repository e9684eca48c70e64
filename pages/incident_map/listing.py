"""The incidents on the map as a list of buttons, newest first: each opens its card, with a mouse or by keyboard."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.incident_map import state
from pages.incident_map.view import MapView
from pages.shell import data
from pages.shell.text import Markdown, plain
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import act_or_category
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import Summary
from warehouse.view import SnapshotView

PAGE: Final = 20
"""Incidents listed at first, and more on each click."""


def newest_rows(snapshot: SnapshotView, filters: Filters, cell: int | None = None, unplaced: bool = False) -> list[dict[str, Any]]:
    """The newest incidents under the filters, at most `state.MOST_ROWS`."""
    rows: list[dict[str, Any]] = data.query(incidents.newest_incidents, snapshot, filters, state.MOST_ROWS, cell, unplaced).to_pylist()
    return rows


def show_listing(snapshot: SnapshotView, filters: Filters, view: MapView, choices: Choices, summary: Summary, place: str) -> None:
    """The list below the map; on request those without a position, which no map can show."""
    if not summary.incidents:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{plain(_list_title(view, summary))}**", width="content")
        if summary.unplaced:
            st.session_state["map_unplaced"] = view.unplaced
            st.toggle(f"Without position · {summary.unplaced:,}", key="map_unplaced", on_change=_on_unplaced)
    rows = newest_rows(snapshot, filters, None, view.unplaced)
    show_rows(rows, "list", place, {code: region.title for code, region in choices.regions.items()})


def show_rows(rows: list[dict[str, Any]], name: str, place: str, titles: dict[str, str] | None = None) -> None:
    """A button for each row, PAGE at first. `titles`: of the sea regions, where they differ."""
    key = f"map_{name}_shown"
    shown = min(len(rows), st.session_state.get(key, PAGE))
    with st.container(key=f"map_rows_{name}", gap="xxsmall"):
        for row in rows[:shown]:
            st.button(
                _row_label(row, titles),
                key=f"{name}_{row['incident_id']}",
                type="tertiary",
                on_click=state.select_on_map,
                args=(row["incident_id"], None, place),
            )
        if shown < len(rows):
            more = min(PAGE, len(rows) - shown)
            st.button(
                plain(f"{more} more"), icon=":material/expand_more:", key=f"{key}_more", on_click=_show_more, args=(key, shown + more)
            )


def _row_label(row: dict[str, Any], titles: dict[str, str] | None) -> Markdown:
    parts = [
        short_day(row["occurred_on"]) if row["occurred_on"] else "Day not known",
        act_or_category(row["act"], row["category"]),
        titles.get(row["sea_region"], "No position") if titles is not None else "",
        row["vessel_name"] or "",
    ]
    return plain(" · ".join(part for part in parts if part))


def _list_title(view: MapView, summary: Summary) -> str:
    total = summary.unplaced if view.unplaced else summary.incidents
    where = " without a position" if view.unplaced else ""
    count = f"{total:,} incident{'' if total == 1 else 's'}{where}"
    return f"The newest {state.MOST_ROWS:,} of {count}" if total > state.MOST_ROWS else f"{count}, newest first"


def _show_more(key: str, count: int) -> None:
    st.session_state[key] = count


def _on_unplaced() -> None:
    state.change_view(unplaced=st.session_state["map_unplaced"])
