"""Alerts that could not be delivered, without a word of what they say."""

from __future__ import annotations

import streamlit as st

from members.alerts import inbox
from members.alerts.sending import smtp
from pages.shell import access
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from warehouse.contract import settings
from warehouse.contract.dates import short_moment


def show_alerts() -> None:
    """What waits, what was given up and why, and trying it again."""
    person = access.current_person()
    waiting = inbox.backlog(store(), person)
    if not smtp.is_set_up(settings.load()):
        st.info("No mail is sent: `docs/alerts.md` says how to set up a mail server.", icon=":material/mail_off:")
    since = f", the oldest since {short_moment(waiting.oldest)} UTC" if waiting.oldest else ""
    st.markdown(f"{waiting.waiting:,} messages wait to be sent{since}; {waiting.failing:,} of them have failed before.")
    letters = inbox.all_dead_letters(store(), person)
    if not letters:
        st.caption("None has been given up. `python -m members watch` sends what waits.")
        return
    rows = [
        {
            "Composed (UTC)": short_moment(letter.made_at), "For": letter.whom, "Outlet": letter.outlet, "Attempts": letter.attempts,
            "Why": letter.fault,
        }
        for letter in letters
    ]  # fmt: skip
    st.dataframe(rows, hide_index=True, width="stretch", alt=f"{len(rows):,} messages that were given up")
    again = inbox.send_all_again
    st.button("Try all of them again", icon=":material/replay:", on_click=lambda: attempt(again, said="They will be tried again."))
