"""My account: role, company, what may be read and done, what is stored about me, and the way out."""

from __future__ import annotations

from typing import Final

import orjson
import streamlit as st

from members.access import DEED_IN_WORDS, ROLE_IN_WORDS, Deed, may
from members.errors import MembersError
from members.people.groups import groups_of
from members.people.own_data import KEPT_AFTER_DELETION, delete_own_account, export_data
from pages.my_account.keys import show_keys
from pages.shell import access, failures
from pages.shell.access.current import store
from pages.shell.access.gate import leave
from pages.shell.text import plain
from warehouse.contract.taxonomy import TLP_CODE

_FAULT: Final = "_account_fault"


def _facts() -> dict[str, str]:
    deeds = [DEED_IN_WORDS[deed] for deed in Deed if may(person, deed)]
    mark = TLP_CODE[access.current_reader().clearance]
    facts = {
        "Name": person.name,
        "Address": person.email or "none stated",
        "Company": person.company or "none",
        "Role": f"{person.role}: {ROLE_IN_WORDS[person.role]}",
        "You may": "; ".join(deeds) or "read",
        "You may read": f"everything up to {mark.title}. {mark.definition}",
    }
    if groups := [group.name for group in groups_of(store(), person) if group.group_id in person.groups]:
        facts["Groups"] = ", ".join(groups)
    return facts


def _delete() -> None:
    try:
        delete_own_account(store(), access.current_person())
    except MembersError as error:
        failures.log(error)
        st.session_state[_FAULT] = str(error)
        return
    st.logout()


person = access.current_person()
st.title("My account", anchor=False)
if person.is_local:
    st.info("You are the local user of this server, with all rights. Nothing is stored about you.", icon=":material/computer:")
    st.stop()
st.table({plain(name): plain(text) for name, text in _facts().items()}, border="horizontal", alt="Your account")
with st.container(horizontal=True):
    st.button("Sign out everywhere", icon=":material/logout:", on_click=leave, help="Signs you out of every tab on every device.")
    st.download_button(
        "What is stored about me (JSON)",
        data=lambda: orjson.dumps(export_data(store(), person, person.person_id), option=orjson.OPT_INDENT_2),
        file_name="anchorwatch_my_data.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    with st.popover("Delete my account", icon=":material/delete:", type="tertiary"):
        st.markdown(KEPT_AFTER_DELETION)
        st.button("Delete it now", type="primary", on_click=_delete)
if fault := st.session_state.pop(_FAULT, None):
    st.error(failures.in_plain_words(fault))
show_keys(person)
