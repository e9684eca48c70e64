"""Companies and groups."""

from __future__ import annotations

import streamlit as st

from members.community import belonging
from members.people import administration, companies, groups
from members.people.role_policy import policy_in
from pages.shell import access
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain
from warehouse.contract import settings


def show_companies() -> None:
    """All companies; adding one, renaming and removing it."""
    rows = {row.company_id: row for row in companies.list_companies(store(), access.current_person())}
    if rows:
        table = [{"Company": row.name, "People": row.people} for row in rows.values()]
        st.dataframe(table, hide_index=True, width="stretch", alt=f"{len(rows):,} companies")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("New company", key="new_company", max_chars=200)
        add = companies.add_company
        st.button("Add", on_click=lambda: attempt(add, field("new_company"), said="Company added.", clear=("new_company",)))
    chosen = st.selectbox(
        "Change", list(rows), index=None, key="company", format_func=lambda key: rows[key].name, placeholder="Choose a company"
    )
    if chosen:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Name", value=rows[chosen].name, key=f"name_{chosen}", max_chars=200)
            rename, remove = companies.rename_company, companies.remove_company
            st.button("Rename", on_click=lambda: attempt(rename, chosen, field(f"name_{chosen}"), said="Company renamed."))
            st.button("Remove", type="tertiary", on_click=lambda: attempt(remove, chosen, said="Company removed."))


def show_groups() -> None:
    """All groups; adding and removing one, and who belongs to it."""
    person = access.current_person()
    rows = {row.group_id: row for row in groups.groups_of(store(), person)}
    st.caption("Nobody outside a group is told who belongs to it, except here. An empty group means nobody.")
    if rows:
        table = [{"Group": row.name, "People": row.people, "Directory group": row.claim} for row in rows.values()]
        st.dataframe(table, hide_index=True, width="stretch", alt=f"{len(rows):,} groups")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("New group", key="new_group", max_chars=200)
        st.text_input("Directory group", key="new_claim", max_chars=300, help="Its people join the group at their next sign-in.")
        given, clear = groups.add_group, ("new_group", "new_claim")
        st.button("Add", on_click=lambda: attempt(given, field("new_group"), field("new_claim"), said="Group added.", clear=clear))
    chosen = st.selectbox(
        "Change", list(rows), index=None, key="group_chosen", format_func=lambda key: rows[key].name, placeholder="Choose a group"
    )
    if chosen:
        _show_group(chosen)


def _show_group(group_id: str) -> None:
    person = access.current_person()
    accounts = administration.list_accounts(store(), person, policy_in(settings.load()))
    names = {account.person_id: f"{account.name} ({account.email})" for account in accounts}
    inside = groups.people_of_group(store(), person, group_id)
    if by_directory := [name for _, name, by_claim in inside if by_claim]:
        st.caption(f"From the directory: {plain(', '.join(by_directory))}.")
    key = f"people_{group_id}"
    st.multiselect(
        "People",
        list(names),
        default=[person_id for person_id, _, by_claim in inside if not by_claim],
        key=key,
        format_func=lambda person_id: names[person_id],
        on_change=lambda: attempt(groups.set_group_people, group_id, frozenset(st.session_state[key]), said="Group changed."),
    )
    moderators = belonging.moderators_of(store(), person, group_id)
    insiders = [person_id for person_id, _, _ in inside]
    # Another key once somebody has come or gone: a choice that is no longer among the options would be an error.
    moderators_key = f"moderators_{group_id}_{len(insiders)}"
    st.multiselect(
        "Moderators",
        insiders,
        default=[person_id for person_id in insiders if person_id in moderators],
        key=moderators_key,
        format_func=lambda person_id: names[person_id],
        on_change=lambda: attempt(
            belonging.appoint_moderators, group_id, frozenset(st.session_state[moderators_key]), said="Moderators changed."
        ),
    )
    st.button(
        "Remove the group", type="tertiary", help="Its threads are deleted with it.",
        on_click=lambda: attempt(groups.remove_group, group_id, said="Group removed."),
    )  # fmt: skip
