"""Publishing on a sender's behalf: the fields for the desk's own account of a report."""

from __future__ import annotations

import streamlit as st

from members.desk.on_behalf import DeskAccount
from members.desk.queue import DeskReport
from members.reports.forms import LONGEST_LINE, LONGEST_TEXT
from members.reports.identifying import find_identifying
from pages.shell.text import plain


def show_account(report: DeskReport) -> DeskAccount | None:
    """What the desk publishes in the sender's place; None where the sender's own answers are. Once begun it is not left off again."""
    key, known = report.item.report_id, report.account
    chosen = known is not None or st.checkbox(
        "Publish on the sender's behalf", key=f"behalf_{key}",
        help="In the desk's words: nothing that only the sender could have said goes out, and the desk stands as its publisher.",
    )  # fmt: skip
    if not chosen:
        return None
    place = st.text_input(
        "Where, as published", known["place"] if known else report.item.answers.get("place", ""), key=f"behalf_place_{key}",
        max_chars=LONGEST_LINE,
    )  # fmt: skip
    narrative = st.text_area(
        "What happened, as published", known["narrative"] if known else "", key=f"behalf_words_{key}", max_chars=LONGEST_TEXT, height=120
    )
    told = f"{place}\n{narrative}"
    if revealing := find_identifying(told):
        found = ", ".join(f"“{told[finding.start : finding.end]}” ({finding.what})" for finding in revealing)
        st.warning(plain(f"This could tell who it was: {found}."), icon=":material/visibility:")
    st.caption(
        "Besides these, only the kind of incident, the day, the position to half a degree, how many people, their weapons, harm to the "
        "crew and whether the ship was under way go out. What was published before stays among the landed files."
    )
    return DeskAccount(place, narrative)
