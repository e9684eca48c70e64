"""A page's filters and view in a session, kept the same as the page's address.

The address is read when it differs from what this session wrote last: on arrival, after "back", after an edit by
hand. Otherwise the session's state is the truth, and is written to the address at the end of a run. A reader who
comes from another page by the navigation, whose address is empty, keeps the filters chosen there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar, cast

import streamlit as st

from pages.shell import filters as filter_widgets
from warehouse import filters as warehouse_filters
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices

_PAGE: Final = "address_page"


class PageView(Protocol):
    """What a page shows beside its filters: a frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: what differs from the view that opens by itself."""


V = TypeVar("V", bound=PageView)
Parse = Callable[[Mapping[str, str]], tuple[V, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Address(Generic[V]):
    """The address of one page: `names` are the parameters of its view, `opening` the view that opens by itself."""

    page: str
    names: tuple[str, ...]
    opening: V

    def read(self, choices: Choices, parse: Parse[V]) -> bool:
        """Bring the session to what the address says; True when the address was read anew.

        `parse` gives the view of an address, and a note for each part that was ignored.
        """
        said = {name: st.query_params[name] for name in self._ours if name in st.query_params}
        before, st.session_state[_PAGE] = st.session_state.get(_PAGE), self.page
        if before not in (None, self.page) and not said:
            self._keep("written", None)
            return False
        if before == self.page and self._kept("written", None) == said:
            return False
        filters, filter_notes = Filters.from_query(said, choices.known)
        view, view_notes = parse(said)
        filter_widgets.put(filters)
        self._keep("view", view)
        self._keep("notes", (*filter_notes, *view_notes))
        self._keep("written", said)
        return True

    @property
    def view(self) -> V:
        """The view of this session."""
        return cast(V, self._kept("view", self.opening))

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the address was ignored, in words."""
        return cast(tuple[str, ...], self._kept("notes", ()))

    def change(self, **fields: Any) -> None:
        """Change fields of the view; the next run shows it."""
        self._keep("view", replace(self.view, **fields))

    def write(self) -> None:
        """Make the address say what is shown; parameters of others are left alone."""
        said = {**filter_widgets.current().to_query(), **self.view.to_query()}
        if self._kept("written", None) == said:
            return
        others = {name: value for name, value in st.query_params.items() if name not in self._ours}
        # All at once: each change of the address is one step of the browser's history.
        st.query_params.from_dict({**others, **said})
        self._keep("written", said)
        self._keep("notes", ())

    @property
    def _ours(self) -> tuple[str, ...]:
        return (*sorted(warehouse_filters.QUERY_NAMES), *self.names)

    def _kept(self, what: str, otherwise: object) -> object:
        return st.session_state.get(f"{self.page}_{what}", otherwise)

    def _keep(self, what: str, value: object) -> None:
        st.session_state[f"{self.page}_{what}"] = value
