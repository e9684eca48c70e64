"""Deciding: who signs, for what reason, and the buttons that land a decision."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.charts.cards import plain
from pages.link_review import pending
from pages.link_review import state as review_state
from pages.shell import data
from warehouse.contract import decisions, settings
from warehouse.contract.dates import short_moment
from warehouse.contract.link_codes import DECISION_STATE, VERDICT
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import clean_text
from warehouse.queries.incidents import incidents
from warehouse.queries.review import review_queue
from warehouse.queries.review.review_queue import Pair, Row

WHO: Final = "review_who"
WHY: Final = "review_why"
LONGEST_NAME: Final = 80
LONGEST_REASON: Final = 500
REASONS: Final = (
    "Same ship, and time and place fit",
    "The texts tell the same event",
    "Confirmed by a reporting body",
    "Confirmed by the ship, owner or operator",
    "Another ship",
    "Another attack on the same ship",
    "Time or place do not fit",
    "The texts tell different events",
)
GRADES: Final = {"verified": ":material/verified:", "disputed": ":material/balance:", "unfounded": ":material/block:"}
TAKES_EFFECT: Final = "The decision is landed and takes effect with the next run."


def pair(snapshot: Snapshot, found: Pair, around: list[Row]) -> None:
    """Decide whether two reports tell of one incident."""
    one, other = found.ids
    with st.container(border=True):
        ready = _signature()
        with st.container(horizontal=True):
            st.button(
                "Same incident",
                icon=":material/link:",
                type="primary",
                key="review_same",
                shortcut="S",
                disabled=not ready,
                on_click=_land,
                args=("same", [one, other]),
                help="These two reports tell of one incident. What else is linked to either follows its own evidence.",
            )
            st.button(
                "Different incidents",
                icon=":material/link_off:",
                key="review_different",
                shortcut="D",
                disabled=not ready,
                on_click=_land,
                args=("different", [one], [other]),
                help="These two reports never share an incident. Only the two are parted, as only they were looked at: "
                "other reports of either incident follow the evidence and may still belong to one of them.",
            )
        others = [row["report_id"] for row in around if row["report_id"] not in found.ids]
        if others:
            st.caption(f"“Same” brings together with them, as far as the evidence holds: {plain(', '.join(dict.fromkeys(others)))}.")
        _said(ready)
        if waiting := pending.about(snapshot, found.ids):
            st.info(f"Waiting for the next run: {_verdicts(waiting)}.", icon=":material/hourglass_top:")


def incident(snapshot: Snapshot, found: Row, reports: list[Row]) -> None:
    """Grade an incident, part some of its reports from the others, or join it with another one."""
    ids = [report["report_id"] for report in reports]
    with st.container(border=True):
        ready = _signature()
        ways = ["Grade", "Split", "Merge"] if len(ids) > 1 else ["Grade", "Merge"]
        way = st.segmented_control("What to decide", ways, default="Grade", key="review_way", required=True, label_visibility="collapsed")
        if way == "Split":
            _split(ids, ready)
        elif way == "Merge":
            _merge(snapshot, found["incident_id"], ids, ready)
        else:
            _grade(ids, ready)
        _said(ready)
        if waiting := pending.about(snapshot, tuple(ids)):
            st.info(f"Waiting for the next run: {_verdicts(waiting)}.", icon=":material/hourglass_top:")


def history(snapshot: Snapshot, ids: tuple[str, ...]) -> None:
    """Every decision about these reports, each with a way to take it back."""
    known = data.query(review_queue.decisions_on, snapshot, ids)
    waiting = pending.about(snapshot, ids)
    with st.container(border=True):
        st.markdown("**Decisions on these reports**")
        if not known and not waiting:
            st.caption("None so far.")
        for one in waiting:
            undone = any(other.undoes == one.decision_id for other in pending.waiting(snapshot))
            state = "taken back before it took effect" if undone else "waiting for the next run"
            _decision(one.decision_id, one.verdict, one.who, one.made_at, one.why, one.group_a, one.group_b, state, not undone)
        taken_back = {one.undoes for one in pending.waiting(snapshot)}
        for row in known:
            state = DECISION_STATE[row["state"]].title.lower() + (f": {row['state_reason']}" if row["state_reason"] else "")
            open_to_undo = row["state"] != "undone" and row["verdict"] != "undo" and row["decision_id"] not in taken_back
            if row["decision_id"] in taken_back:
                state += "; taken back with the next run"
            _decision(
                row["decision_id"],
                row["verdict"],
                row["who"],
                row["made_at"],
                row["why"],
                row["group_a"],
                row["group_b"],
                state,
                open_to_undo,
            )


def _decision(
    decision_id: str, verdict: str, who: str, made_at: Any, why: str, group_a: Any, group_b: Any, state: str, undoable: bool
) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        title = VERDICT[verdict].title if verdict in VERDICT else verdict
        groups = ", ".join(group_a) + (f" against {', '.join(group_b)}" if len(group_b) else "")
        st.markdown(
            f"**{title}** ({plain(state)}) by {plain(who)}, {short_moment(made_at)} UTC: {plain(why)}  \n:small[{plain(groups)}]",
            width="stretch",
        )
        if undoable:
            signed = _is_signed()
            st.button(
                "Undo",
                icon=":material/undo:",
                type="tertiary",
                key=f"review_undo_{decision_id}",
                disabled=not signed,
                on_click=_land,
                args=("undo", [], [], decision_id),
                help="Take this decision back; it stays on record." if signed else "Sign with your name and a reason first.",
            )


def _signature() -> bool:
    """Name and reason; True when both are given and the present state is shown."""
    if data.as_of() is not None and data.as_of() != data.store().current_id():
        st.info("Decisions are made on the present state.", icon=":material/history:")
        return False
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Your name", key=WHO, max_chars=LONGEST_NAME, persist_state="session", placeholder="Who decides", width=170)
        st.selectbox(
            "Reason",
            REASONS,
            index=None,
            key=WHY,
            accept_new_options=True,
            placeholder="Pick one or write your own",
            help="It is kept with the decision.",
        )
    return _is_signed()


def _is_signed() -> bool:
    present = data.as_of() is None or data.as_of() == data.store().current_id()
    return present and bool(_who() and _why())


def _who() -> str:
    return clean_text(str(st.session_state.get(WHO) or ""))[:LONGEST_NAME]


def _why() -> str:
    return " ".join(str(st.session_state.get(WHY) or "").split())[:LONGEST_REASON]


def _said(ready: bool) -> None:
    """What the last decision came to, or what is missing for one."""
    problem = st.session_state.pop("review_problem", None)
    if problem:
        st.error(plain(problem), title="The decision was not landed", icon=":material/error:")
    elif not ready:
        st.caption(":material/signature: Sign with your name and a reason to decide.")
    else:
        st.caption(TAKES_EFFECT)


def _grade(ids: list[str], ready: bool) -> None:
    with st.container(horizontal=True):
        for verdict, icon in GRADES.items():
            st.button(
                VERDICT[verdict].title,
                icon=icon,
                key=f"review_{verdict}",
                disabled=not ready,
                on_click=_land,
                args=(verdict, ids),
                help=VERDICT[verdict].definition,
            )


def _split(ids: list[str], ready: bool) -> None:
    parted = st.multiselect("Reports to part from the others", ids, key=f"review_parted_{ids[0]}", placeholder="Choose reports")
    rest = [report_id for report_id in ids if report_id not in parted]
    if parted and rest:
        st.caption(f"Parted: {plain(', '.join(parted))}. Stay: {plain(', '.join(rest))}.")
    st.button(
        "Split",
        icon=":material/call_split:",
        type="primary",
        key="review_split",
        disabled=not (ready and parted and rest),
        on_click=_land,
        args=("different", parted, rest),
        help="None of the chosen reports shares an incident with one of the others. Choose some, not all.",
    )


def _merge(snapshot: Snapshot, incident_id: str, ids: list[str], ready: bool) -> None:
    asked = st.text_input(
        "Incident to merge with", key=f"review_merge_{incident_id}", placeholder="Incident id", max_chars=review_state.LONGEST
    )
    other = asked.strip()
    rows = data.query(incidents.incident_reports, snapshot, other) if other and other != incident_id else []
    if other == incident_id:
        st.caption("That is this incident.")
    elif other and not rows:
        st.caption(f"There is no incident {plain(other)}.")
    added = [row["report_id"] for row in rows]
    for row in rows:
        name = row["vessel_name"] or "ship not named"
        st.caption(f":material/add: joins: {plain(' · '.join([row['report_id'], str(row['occurred_on'] or 'day not known'), name]))}")
    st.button(
        "Merge",
        icon=":material/merge:",
        type="primary",
        key="review_merge",
        disabled=not (ready and added),
        on_click=_land,
        args=("same", list(dict.fromkeys([*ids, *added]))),
        help="All reports of both become one incident.",
    )


def _verdicts(waiting: list[decisions.Decision]) -> str:
    return plain(", ".join(f"{VERDICT[one.verdict].title.lower()} by {one.who}" for one in waiting))


def _land(verdict: str, group_a: list[str], group_b: list[str] | None = None, undoes: str | None = None) -> None:
    """Land a decision, then open the next case where this one stood in the queue."""
    try:
        decisions.write(settings.load(), _who(), verdict, group_a, group_b or [], _why(), undoes)
    except (ValueError, OSError) as error:
        st.session_state["review_problem"] = str(error)
        return
    st.session_state[WHY] = None
    st.toast(f"{VERDICT[verdict].title}: landed. It takes effect with the next run.", icon=":material/task_alt:")
    if verdict != "undo":
        review_state.leave()
