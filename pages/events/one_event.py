"""One event: when, where and what, the join link for those with a place, and what organisers do."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.community.groups import list_groups
from members.community.markup import post_html, real_host
from members.events.feedback import LONGEST_WORDS, give_feedback
from members.events.reading import OpenEvent, read_event
from members.store.event_tables import MOST_STARS
from pages.events import my_calendar, organising, state
from pages.events.listing import facts, show_links, show_sign_up
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain

_STARS: Final = tuple(range(1, MOST_STARS + 1))


def show_event(person: Person, date_id: str) -> None:
    """The event. Raises NotAllowed in the same words for one that the reader may not open and one that does not exist; StoreError."""
    st.button("All events", icon=":material/arrow_back:", type="tertiary", on_click=state.open_event, args=("",))
    zone, opened = state.reader_zone(person), read_event(store(), person, date_id)
    row = opened.row
    st.subheader(plain(row.title), anchor=False)
    st.markdown(plain(f"{state.when(row, zone)} ({zone})"))
    st.caption(plain(" · ".join(facts(row))))
    for label, words in (("Speakers", row.speakers), ("Place", row.place)):
        if words:
            st.markdown(plain(f"{label}: {words}"))
    with st.container(horizontal=True, vertical_alignment="center"):
        if opened.join_link:
            st.link_button(plain(f"Join at {real_host(opened.join_link)}"), opened.join_link, icon=":material/videocam:")
        show_sign_up(row, 1 + sum(not each.standing and not each.is_cancelled for each in opened.later))
        my_calendar.show_calendar(person, [group for group in list_groups(store(), person) if group.is_inside], date_id)
    show_links(row)
    if opened.agenda:
        with st.container(key="agenda"):
            st.html(post_html(opened.agenda))
    _show_later(opened, zone)
    if opened.may_judge:
        _show_feedback_form(date_id)
    if opened.may_organise:
        organising.show_deeds(person, opened)


def _show_later(opened: OpenEvent, zone: str) -> None:
    if not opened.later:
        return
    with st.expander("Other dates", icon=":material/event_repeat:"):
        for row in opened.later:
            words = [state.when(row, zone), *facts(row)[2:]]
            st.button(plain(" · ".join(words)), type="tertiary", key=f"other_{row.date_id}", on_click=state.open_event, args=(row.date_id,))


def _show_feedback_form(date_id: str) -> None:
    with st.container(border=True):
        st.segmented_control("How good was it? 5 is best.", _STARS, key=f"stars_{date_id}")
        st.text_area("What should be better, or stay as it is?", key=f"judged_{date_id}", max_chars=LONGEST_WORDS)
        st.caption("Organisers read this without your name. Where few came, they may guess whose it is.")
        st.button("Send", key=f"judge_{date_id}", on_click=_judge, args=(date_id,))


def _judge(date_id: str) -> None:
    stars = int(st.session_state.get(f"stars_{date_id}") or 0)
    attempt(give_feedback, date_id, stars, field(f"judged_{date_id}"), said="Thank you.")
