"""The filters in the sidebar, with counts beside the choices.

The session's `Filters` is the truth and the widgets show it: their labels hold counts that change with every filter,
and Streamlit remembers a choice by its label, so each widget is set anew in each run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import streamlit as st

from warehouse.contract.taxonomy import CODE_LISTS, VESSEL_TYPE_PARENT
from warehouse.filters import LISTS, LONGEST_TEXT, NOT_STATED, Filters
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
"""Lists shown in the order of their definition; the others show the fullest choice first."""

HELP: Final[dict[str, str]] = {
    "severities": "After ReCAAP. Not stated: the facts are too few to say.",
    "weapons": "Any of those chosen was seen.",
    "sources": "Any of those chosen reports it.",
    "vessel_types": "A wider type takes in its kinds: a tanker is also a product tanker.",
}
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)
SPANS: Final[dict[str, int]] = {"Last 30 days": 30, "Last 90 days": 90, "Last 12 months": 365, "Last 5 years": 1826, "All dates": 0}


def current() -> Filters:
    """The filters of this session."""
    found: Filters = st.session_state.get(STATE, Filters())
    return found


def put(filters: Filters) -> None:
    """Set the filters; the widgets of the next run show them."""
    st.session_state[STATE] = filters


def clear() -> None:
    """Show everything."""
    put(Filters())


def sidebar(choices: Choices, facets: Callable[[], Facets], today: date) -> None:
    """All filters, each choice with the number of incidents that it gives under the other filters.

    `facets` is asked after the sidebar's frame stands. `today` is the day that "last 30 days" counts from.
    """
    filters = current()
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**Filters**")
            st.button("Clear all", icon=":material/filter_alt_off:", type="tertiary", on_click=clear, disabled=filters.is_empty)
        _text(filters)
        _dates(filters, today)
        counts = facets()
        for name in TITLES:
            _choices(name, filters, counts[name], choices)


def titles(name: str, choices: Choices) -> dict[str, str]:
    """Titles of the codes of one filter, in the order of their definition."""
    if name == "regions":
        found = {code: region.title for code, region in choices.regions.items()}
    elif name == "areas":
        found = dict(AREAS)
    elif name == "sources":
        found = {code: source.title for code, source in choices.sources.items()}
    else:
        found = {code: said.title for code, said in CODE_LISTS[CODES[name]].items()}
    if name == "vessel_types":
        found = {code: f"{title}, all kinds" if code in VESSEL_TYPE_PARENT.values() else title for code, title in found.items()}
    missing = {"regions": "No position", "areas": "No position"}.get(name, "Not stated")
    return {**found, NOT_STATED: missing}


def _choices(name: str, filters: Filters, counts: dict[str, int], choices: Choices) -> None:
    said = titles(name, choices)
    chosen = list(getattr(filters, name))
    offered = [code for code in (*said, *counts) if counts.get(code) or code in chosen]
    offered = list(dict.fromkeys(offered))
    if name not in IN_ORDER:
        offered.sort(key=lambda code: -counts.get(code, 0))
    key = f"filter_{name}"
    st.session_state[key] = chosen
    st.multiselect(
        TITLES[name],
        offered,
        key=key,
        format_func=lambda code: f"{said.get(code, code)} · {counts.get(code, 0):,}",
        placeholder="Any",
        help=HELP.get(name),
        on_change=_changed,
        args=(name,),
        filter_mode="contains",
        select_all=False,
    )


def _text(filters: Filters) -> None:
    st.session_state["filter_text"] = filters.text
    st.text_input(
        "Text",
        key="filter_text",
        type="search",
        max_chars=LONGEST_TEXT,
        placeholder="Ship, place or words of a report",
        label_visibility="collapsed",
        on_change=_changed,
        args=("text",),
    )


def _dates(filters: Filters, today: date) -> None:
    for name, title in (("date_from", "From"), ("date_to", "To")):
        key = f"filter_{name}"
        st.session_state[key] = getattr(filters, name)
        st.date_input(title, None, EARLIEST, LATEST, key=key, format="YYYY-MM-DD", on_change=_changed, args=(name,))
    st.menu_button("Period", list(SPANS), key="filter_period", on_click=_span, args=(today,), icon=":material/date_range:", width="stretch")


def _span(today: date) -> None:
    days = SPANS.get(st.session_state["filter_period"], 0)
    put(current().without("date_from").without("date_to") if not days else _with(date_from=today - timedelta(days=days - 1), date_to=None))


def _changed(name: str) -> None:
    value = st.session_state[f"filter_{name}"]
    filters = _with(**{name: tuple(value) if name in LISTS else value})
    if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
        filters = filters.without("date_to" if name == "date_from" else "date_from")
    put(filters)


def _with(**values: object) -> Filters:
    return replace(current(), **values)  # type: ignore[arg-type]
