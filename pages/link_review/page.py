"""Link review: an analyst works through links that the evidence does not decide, and audits the others."""

from __future__ import annotations

import streamlit as st

from pages.charts import cards
from pages.link_review import case as review_case
from pages.link_review import filters, lookup, queue, state
from pages.link_review import pending as review_pending
from pages.shell import data, page_top
from pages.shell.notices import banner
from pages.shell.text import plain
from warehouse.queries.filtering import choices
from warehouse.queries.review import review_queue

snapshot = data.snapshot()
offered = data.query(choices.filter_choices, snapshot)
chosen, case, ignored = state.read_address(offered)
pending = review_pending.pending_decisions(snapshot)
settled = review_pending.settled_keys(snapshot, pending)

st.title("Link review", anchor=False)
banner.show_banner(snapshot)
for note in ignored:
    st.warning(plain(note), icon=":material/link_off:")
review_pending.show_pending(snapshot, pending)
counts = data.query(review_queue.queue_counts, snapshot, chosen, settled)
total = sum(count for kind, count in counts.items() if not chosen.kinds or kind in chosen.kinds)
at = queue.locate_case(snapshot, chosen, settled, case, total)
state.write_address(at.case)
cases = f"{total:,} doubtful link{'' if total == 1 else 's'} or incident{'' if total == 1 else 's'}"
page_top.show_answer(f"For specialists: {cases}, most serious first.")

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    queue.show_position(at)
    lookup.show_look_up(snapshot)
queue.show_queue(snapshot, chosen, settled, at)
if at.case is None:
    queue.show_empty_queue(snapshot, chosen, len(pending))
elif at.case.kind == "pair":
    review_case.show_pair(snapshot, at.case.key)
else:
    review_case.show_incident(snapshot, at.case.key)
lookup.show_explanation()
st.page_link(
    "pages/data_sources/page.py",
    label="Reports whose facts are doubtful",
    icon=":material/rule:",
    query_params={"tab": "Warnings"},
)
st.caption(plain(f"{cards.data_stamp(snapshot)}."))
filters.filter_sidebar(offered, counts, data.query(review_queue.report_years, snapshot))
