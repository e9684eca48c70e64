"""What organisers do with an event: change, move and cancel it, see who comes, and add what remains of it."""

from __future__ import annotations

import streamlit as st

from members.access import Person
from members.events import organising
from members.events.feedback import feedback_on
from members.events.reading import OpenEvent
from pages.events import making, state
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain


def show_deeds(person: Person, opened: OpenEvent) -> None:
    """All of it, folded away. Raises NotAllowed, StoreError."""
    row, key = opened.row, opened.row.date_id
    with st.expander("Organise", icon=":material/edit_calendar:"):
        _show_people(person, key)
        if not row.is_cancelled and row.ends_at > state.now():
            _show_moving(opened)
        making.show_text_fields(f"event_{key}", organising.text_of(store(), person, key))
        st.caption("Who has signed up is told of another place or join link. Changes of words are seen here and in calendars.")
        st.button("Save", key=f"save_{key}", type="primary", on_click=_save, args=(key,))
        if row.starts_at <= state.now() and not row.is_cancelled:
            _show_afterwards(person, opened)


def _show_people(person: Person, date_id: str) -> None:
    has_place, waits = organising.signed_up(store(), person, date_id)
    st.markdown(plain(f"Signed up: {', '.join(has_place) or 'nobody yet'}"))
    if waits:
        st.markdown(plain(f"Waiting: {', '.join(waits)}"))


def _show_moving(opened: OpenEvent) -> None:
    row, key = opened.row, opened.row.date_id
    begins = state.local(row.starts_at, row.zone)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        making.show_time_fields(f"move_{key}", begins, int((row.ends_at - row.starts_at).total_seconds() // 60))
        st.text_input("Reason", key=f"note_{key}", max_chars=300, help="Those signed up are told.")
    st.caption(plain(f"By the clock of {row.zone}."))
    if opened.later:
        st.checkbox("Later dates too", key=f"later_{key}", help="They move by as much, or are cancelled too.")
    with st.container(horizontal=True):
        st.button("Move", key=f"move_button_{key}", icon=":material/update:", on_click=_move, args=(key,))
        st.button("Cancel this date", key=f"cancel_{key}", icon=":material/event_busy:", type="tertiary", on_click=_cancel, args=(key,))


def _show_afterwards(person: Person, opened: OpenEvent) -> None:
    row, key = opened.row, opened.row.date_id
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Recording", row.recording, key=f"recording_{key}", max_chars=1000, placeholder="https://")
        st.text_input("Slides", row.slides, key=f"slides_{key}", max_chars=1000, placeholder="https://")
        st.button("Save links", key=f"links_{key}", on_click=_save_links, args=(key,))
    said = feedback_on(store(), person, key)
    if not said:
        st.caption("Nobody has said yet what it was like.")
        return
    mean = sum(stars for stars, _ in said) / len(said)
    st.markdown(plain(f"{mean:.1f} of 5 on average, from {len(said):,} {'person' if len(said) == 1 else 'people'}."))
    for stars, words in said:
        if words:
            st.caption(plain(f"{stars} of 5: {words}"))


def _later(date_id: str) -> bool:
    return bool(st.session_state.get(f"later_{date_id}"))


def _move(date_id: str) -> None:
    first, minutes = making.time_in(f"move_{date_id}")
    note = field(f"note_{date_id}")
    attempt(organising.move_date, date_id, first, minutes, note, _later(date_id), said="Moved; those signed up are told.")


def _cancel(date_id: str) -> None:
    attempt(organising.cancel_date, date_id, field(f"note_{date_id}"), _later(date_id), said="Cancelled; those signed up are told.")


def _save(date_id: str) -> None:
    attempt(organising.change_event, date_id, making.text_in(f"event_{date_id}"), said="Saved.")


def _save_links(date_id: str) -> None:
    attempt(organising.set_afterwards, date_id, field(f"recording_{date_id}"), field(f"slides_{date_id}"), said="Saved.")
