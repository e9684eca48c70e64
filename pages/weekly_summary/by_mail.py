"""Having the summary mailed every week: off until the reader chooses a day."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.alerts.sending import smtp
from members.errors import MembersError
from members.store import is_begun
from members.weekly.choosing import WeeklyChoice, choose_weekday, weekly_choice_of
from pages.server.streamlit_private import is_without_browser
from pages.shell import access, failures
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from pages.shell.text import plain
from warehouse.contract import settings

NEVER: Final = -1
DAYS: Final = {
    NEVER: "Never", 0: "On Mondays", 1: "On Tuesdays", 2: "On Wednesdays", 3: "On Thursdays", 4: "On Fridays", 5: "On Saturdays",
    6: "On Sundays",
}  # fmt: skip
_KEY: Final = "weekly_weekday"


def own_choice() -> WeeklyChoice | None:
    """What the reader has chosen; None where that cannot be known, as where the server itself opens the page ahead of its readers."""
    person = access.current_person()
    # Reading would make the database on a server that needs none.
    if is_without_browser() or (person.is_local and not is_begun(settings.load())):
        return None
    try:
        return weekly_choice_of(store(), person)
    except MembersError as error:
        failures.log(error)
        return None


def show_choice(choice: WeeklyChoice | None) -> None:
    """The day, and where and when the mail comes."""
    with st.popover("By mail", icon=":material/mail:", type="tertiary"):
        if not smtp.is_set_up(settings.load()):
            st.caption("This server sends no mail yet: its operator sets up a mail server as `docs/alerts.md` says.")
        weekday = NEVER if choice is None or choice.weekday is None else choice.weekday
        st.session_state.setdefault(_KEY, weekday)
        st.selectbox("Send me this summary", list(DAYS), key=_KEY, format_func=DAYS.__getitem__, on_change=_choose)
        if choice is not None and choice.address:
            st.caption(plain(f"To {choice.address}, at {choice.hour:02}:00 ({choice.zone}), about the seven days before."))
        st.caption("Hour, time zone and quiet hours are those of [Alerts](alerts?part=Delivery). Every mail can be stopped at one click.")


def _choose() -> None:
    chosen = st.session_state[_KEY]
    done = "No summary is mailed any more." if chosen == NEVER else "It comes every week from the next such day on."
    attempt(choose_weekday, None if chosen == NEVER else chosen, said=done)
    # Where it was refused, the field shows again what holds.
    st.session_state.pop(_KEY, None)
