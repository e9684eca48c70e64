"""The part of a page's address that holds what it shows, kept in step with the session.

Every page with a state of its own has one `Address`. The address is read when it differs from what this session wrote last: on
arrival, after "back", after an edit by hand. Otherwise the session is authoritative, and its state is written to the address at the
end of a run. Streamlit's own `bind="query-params"` serves single widgets; an `Address` serves values that several widgets, or a click on
a map or in a table, change together.

One thing has one name on every page: a sea region is `REGION`. Addresses sent before that rule still open: see `old_names`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar, cast

import streamlit as st

from pages.shell import filters as filter_widgets
from pages.shell import recent_span
from pages.shell.data import AS_OF
from pages.shell.recent_span import RecentSpan
from warehouse import filters as warehouse_filters
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices

REGION: Final = "region"
"""Name of the parameter that holds sea regions: codes, joined by commas where a page can show several."""

_PAGE: Final = "_address_page"
"""Session key: the page shown last, whether or not it has a state of its own."""

_ARRIVED: Final = "_address_arrived"
"""Session key: whether the reader has just come from another page."""


class PageState(Protocol):
    """What a page shows: a frozen dataclass that can be written as parameters of an address."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: only what differs from the page's default view."""


S = TypeVar("S", bound=PageState)
Parse = Callable[[Mapping[str, str]], tuple[S, tuple[str, ...]]]
"""Gives the state for the parameters of an address, with a note on each part that was ignored. It never raises."""


@dataclass(frozen=True)
class Address(Generic[S]):
    """The address of one page.

    `names` are the parameters that belong to it, `default` is the state without any of them. `old_names` maps names of earlier
    versions to today's; they are read and never written. A reader who returns by the navigation, which drops parameters, finds what
    he left, for as long as the session lasts.
    """

    page: str
    names: tuple[str, ...]
    default: S
    old_names: Mapping[str, str] = field(default_factory=dict)

    def read(self, parse: Parse[S]) -> bool:
        """Bring the session in line with the address; True when the address was read anew."""
        query = self._in_address()
        arrived = bool(st.session_state.get(_ARRIVED))
        if arrived and not query:
            self._store("written", query)
            return False
        # Pages share filters, which others may have changed meanwhile: on arrival an address is read again.
        if self._stored("written", None) == query and not arrived:
            return False
        state, notes = parse(query)
        self.replace_state(state)
        self.replace_notes(*notes)
        self._store("written", query)
        return True

    @property
    def state(self) -> S:
        """What this session shows."""
        return cast(S, self._stored("state", self.default))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was ignored in the address, in words."""
        return cast(tuple[str, ...], self._stored("notes", ()))

    def replace_state(self, state: S) -> None:
        """Show something else, from the next run on."""
        self._store("state", state)

    def change(self, **fields: Any) -> None:
        """Change fields of the state, from the next run on."""
        self.replace_state(replace(self.state, **fields))

    def replace_notes(self, *notes: str) -> None:
        """Say something else about what was ignored; nothing without `notes`."""
        self._store("notes", notes)

    def write(self) -> None:
        """Make the address match what is shown. Parameters that belong to others are left alone."""
        query = self._to_query()
        outdated = any(name in st.query_params for name in self.old_names)
        if self._stored("written", None) == query and not outdated:
            return
        self._replace(query)
        # Notes speak of parameters that are now gone; those of an address that merely changed its spelling still hold.
        if self._stored("written", None) != query:
            self.replace_notes()
        self._store("written", query)

    def _replace(self, query: dict[str, str]) -> None:
        own = (*self.names, *self.old_names)
        others = {name: st.query_params[name] for name in st.query_params if name not in own}
        if others.keys() <= {AS_OF}:
            # All at once: each change of the address is one step in the browser's history.
            st.query_params.from_dict({**others, **query})
            return
        # Others may be bound to widgets. Streamlit refuses to set those, even to the value that they have, so they are not touched.
        for name in own:
            if name in st.query_params and name not in query:
                del st.query_params[name]
        if changed := {name: value for name, value in query.items() if st.query_params.get(name) != value}:
            st.query_params.update(changed)

    def _to_query(self) -> dict[str, str]:
        return self.state.to_query()

    def _in_address(self) -> dict[str, str]:
        """The page's parameters under today's names; a parameter given several times is joined by commas."""
        query = {}
        for name in (*self.names, *self.old_names):
            today = self.old_names.get(name, name)
            if name in st.query_params and today not in query:
                query[today] = ",".join(st.query_params.get_all(name)) if name in self.old_names else st.query_params[name]
        return query

    def _stored(self, part: str, otherwise: object) -> object:
        return st.session_state.get(f"_{self.page}_{part}", otherwise)

    def _store(self, part: str, value: object) -> None:
        st.session_state[f"_{self.page}_{part}"] = value


def current_page() -> str:
    """The path of the page that this run shows; empty for the one at the root."""
    return str(st.session_state.get(_PAGE) or "")


def note_page(page: str) -> None:
    """Note which page this run shows, before the page runs: also pages without an `Address` are left and returned from."""
    previous, st.session_state[_PAGE] = st.session_state.get(_PAGE), page
    st.session_state[_ARRIVED] = previous not in (None, page)


@dataclass(frozen=True)
class FilteredAddress(Address[S]):
    """The address of a page under the filters of the sidebar, which such pages share and which are remembered between them."""

    def read_filtered(self, choices: Choices, parse: Parse[S]) -> bool:
        """As `read`, with the filters. `parse` gives the rest of the state."""

        def parse_both(query: Mapping[str, str]) -> tuple[S, tuple[str, ...]]:
            filters, filter_notes = Filters.from_query(query, choices.known)
            span, span_notes = RecentSpan.from_query(query)
            state, state_notes = parse(query)
            filter_widgets.set_filters(filters)
            recent_span.set_span(span)
            return state, (*filter_notes, *span_notes, *state_notes)

        return self.read(parse_both)

    def _to_query(self) -> dict[str, str]:
        return {**filter_widgets.current_filters().to_query(), **recent_span.current_span().to_query(), **self.state.to_query()}


def filtered_address(page: str, names: tuple[str, ...], default: S) -> FilteredAddress[S]:
    """The address of a page under the shared filters; `names` are the parameters of the rest of its state."""
    return FilteredAddress(page, (*sorted(warehouse_filters.QUERY_NAMES), *recent_span.QUERY_NAMES, *names), default)
