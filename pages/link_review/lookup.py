"""Looking up any incident or report, and how linking works."""

from __future__ import annotations

import streamlit as st

from pages.link_review import state
from pages.shell import data
from pages.shell.text import plain
from warehouse.contract.codes import Code
from warehouse.contract.link_codes import DOUBT, LINK_OUTCOME, LINK_REASON
from warehouse.contract.snapshot import SnapshotError
from warehouse.queries.review import review_queue
from warehouse.view import SnapshotView

_ASKED = "review_asked"


def show_look_up(snapshot: SnapshotView) -> None:
    """A field for the id of an incident or report, which opens the incident with all its links."""
    with st.popover("Look up", icon=":material/search:"):
        st.text_input("Id of an incident or a report", key=_ASKED, max_chars=state.LONGEST, on_change=_on_look_up, args=(snapshot,))
        if missing := st.session_state.pop("review_not_found", None):
            st.caption(f":material/search_off: There is no incident or report {plain(missing)}.")


def show_explanation() -> None:
    """An explanation of linking, with the meaning of outcomes, reasons and doubts."""
    opened = st.expander("How linking works", icon=":material/school:", key="review_how", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.markdown(
            "Reports that could describe the same event are compared fact by fact. Each comparison counts for or against a single "
            "incident, in bits: one bit doubles or halves the odds. These weights and the prior odds add up to the weight of the pair. "
            "Rivals are considered next: a report that fits several others about equally well is linked to none of them, and a link that "
            "would join reports that contradict one another is not made. What the evidence leaves open is for people to decide; their "
            "decisions are applied again on every run, and the model never overrides them."
        )
        _show_codes("Outcomes", LINK_OUTCOME)
        _show_codes("Reasons", LINK_REASON)
        _show_codes("Doubts about an incident", DOUBT)


def _show_codes(title: str, codes: dict[str, Code]) -> None:
    st.markdown(f"**{plain(title)}**")
    st.table({plain(code.title): plain(code.definition) for code in codes.values()}, border="horizontal")


def _on_look_up(snapshot: SnapshotView) -> None:
    entered = str(st.session_state[_ASKED]).strip()
    if not entered:
        return
    try:
        rows = data.query(review_queue.incidents_with, data.reopened(snapshot), (entered,))
    except SnapshotError:
        # The run that follows says what has become of the snapshots.
        return
    matching = [row["incident_id"] for row in rows if entered in (row["incident_id"], row["report_id"])]
    if matching:
        state.open_case("incident", matching[0])
        st.session_state[_ASKED] = ""
    else:
        st.session_state["review_not_found"] = entered
