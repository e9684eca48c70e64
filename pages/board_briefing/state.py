"""The briefing's settings in a session, kept in step with the page's address.

A logo does not fit into an address: it is kept in the session and in a saved file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from briefing.saved_file import read_saved
from briefing.settings import NAMES, BriefingError, BriefingSettings
from pages.shell import data
from pages.shell.address import Address
from warehouse import filters as warehouse_filters
from warehouse.queries.filtering.choices import Choices

ADDRESS: Final = Address("briefing", (*sorted(warehouse_filters.QUERY_NAMES), *NAMES), BriefingSettings())
_FILE_NOTES: Final = "briefing_file_notes"


def read_settings(offered: Choices) -> tuple[BriefingSettings, tuple[str, ...]]:
    """The settings for this run, and notes on what was ignored in the address or a loaded file."""

    def parse(query: Mapping[str, str]) -> tuple[BriefingSettings, tuple[str, ...]]:
        settings, notes = BriefingSettings.from_query(query, offered.known)
        return replace(settings, logo=current_settings().logo), notes

    if ADDRESS.read(parse):
        st.session_state.pop(_FILE_NOTES, None)
    return current_settings(), (*ADDRESS.notes, *st.session_state.get(_FILE_NOTES, ()))


def current_settings() -> BriefingSettings:
    """The settings of this session; a marking above the reader's clearance, from an address or a file, becomes that clearance."""
    settings = ADDRESS.state
    reader = data.reader()
    return settings if settings.mark in reader.marks else replace(settings, mark=reader.clearance)


def use_settings(settings: BriefingSettings) -> None:
    """Replace the settings; the next run shows them."""
    ADDRESS.replace_state(settings)


def change_settings(**fields: Any) -> None:
    """Change the named settings and keep the others."""
    use_settings(replace(current_settings(), **fields))


def load_file(content: bytes, offered: Choices) -> None:
    """Use the settings in a saved file; if it cannot be read, the next run says why."""
    try:
        settings, notes = read_saved(content, offered.known)
    except BriefingError as error:
        st.session_state[_FILE_NOTES] = (f"The file was not loaded: {error}",)
        return
    use_settings(settings)
    st.session_state[_FILE_NOTES] = notes


def write_address() -> None:
    """Write the settings to the address; parameters that are not the briefing's are left alone."""
    # The marking as it is used, which may be wider than the one asked for.
    use_settings(current_settings())
    ADDRESS.write()
