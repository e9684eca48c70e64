"""The log of deeds on people."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.people import administration, companies, groups
from members.people.role_policy import policy_in
from pages.shell import access
from pages.shell.access.current import store
from warehouse.contract import settings

MOST: Final = 200


def show_log() -> None:
    """The newest lines, with names where the log's ids still have one."""
    person = access.current_person()
    entries = administration.log_of_people(store(), person, MOST)
    if not entries:
        st.info("Nothing has been changed yet.", icon=":material/history:")
        return
    accounts = administration.list_accounts(store(), person, policy_in(settings.load()))
    names = {account.person_id: account.name for account in accounts} | {"local": "Local user", "server": "This server"}
    names |= {row.company_id: row.name for row in companies.list_companies(store(), person)}
    names |= {row.group_id: row.name for row in groups.groups_of(store(), person)}
    table = [
        {
            "When (UTC)": f"{entry.at:%Y-%m-%d %H:%M:%S}",
            "Who": names.get(entry.who, entry.who),
            "Did": entry.deed.replace("_", " "),
            "To": names.get(entry.subject, entry.subject),
            "Detail": ", ".join(f"{name}: {names.get(str(value), value)}" for name, value in entry.detail.items() if value is not None),
        }
        for entry in entries
    ]
    st.dataframe(table, hide_index=True, width="stretch", alt=f"The newest {len(table):,} changes")
    st.caption(f"At most the newest {MOST} lines. Deleted accounts are shown by their number. No line can be changed or deleted.")
