"""The briefing's settings in a session, kept the same as the page's address.

The address is read when it differs from what this session wrote last; otherwise the session's settings are the truth. A
logo does not fit into an address: it stays in the session and in a saved file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from briefing.settings import NAMES, BriefingError, Settings
from warehouse import filters as warehouse_filters
from warehouse.queries.filtering.choices import Choices

_STATE: Final = "briefing"
_WRITTEN: Final = "briefing_address"
_NOTES: Final = "briefing_notes"
_OURS: Final = (*sorted(warehouse_filters.QUERY_NAMES), *NAMES)


def read(offered: Choices) -> tuple[Settings, tuple[str, ...]]:
    """The settings of this run, and what of the address or a loaded file was ignored."""
    address = {name: st.query_params[name] for name in _OURS if name in st.query_params}
    if st.session_state.get(_WRITTEN) != address:
        settings, notes = Settings.from_query(address, offered.known)
        put(replace(settings, logo=current().logo))
        st.session_state[_NOTES] = notes
        st.session_state[_WRITTEN] = address
    return current(), st.session_state.get(_NOTES, ())


def current() -> Settings:
    """The settings of this session."""
    found: Settings = st.session_state.get(_STATE, Settings())
    return found


def put(settings: Settings) -> None:
    """Use other settings; the next run shows them."""
    st.session_state[_STATE] = settings


def change(**fields: Any) -> None:
    """Change some settings."""
    put(replace(current(), **fields))


def load(text: str, offered: Choices) -> None:
    """Use the settings of a saved file."""
    try:
        settings, notes = Settings.from_file(text, offered.known)
    except BriefingError as error:
        st.session_state[_NOTES] = (f"The file was not loaded: {error}",)
        return
    put(settings)
    st.session_state[_NOTES] = notes


def write() -> None:
    """Make the address say what is shown; parameters of others are left alone."""
    address = current().to_query()
    if st.session_state.get(_WRITTEN) == address:
        return
    others = {name: value for name, value in st.query_params.items() if name not in _OURS}
    st.query_params.from_dict({**others, **address})
    st.session_state[_WRITTEN] = address
