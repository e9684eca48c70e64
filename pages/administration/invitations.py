"""Invitations: making one, which shows its link once, and withdrawing one."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from members.access import ROLE_IN_WORDS, Role
from members.people import companies, invitations
from pages.shell import access
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.contract.dates import short_day

_MADE: Final = "_invitation_made"


def show_invitations() -> None:
    """The form for a new one, its link once it is made, and those that are open."""
    names = {"": "none"} | {row.company_id: row.name for row in companies.list_companies(store(), access.current_person())}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("For whom", key="invited", max_chars=320, placeholder="anna@example.com", help=_HELP)
        st.selectbox("Role", list(Role), index=1, key="invited_role", format_func=lambda role: f"{role}: {ROLE_IN_WORDS[role]}")
        st.selectbox("Company", list(names), key="invited_company", format_func=lambda key: names[key])
        st.button("Invite", type="primary", icon=":material/person_add:", on_click=_invite)
    if made := st.session_state.pop(_MADE, None):
        st.success(f"Send this link to {plain(made[0])}. It is shown only now, and works only once.", icon=":material/key:")
        st.code(_link(made[1]), language=None, wrap_lines=True)
    _show_open()


_HELP: Final = (
    "Whoever signs in with this e-mail address, verified by the directory, has accepted the invitation; anybody else needs the link. "
    "This server sends no mail."
)


def _invite() -> None:
    values = (field("invited"), st.session_state["invited_role"], st.session_state["invited_company"], settings.load().invitation_days)
    whom = field("invited")
    if code := attempt(invitations.invite, *values, said="Invitation made.", clear=("invited",)):
        st.session_state[_MADE] = (whom, code)


def _link(code: str) -> str:
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}/join/{code}"


def _show_open() -> None:
    rows = {row.invitation_id: row for row in invitations.open_invitations(store(), access.current_person())}
    if not rows:
        return
    table = [{"For": r.meant_for, "Role": str(r.role), "Company": r.company, "Expires": short_day(r.expires_on)} for r in rows.values()]
    st.dataframe(table, hide_index=True, width="stretch", alt=f"{len(rows):,} open invitations")
    chosen = st.selectbox(
        "Withdraw", list(rows), index=None, key="invitation", format_func=lambda key: rows[key].meant_for, placeholder="Choose one"
    )
    if chosen:
        withdraw = invitations.withdraw_invitation
        st.button("Withdraw it", on_click=lambda: attempt(withdraw, chosen, said="Invitation withdrawn."))
