"""Looking up any incident or report, and how linking works."""

from __future__ import annotations

import streamlit as st

from pages.charts.cards import plain
from pages.link_review import state
from pages.shell import data
from warehouse.contract.codes import Code
from warehouse.contract.link_codes import DOUBT, LINK_OUTCOME, LINK_REASON
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.review import review_queue

_ASKED = "review_asked"


def look_up(snapshot: Snapshot) -> None:
    """A field for the id of an incident or a report: opens the incident with all its links."""
    with st.popover("Look up", icon=":material/search:"):
        st.text_input("Id of an incident or a report", key=_ASKED, max_chars=state.LONGEST, on_change=_open, args=(snapshot,))
        if missing := st.session_state.pop("review_not_found", None):
            st.caption(f":material/search_off: There is no incident or report {plain(missing)}.")


def explain() -> None:
    """What the outcomes, reasons and doubts mean."""
    opened = st.expander("How linking works", icon=":material/school:", key="review_how", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.markdown(
            "Reports that could tell of one event are compared fact by fact. Each comparison weighs for one incident or for two, in "
            "bits: one bit doubles or halves the odds. The weights and the odds before any comparison add up to the weight of the pair. "
            "Then rivals are looked at: a report that fits several others about equally well is linked to none of them, and a link that "
            "would force together reports which contradict one another is not made. What the evidence does not decide is left to "
            "people, and their decisions are applied again on every run; the model never overrides them."
        )
        _codes("Outcomes", LINK_OUTCOME)
        _codes("Reasons", LINK_REASON)
        _codes("Doubts about an incident", DOUBT)


def _codes(title: str, said: dict[str, Code]) -> None:
    st.markdown(f"**{title}**")
    st.table({code.title: code.definition for code in said.values()}, border="horizontal")


def _open(snapshot: Snapshot) -> None:
    asked = str(st.session_state[_ASKED]).strip()
    if not asked:
        return
    rows = data.query(review_queue.incidents_with, snapshot, (asked,))
    named = [row["incident_id"] for row in rows if asked in (row["incident_id"], row["report_id"])]
    if named:
        state.open_case("incident", named[0])
        st.session_state[_ASKED] = ""
    else:
        st.session_state["review_not_found"] = asked
