"""What the address of *Chatter* says: which thread is open, what the list is about, and where."""

from __future__ import annotations

from typing import Final

import streamlit as st

THREAD: Final = "thread"
ABOUT: Final = "about"
PLACE: Final = "place"
LIST_PAGE: Final = "_chatter_page"


def opened_thread() -> str:
    """The id of the open thread, or empty."""
    return st.query_params.get(THREAD, "")


def open_thread(thread_id: str) -> None:
    """Open a thread; with an empty id, the list."""
    if thread_id:
        st.query_params[THREAD] = thread_id
    else:
        st.query_params.pop(THREAD, None)


def about() -> tuple[str, str]:
    """Kind and id of what the list is about, or two empty words."""
    kind, _, subject_id = st.query_params.get(ABOUT, "").partition(":")
    return (kind, subject_id) if subject_id else ("", "")


def forget_about() -> None:
    """List what is about anything."""
    st.query_params.pop(ABOUT, None)
