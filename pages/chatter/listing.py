"""The list of threads: what is new in one sentence, where, and search."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.community.groups import list_groups
from members.community.search import Hit, search_posts
from members.community.threads import (
    IN_THE_OPEN,
    MOST_UNREAD,
    ThreadFilter,
    ThreadRow,
    list_threads,
    mark_everything_read,
    unread_threads,
)
from pages.chatter import new_thread, state, subjects
from pages.shell import page_top
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from pages.shell.text import Markdown, plain
from warehouse.contract.dates import short_day

_CHOICES: Final = {"all": "All", "unread": "Unread", "mine": "Mention me"}
_SEARCH: Final = "chatter_search"


def show_list(person: Person) -> None:
    """What is new, the controls, and the list or what the search gives. Raises NotAllowed, StoreError."""
    unread = unread_threads(store(), person)
    page_top.show_answer(_answer(unread), before_picture=False)
    groups = {group.group_id: group.name for group in list_groups(store(), person) if group.is_inside}
    kind, subject_id = state.about()
    if kind:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(Markdown(f"Only {subjects.about_in_words(kind, subject_id)}"), width="content")
            st.button("All threads", icon=":material/close:", type="tertiary", on_click=state.forget_about)
    places = ["", IN_THE_OPEN, *groups]
    asked_place = st.query_params.get(state.PLACE, "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(
            "Where", places, index=places.index(asked_place) if asked_place in places else 0, key=f"chatter_place_{asked_place}", width=220,
            format_func=lambda code: {"": "Everywhere", IN_THE_OPEN: "In the open"}.get(code) or groups[code],
        )  # fmt: skip
        chosen = st.segmented_control(
            "Show", list(_CHOICES), default="all", required=True, format_func=_CHOICES.__getitem__, key="chatter_show", width="content"
        )
        words = st.text_input("Search", key=_SEARCH, max_chars=200, icon=":material/search:", placeholder="Words in posts", width=260)
        if unread:
            st.button("Mark all as read", type="tertiary", on_click=lambda: attempt(mark_everything_read, said="All marked as read."))
    new_thread.show_new_thread(person, groups)
    if words and words.strip():
        _show_hits(person, words)
        return
    asked = ThreadFilter(place or "", kind, subject_id, is_unread=chosen == "unread", mentions_me=chosen == "mine")
    page = int(st.session_state.get(state.LIST_PAGE, 0))
    rows, is_more = list_threads(store(), person, asked, page)
    if not rows and page:
        st.session_state[state.LIST_PAGE] = page = 0
        rows, is_more = list_threads(store(), person, asked)
    for row in rows:
        _show_row(row)
    if not rows:
        st.info("Nothing here yet.", icon=":material/forum:")
    with st.container(horizontal=True):
        if page:
            st.button("Newer", icon=":material/chevron_left:", on_click=_turn, args=(page - 1,))
        if is_more:
            st.button("Older", icon=":material/chevron_right:", on_click=_turn, args=(page + 1,))


def _answer(unread: int) -> str:
    if not unread:
        return "You have read everything."
    count = f"At least {unread}" if unread >= MOST_UNREAD else f"{unread}"
    return f"{count} {'thread has' if unread == 1 else 'threads have'} something new for you."


def _turn(page: int) -> None:
    st.session_state[state.LIST_PAGE] = page


def _show_row(row: ThreadRow) -> None:
    icon = ":material/push_pin:" if row.is_pinned else ":material/mark_chat_unread:" if row.unread else ":material/chat_bubble_outline:"
    title = Markdown(f"**{plain(row.title)}**") if row.unread else plain(row.title)
    with st.container(gap=None):
        st.button(title, type="tertiary", icon=icon, key=f"thread_{row.thread_id}", on_click=state.open_thread, args=(row.thread_id,))
        st.caption(plain(" · ".join(row_facts(row))))


def row_facts(row: ThreadRow) -> list[str]:
    """What stands beside a thread's title."""
    posts = f"{row.posts:,} {'post' if row.posts == 1 else 'posts'}" + (f", {row.unread:,} new" if row.unread else "")
    told = [row.group or "In the open", f"TLP:{row.tlp}", posts, short_day(row.last_written_on)]
    told += [f"about {subjects.KIND_IN_WORDS[row.subject_kind]}"] if row.subject_kind else []
    for is_so, words in ((row.is_unattributed, "Chatham House Rule"), (row.is_locked, "locked"), (row.is_hidden, "hidden")):
        told += [words] if is_so else []
    return told


def _show_hits(person: Person, words: str) -> None:
    hits, is_more = search_posts(store(), person, words)
    if not hits:
        st.info("No post that you may read holds these words.", icon=":material/search_off:")
    for hit in hits:
        _show_hit(hit)
    if is_more:
        st.caption("These are the newest. Add a word to find older ones.")


def _show_hit(hit: Hit) -> None:
    with st.container(gap=None):
        st.button(
            plain(hit.title), type="tertiary", icon=":material/chat_bubble_outline:", key=f"hit_{hit.post_id}", on_click=_open_hit,
            args=(hit.thread_id,),
        )  # fmt: skip
        st.caption(plain(f"{hit.author} · {short_day(hit.written_at.date())} · {hit.snippet}"))


def _open_hit(thread_id: str) -> None:
    st.session_state[_SEARCH] = ""
    state.open_thread(thread_id)
