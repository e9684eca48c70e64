"""The bell: how many alerts wait to be read, counted as their reader may see them now."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.alerts.inbox import unread
from members.alerts.messages.content import read_items
from members.alerts.messages.post_items import posts_told
from members.errors import MembersError
from members.events.items import event_items_of
from members.store import is_begun
from pages.shell import data, failures
from pages.shell.access.current import store
from warehouse.contract import settings
from warehouse.contract.snapshot import SnapshotError
from warehouse.view import view

PAGE: Final = "pages/alerts/page.py"


def show_bell(person: Person) -> None:
    """In the sidebar, a way to the alerts, where some wait."""
    # Opening it would make the database on a server that needs none.
    if person.is_local and not is_begun(settings.load()):
        return
    try:
        told = unread(store(), person)
        seen = view(data.in_force().snapshot, data.reader()) if told else None
        number = len(data.query(read_items, seen, told, data.this_hour())) if seen else 0
        number += len(posts_told(store(), person.person_id, told))
        number += len(event_items_of(store(), person.person_id, told))
    except (MembersError, SnapshotError) as error:
        # The page itself says what is wrong with snapshots and accounts.
        failures.log(error)
        return
    if number:
        label = "1 new alert" if number == 1 else f"{number:,} new alerts"
        st.sidebar.page_link(PAGE, label=label, icon=":material/notifications_active:")
