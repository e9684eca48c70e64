"""The filters in the sidebar, with counts beside the choices.

The session's `Filters` is authoritative and the widgets display it. Their labels contain counts that change with every filter,
and Streamlit identifies a selected option by its label, so each widget is set again on every run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import streamlit as st

from pages.shell.place_filter import show_place_filter
from warehouse.contract.taxonomy import CODE_LISTS, VESSEL_TYPE_PARENT
from warehouse.filters import EARLIEST, LATEST, LISTS, LONGEST_TEXT, NOT_STATED, Filters
from warehouse.queries.filtering.choices import Choices, Facets
from warehouse.reference.geography import AREAS

STATE: Final = "filters"
TITLES: Final[dict[str, str]] = {
    "regions": "Sea region",
    "areas": "Area",
    "categories": "Category",
    "acts": "Act",
    "severities": "Severity",
    "weapons": "Weapons",
    "vessel_types": "Vessel type",
    "vessel_statuses": "Vessel status",
    "sources": "Source",
}
CODES: Final[dict[str, str]] = {
    "categories": "category",
    "acts": "act",
    "severities": "severity",
    "weapons": "weapon",
    "vessel_types": "vessel_type",
    "vessel_statuses": "vessel_status",
}
IN_ORDER: Final = ("areas", "severities", "vessel_statuses")
"""Lists shown in their defined order; the others start with the most frequent choice."""

HELP: Final[dict[str, str]] = {
    "severities": "1 is the most severe: by ReCAAP for robbery and theft, otherwise by consequence. Not stated: too few facts to tell.",
    "weapons": "At least one of these was seen.",
    "sources": "Reported by at least one of these.",
    "vessel_types": "A broad type includes its kinds: “tanker” includes product tankers.",
}
SPANS: Final[dict[str, int]] = {"Last 30 days": 30, "Last 90 days": 90, "Last 12 months": 365, "Last 5 years": 1826, "All dates": 0}


def current_filters() -> Filters:
    """The filters of this session."""
    filters: Filters = st.session_state.get(STATE, Filters())
    return filters


def set_filters(filters: Filters) -> None:
    """Set the filters; the widgets show them on the next run."""
    st.session_state[STATE] = filters


def clear_filters() -> None:
    """Show everything."""
    set_filters(Filters())


def filter_sidebar(choices: Choices, facets: Callable[[], Facets], today: date) -> None:
    """All filters, each choice with the number of incidents that it would leave under the other filters.

    `facets` is called after the sidebar's first widgets have been sent. `today` is the last day of "last 30 days".
    """
    filters = current_filters()
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**Filters**")
            st.button("Clear all", icon=":material/filter_alt_off:", type="tertiary", on_click=clear_filters, disabled=filters.is_empty)
        _text_filter(filters)
        show_place_filter(filters, set_filters)
        _date_filters(filters, today)
        counts = facets()
        for name in TITLES:
            _code_filter(name, filters, counts[name], choices)


def code_titles(name: str, choices: Choices) -> dict[str, str]:
    """Titles by code of one filter, in the defined order."""
    if name == "regions":
        by_code = {code: region.title for code, region in choices.regions.items()}
    elif name == "areas":
        by_code = dict(AREAS)
    elif name == "sources":
        by_code = {code: source.title for code, source in choices.sources.items()}
    else:
        by_code = {code: entry.title for code, entry in CODE_LISTS[CODES[name]].items()}
    if name == "vessel_types":
        by_code = {code: f"{title}, all kinds" if code in VESSEL_TYPE_PARENT.values() else title for code, title in by_code.items()}
    missing = {"regions": "No position", "areas": "No position"}.get(name, "Not stated")
    return {**by_code, NOT_STATED: missing}


def _code_filter(name: str, filters: Filters, counts: dict[str, int], choices: Choices) -> None:
    titles = code_titles(name, choices)
    chosen = list(getattr(filters, name))
    # Choices that would leave nothing are not offered, unless they are already selected.
    offered = [code for code in (*titles, *counts) if counts.get(code) or code in chosen]
    offered = list(dict.fromkeys(offered))
    if name not in IN_ORDER:
        offered.sort(key=lambda code: -counts.get(code, 0))
    key = f"filter_{name}"
    st.session_state[key] = chosen
    st.multiselect(
        TITLES[name],
        offered,
        key=key,
        format_func=lambda code: f"{titles.get(code, code)} · {counts.get(code, 0):,}",
        placeholder="Any",
        help=HELP.get(name),
        on_change=_on_change,
        args=(name,),
        filter_mode="contains",
        select_all=False,
    )


def _text_filter(filters: Filters) -> None:
    st.session_state["filter_text"] = filters.text
    st.text_input(
        "Text",
        key="filter_text",
        type="search",
        max_chars=LONGEST_TEXT,
        placeholder="Ship, place or words in a report",
        label_visibility="collapsed",
        on_change=_on_change,
        args=("text",),
    )


def _date_filters(filters: Filters, today: date) -> None:
    for name, title in (("date_from", "From"), ("date_to", "To")):
        key = f"filter_{name}"
        st.session_state[key] = getattr(filters, name)
        st.date_input(title, None, EARLIEST, LATEST, key=key, format="YYYY-MM-DD", on_change=_on_change, args=(name,))
    # A menu, not a select box: a period is an action that sets both dates, which may then be changed.
    st.menu_button(
        "Period", list(SPANS), key="filter_period", on_click=_on_period, args=(today,), icon=":material/date_range:", width="stretch"
    )


def _on_period(today: date) -> None:
    days = SPANS.get(st.session_state["filter_period"], 0)
    set_filters(
        current_filters().without("date_from").without("date_to")
        if not days
        else _filters_with(date_from=today - timedelta(days=days - 1), date_to=None)
    )


def _on_change(name: str) -> None:
    value = st.session_state[f"filter_{name}"]
    filters = _filters_with(**{name: tuple(value) if name in LISTS else value})
    # The date just entered takes precedence over one that it contradicts.
    if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
        filters = filters.without("date_to" if name == "date_from" else "date_from")
    set_filters(filters)


def _filters_with(**values: object) -> Filters:
    return replace(current_filters(), **values)  # type: ignore[arg-type]
