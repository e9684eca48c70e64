"""Add to my calendar: a file of one event, and feeds that a calendar program reads by itself."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.alerts.outlets import outlets_of
from members.alerts.schedule import OFF
from members.community.groups import GroupRow
from members.events import feeds
from members.events.signing_up import choose_reminder, reminder_of
from pages.events.calendar_routes import ADDRESS
from pages.shell import page_links
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from pages.shell.text import code
from warehouse.contract import settings

_NEW_FEED: Final = "_calendar_feed_token"
_REMINDERS: Final = {"day": "One day before", "hour": "One hour before", "off": "Never"}


def show_calendar(person: Person, groups: list[GroupRow], date_id: str = "") -> None:
    """The way into one's own calendar, and reminders; with `date_id` also the file of one event. Raises NotAllowed, StoreError."""
    with st.popover("Add to my calendar", icon=":material/calendar_add_on:"):
        if date_id:
            st.download_button(
                "File of this event", data=lambda: feeds.event_file(store(), person, settings.load(), date_id), file_name="event.ics",
                mime="text/calendar", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
            st.caption("Opens in Outlook, Google Calendar and others.")
        _show_feeds(person, groups)
        _show_reminder(person)


def show_new_feed() -> None:
    """The address of a feed that was just made, once."""
    if token := st.session_state.pop(_NEW_FEED, None):
        st.success(
            "This is the address of your calendar feed: subscribe to it in your calendar program. It is shown once, and whoever has it "
            "reads the calendar.", icon=":material/calendar_add_on:",
        )  # fmt: skip
        root = settings.load().public_address or page_links.absolute_address("").rstrip("/")
        st.markdown(code(f"{root}/{ADDRESS}/{token}.ics"))


def _show_feeds(person: Person, groups: list[GroupRow]) -> None:
    st.caption("A calendar program that is given a feed's address shows later changes by itself.")
    names = {"": "Events I have signed up for"} | {group.group_id: group.name for group in groups}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Feed", list(names), format_func=names.__getitem__, key="calendar_feed", width=260)
        is_open = chosen in feeds.feeds_of(store(), person)
        st.button("Renew its address" if is_open else "Make an address", key="renew_calendar", on_click=_renew, args=(chosen,))
        if is_open:
            st.button(
                "Close the feed", key="close_calendar", type="tertiary",
                on_click=lambda: attempt(feeds.close_feed, chosen, said="The feed is closed."),
            )  # fmt: skip


def _show_reminder(person: Person) -> None:
    st.segmented_control(
        "Remind me", list(_REMINDERS), default=reminder_of(store(), person), required=True, format_func=_REMINDERS.__getitem__,
        key="event_reminder", on_change=_remind,
    )  # fmt: skip
    told = outlets_of(store(), person)
    if told.choices.mail != OFF and told.address:
        st.caption("Reminders and changes come to the page Alerts and by mail.")
    else:
        st.caption("Reminders and changes come to the page Alerts. Mail is off there, under Delivery.")


def _renew(group_id: str) -> None:
    if token := attempt(feeds.renew_feed, group_id, said=""):
        st.session_state[_NEW_FEED] = token


def _remind() -> None:
    if chosen := st.session_state.get("event_reminder"):
        attempt(choose_reminder, chosen, said="Saved.")
