"""Weekly summary: seven days in the briefing's sentences, with the map, a PDF, and the choice to have it mailed every week."""

from __future__ import annotations

import streamlit as st

from briefing.document import finding
from briefing.weekly import TITLE, compose_week, with_events
from members.weekly.events import event_lines, strictest_mark
from pages.shell import data, page_top, recent_span
from pages.shell.access import attempts
from pages.shell.text import plain
from pages.weekly_summary import by_mail, coming, parts, week, week_map
from warehouse import cache
from warehouse.filters import Filters

snapshot = data.snapshot()
now = data.now(snapshot)
choice = by_mail.own_choice()
recent = recent_span.recent_end(snapshot, Filters())
latest = week.latest_last_day(now.date(), choice)
shown, note = week.shown_last_day(latest, recent)

top = page_top.show_page_top(TITLE, snapshot, figures_of=Filters(date_to=shown))
if note:
    st.warning(plain(note), icon=":material/link_off:")
attempts.show_fault()
# What is to come belongs to the latest week alone.
events = coming.events_shown(now) if shown == latest or week.UNTIL not in st.query_params else []
with st.spinner("Composing the week …"):
    composed = cache.build_document(compose_week, snapshot, shown, now, strictest_mark(events))
composed = with_events(composed, event_lines(events, choice.zone if choice else "UTC"))
page_top.show_answer(f"{finding(composed)}.", recent if shown < latest and week.UNTIL not in st.query_params else None)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    week.show_steps(shown, latest)
    parts.show_pdf_button(composed)
    by_mail.show_choice(choice)
parts.show_figures(composed)
left, right = st.columns([5, 2])
with left:
    week_map.show_map(composed)
with right:
    parts.show_where(composed)
parts.show_sections(composed)
with page_top.details():
    parts.show_credits(composed)
top.show_link(until=shown.isoformat())
