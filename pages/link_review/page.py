"""Link review: an analyst works through links that the evidence does not decide, and audits the others."""

from __future__ import annotations

import streamlit as st

from pages.charts import cards
from pages.link_review import case as review_case
from pages.link_review import filters, lookup, queue, state
from pages.link_review import pending as review_pending
from pages.shell import banner, data
from warehouse.queries.filtering import choices
from warehouse.queries.review import review_queue

snapshot = data.snapshot()
offered = data.query(choices.choices, snapshot)
chosen, case, ignored = state.read(offered)
pending = review_pending.waiting(snapshot)
settled = review_pending.settled(snapshot, pending)

st.title("Link review", anchor=False)
banner.show(snapshot)
for note in ignored:
    st.warning(note, icon=":material/link_off:")
review_pending.show(snapshot, pending)
counts = data.query(review_queue.counts, snapshot, chosen, settled)
total = sum(count for kind, count in counts.items() if not chosen.kinds or kind in chosen.kinds)
at = queue.locate(snapshot, chosen, settled, case, total)
state.write(at.case)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    queue.bar(at)
    filters.kinds(chosen, counts)
    lookup.look_up(snapshot)
queue.listing(snapshot, chosen, settled, at)
if at.case is None:
    queue.nothing(snapshot, chosen, len(pending))
elif at.case.kind == "pair":
    review_case.pair(snapshot, at.case.key)
else:
    review_case.incident(snapshot, at.case.key)
lookup.explain()
st.caption(cards.plain(f"{cards.stamp(snapshot)}."))
filters.sidebar(offered, data.query(review_queue.years, snapshot))
