"""Files of a group: each as a download, adding one, and removing one's own."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.community.files import KINDS, MOST_BYTES, FileRow, add_file, list_files, read_file, remove_file
from members.store import MemberStore
from pages.shell import access
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import TLP_CODE

_TURN: Final = "_group_file_turn"
_USUAL_MARK: Final = "GREEN"


def show_files(person: Person, group_id: str) -> None:
    """The files that the reader may open, and the field for another, folded away. Raises NotAllowed, StoreError."""
    rows = list_files(store(), person, group_id)
    if rows:
        with st.container(border=True, gap="xsmall"):
            for row in rows:
                _show_file(store(), person, row)
    with st.expander("Add a file", icon=":material/upload_file:"):
        _show_adding(group_id)


def _show_file(members: MemberStore, person: Person, row: FileRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            plain(row.name), data=lambda: read_file(members, person, row.file_id), file_name=row.name, mime="application/octet-stream",
            key=f"file_{row.file_id}", type="tertiary", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        told = [f"{max(row.size // 1_000, 1):,} kB", TLP_CODE[row.tlp].title, *filter(None, [row.added_by]), short_day(row.added_at)]
        st.caption(plain(" · ".join(told)))
        if row.may_remove:
            st.button(
                "Remove", key=f"remove_file_{row.file_id}", type="tertiary", icon=":material/delete:",
                on_click=lambda: attempt(remove_file, row.file_id, said="Removed."),
            )  # fmt: skip


def _show_adding(group_id: str) -> None:
    # A file field is emptied by no value, only by another key.
    key = f"group_file_{st.session_state.get(_TURN, 0)}"
    st.file_uploader(
        "File", type=list(KINDS), key=key, max_upload_size=MOST_BYTES // 1_000_000,
        help="Pictures lose all but the picture itself. Documents stay as they are, with their authors' names: save them as PDF without "
        "properties where nobody should know. Files are not searched for viruses.",
    )  # fmt: skip
    marks = access.current_reader().marks
    with st.container(horizontal=True, vertical_alignment="bottom"):
        usual = marks.index(_USUAL_MARK) if _USUAL_MARK in marks else 0
        st.selectbox("TLP", marks, index=usual, key="group_file_tlp", format_func=lambda mark: TLP_CODE[mark].title, width=160)
        st.button("Add to the group", key="add_group_file", on_click=_add, args=(group_id, key))


def _add(group_id: str, key: str) -> None:
    if file := st.session_state.get(key):
        if attempt(add_file, group_id, file.name, file.getvalue(), field("group_file_tlp"), said="Added."):
            st.session_state[_TURN] = int(st.session_state.get(_TURN, 0)) + 1
    else:
        st.toast("Choose a file first.", icon=":material/upload_file:")
