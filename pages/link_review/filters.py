"""The filters of the review queue, in the sidebar."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.link_review import state
from pages.shell.text import plain
from warehouse.contract.link_codes import DOUBT, LINK_KIND, LINK_OUTCOME, LINK_REASON
from warehouse.filters import LONGEST_TEXT, NOT_STATED
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.review.link_filters import INCIDENT, LinkFilters

KINDS: Final[dict[str, str]] = {**{code: said.title for code, said in LINK_KIND.items()}, INCIDENT: "Doubtful incidents"}
REASONS: Final[dict[str, str]] = {
    **{code: said.title for code, said in LINK_REASON.items()},
    **{code: f"{said.title} (incident)" for code, said in DOUBT.items() if code not in LINK_REASON},
}


def filter_sidebar(choices: Choices, counts: dict[str, int], years: tuple[int, int] | None) -> None:
    """All filters; `counts`: items in the queue by kind. The session's filters are authoritative; the widgets display them."""
    chosen = state.current_filters()
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**Filters**")
            if not chosen.is_empty:
                st.button("Clear all", icon=":material/filter_alt_off:", type="tertiary", on_click=clear_filters)
        _text_filter(chosen)
        # Open where one of them is set: nobody should work through a queue that a filter out of sight has cut.
        narrowed = chosen.changed(text="")
        with st.expander("More filters", expanded=not narrowed.is_empty):
            _show_kinds(chosen, counts)
            titles = {code: entry.title for code, entry in LINK_OUTCOME.items()}
            _code_filter(
                "outcomes",
                "Outcome",
                titles,
                "To be decided",
                "By default, unsure links and doubtful incidents. Choose an outcome to audit the others.",
            )
            _code_filter("reasons", "Reason", REASONS, "Any", "Why the pair was judged as it was, or what makes the incident doubtful.")
            _code_filter(
                "sources",
                "Source",
                {code: choice.title for code, choice in choices.sources.items()},
                "Any",
                "At least one of the two reports is from this source.",
            )
            regions = {code: choice.title for code, choice in choices.regions.items()} | {NOT_STATED: "No position"}
            _code_filter("regions", "Sea region", regions, "Any", "At least one of the two reports is located in it.")
            if years:
                _year_filters(chosen, years)


def _show_kinds(chosen: LinkFilters, counts: dict[str, int]) -> None:
    """The kinds of items with the number of each in the queue."""
    st.session_state["review_kinds"] = list(chosen.kinds)
    st.pills(
        "Kind",
        list(KINDS),
        selection_mode="multi",
        key="review_kinds",
        format_func=lambda code: f"{KINDS[code]} · {counts.get(code, 0):,}",
        label_visibility="collapsed",
        on_change=_on_change,
        args=("kinds",),
    )


def clear_filters() -> None:
    """Show the whole queue."""
    state.set_filters(LinkFilters())


def _code_filter(name: str, title: str, titles: dict[str, str], placeholder: str, help_text: str) -> None:
    key = f"review_{name}"
    st.session_state[key] = list(getattr(state.current_filters(), name))
    st.multiselect(
        plain(title),
        list(titles),
        key=key,
        format_func=lambda code: titles.get(code, code),
        placeholder=placeholder,
        help=plain(help_text),
        on_change=_on_change,
        args=(name,),
        filter_mode="contains",
        select_all=False,
    )


def _text_filter(chosen: LinkFilters) -> None:
    st.session_state["review_text"] = chosen.text
    st.text_input(
        "Text",
        key="review_text",
        type="search",
        max_chars=LONGEST_TEXT,
        placeholder="Report id or ship's name",
        label_visibility="collapsed",
        on_change=_on_change,
        args=("text",),
    )


def _year_filters(chosen: LinkFilters, years: tuple[int, int]) -> None:
    span = [None, *range(years[1], years[0] - 1, -1)]
    with st.container(horizontal=True, wrap=False):
        for name, title in (("year_from", "From year"), ("year_to", "To year")):
            key = f"review_{name}"
            at = getattr(chosen, name)
            st.session_state[key] = at
            # A year from an address may lie outside those of the data; the widget must still be able to show it.
            st.selectbox(
                plain(title),
                span if at in span else [at, *span],
                key=key,
                format_func=lambda year: "Any" if year is None else str(year),
                on_change=_on_change,
                args=(name,),
            )


def _on_change(name: str) -> None:
    value = st.session_state[f"review_{name}"]
    filters = state.current_filters().changed(**{name: tuple(value) if isinstance(value, list) else value})
    # The year just entered takes precedence over one that it contradicts.
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        filters = filters.changed(**{"year_to" if name == "year_from" else "year_from": None})
    state.set_filters(filters)
