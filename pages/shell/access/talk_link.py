"""*Members talk about this*: the way from something to the threads about it, as far as the reader may open them."""

from __future__ import annotations

import streamlit as st

from members.access import Deed
from members.community.threads import posts_about
from members.errors import MembersError
from pages.shell import failures
from pages.shell.access.current import current_person, may_do, store


def show_talk_link(kind: str, subject_id: str) -> None:
    """The link, with how many posts the reader may open; nothing for people who take no part, and where nobody signs in."""
    person = current_person()
    if person.is_local or not may_do(Deed.TALK):
        return
    try:
        posts = posts_about(store(), person, kind, subject_id)
    except MembersError as error:
        # Also where the server itself opens the page ahead of its readers: it takes no part.
        failures.log(error)
        return
    counted = f"{posts:,} {'post' if posts == 1 else 'posts'} you may read"
    label = f"Members talk about this: {counted}" if posts else "Start a thread about this"
    st.page_link("pages/chatter/page.py", label=label, icon=":material/forum:", query_params={"about": f"{kind}:{subject_id}"})
