"""What an analyst does to a report: the verdict, questions, taking back, and the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from members.access import Person
from members.desk.queue import DeskReport, names_of
from members.desk.urgency import MOST_URGENT
from members.desk.verdicts import CREDIBILITIES, RELIABILITIES, USUAL_CREDIBILITY, Verdict, ask_reporter, judge_report, undo_verdict
from members.errors import MembersError
from members.reports.deeds import LONGEST_MESSAGE, PUBLISHED
from members.store import MemberStore
from members.store.tables import VERDICTS
from pages.desk import on_behalf
from pages.desk.queue import STATE_IN_WORDS, open_report
from pages.shell import failures
from pages.shell.text import as_it_stands, plain
from warehouse.contract.dates import short_day, short_moment
from warehouse.contract.taxonomy import CREDIBILITY, RELIABILITY

_OUTCOME: Final = "desk_outcome"
_DEED_IN_WORDS: Final = {"asked": "asked", "proposed": "accepts; another analyst must agree", "judged": "judged", "undone": "took back"}


def show_judging(store: MemberStore, person: Person, report: DeskReport) -> None:
    """The verdict. Keys hold the report's id, so that nothing chosen for one report is sent for another."""
    key = report.item.report_id
    st.subheader("Verdict", anchor=False)
    state = report.item.state
    st.caption(plain(f"Now: {STATE_IN_WORDS[state]}."))
    if state == "withdrawn":
        return
    is_severe = report.item.urgency == MOST_URGENT and state not in PUBLISHED
    verdict = st.selectbox(
        "What is it?", VERDICTS, key=f"verdict_{key}", format_func=lambda code: plain(STATE_IN_WORDS[code]).capitalize(), index=None,
        placeholder="Choose a verdict",
    )  # fmt: skip
    if is_severe and verdict in PUBLISHED:
        _say_who_must_agree(person, state)
    # Only what is published is graded: fields that are switched off would be too pale to read.
    reliability, credibility = _show_grades(key, verdict) if verdict in PUBLISHED else (RELIABILITIES[-1], "")
    of = st.text_input("Duplicate of (report or incident)", key=f"of_{key}", max_chars=200) if verdict == "duplicate" else ""
    alone = False
    if is_severe and verdict in PUBLISHED and person.is_local:
        alone = st.checkbox("I run this desk alone and accept it alone; the log says so", key=f"alone_{key}")
    account = on_behalf.show_account(report) if verdict in PUBLISHED else None
    reason = st.text_area("Why", key=f"why_{key}", max_chars=LONGEST_MESSAGE, height=80)
    judged = Verdict(verdict or "", reason, reliability, credibility, of, account)
    st.button(
        "Save the verdict", type="primary", disabled=verdict is None or not reason.strip(), key=f"judge_{key}",
        on_click=_do, args=("Saved.", True, lambda: judge_report(store, key, judged, person, alone=alone)),
    )  # fmt: skip


def _show_grades(key: str, verdict: str) -> tuple[str, str]:
    """Admiralty grades of source and report, as the analyst chooses them."""
    with st.container(horizontal=True):
        reliability = st.selectbox(
            "Source graded", RELIABILITIES, index=len(RELIABILITIES) - 1, key=f"reliability_{key}",
            format_func=lambda code: plain(RELIABILITY[code].title),
        )  # fmt: skip
        credibility = st.selectbox(
            "Report graded", CREDIBILITIES, index=CREDIBILITIES.index(USUAL_CREDIBILITY[verdict]), key=f"credibility_{key}_{verdict}",
            format_func=lambda code: plain(CREDIBILITY[code].title),
        )  # fmt: skip
    return reliability, credibility


def _say_who_must_agree(person: Person, state: str) -> None:
    if state == "second_look":
        st.info("Severe: one analyst has accepted it. A different one must agree.", icon=":material/group:")
    elif person.is_local:
        st.info("Severe: two analysts must accept it. No sign-in is set up, so you may confirm it alone.", icon=":material/group:")
    else:
        st.info("Severe: after you, another analyst must accept it too.", icon=":material/group:")


def show_conversation(store: MemberStore, person: Person, report: DeskReport) -> None:
    """Messages, and a question to the reporter."""
    key = report.item.report_id
    st.subheader("Questions", anchor=False)
    for author, text, day in report.messages:
        with st.container(border=True):
            st.text(as_it_stands(text))
            st.caption(plain(f"{'Desk' if author == 'desk' else 'Reporter'}, {short_day(day)}"))
    if report.item.state == "withdrawn":
        return
    question = st.text_area("Ask the reporter", key=f"question_{key}_{len(report.messages)}", max_chars=LONGEST_MESSAGE, height=80)
    st.caption("The reporter reads it by the receipt, whenever that is. Do not ask for a name.")
    st.button(
        "Send the question", key=f"ask_{key}", disabled=not question.strip(),
        on_click=_do, args=("Sent.", False, lambda: ask_reporter(store, key, question, person)),
    )  # fmt: skip


def show_log(store: MemberStore, person: Person, report: DeskReport) -> None:
    """Who did what to the report, and taking the last verdict back."""
    key = report.item.report_id
    if not report.log:
        return
    names = names_of(store, [line.who for line in report.log])
    with st.expander("Log", icon=":material/history:"):
        for line in reversed(report.log):
            to = line.detail.get("to", "")
            words = f"{names.get(line.who, line.who)} {_DEED_IN_WORDS[line.deed]} {STATE_IN_WORDS.get(to, '')}".strip()
            alone = " (alone)" if line.detail.get("alone") else ""
            behalf = ", on its sender's behalf" if line.detail.get("account") else ""
            st.markdown(f"**{plain(words)}**{alone}{behalf}, {plain(short_moment(line.at))} UTC")
            if line.reason:
                st.text(as_it_stands(line.reason))
        why = st.text_input("Why take the last verdict back?", key=f"undo_why_{key}_{len(report.log)}", max_chars=LONGEST_MESSAGE)
        st.button(
            "Take the last verdict back", icon=":material/undo:", key=f"undo_{key}", disabled=not why.strip(),
            on_click=_do, args=("Taken back.", False, lambda: undo_verdict(store, key, why, person)),
        )  # fmt: skip


def _do(done: str, closes: bool, deed: Callable[[], object]) -> None:
    """Do it, and remember what to say of it; the next report opens after a verdict."""
    try:
        state = deed()
    except MembersError as error:
        failures.log(error)
        st.session_state[_OUTCOME] = ("error", str(error))
        return
    words = "Saved. It is severe: another analyst must accept it too." if state == "second_look" else done
    st.session_state[_OUTCOME] = ("success", words)
    if closes:
        open_report("")


def show_outcome() -> None:
    """What came of the last deed, once."""
    kind, words = st.session_state.pop(_OUTCOME, ("", ""))
    if kind == "error":
        st.error(plain(words), icon=":material/error:")
    elif kind:
        st.success(plain(words), icon=":material/check:")
