"""The field for an answer: words, a quote, mentions, pictures, and without a name where the group allows it."""

from __future__ import annotations

import streamlit as st

from members.community.markup import words_of
from members.community.posts import OpenThread
from members.community.writing import FEWEST_FOR_UNNAMED, LONGEST_POST, Draft, reply
from pages.chatter.pictures import empty_picture_field, picture_field, picture_files
from pages.shell.access.attempts import attempt, field
from pages.shell.text import plain


def quote(thread_id: str, post_id: str) -> None:
    """Quote a post in the answer; with an empty id, none."""
    st.session_state[f"_quoted_{thread_id}"] = post_id


def show_answer_field(opened: OpenThread) -> None:
    """What goes into an answer, and the button that sends it."""
    key = opened.row.thread_id
    quoted = next((post for post in opened.posts if post.post_id == st.session_state.get(f"_quoted_{key}") and post.text), None)
    with st.container(key="answer"):
        if quoted:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(plain(f"You quote {quoted.author}: {words_of(quoted.text)[:80]}"))
                st.button("Remove the quote", type="tertiary", icon=":material/close:", on_click=quote, args=(key, ""))
        st.text_area("Your answer", key=f"answer_{key}", max_chars=LONGEST_POST, height=110)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if opened.people:
                st.multiselect("Mention", list(opened.people), key=f"mention_{key}", format_func=opened.people.__getitem__, width=260)
            if opened.allows_unnamed and not opened.row.is_unattributed:
                st.checkbox(
                    "Without my name", key=f"unnamed_{key}",
                    help=f"Nobody is told who wrote it, not even moderators. For groups of {FEWEST_FOR_UNNAMED} people or more.",
                )  # fmt: skip
        with st.expander("Pictures", icon=":material/image:"):
            picture_field(key)
        st.button(
            "Send", type="primary", icon=":material/send:", key=f"send_{key}", on_click=_send, args=(key, quoted.post_id if quoted else "")
        )


def _send(thread_id: str, quoted: str) -> None:
    draft = Draft(
        field(f"answer_{thread_id}"), quoted, frozenset(st.session_state.get(f"mention_{thread_id}") or ()),
        bool(st.session_state.get(f"unnamed_{thread_id}")), picture_files(thread_id),
    )  # fmt: skip
    if attempt(reply, thread_id, draft, said="Sent.", clear=(f"answer_{thread_id}",)):
        quote(thread_id, "")
        st.session_state[f"mention_{thread_id}"] = []
        st.session_state.pop(f"chatter_thread_page_{thread_id}", None)
        empty_picture_field(thread_id)
