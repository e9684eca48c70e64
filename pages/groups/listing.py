"""The list of groups: one's own, those that one was invited to, and those that one may come into."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.community.belonging import join_group, take_call_back
from members.community.groups import GroupRow, list_groups
from pages.shell import page_top
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from pages.shell.text import plain

GROUP: Final = "group"
ADMISSION_IN_WORDS: Final = {"open": "open to all members", "request": "by request", "invitation": "by invitation"}


def open_group(group_id: str) -> None:
    """Open a group; with an empty id, the list."""
    if group_id:
        st.query_params[GROUP] = group_id
    else:
        st.query_params.pop(GROUP, None)


def show_groups(person: Person) -> None:
    """All of them, one's own first. Raises NotAllowed, StoreError."""
    rows = list_groups(store(), person)
    page_top.show_answer(_answer(rows), before_picture=False)
    for row in rows:
        with st.container(border=True, gap="xsmall", key=f"group_{row.group_id}"):
            st.button(
                plain(row.name), type="tertiary", key=f"open_{row.group_id}", icon=":material/groups:", on_click=open_group,
                args=(row.group_id,),
            )  # fmt: skip
            st.caption(plain(" · ".join(group_facts(row))))
            show_way_in(row)


def group_facts(row: GroupRow) -> list[str]:
    """What stands beside a group's name; nothing about people where the reader may not know it."""
    told = [ADMISSION_IN_WORDS[row.admission].capitalize()]
    if row.people is not None:
        told.append(f"{row.people:,} {'person' if row.people == 1 else 'people'}")
    if row.is_inside:
        told.append("you moderate it" if row.is_moderator else "you belong to it")
    return told


def show_way_in(row: GroupRow) -> None:
    """Join, ask, accept, decline or stop asking, whichever is open to the reader."""
    if row.is_inside:
        return
    key = row.group_id
    with st.container(horizontal=True):
        if row.call == "asked":
            st.caption("You have asked to join; its moderators will answer.")
            st.button("Withdraw the request", key=f"unask_{key}", type="tertiary", on_click=_take_back, args=(key, "Request withdrawn."))
            return
        label = "Accept the invitation" if row.call == "invited" else "Join" if row.is_open_to_reader else "Ask to join"
        st.button(label, key=f"join_{key}", on_click=lambda: attempt(join_group, key, said="Done."))
        if row.call == "invited":
            st.button("Decline", key=f"decline_{key}", type="tertiary", on_click=_take_back, args=(key, "Declined."))


def _take_back(group_id: str, said: str) -> None:
    attempt(take_call_back, group_id, said=said)
    if st.query_params.get(GROUP) == group_id:
        open_group("")


def _answer(rows: list[GroupRow]) -> str:
    own, invited = sum(row.is_inside for row in rows), sum(row.call == "invited" for row in rows)
    told = f"You belong to {own:,} {'group' if own == 1 else 'groups'}" if own else "You belong to no group yet"
    if invited:
        told += f" and are invited to {invited:,}"
    return f"{told}."
