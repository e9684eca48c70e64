"""Link review: an analyst works through links that the evidence does not decide, and audits the others."""

from __future__ import annotations

import streamlit as st

from pages.ui import banner, cards, data, navigation, review_case, review_filters, review_pending, review_queue, review_state, review_words
from warehouse.queries import choices, links

navigation.enter()
snapshot = data.snapshot()
offered = data.query(choices.choices, snapshot)
chosen, case, ignored = review_state.read(offered)
pending = review_pending.waiting(snapshot)
settled = review_pending.settled(snapshot, pending)

st.title("Link review", anchor=False)
banner.show(snapshot)
for note in ignored:
    st.warning(note, icon=":material/link_off:")
review_pending.show(snapshot, pending)
counts = data.query(links.counts, snapshot, chosen, settled)
total = sum(count for kind, count in counts.items() if not chosen.kinds or kind in chosen.kinds)
at = review_queue.locate(snapshot, chosen, settled, case, total)
review_state.write(at.case)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    review_queue.bar(at)
    review_filters.kinds(chosen, counts)
    review_words.look_up(snapshot)
review_queue.listing(snapshot, chosen, settled, at)
if at.case is None:
    review_queue.nothing(snapshot, chosen, len(pending))
elif at.case.kind == "pair":
    review_case.pair(snapshot, at.case.key)
else:
    review_case.incident(snapshot, at.case.key)
review_words.explain()
st.caption(cards.plain(f"{cards.stamp(snapshot)}."))
review_filters.sidebar(offered, data.query(links.years, snapshot))
