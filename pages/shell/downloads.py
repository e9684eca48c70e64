"""Files of the filtered incidents and their reports: prepared with a progress bar, then downloaded."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

import streamlit as st

from briefing.exports.files import FORMATS, ExportRequest, prepare_export
from briefing.exports.rows import ROW_KINDS, RowKind
from briefing.exports.workbook import TooManyRows
from pages.server.prepared_files import ADDRESS, MINUTES, PREPARED, ShelfFull
from pages.shell import data, handling
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.view import SnapshotView

_ASKED: Final = "_file_asked"
_READY: Final = "_file_ready"
_OWNER: Final = "_files_owner"


@dataclass(frozen=True, slots=True)
class _Ready:
    """The file that this session prepared last, and the request it answers."""

    snapshot: str
    request: ExportRequest
    token: str


@st.fragment
def show_export_fields(snapshot: SnapshotView, filters: Filters, count: int) -> None:
    """The fields of an export of the `count` incidents that the page shows, and the finished file."""
    with data.page_left_open(snapshot):
        _show_fields(snapshot, filters, count)


def _show_fields(snapshot: SnapshotView, filters: Filters, count: int) -> None:
    st.markdown("**Export**")
    if not count:
        st.caption("No incident is shown, so there is nothing to export.")
        return
    row_kind: RowKind = st.segmented_control(
        "Rows", ROW_KINDS, default="incidents", required=True, format_func=str.capitalize, key="export_what"
    )
    extension = st.segmented_control(
        "Format", list(FORMATS), default="csv", required=True, format_func=lambda code: FORMATS[code].title, key="export_format"
    )
    st.caption(FORMATS[extension].good_for)
    if FORMATS[extension].cyber_only:
        row_kind = "incidents"
    request = ExportRequest(row_kind, extension, filters, handling.choose())
    st.button("Prepare file", icon=":material/shield:", type="primary", key="export_prepare", on_click=_on_prepare, width="stretch")
    # A flag instead of the button's value, which is lost when the page reruns to correct its address.
    if st.session_state.pop(_ASKED, False):
        _prepare_file(snapshot, request)
    ready: _Ready | None = st.session_state.get(_READY)
    # The offer goes as soon as a choice or the data differ from those of the file.
    if ready and ready.snapshot == snapshot.id and ready.request == request:
        _offer_file(ready)


def _prepare_file(snapshot: SnapshotView, request: ExportRequest) -> None:
    bar = st.progress(0.0, "Checking what may be released")

    def show_progress(done: int, of: int) -> None:
        bar.progress(min(done / of, 1.0) if of else 1.0, plain(f"{done:,} of {of:,} {request.row_kind}"))

    try:
        token = PREPARED.put(_owner(), lambda folder: prepare_export(snapshot, request, folder, show_progress))
    except ShelfFull as error:
        st.warning(plain(str(error)), icon=":material/hourglass_top:")
        return
    except TooManyRows as error:
        st.error(plain(str(error)), icon=":material/table_rows:")
        return
    finally:
        bar.empty()
    st.session_state[_READY] = _Ready(snapshot.id, request, token)


def _owner() -> str:
    """A name for this session, under which its files are counted."""
    name: str = st.session_state.setdefault(_OWNER, secrets.token_urlsafe(12))
    return name


def _offer_file(ready: _Ready) -> None:
    export = PREPARED.get(ready.token)
    if export is None:
        st.caption(f"The file was deleted after {MINUTES} minutes. Prepare it again.")
        return
    st.link_button(
        plain(f"Save {export.rows:,} {ready.request.row_kind} · {_size_in_words(export.bytes)}"),
        f"{ADDRESS}/{ready.token}",
        icon=":material/save:",
        width="stretch",
    )
    st.caption(plain(" ".join(export.about.withheld)))


def _on_prepare() -> None:
    """Note that a file is wanted, and delete the previous one."""
    st.session_state[_ASKED] = True
    ready: _Ready | None = st.session_state.pop(_READY, None)
    if ready:
        PREPARED.drop(ready.token)


def _size_in_words(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{max(size, 1000) / 1e3:,.0f} kB"
