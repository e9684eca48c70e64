"""Who decides, and why: the signature below which decisions are made, and saving them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Deed, may, refusal, require
from members.errors import NotAllowed
from pages.link_review import state as review_state
from pages.shell import access, data, failures
from pages.shell.notices.replica import MADE_ELSEWHERE
from pages.shell.text import plain
from warehouse.contract import decisions, settings
from warehouse.contract.data_lock import FolderBusy, lock_folder
from warehouse.contract.link_codes import VERDICT
from warehouse.filters import clean_text

WHO: Final = "review_who"
WHY: Final = "review_why"
LONGEST_NAME: Final = 80
LONGEST_REASON: Final = 500
REASONS: Final = (
    "Same ship, and time and place fit",
    "The texts describe the same event",
    "Confirmed by a reporting body",
    "Confirmed by the ship, owner or operator",
    "Another ship",
    "Another attack on the same ship",
    "Time or place does not fit",
    "The texts describe different events",
)
PATIENCE: Final = 1.0
"""Seconds to wait for another decision to be written; a run takes longer, and the page must not stand still for it."""

BUSY: Final = "A run is writing at the moment. Your name and reason are kept: decide again when it has ended."
TAKES_EFFECT: Final = "The decision is saved and takes effect with the next run."


def show_signature() -> bool:
    """Fields for name and reason; True where both are given and the current snapshot is shown."""
    if data.as_of() is not None and data.as_of() != data.store().current_id():
        st.info("Decisions can only be made on the current snapshot.", icon=":material/history:")
        return False
    person = access.current_person()
    if not may(person, Deed.DECIDE_LINKS):
        st.caption(f":material/lock: {plain(refusal(person, Deed.DECIDE_LINKS))}")
        return False
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if person.is_local:
            st.text_input("Your name", key=WHO, max_chars=LONGEST_NAME, persist_state="session", placeholder="Who decides", width=170)
        st.selectbox(
            "Reason",
            REASONS,
            index=None,
            key=WHY,
            accept_new_options=True,
            placeholder="Pick one or write your own",
        )
    return is_signed()


def is_signed() -> bool:
    # A decision made while looking at an old snapshot might concern links that no longer exist.
    present = data.as_of() is None or data.as_of() == data.store().current_id()
    return present and not settings.load().snapshots_from and access.may_do(Deed.DECIDE_LINKS) and bool(_signed_name() and _signed_reason())


def _signed_name() -> str:
    """The name of whoever has signed in; on a server without accounts, the one typed."""
    person = access.current_person()
    return clean_text(str(st.session_state.get(WHO) or "") if person.is_local else person.name)[:LONGEST_NAME]


def _signed_reason() -> str:
    return " ".join(str(st.session_state.get(WHY) or "").split())[:LONGEST_REASON]


def show_outcome(ready: bool) -> None:
    """The outcome of the last decision, or what is missing to make one."""
    problem = st.session_state.pop("review_problem", None)
    if problem:
        st.error(plain(problem), title="The decision was not saved", icon=":material/error:")
    elif not ready:
        if settings.load().snapshots_from:
            st.caption(MADE_ELSEWHERE)
        elif access.may_do(Deed.DECIDE_LINKS):
            missing = "Sign to decide." if access.current_person().is_local else "State a reason to decide."
            st.caption(f":material/signature: {plain(missing)}")
    else:
        st.caption(TAKES_EFFECT)


def land_decision(verdict: str, group_a: list[str], group_b: list[str] | None = None, undoes: str | None = None) -> None:
    """Save a decision, then open the case that takes this one's place in the queue."""
    chosen = settings.load()
    try:
        require(access.current_person(), Deed.DECIDE_LINKS)
        if chosen.snapshots_from:
            raise NotAllowed(MADE_ELSEWHERE)
        with lock_folder(chosen.data, PATIENCE):
            decisions.write_decision(chosen, _signed_name(), verdict, group_a, group_b or [], _signed_reason(), undoes)
    except FolderBusy:
        st.session_state["review_problem"] = BUSY
        return
    except OSError as error:
        failures.log(error)
        # Readers need not know where the server keeps its data.
        st.session_state["review_problem"] = f"The server cannot write it: {error.strerror}. Tell whoever runs the server."
        return
    except (NotAllowed, ValueError) as error:
        st.session_state["review_problem"] = failures.without_paths(str(error))
        return
    # The name stays for the next decision; a reason must be given each time.
    st.session_state[WHY] = None
    st.toast(f"{VERDICT[verdict].title}: saved. It takes effect with the next run.", icon=":material/task_alt:")
    # Undoing concerns a decision, not the open case, which therefore stays open.
    if verdict != "undo":
        review_state.leave_case()
