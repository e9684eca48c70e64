"""Making decisions: who signs, for what reason, and the buttons that record them."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.link_review import pending
from pages.link_review import state as review_state
from pages.link_review.signature import is_signed, land_decision, show_outcome, show_signature
from pages.shell import data
from pages.shell.text import Markdown, plain
from warehouse.contract import decisions
from warehouse.contract.dates import short_moment
from warehouse.contract.link_codes import DECISION_STATE, VERDICT
from warehouse.queries.incidents import incidents
from warehouse.queries.review import review_queue
from warehouse.queries.review.review_queue import ReportPair, Row
from warehouse.view import SnapshotView

GRADES: Final = {"verified": ":material/verified:", "disputed": ":material/balance:", "unfounded": ":material/block:"}


def show_pair_decision(snapshot: SnapshotView, pair: ReportPair, around: list[Row]) -> None:
    """Controls to decide whether two reports describe the same incident."""
    first_id, second_id = pair.ids
    with st.container(border=True):
        ready = show_signature()
        with st.container(horizontal=True):
            st.button(
                "Same incident",
                icon=":material/link:",
                type="primary",
                key="review_same",
                shortcut="S",
                disabled=not ready,
                on_click=land_decision,
                args=("same", [first_id, second_id]),
                help="These two reports describe one incident. Other reports linked to either follow their own evidence.",
            )
            st.button(
                "Different incidents",
                icon=":material/link_off:",
                key="review_different",
                shortcut="D",
                disabled=not ready,
                on_click=land_decision,
                args=("different", [first_id], [second_id]),
                help="These two reports never belong to the same incident. Only these two are separated, because only they were "
                "reviewed: other reports of either incident follow the evidence and may still belong to one of them.",
            )
        others = [row["report_id"] for row in around if row["report_id"] not in pair.ids]
        if others and ready:
            st.caption(f"“Same” also brings in, where the evidence supports it: {plain(', '.join(dict.fromkeys(others)))}.")
        show_outcome(ready)
        if waiting := pending.pending_about(snapshot, pair.ids):
            st.info(f"Waiting for the next run: {_verdicts_in_words(waiting)}.", icon=":material/hourglass_top:")


def show_incident_decision(snapshot: SnapshotView, incident: Row, reports: list[Row]) -> None:
    """Controls to grade an incident, separate some of its reports, or merge it with another incident."""
    ids = [report["report_id"] for report in reports]
    with st.container(border=True):
        ready = show_signature()
        ways = ["Grade", "Split", "Merge"] if len(ids) > 1 else ["Grade", "Merge"]
        way = st.segmented_control("What to decide", ways, default="Grade", key="review_way", required=True, label_visibility="collapsed")
        if way == "Split":
            _show_split(ids, ready)
        elif way == "Merge":
            _show_merge(snapshot, incident["incident_id"], ids, ready)
        else:
            _show_grades(ids, ready)
        show_outcome(ready)
        if waiting := pending.pending_about(snapshot, tuple(ids)):
            st.info(f"Waiting for the next run: {_verdicts_in_words(waiting)}.", icon=":material/hourglass_top:")


def show_decisions(snapshot: SnapshotView, ids: tuple[str, ...]) -> None:
    """Every decision on these reports, each with a button to undo it."""
    published = data.query(review_queue.decisions_on, snapshot, ids)
    waiting = pending.pending_about(snapshot, ids)
    with st.container(border=True):
        st.markdown("**Decisions on these reports**")
        if not published and not waiting:
            st.caption("None so far.")
        for decision in waiting:
            undone = any(other.undoes == decision.decision_id for other in pending.pending_decisions(snapshot))
            state = "undone before it took effect" if undone else "waiting for the next run"
            _show_decision(
                decision.decision_id,
                decision.verdict,
                decision.who,
                decision.made_at,
                decision.why,
                decision.group_a,
                decision.group_b,
                state,
                not undone,
            )
        taken_back = {decision.undoes for decision in pending.pending_decisions(snapshot)}
        for row in published:
            state = DECISION_STATE[row["state"]].title.lower() + (f": {row['state_reason']}" if row["state_reason"] else "")
            open_to_undo = row["state"] != "undone" and row["verdict"] != "undo" and row["decision_id"] not in taken_back
            if row["decision_id"] in taken_back:
                state += "; to be undone with the next run"
            _show_decision(
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


def _show_decision(
    decision_id: str, verdict: str, who: str, made_at: Any, why: str, group_a: Any, group_b: Any, state: str, undoable: bool
) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        title = VERDICT[verdict].title if verdict in VERDICT else verdict
        groups = ", ".join(group_a) + (f" against {', '.join(group_b)}" if len(group_b) else "")
        st.markdown(
            f"**{plain(title)}** ({plain(state)}) by {plain(who)}, {short_moment(made_at)} UTC: {plain(why)}  \n:small[{plain(groups)}]",
            width="stretch",
        )
        if undoable:
            signed = is_signed()
            st.button(
                "Undo",
                icon=":material/undo:",
                type="tertiary",
                key=f"review_undo_{decision_id}",
                disabled=not signed,
                on_click=land_decision,
                args=("undo", [], [], decision_id),
                help="Undo this decision; it stays on record." if signed else "Enter your name and a reason first.",
            )


def _show_grades(ids: list[str], ready: bool) -> None:
    with st.container(horizontal=True):
        for verdict, icon in GRADES.items():
            st.button(
                VERDICT[verdict].title,
                icon=icon,
                key=f"review_{verdict}",
                disabled=not ready,
                on_click=land_decision,
                args=(verdict, ids),
                help=VERDICT[verdict].definition,
            )


def _show_split(ids: list[str], ready: bool) -> None:
    parted = st.multiselect("Reports to separate from the others", ids, key=f"review_parted_{ids[0]}", placeholder="Choose reports")
    remaining = [report_id for report_id in ids if report_id not in parted]
    if parted and remaining:
        st.caption(f"Separated: {plain(', '.join(parted))}. Remaining: {plain(', '.join(remaining))}.")
    st.button(
        "Split",
        icon=":material/call_split:",
        type="primary",
        key="review_split",
        disabled=not (ready and parted and remaining),
        on_click=land_decision,
        args=("different", parted, remaining),
        help="None of the chosen reports will share an incident with any of the others. Choose some, not all.",
    )


def _show_merge(snapshot: SnapshotView, incident_id: str, ids: list[str], ready: bool) -> None:
    entered = st.text_input(
        "Incident to merge with", key=f"review_merge_{incident_id}", placeholder="Incident id", max_chars=review_state.LONGEST
    )
    other = entered.strip()
    # The id of a report is accepted by other pages; here it must be the incident's own, since all its reports are merged.
    rows = data.query(incidents.incident_reports, snapshot, other) if other and other != incident_id else []
    if other == incident_id:
        st.caption("That is this incident.")
    elif other and not rows:
        st.caption(f"There is no incident {plain(other)}.")
    added = [row["report_id"] for row in rows]
    for row in rows:
        name = row["vessel_name"] or "ship not named"
        st.caption(f":material/add: to be added: {plain(' · '.join([row['report_id'], str(row['occurred_on'] or 'day not known'), name]))}")
    st.button(
        "Merge",
        icon=":material/merge:",
        type="primary",
        key="review_merge",
        disabled=not (ready and added),
        on_click=land_decision,
        args=("same", list(dict.fromkeys([*ids, *added]))),
        help="All reports of both become one incident.",
    )


def _verdicts_in_words(waiting: list[decisions.Decision]) -> Markdown:
    return plain(", ".join(f"{VERDICT[decision.verdict].title.lower()} by {decision.who}" for decision in waiting))
