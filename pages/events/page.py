"""Events: webinars and workshops that the reader may open, the next first, and one by its address."""

from __future__ import annotations

import streamlit as st

from members.access import Deed
from members.errors import MembersError
from pages.events import listing, my_calendar, one_event, state
from pages.shell import access, failures
from pages.shell.access import attempts

person = access.refuse_unless(Deed.TALK)
st.title("Events", anchor=False)
if person.is_local:
    st.info("Events are for servers where people sign in. How to set it up: `docs/access.md`.", icon=":material/event:")
    st.stop()
attempts.show_fault()
my_calendar.show_new_feed()
try:
    if date_id := state.opened_event():
        one_event.show_event(person, date_id)
    else:
        listing.show_list(person)
except MembersError as error:
    failures.log(error)
    st.warning(failures.in_plain_words(error), icon=":material/search_off:")
    if state.opened_event():
        st.button("All events", icon=":material/arrow_back:", key="back_to_events", on_click=state.open_event, args=("",))
