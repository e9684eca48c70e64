"""My keys for the API: made, shown once, listed and revoked."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.people.api_keys import LONGEST_DAYS, KeyRow, keys_of, make_key, revoke_key
from members.store import MemberStore
from pages.shell import access, page_links
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import MARKS, TLP_CODE

_NEW: Final = "_new_key"
_NAME: Final = "key_name"
_DAYS: Final = {30: "30 days", 90: "90 days", LONGEST_DAYS: "A year"}


def show_keys(person: Person) -> None:
    """The keys, and the form for a new one. Raises NotAllowed, StoreError."""
    st.subheader("Keys for programs", anchor=False)
    st.caption(
        "With a key, a program such as QGIS reads through the API what you may read, or less. It ends when your access does, when you "
        "move to another company, and when you revoke it."
    )
    if key := st.session_state.pop(_NEW, None):
        st.success("This is your key. It is shown once: whoever has it reads in your name.", icon=":material/key:")
        st.code(key, language=None)
        st.caption("Programs send it in a header:")
        st.code(f"Authorization: Bearer {key}", language=None, wrap_lines=True)
    for row in keys_of(store(), person):
        _show_key(row)
    with st.container(horizontal=True):
        with st.popover("Make a key", icon=":material/key:"):
            _show_form()
        st.link_button("Documentation of the API", page_links.API_DOCUMENTATION, icon=":material/menu_book:", type="tertiary")


def _show_key(row: KeyRow) -> None:
    used = f"last used on {short_day(row.used_on)}" if row.used_on else "not used yet"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(plain(f"{row.name}: up to {TLP_CODE[row.clearance].title}, until {short_day(row.expires_on)}, {used}"))
        st.button(
            "Revoke", key=f"revoke_{row.key_id}", type="tertiary", icon=":material/delete:",
            on_click=lambda: attempt(revoke_key, row.key_id, said="The key is revoked."),
        )  # fmt: skip


def _show_form() -> None:
    marks = list(access.current_reader().marks)
    st.text_input("Name", key=_NAME, max_chars=80, placeholder="QGIS on my laptop")
    usual = min(len(marks) - 1, MARKS.index("GREEN"))
    st.selectbox("Reads up to", marks, index=usual, format_func=lambda mark: TLP_CODE[mark].title, key="key_clearance")
    st.segmented_control("Valid for", list(_DAYS), default=90, format_func=_DAYS.__getitem__, required=True, key="key_days")
    st.button("Make the key", type="primary", key="make_key", on_click=_make)


def _make() -> None:
    chosen = field(_NAME), st.session_state["key_clearance"], st.session_state["key_days"]
    if key := attempt(_make_key, *chosen, said="", clear=(_NAME,)):
        st.session_state[_NEW] = key


def _make_key(members: MemberStore, person: Person, name: str, clearance: str, days: int) -> str:
    return make_key(members, person, settings.load(), name, clearance, days)
