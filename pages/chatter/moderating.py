"""What moderators did in a thread, which all its readers see, and what they can do to it."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from members.access import Person
from members.community import moderation
from members.community.groups import list_groups
from members.community.posts import OpenThread
from pages.shell import access
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain
from warehouse.contract.dates import short_moment
from warehouse.contract.taxonomy import MARKS

DEED_IN_WORDS: Final = {
    "pinned": "pinned it", "unpinned": "unpinned it", "locked": "locked it", "unlocked": "unlocked it", "thread_hidden": "hid it",
    "thread_shown": "showed it again", "post_hidden": "hid a post", "post_shown": "showed a post again", "moved": "moved it into a group",
    "marked": "gave it a stricter mark", "writer_stopped": "stopped a writer", "writer_let_back": "let a writer back",
}  # fmt: skip


def show_log(person: Person, thread_id: str) -> None:
    """What moderators did, where they did something."""
    if log := moderation.log_of_thread(store(), person, thread_id):
        with st.expander(f"Moderation ({len(log):,})", icon=":material/gavel:"):
            for line in log:
                st.markdown(plain(f"{short_moment(line.at)}, a moderator {DEED_IN_WORDS[line.deed]}: {line.reason}"))


def show_thread_deeds(person: Person, opened: OpenThread) -> None:
    """Pin, lock, hide, move and mark, each with a reason."""
    row = opened.row
    key = row.thread_id
    with st.expander("Moderate this thread", icon=":material/shield_person:"):
        st.text_input("Reason, which readers of the thread see", key=f"reason_{key}", max_chars=300)
        with st.container(horizontal=True):
            _button("Unpin" if row.is_pinned else "Pin", moderation.set_pinned, key, not row.is_pinned)
            _button("Unlock" if row.is_locked else "Lock", moderation.set_locked, key, not row.is_locked)
            _button("Show" if row.is_hidden else "Hide", moderation.set_thread_hidden, key, not row.is_hidden)
        stricter = [mark for mark in access.current_reader().marks if MARKS.index(mark) > MARKS.index(row.tlp)]
        groups = {group.group_id: group.name for group in list_groups(store(), person) if group.is_inside}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if stricter:
                mark = st.selectbox("Stricter mark", stricter, key=f"stricter_{key}_{row.tlp}", width=180)
                _button("Mark", moderation.set_stricter_mark, key, mark)
            if groups and not row.group_id:
                group = st.selectbox("Group", list(groups), key=f"into_{key}", format_func=groups.__getitem__, width=220)
                _button("Move into it", moderation.move_thread, key, group)
        st.caption("A thread never moves out of a group, and its mark never becomes wider: it was written for those who could read it.")


def _button(label: str, deed: Any, thread_id: str, value: object) -> None:
    st.button(plain(label), key=f"{label}_{thread_id}", on_click=_do, args=(deed, thread_id, value))


def _do(deed: Any, thread_id: str, value: object) -> None:
    key = f"reason_{thread_id}"
    attempt(deed, thread_id, value, field(key), said="Done, and noted.", clear=(key,))
