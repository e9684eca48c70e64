"""Groups: those that the reader may know of, and one by its address, with its people and what its moderators do."""

from __future__ import annotations

import streamlit as st

from members.access import Deed, may
from members.errors import MembersError
from pages.groups import founding, one_group
from pages.groups.listing import GROUP, open_group, show_groups
from pages.shell import access, failures
from pages.shell.access import attempts

person = access.refuse_unless(Deed.TALK)
st.title("Groups", anchor=False)
if person.is_local:
    st.info("Groups are for servers where people sign in. How to set it up: `docs/access.md`.", icon=":material/groups:")
    st.stop()
attempts.show_fault()
opened = st.query_params.get(GROUP, "")
try:
    if opened:
        st.button("All groups", icon=":material/arrow_back:", type="tertiary", on_click=open_group, args=("",))
        one_group.show_group(person, opened)
    else:
        show_groups(person)
        if may(person, Deed.MODERATE):
            founding.show_founding()
except MembersError as error:
    failures.log(error)
    st.warning(failures.in_plain_words(error), icon=":material/search_off:")
