"""One thread: its posts, what the reader may do to each, and the field for an answer."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from members.access import Person
from members.community.posts import OpenThread, read_thread
from members.community.threads import mark_read
from pages.chatter import answering, moderating, post, state, subjects
from pages.chatter.listing import row_facts
from pages.shell.access.current import store
from pages.shell.text import Markdown, plain

_PAGE = "chatter_thread_page_"


def show_thread(person: Person, thread_id: str) -> None:
    """The thread; opening it marks it read. Raises NotAllowed, StoreError."""
    st.button("All threads", icon=":material/arrow_back:", type="tertiary", on_click=state.open_thread, args=("",))
    chosen = st.session_state.get(f"{_PAGE}{thread_id}")
    opened = read_thread(store(), person, thread_id, None if chosen is None else int(chosen))
    _show_head(opened)
    if opened.pages > 1:
        # Streamlit counts from 1 for people.
        st.segmented_control(
            "Page", list(range(opened.pages)), default=opened.page, required=True, key=f"{_PAGE}{thread_id}",
            format_func=lambda page: plain(f"{page + 1}"), label_visibility="collapsed",
        )  # fmt: skip
    for row in opened.posts:
        post.show_post(opened, row)
    if opened.may_write:
        answering.show_answer_field(opened)
    else:
        st.caption("Locked." if opened.row.is_locked else "A moderator has stopped you in this thread, without being told who you are.")
    moderating.show_log(person, thread_id)
    if opened.may_moderate:
        moderating.show_thread_deeds(person, opened)
    mark_read(store(), person, thread_id)


def _show_head(opened: OpenThread) -> None:
    row = opened.row
    st.subheader(plain(row.title), anchor=False)
    # What it is about stands below, with its title.
    st.caption(plain(" · ".join(row_facts(replace(row, subject_kind="")))))
    if row.subject_kind:
        about = subjects.about_in_words(row.subject_kind, row.subject_id)
        st.markdown(Markdown(about[0].upper() + about[1:]))
    if row.is_unattributed:
        st.caption("Chatham House Rule: use what is said, and never say whose it is. No author is kept with these posts.")
