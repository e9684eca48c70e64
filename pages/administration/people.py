"""The people with accounts, and what can be changed of one."""

from __future__ import annotations

from typing import Final

import orjson
import streamlit as st

from members.access import ROLE_IN_WORDS, Role
from members.people import administration, companies
from members.people.administration import AccountRow
from members.people.own_data import KEPT_AFTER_DELETION, export_data
from members.people.role_policy import policy_in
from pages.shell import access
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from warehouse.contract import settings
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import MARKS, TLP_CODE

_NONE: Final = ""
_ORIGIN: Final = {"file": "from the roles file", "directory": "from the directory", "account": "", "settings": "from the settings"}


def show_people() -> None:
    """All accounts in a table; below it, one of them to be changed."""
    accounts = administration.list_accounts(store(), access.current_person(), policy_in(settings.load()))
    if not accounts:
        st.info("Nobody has an account yet. Invite somebody, or give roles by the roles file or the directory.", icon=":material/group:")
        return
    st.dataframe([_row(account) for account in accounts], hide_index=True, width="stretch", alt=f"{len(accounts):,} accounts")
    by_id = {account.person_id: account for account in accounts}
    chosen = st.selectbox(
        "Change", list(by_id), index=None, key="account", format_func=lambda key: _label(by_id[key]), placeholder="Choose a person"
    )
    if chosen:
        _show_account(by_id[chosen])


def _row(account: AccountRow) -> dict[str, str]:
    state = "disabled" if account.is_disabled else "no access" if account.role is None else "active"
    return {
        "Name": account.name, "Address": account.email, "Company": account.company,
        "Role": " ".join((account.role or "none", _ORIGIN[account.role_origin])).strip(),
        "Own clearance": f"TLP:{account.clearance}" if account.clearance else "", "State": state,
        "Last signed in": short_day(account.seen_on),
    }  # fmt: skip


def _label(account: AccountRow) -> str:
    return f"{account.name} ({account.email or account.person_id[:6]})"


def _show_account(account: AccountRow) -> None:
    actor, person_id = access.current_person(), account.person_id
    with st.container(border=True, key="account_card"):
        with st.container(horizontal=True):
            _show_role(account)
            _show_company(account)
            _show_clearance(account)
        if account.role_origin in ("file", "directory"):
            st.caption(f"The role comes {_ORIGIN[account.role_origin]}, which wins over what is chosen here.")
        with st.container(horizontal=True):
            deed, done = ("Give access back", "Access given back.") if account.is_disabled else ("Disable", "Account disabled.")
            change = (administration.set_disabled, person_id, not account.is_disabled)
            st.button(deed, icon=":material/block:", on_click=lambda: attempt(*change, said=done))
            end = administration.end_sessions
            st.button("Sign out everywhere", icon=":material/logout:", on_click=lambda: attempt(end, person_id, said="Signed out."))
            st.download_button(
                "Data (JSON)",
                data=lambda: orjson.dumps(export_data(store(), actor, person_id), option=orjson.OPT_INDENT_2),
                file_name="anchorwatch_person.json",
                mime="application/json",
                icon=":material/download:",
                on_click="ignore",
            )
            with st.popover("Delete", icon=":material/delete:", type="tertiary"):
                st.markdown(KEPT_AFTER_DELETION)
                delete = administration.delete_account
                st.button("Delete it now", type="primary", on_click=lambda: attempt(delete, person_id, said="The account is deleted."))


def _show_role(account: AccountRow) -> None:
    key = f"role_{account.person_id}"
    st.selectbox(
        "Role",
        [_NONE, *Role],
        index=[_NONE, *Role].index(account.role or _NONE),
        key=key,
        format_func=lambda role: f"{role}: {ROLE_IN_WORDS[Role(role)]}" if role else "none: no access",
        on_change=lambda: attempt(
            administration.give_role,
            account.person_id,
            Role(st.session_state[key]) if st.session_state[key] else None,
            said="Role changed.",
        ),
    )


def _show_company(account: AccountRow) -> None:
    key = f"company_{account.person_id}"
    names = {_NONE: "none"} | {row.company_id: row.name for row in companies.list_companies(store(), access.current_person())}
    st.selectbox(
        "Company",
        list(names),
        index=list(names).index(account.company_id),
        key=key,
        format_func=lambda company_id: names[company_id],
        on_change=lambda: attempt(administration.put_into_company, account.person_id, st.session_state[key], said="Company changed."),
    )


def _show_clearance(account: AccountRow) -> None:
    key = f"clearance_{account.person_id}"
    st.selectbox(
        "May read up to",
        [_NONE, *MARKS],
        index=[_NONE, *MARKS].index(account.clearance or _NONE),
        key=key,
        format_func=lambda mark: f"TLP:{mark}. {TLP_CODE[mark].definition}" if mark else "what the role may read",
        on_change=lambda: attempt(
            administration.give_clearance, account.person_id, st.session_state[key] or None, said="Clearance changed."
        ),
    )
