"""What the review page shows in this session, kept in step with the page's address: the filters and the open case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import streamlit as st

from pages.shell.address import Address
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.review import link_filters
from warehouse.queries.review.link_filters import INCIDENT, LinkFilters

CaseKind = Literal["pair", "incident"]
LONGEST: Final = 410
"""Characters of a case's key: two report ids of at most 200 and the bar between them, with room to spare."""

_KINDS: Final[tuple[CaseKind, ...]] = ("pair", "incident")
_KEY: Final = re.compile(rf"[^\x00-\x1f\x7f]{{1,{LONGEST}}}")
_PLACE: Final = "review_at"
_IN_QUEUE: Final = "review_queued"


@dataclass(frozen=True, slots=True)
class Case:
    """What is under review: a pair (`key` is its two report ids joined by a bar) or an incident (`key` is its id)."""

    kind: CaseKind
    key: str

    @classmethod
    def from_item(cls, item: dict[str, str]) -> Case:
        """The case of an item of the queue."""
        return cls("incident" if item["kind"] == INCIDENT else "pair", item["key"])


@dataclass(frozen=True, slots=True)
class Review:
    """The filters of the queue and the open case; None where the queue decides which one is open."""

    filters: LinkFilters = field(default_factory=LinkFilters)
    case: Case | None = None

    def to_query(self) -> dict[str, str]:
        """Parameters of the address."""
        return self.filters.to_query() | ({self.case.kind: self.case.key} if self.case else {})


ADDRESS: Final = Address("review", (*sorted(link_filters.QUERY_NAMES), *_KINDS), Review())


def read_address(choices: Choices) -> tuple[LinkFilters, Case | None, tuple[str, ...]]:
    """The filters and the open case of this run (None: the next one of the queue), and notes on what was ignored in the address."""

    def parse(query: Mapping[str, str]) -> tuple[Review, tuple[str, ...]]:
        filters, notes = LinkFilters.from_query(query, choices.sources, choices.regions)
        case, case_notes = _case_in_address(query)
        return Review(filters, case), (*notes, *case_notes)

    if ADDRESS.read(parse):
        st.session_state[_PLACE] = 1
    return ADDRESS.state.filters, ADDRESS.state.case, ADDRESS.notes


def current_filters() -> LinkFilters:
    """The filters of this session."""
    return ADDRESS.state.filters


def set_filters(filters: LinkFilters) -> None:
    """Set the filters; the queue opens at its top."""
    ADDRESS.change(filters=filters)
    open_at(1)


def open_case(kind: CaseKind, key: str) -> None:
    """Open a pair or an incident, from the next run on."""
    ADDRESS.change(case=Case(kind, key))


def open_at(place: int) -> None:
    """Open the case at this place of the queue."""
    ADDRESS.change(case=None)
    st.session_state[_PLACE] = max(place, 1)


def last_place() -> int:
    """The place in the queue that was open last, from 1."""
    place: int = st.session_state.get(_PLACE, 1)
    return place


def remember_place(place: int | None) -> None:
    """Note where in the queue the open case is (None: nowhere), so that its successor opens once it is decided."""
    st.session_state[_IN_QUEUE] = place is not None
    if place is not None:
        st.session_state[_PLACE] = place


def leave_case() -> None:
    """The open case has been decided: the next one opens, unless this one was not opened from the queue."""
    if st.session_state.get(_IN_QUEUE):
        open_at(last_place())


def write_address(case: Case | None) -> None:
    """Make the address match what is shown; `case` is the open one, also where the queue chose it."""
    ADDRESS.change(case=case)
    ADDRESS.write()


def _case_in_address(query: Mapping[str, str]) -> tuple[Case | None, tuple[str, ...]]:
    for kind in _KINDS:
        key = query.get(kind, "")
        if key and _KEY.fullmatch(key):
            return Case(kind, key), ()
        if key:
            return None, (f"The address holds no usable {kind}.",)
    return None, ()
