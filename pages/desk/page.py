"""Verification desk: what waits longest and worst, one report with all that is known of it, and the verdict on it."""

from __future__ import annotations

import streamlit as st

from members.access import Deed
from members.desk.queue import QueueItem, waiting_reports
from members.errors import StoreError
from members.hand_over import is_waiting
from members.store import MemberStore
from pages.desk import judging, queue, report, voices
from pages.shell import access, failures, page_top
from pages.shell.access.current import store as members_database
from pages.shell.text import plain

person = access.refuse_unless(Deed.VERIFY)
st.title("Verification desk", anchor=False)


def show_desk() -> None:
    """The queue, and the report that is open. Raises StoreError."""
    store = members_database()
    waiting: list[QueueItem] = waiting_reports(store)
    page_top.show_answer(queue.answer(waiting), before_picture=False)
    if is_waiting(store):
        st.caption("Verdicts wait to be handed over. `python -m members watch` does it, and the next run publishes them.")
    judging.show_outcome()
    if report_id := queue.show_queue(store, waiting):
        show_open_report(store, report_id)
    voices.show_voices(store)


def show_open_report(store: MemberStore, report_id: str) -> None:
    """A report beside what is done to it. Raises StoreError."""
    opened = report.read_report(store, report_id)
    if opened is None:
        st.warning("There is no such report.", icon=":material/search_off:")
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        report.show_report(opened)
        report.show_neighbours(opened)
    with right:
        judging.show_judging(store, person, opened)
        judging.show_conversation(store, person, opened)
        judging.show_log(store, person, opened)


try:
    show_desk()
except StoreError as error:
    failures.log(error)
    st.error(plain("The members' database could not be read just now. Try again in a while; the server's log says why."))
