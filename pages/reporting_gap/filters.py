"""The filters of *Reporting gap* in the sidebar: years, sea regions, categories, severity; the same as the page's address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

import streamlit as st

from pages.shell import filters as widgets
from warehouse.filters import QUERY_NAMES, Filters
from warehouse.queries.filtering.choices import Choices

NAMES: Final = ("areas", "regions", "categories", "severities")
STATE: Final = "gap_filters"
_WRITTEN: Final = "gap_address"
_NOTES: Final = "gap_notes"


def read(choices: Choices) -> tuple[Filters, tuple[str, ...]]:
    """The filters of this run, and in words what of the address was ignored.

    The address is read when it differs from what this session wrote last; otherwise the session's choice is the truth.
    """
    address = _address()
    if st.session_state.get(_WRITTEN) != address:
        found, notes = Filters.from_query(address, choices.known)
        kept = Filters(date_from=found.date_from, date_to=found.date_to, **{name: getattr(found, name) for name in NAMES})
        if kept != found:
            notes = (
                *notes,
                "This page filters by years, regions, categories and severity only; other filters of the address were ignored.",
            )
        st.session_state[STATE] = kept
        st.session_state[_NOTES] = notes
        st.session_state[_WRITTEN] = address
    return current(), st.session_state.get(_NOTES, ())


def current() -> Filters:
    """The filters of this session."""
    found: Filters = st.session_state.get(STATE, Filters())
    return found


def write() -> None:
    """Make the address say what is shown; other parameters are left alone."""
    wanted = current().to_query()
    if _address() == wanted:
        return
    for name in QUERY_NAMES:
        if name not in wanted and name in st.query_params:
            del st.query_params[name]
    for name, value in wanted.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    st.session_state[_WRITTEN] = wanted
    st.session_state[_NOTES] = ()


def clear() -> None:
    """Show everything."""
    st.session_state[STATE] = Filters()


def sidebar(choices: Choices, years: tuple[int, int]) -> None:
    """The widgets; `years` are the first and last with incidents."""
    filters = current()
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**Filters**")
            st.button("Clear all", icon=":material/filter_alt_off:", type="tertiary", on_click=clear, disabled=filters.is_empty)
        _years(filters, years)
        for name in NAMES:
            _choice(name, filters, choices)


def _choice(name: str, filters: Filters, choices: Choices) -> None:
    said = widgets.titles(name, choices)
    key = f"gap_{name}"
    st.session_state[key] = list(getattr(filters, name))
    st.multiselect(
        widgets.TITLES[name],
        list(said),
        key=key,
        format_func=lambda code: said.get(code, code),
        placeholder="Any",
        on_change=_changed,
        args=(name,),
        filter_mode="contains",
        select_all=False,
    )


def span(filters: Filters, years: tuple[int, int]) -> tuple[int, int]:
    """The years chosen, within those there are."""
    first = filters.date_from.year if filters.date_from else years[0]
    last = filters.date_to.year if filters.date_to else years[1]
    first, last = min(max(first, years[0]), years[1]), max(min(last, years[1]), years[0])
    return min(first, last), last


def _years(filters: Filters, years: tuple[int, int]) -> None:
    if years[0] == years[1]:
        return
    st.session_state["gap_years"] = span(filters, years)
    st.slider("Years", *years, key="gap_years", on_change=_years_changed, args=(years,))


def _years_changed(years: tuple[int, int]) -> None:
    first, last = st.session_state["gap_years"]
    st.session_state[STATE] = replace(
        current(), date_from=date(first, 1, 1) if first > years[0] else None, date_to=date(last, 12, 31) if last < years[1] else None
    )


def _changed(name: str) -> None:
    values: dict[str, Any] = {name: tuple(st.session_state[f"gap_{name}"])}
    st.session_state[STATE] = replace(current(), **values)


def _address() -> dict[str, str]:
    return {name: st.query_params[name] for name in QUERY_NAMES if name in st.query_params}


def regions_of(filters: Filters, choices: Choices) -> tuple[str, ...]:
    """The sea regions that areas and regions leave; empty for all."""
    if not filters.regions and not filters.areas:
        return ()
    kept = [
        code
        for code, region in choices.regions.items()
        if (not filters.regions or code in filters.regions) and (not filters.areas or region.area in filters.areas)
    ]
    return tuple(kept) or ("-",)
