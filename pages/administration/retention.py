"""How long things are kept, and deleting at once what is older."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from members.access import Deed, Person, require
from members.people import retention
from members.people.retention import IN_WORDS, LONGEST_DAYS, TITLES, Deleted
from members.store import MemberStore
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from warehouse.contract import settings


def show_retention() -> None:
    """The days of every rule, to be changed, and what is kept for good."""
    days = retention.days_kept(store(), settings.load())
    for name, words in IN_WORDS.items():
        key = f"days_{name}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.number_input(f"{TITLES[name]} (days)", 1, LONGEST_DAYS, days[name], key=key, on_change=_set, args=(name, key), width=220)
            st.caption(words)
    st.caption("`python -m members clean`, run every day, deletes what is older. The log of changes to accounts is kept for good.")
    st.button("Delete what is overdue now", icon=":material/auto_delete:", on_click=_delete_now)


def _set(name: str, key: str) -> None:
    attempt(retention.set_days, name, int(st.session_state[key]), said="Saved.")


def _delete_now() -> None:
    deleted = attempt(_delete, said="What was overdue is deleted.")
    if deleted:
        others = f"{deleted.unused_accounts:,} accounts, {deleted.old_invitations:,} invitations, {deleted.old_alerts:,} alerts"
        others += f", {deleted.quiet_threads:,} threads, {deleted.past_events:,} events"
        others += f", {deleted.ended_voyages:,} voyages and {deleted.ended_keys:,} keys"
        told = f"{deleted.sealed_identities:,} sealed identities, {others} deleted."
        st.toast(told, icon=":material/auto_delete:")


def _delete(members: MemberStore, person: Person) -> Deleted:
    require(person, Deed.ADMINISTER)
    return retention.delete_what_is_over(members, settings.load(), datetime.now(UTC).date())
