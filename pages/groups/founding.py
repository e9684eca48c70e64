"""Founding a group, for those who may."""

from __future__ import annotations

import streamlit as st

from members.community.groups import LONGEST_CHARTER, found_group
from members.store.community_tables import ADMISSIONS
from pages.groups.listing import ADMISSION_IN_WORDS, open_group
from pages.shell.access.attempts import attempt, field


def show_founding() -> None:
    """The fields, folded away."""
    with st.expander("Create a group", icon=":material/group_add:"):
        st.text_input("Name", key="found_name", max_chars=200)
        st.selectbox("How people join", ADMISSIONS, key="found_admission", format_func=lambda code: ADMISSION_IN_WORDS[code].capitalize())
        st.text_area("Charter: what it is for, and its rules", key="found_charter", max_chars=LONGEST_CHARTER)
        st.button("Create the group", type="primary", on_click=_found)


def _found() -> None:
    clear = ("found_name", "found_charter")
    if group_id := attempt(
        found_group, field("found_name"), field("found_admission"), field("found_charter"), said="Created.", clear=clear
    ):
        open_group(group_id)
