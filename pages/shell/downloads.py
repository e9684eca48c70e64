"""Files of the filtered incidents and their reports: prepared with a progress bar, then fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from briefing.exports.files import FORMATS, Request, prepare
from briefing.exports.rows import WHATS, What
from briefing.exports.workbook import TooManyRows
from pages.charts.cards import plain
from pages.server.prepared_files import ADDRESS, MINUTES, SHELF
from pages.shell import handling
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

_ASKED: Final = "_file_asked"
_READY: Final = "_file_ready"


@dataclass(frozen=True, slots=True)
class _Ready:
    """The file that this session prepared last, and for what."""

    snapshot: str
    request: Request
    token: str


def show(snapshot: Snapshot, filters: Filters, count: int) -> None:
    """The menu of files; `count` incidents are shown."""
    with st.popover("Export", icon=":material/download:", type="tertiary", disabled=not count, help="Files of what is shown"):
        _menu(snapshot, filters)


@st.fragment
def _menu(snapshot: Snapshot, filters: Filters) -> None:
    what: What = st.segmented_control("Rows", WHATS, default="incidents", required=True, format_func=str.capitalize, key="export_what")
    extension = st.segmented_control(
        "Format", list(FORMATS), default="csv", required=True, format_func=lambda one: FORMATS[one].title, key="export_format"
    )
    st.caption(FORMATS[extension].good_for)
    request = Request(what, extension, filters, handling.choose())
    st.button("Prepare file", icon=":material/shield:", type="primary", key="export_prepare", on_click=_ask, width="stretch")
    # A flag, not the button's value: that is lost when the page starts over to put its address right.
    if st.session_state.pop(_ASKED, False):
        _prepare(snapshot, request)
    ready: _Ready | None = st.session_state.get(_READY)
    if ready and ready.snapshot == snapshot.id and ready.request == request:
        _offer(ready)


def _prepare(snapshot: Snapshot, request: Request) -> None:
    bar = st.progress(0.0, "Checking what may be handed out")

    def told(done: int, of: int) -> None:
        bar.progress(min(done / of, 1.0) if of else 1.0, f"{done:,} of {of:,} {request.what}")

    try:
        token = SHELF.put(lambda folder: prepare(snapshot, request, folder, told))
    except TooManyRows as error:
        st.error(plain(str(error)), icon=":material/table_rows:")
        return
    finally:
        bar.empty()
    st.session_state[_READY] = _Ready(snapshot.id, request, token)


def _offer(ready: _Ready) -> None:
    export = SHELF.get(ready.token)
    if export is None:
        st.caption(f"The file was deleted after {MINUTES} minutes. Prepare it again.")
        return
    st.link_button(
        f"Save {export.rows:,} {ready.request.what} · {_size(export.bytes)}",
        f"{ADDRESS}/{ready.token}",
        icon=":material/save:",
        width="stretch",
    )
    st.caption(plain(" ".join(export.about.withheld)))


def _ask() -> None:
    """A file is wanted: the one before goes."""
    st.session_state[_ASKED] = True
    ready: _Ready | None = st.session_state.pop(_READY, None)
    if ready:
        SHELF.drop(ready.token)


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{max(size, 1000) / 1e3:,.0f} kB"
