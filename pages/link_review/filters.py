"""The filters of the review queue, in the sidebar and above the case."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.link_review import state
from warehouse.contract.link_codes import DOUBT, LINK_KIND, LINK_OUTCOME, LINK_REASON
from warehouse.filters import LONGEST_TEXT, NOT_STATED
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.review.link_filters import INCIDENT, LinkFilters

KINDS: Final[dict[str, str]] = {**{code: said.title for code, said in LINK_KIND.items()}, INCIDENT: "Doubtful incidents"}
REASONS: Final[dict[str, str]] = {
    **{code: said.title for code, said in LINK_REASON.items()},
    **{code: f"{said.title} (incident)" for code, said in DOUBT.items() if code not in LINK_REASON},
}


def sidebar(choices: Choices, years: tuple[int, int] | None) -> None:
    """All filters but the kind. The session's filters are the truth; the widgets show them."""
    chosen = state.filters()
    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**Filters**")
            st.button("Clear all", icon=":material/filter_alt_off:", type="tertiary", on_click=clear, disabled=chosen.is_empty)
        _text(chosen)
        titles = {code: said.title for code, said in LINK_OUTCOME.items()}
        _list(
            "outcomes",
            "Outcome",
            titles,
            "To be decided",
            "Without a choice: unsure links and doubtful incidents. Choose to audit the others.",
        )
        _list("reasons", "Reason", REASONS, "Any", "Why the pair was judged so, or what makes the incident doubtful.")
        _list("sources", "Source", {code: one.title for code, one in choices.sources.items()}, "Any", "One of the two reports is of it.")
        regions = {code: one.title for code, one in choices.regions.items()} | {NOT_STATED: "No position"}
        _list("regions", "Sea region", regions, "Any", "One of the two reports lies in it.")
        if years:
            _years(chosen, years)


def kinds(chosen: LinkFilters, counts: dict[str, int]) -> None:
    """The kinds with what the queue holds of each."""
    st.session_state["review_kinds"] = list(chosen.kinds)
    st.pills(
        "Kind",
        list(KINDS),
        selection_mode="multi",
        key="review_kinds",
        format_func=lambda code: f"{KINDS[code]} · {counts.get(code, 0):,}",
        label_visibility="collapsed",
        on_change=_changed,
        args=("kinds",),
    )


def clear() -> None:
    """Show the whole queue."""
    state.set_filters(LinkFilters())


def _list(name: str, title: str, said: dict[str, str], placeholder: str, help_text: str) -> None:
    key = f"review_{name}"
    st.session_state[key] = list(getattr(state.filters(), name))
    st.multiselect(
        title,
        list(said),
        key=key,
        format_func=lambda code: said.get(code, code),
        placeholder=placeholder,
        help=help_text,
        on_change=_changed,
        args=(name,),
        filter_mode="contains",
        select_all=False,
    )


def _text(chosen: LinkFilters) -> None:
    st.session_state["review_text"] = chosen.text
    st.text_input(
        "Text",
        key="review_text",
        type="search",
        max_chars=LONGEST_TEXT,
        placeholder="Report id or ship's name",
        label_visibility="collapsed",
        on_change=_changed,
        args=("text",),
    )


def _years(chosen: LinkFilters, years: tuple[int, int]) -> None:
    span = [None, *range(years[1], years[0] - 1, -1)]
    with st.container(horizontal=True, wrap=False):
        for name, title in (("year_from", "From year"), ("year_to", "To year")):
            key = f"review_{name}"
            at = getattr(chosen, name)
            st.session_state[key] = at
            st.selectbox(
                title,
                span if at in span else [at, *span],
                key=key,
                format_func=lambda year: "Any" if year is None else str(year),
                on_change=_changed,
                args=(name,),
            )


def _changed(name: str) -> None:
    value = st.session_state[f"review_{name}"]
    filters = state.filters().changed(**{name: tuple(value) if isinstance(value, list) else value})
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        filters = filters.changed(**{"year_to" if name == "year_from" else "year_from": None})
    state.set_filters(filters)
