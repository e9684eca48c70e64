"""The filters in the sidebar, with counts beside the choices.

The session's `Filters` is authoritative and the widgets display it. Their labels contain counts that change with every filter,
and Streamlit identifies a selected option by its label, so each widget is set again on every run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from analytics.coverage.recent_end import RecentEnd
from pages.shell import recent_span
from pages.shell.place_filter import show_place_filter
from pages.shell.recent_span import ALL_DATES, SPAN_TITLES, RecentSpan
from warehouse.contract.taxonomy import CODE_LISTS, VESSEL_TYPE_PARENT
from warehouse.filters import EARLIEST, LATEST, LISTS, LONGEST_TEXT, NOT_STATED, Filters
from warehouse.queries.filtering.choices import Choices, Facets
from warehouse.reference.geography import AREAS

STATE: Final = "filters"
TITLES: Final[dict[str, str]] = {
    "regions": "Sea region",
    "categories": "Category",
    "acts": "Act",
    "severities": "Severity",
    "areas": "Area",
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
ABOVE_DATES: Final = ("regions", "categories")
"""Lists that a keyboard reaches first, before the two dates."""

IN_ORDER: Final = ("areas", "severities", "vessel_statuses")
"""Lists shown in their defined order; the others start with the most frequent choice."""

HELP: Final[dict[str, str]] = {
    "severities": "1 is the most severe: by ReCAAP for robbery and theft, otherwise by consequence. Not stated: too few facts to tell.",
    "weapons": "At least one of these was seen.",
    "sources": "Reported by at least one of these.",
    "vessel_types": "A broad type includes its kinds: “tanker” includes product tankers.",
}


def current_filters() -> Filters:
    """The filters of this session."""
    filters: Filters = st.session_state.get(STATE, Filters())
    return filters


def set_filters(filters: Filters) -> None:
    """Set the filters; the widgets show them on the next run."""
    st.session_state[STATE] = filters


def clear_filters() -> None:
    """Show what the page opens with."""
    set_filters(Filters())
    recent_span.set_span(RecentSpan())


def filter_sidebar(choices: Choices, facets: Callable[[], Facets], end: RecentEnd | None, opens_with: int = ALL_DATES) -> None:
    """All filters, each choice with the number of incidents that it would leave under the other filters.

    `facets` is called after the sidebar's first widgets have been sent. `end` is the last day of "last 30 days", and `opens_with`
    the days that the page shows before the reader chooses, as in `recent_span.dated_filters`.
    """
    filters = current_filters()
    dated = recent_span.dated_filters(filters, end, opens_with)
    untouched = filters.is_empty and recent_span.current_span() == RecentSpan()
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**Filters**")
            if not untouched:
                st.button("Clear all", icon=":material/filter_alt_off:", type="tertiary", on_click=clear_filters)
        _text_filter(filters)
        _period_menu(filters, opens_with)
        recent_span.show_recent_end(end)
        counts = facets()
        for name in ABOVE_DATES:
            _code_filter(name, filters, counts[name], choices)
        show_place_filter(filters, set_filters)
        _date_filters(dated)
        for name in TITLES:
            if name not in ABOVE_DATES:
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


def _period_menu(filters: Filters, opens_with: int) -> None:
    # A menu, not a select box: a period is an action that sets both dates, which may then be changed.
    shown = recent_span.days_shown(filters, opens_with)
    titles = {title: days for days, title in SPAN_TITLES.items()}
    label = "Period" if shown is None else SPAN_TITLES.get(shown, "Period")
    st.menu_button(
        label, list(titles), key="filter_period", on_click=_on_period, args=(titles,), icon=":material/date_range:", width="stretch"
    )


def _on_period(titles: dict[str, int]) -> None:
    set_filters(current_filters().without("date_from").without("date_to"))
    recent_span.change_span(days=titles.get(st.session_state["filter_period"], ALL_DATES))


def _date_filters(dated: Filters) -> None:
    """First and last day; `dated` are the filters with the days of the span shown."""
    for name, title in (("date_from", "From"), ("date_to", "To")):
        key = f"filter_{name}"
        st.session_state[key] = getattr(dated, name)
        st.date_input(title, None, EARLIEST, LATEST, key=key, format="YYYY-MM-DD", on_change=_on_day, args=(name, dated))


def _on_day(name: str, dated: Filters) -> None:
    """A day chosen turns the span shown, `dated`, into dates of its own."""
    days = {"date_from": dated.date_from, "date_to": dated.date_to} | {name: st.session_state[f"filter_{name}"]}
    # The date just entered takes precedence over one that it contradicts.
    if days["date_from"] and days["date_to"] and days["date_from"] > days["date_to"]:
        days["date_to" if name == "date_from" else "date_from"] = None
    set_filters(_filters_with(**days))
    if not any(days.values()):
        recent_span.change_span(days=ALL_DATES)


def _on_change(name: str) -> None:
    value = st.session_state[f"filter_{name}"]
    set_filters(_filters_with(**{name: tuple(value) if name in LISTS else value}))


def _filters_with(**values: object) -> Filters:
    return replace(current_filters(), **values)  # type: ignore[arg-type]
