"""Starting a thread: where, under which mark, about what, and with or without attribution."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.community.writing import LONGEST_POST, LONGEST_TITLE, Draft, NewThread, Subject, start_thread
from pages.chatter import state, subjects
from pages.chatter.pictures import empty_picture_field, picture_field, picture_files
from pages.shell import access
from pages.shell.access.attempts import attempt, field
from pages.shell.text import plain
from warehouse.contract.taxonomy import MARKS, TLP_CODE

_TITLE: Final = "new_thread_title"
_TEXT: Final = "new_thread_text"
_USUAL_MARK: Final = "GREEN"


def show_new_thread(person: Person, groups: dict[str, str]) -> None:
    """The fields, folded away. `groups`: names of the person's own, by id."""
    kind, subject_id = state.about()
    subject = subjects.shown_subject(kind, subject_id) if kind else None
    with st.expander("Start a thread", icon=":material/edit_square:"):
        if subject:
            st.caption(plain(f"About: {subject.title}"))
        st.text_input("Title", key=_TITLE, max_chars=LONGEST_TITLE)
        st.text_area("Your words", key=_TEXT, max_chars=LONGEST_POST, height=140, help="Markdown for **bold**, lists, quotes and links.")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox("For whom", ["", *groups], key="new_thread_group", format_func=lambda code: groups.get(code, "All members"))
            marks = [mark for mark in access.current_reader().marks if not subject or MARKS.index(mark) >= MARKS.index(subject.mark)]
            usual = marks.index(_USUAL_MARK) if _USUAL_MARK in marks else 0
            st.selectbox("TLP", marks, index=usual, key=f"new_thread_tlp_{len(marks)}", format_func=lambda mark: TLP_CODE[mark].title)
            st.checkbox(
                "Chatham House Rule", key="new_thread_unattributed",
                help="What is said may be used, and never whose it is: no post in this thread keeps its author's name.",
            )  # fmt: skip
        picture_field("new_thread")
        about = Subject(kind, subject_id, subject.mark) if subject else None
        st.button("Start the thread", type="primary", on_click=_start, args=(about, f"new_thread_tlp_{len(marks)}"))


def _start(about: Subject | None, mark_key: str) -> None:
    new = NewThread(field(_TITLE), field(mark_key), field("new_thread_group"), about, bool(st.session_state.get("new_thread_unattributed")))
    draft = Draft(field(_TEXT), pictures=picture_files("new_thread"))
    if thread_id := attempt(start_thread, new, draft, said="Thread started.", clear=(_TITLE, _TEXT)):
        empty_picture_field("new_thread")
        state.open_thread(thread_id)
