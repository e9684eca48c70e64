"""The filters of *Reporting gap* in the sidebar: years, sea regions, categories, severity; the session's, as on the map and in *Trends*.

Filters that other pages offer and this one does not stay as they are and do not count here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import streamlit as st

from pages.shell import filters as widgets
from pages.shell.address import Address
from pages.shell.text import plain
from warehouse.contract.dates import short_day
from warehouse.filters import DAYS, LISTS, QUERY_NAMES, Filters
from warehouse.queries.filtering.choices import Choices

NAMES: Final = ("areas", "regions", "categories", "severities")
USED: Final = (*NAMES, *DAYS)
UNDER_MORE: Final = tuple(name for name in NAMES if name != "regions")


@dataclass(frozen=True)
class GapAddress(Address[Filters]):
    """The session's filters, as far as this page has them."""

    @property
    def state(self) -> Filters:
        """The filters of this session that count here."""
        return _used(widgets.current_filters())

    def replace_state(self, state: Filters) -> None:
        """Set these filters for all pages that share them; the others stay."""
        widgets.set_filters(replace(widgets.current_filters(), **{name: getattr(state, name) for name in USED}))


ADDRESS: Final = GapAddress("gap", tuple(sorted(QUERY_NAMES)), Filters())


def read_filters(choices: Choices) -> tuple[Filters, tuple[str, ...]]:
    """The filters of this run, and notes on what was ignored in the address."""

    def parse(query: Mapping[str, str]) -> tuple[Filters, tuple[str, ...]]:
        asked_for, notes = Filters.from_query(query, choices.known)
        usable = _used(asked_for)
        if usable == asked_for:
            return usable, notes
        ignored = "This page filters by year, region, category and severity only; other filters in the address were ignored."
        return usable, (*notes, ignored)

    ADDRESS.read(parse)
    return ADDRESS.state, ADDRESS.notes


def filter_sidebar(choices: Choices, years: tuple[int, int]) -> None:
    """The widgets; `years` are the first and last with incidents."""
    filters = ADDRESS.state
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**Filters**")
            if not filters.is_empty:
                st.button("Clear all", icon=":material/filter_alt_off:", type="tertiary", on_click=widgets.clear_filters)
        _year_slider(filters, years)
        _code_filter("regions", filters, choices)
        # Open where one of them is set: a filter that nobody sees would make the figures wrong in a reader's mind.
        with st.expander("More filters", expanded=any(getattr(filters, name) for name in UNDER_MORE)):
            for name in UNDER_MORE:
                _code_filter(name, filters, choices)
        if unused := _unused(widgets.current_filters()):
            st.caption(plain(f"Set on other pages and not used here: {', '.join(unused)}."))


def _code_filter(name: str, filters: Filters, choices: Choices) -> None:
    titles = widgets.code_titles(name, choices)
    key = f"gap_{name}"
    st.session_state[key] = list(getattr(filters, name))
    st.multiselect(
        widgets.TITLES[name],
        list(titles),
        key=key,
        format_func=lambda code: titles.get(code, code),
        placeholder="Any",
        on_change=_codes_changed,
        args=(name,),
        filter_mode="contains",
        select_all=False,
    )


def years_chosen(filters: Filters, years: tuple[int, int]) -> tuple[int, int]:
    """The years chosen, within those there are."""
    first = filters.date_from.year if filters.date_from else years[0]
    last = filters.date_to.year if filters.date_to else years[1]
    first, last = min(max(first, years[0]), years[1]), max(min(last, years[1]), years[0])
    return min(first, last), last


def _year_slider(filters: Filters, years: tuple[int, int]) -> None:
    if years[0] == years[1]:
        return
    st.session_state["gap_years"] = years_chosen(filters, years)
    st.slider("Years", *years, key="gap_years", on_change=_years_changed, args=(years,))
    if any(day and (day.month, day.day) != edge for day, edge in ((filters.date_from, (1, 1)), (filters.date_to, (12, 31)))):
        first, last = (short_day(day) if day else "" for day in (filters.date_from, filters.date_to))
        st.caption(plain(f"From {first} to {last}" if first and last else f"From {first}" if first else f"Until {last}"))


def _years_changed(years: tuple[int, int]) -> None:
    first, last = st.session_state["gap_years"]
    ADDRESS.change(
        date_from=date(first, 1, 1) if first > years[0] else None,
        date_to=date(last, 12, 31) if last < years[1] else None,
    )


def _codes_changed(name: str) -> None:
    ADDRESS.change(**{name: tuple(st.session_state[f"gap_{name}"])})


def regions_chosen(filters: Filters, choices: Choices) -> tuple[str, ...]:
    """The sea regions that areas and regions leave; empty for all."""
    if not filters.regions and not filters.areas:
        return ()
    codes = [
        code
        for code, region in choices.regions.items()
        if (not filters.regions or code in filters.regions) and (not filters.areas or region.area in filters.areas)
    ]
    return tuple(codes) or ("-",)


def _used(filters: Filters) -> Filters:
    return Filters(**{name: getattr(filters, name) for name in USED})


def _unused(filters: Filters) -> list[str]:
    """Titles of the filters that are set and do not count on this page."""
    titles = [widgets.TITLES[name].lower() for name in LISTS if name not in USED and getattr(filters, name)]
    return [*titles, *(["text"] if filters.text else []), *(["place"] if filters.within else [])]
