"""One post: who wrote it and when, its words, what readers think of it, and what the reader may do to it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.community import moderation
from members.community.markup import post_html
from members.community.posts import OpenThread, PostRow, earlier_versions
from members.community.writing import LONGEST_POST, edit_post, react, withdraw_post
from members.store.community_tables import REACTIONS
from pages.chatter import answering
from pages.chatter.pictures import show_picture
from pages.shell import access
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import as_it_stands, plain
from warehouse.contract.dates import short_day, short_moment

REACTION_IN_WORDS: Final = {"useful": "Useful", "seen_too": "Seen too", "disagree": "Disagree"}
_TOOL: Final = "_chatter_tool"


def show_post(opened: OpenThread, row: PostRow) -> None:
    """The post in a frame of its own."""
    with st.container(border=True, key=f"post_{row.post_id}"):
        st.caption(plain(" · ".join(_facts(row))))
        if row.is_withdrawn:
            st.caption("Withdrawn by its writer.")
            return
        if row.hidden_reason is not None:
            st.caption(plain(f"Hidden by a moderator: {row.hidden_reason}"))
            if not opened.may_moderate:
                return
        if row.quote:
            st.markdown(f"> **{plain(row.quote[0])}:** {plain(row.quote[1])}")
        st.html(post_html(row.text))
        for jpeg in row.pictures:
            show_picture(jpeg)
        if row.mentions:
            st.caption(plain(f"To {', '.join(f'@{name}' for name in row.mentions)}"))
        _show_buttons(opened, row)
        _show_tool(opened, row)


def _facts(row: PostRow) -> list[str]:
    written = short_day(row.written_at.date()) if row.is_unattributed else short_moment(row.written_at)
    told = [row.author + (" (you)" if row.is_own else ""), written]
    told += ["edited"] if row.edited_at else []
    return told + (["new"] if row.is_unread else [])


def _show_buttons(opened: OpenThread, row: PostRow) -> None:
    key = row.post_id
    with st.container(horizontal=True, gap="small"):
        if row.hidden_reason is None:
            for kind in REACTIONS:
                count = f" {row.reactions[kind]:,}" if row.reactions.get(kind) else ""
                icon = ":material/check:" if kind in row.own_reactions else None
                st.button(
                    f"{REACTION_IN_WORDS[kind]}{count}", key=f"{kind}_{key}", type="tertiary", icon=icon, on_click=_react, args=(key, kind)
                )
            if opened.may_write:
                st.button("Quote", key=f"quote_{key}", type="tertiary", on_click=answering.quote, args=(opened.row.thread_id, key))
        if row.versions:
            st.button("History", key=f"history_{key}", type="tertiary", on_click=_choose_tool, args=(key, "history"))
        if row.is_own and row.hidden_reason is None:
            st.button("Change", key=f"change_{key}", type="tertiary", on_click=_choose_tool, args=(key, "change"))
        if opened.may_moderate:
            st.button("Moderate", key=f"moderate_{key}", type="tertiary", on_click=_choose_tool, args=(key, "moderate"))


def _react(post_id: str, kind: str) -> None:
    attempt(react, post_id, kind, said="Noted.")


def _choose_tool(post_id: str, tool: str) -> None:
    """Open a tool below a post; pressed again, close it."""
    chosen = (post_id, tool)
    st.session_state[_TOOL] = None if st.session_state.get(_TOOL) == chosen else chosen


def _show_tool(opened: OpenThread, row: PostRow) -> None:
    post_id, tool = st.session_state.get(_TOOL) or ("", "")
    if post_id != row.post_id:
        return
    if tool == "history":
        for written_at, text in earlier_versions(store(), access.current_person(), post_id):
            st.caption(plain(f"Until the next change, from {short_day(written_at.date())}:"))
            st.text(as_it_stands(text))
    elif tool == "change" and row.is_own:
        st.text_area("Your words", value=row.text, key=f"text_{post_id}", max_chars=LONGEST_POST)
        with st.container(horizontal=True):
            st.button("Save", key=f"save_{post_id}", type="primary", on_click=_save, args=(post_id,))
            st.button("Withdraw the post", key=f"withdraw_{post_id}", on_click=_withdraw, args=(post_id,))
        st.caption("A change keeps the earlier words under History; a withdrawal deletes all of them.")
    elif tool == "moderate" and opened.may_moderate:
        _show_moderation(row)


def _show_moderation(row: PostRow) -> None:
    post_id, is_hidden = row.post_id, row.hidden_reason is not None
    st.text_input("Reason, which readers of the thread see", key=f"reason_{post_id}", max_chars=300)
    with st.container(horizontal=True):
        hide, stop = moderation.set_post_hidden, moderation.set_writer_stopped
        for label, deed, value in (
            ("Show the post" if is_hidden else "Hide the post", hide, not is_hidden),
            ("Stop its writer", stop, True),
            ("Let its writer back", stop, False),
        ):
            st.button(
                plain(label), key=f"{label}_{post_id}", on_click=lambda deed=deed, value=value: attempt(
                    deed, post_id, value, field(f"reason_{post_id}"), said="Done, and noted.", clear=(f"reason_{post_id}",)
                ),
            )  # fmt: skip
    st.caption("Stopped, somebody writes no more in this thread, nor without a name in the same place. You are not told who it is.")


def _save(post_id: str) -> None:
    if attempt(edit_post, post_id, field(f"text_{post_id}"), said="Saved."):
        st.session_state[_TOOL] = None


def _withdraw(post_id: str) -> None:
    attempt(withdraw_post, post_id, said="Withdrawn.")
    st.session_state[_TOOL] = None
