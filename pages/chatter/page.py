"""Chatter: what members say to each other, as far as the reader may open it; one thread by its address, and search."""

from __future__ import annotations

import streamlit as st

from members.access import Deed
from members.errors import MembersError
from pages.chatter import listing, state, thread
from pages.shell import access, failures
from pages.shell.access import attempts

person = access.refuse_unless(Deed.TALK)
st.title("Chatter", anchor=False)
if person.is_local:
    st.info("Members talk where people sign in. How to set it up: `docs/access.md`.", icon=":material/forum:")
    st.stop()
attempts.show_fault()
try:
    if thread_id := state.opened_thread():
        thread.show_thread(person, thread_id)
    else:
        listing.show_list(person)
except MembersError as error:
    failures.log(error)
    st.warning(failures.in_plain_words(error), icon=":material/search_off:")
    if state.opened_thread():
        st.button("All threads", icon=":material/arrow_back:", on_click=state.open_thread, args=("",))
