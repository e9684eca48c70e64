"""The review page's state in a session, kept the same as the page's address: the filters and the case that is open.

As on the map, the address is read when it differs from what this session wrote last; otherwise the session is the truth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st

from warehouse.queries.filtering.choices import Choices
from warehouse.queries.review import link_filters
from warehouse.queries.review.link_filters import INCIDENT, LinkFilters

Kind = Literal["pair", "incident"]
LONGEST: Final = 410
_KINDS: Final[tuple[Kind, ...]] = ("pair", "incident")
_KEY: Final = re.compile(rf"[^\x00-\x1f\x7f]{{1,{LONGEST}}}")
_OURS: Final = (*sorted(link_filters.QUERY_NAMES), *_KINDS)
_FILTERS: Final = "review_filters"
_OPEN: Final = "review_open"
_AT: Final = "review_at"
_QUEUED: Final = "review_queued"
_WRITTEN: Final = "review_address"
_NOTES: Final = "review_notes"


@dataclass(frozen=True, slots=True)
class Case:
    """What is looked at: a pair (`key` is its two report ids joined by a bar), or an incident (`key` is its id)."""

    kind: Kind
    key: str

    @classmethod
    def of(cls, item: dict[str, str]) -> Case:
        """The case of an item of the queue."""
        return cls("incident" if item["kind"] == INCIDENT else "pair", item["key"])


def read(choices: Choices) -> tuple[LinkFilters, Case | None, tuple[str, ...]]:
    """The filters and the open case of this run (None: the next one of the queue), and what of the address was ignored."""
    address = {name: st.query_params[name] for name in _OURS if name in st.query_params}
    if st.session_state.get(_WRITTEN) != address:
        found, notes = LinkFilters.from_query(address, choices.sources, choices.regions)
        st.session_state[_FILTERS] = found
        st.session_state[_OPEN], unusable = _case(address)
        st.session_state[_NOTES] = (*notes, *unusable)
        st.session_state[_AT] = 1
        st.session_state[_WRITTEN] = address
    return filters(), st.session_state.get(_OPEN), st.session_state.get(_NOTES, ())


def filters() -> LinkFilters:
    """The filters of this session."""
    found: LinkFilters = st.session_state.get(_FILTERS, LinkFilters())
    return found


def set_filters(new: LinkFilters) -> None:
    """Set the filters; the queue opens at its top."""
    st.session_state[_FILTERS] = new
    open_at(1)


def open_case(kind: Kind, key: str) -> None:
    """Look at one pair or incident; the next run shows it."""
    st.session_state[_OPEN] = Case(kind, key)


def open_at(place: int) -> None:
    """Look at what stands at this place of the queue."""
    st.session_state[_OPEN] = None
    st.session_state[_AT] = max(place, 1)


def place() -> int:
    """The place of the queue that was looked at last, from 1."""
    found: int = st.session_state.get(_AT, 1)
    return found


def remember(place: int | None) -> None:
    """Note where in the queue the open case stands (None: nowhere), so that its successor opens when it leaves."""
    st.session_state[_QUEUED] = place is not None
    if place is not None:
        st.session_state[_AT] = place


def leave() -> None:
    """The open case was decided: what follows it opens, unless it was not opened from the queue."""
    if st.session_state.get(_QUEUED):
        open_at(place())


def write(case: Case | None) -> None:
    """Make the address say what is shown; parameters of others are left alone."""
    address = filters().to_query()
    if case is not None:
        address[case.kind] = case.key
    if st.session_state.get(_WRITTEN) == address:
        return
    others = {name: value for name, value in st.query_params.items() if name not in _OURS}
    st.query_params.from_dict({**others, **address})
    st.session_state[_WRITTEN] = address
    st.session_state[_OPEN] = case
    st.session_state[_NOTES] = ()


def _case(address: dict[str, str]) -> tuple[Case | None, tuple[str, ...]]:
    for kind in _KINDS:
        key = address.get(kind, "")
        if key and _KEY.fullmatch(key):
            return Case(kind, key), ()
        if key:
            return None, (f"The address names no {kind} that could be one.",)
    return None, ()
