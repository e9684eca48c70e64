"""Regional risk: what is likely to be recorded next in each sea region, how sure that is, and where nobody watches."""

from __future__ import annotations

import streamlit as st

from analytics.coverage.constant_sources import LEAST_DAYS
from analytics.coverage.source_watch import last_day_of_long_record
from analytics.coverage.watchkeeping import source_watches
from analytics.risk.answers import forecast_answer, headline
from analytics.risk.assessment import assess_regions
from analytics.risk.key_figures import level_key_figures
from analytics.risk.recent import recent_counts
from analytics.risk.region_map import region_map
from pages.charts import cards
from pages.regional_risk import state
from pages.regional_risk.closer_look import show_closer_look
from pages.regional_risk.forecast_table import show_forecasts, show_method
from pages.regional_risk.highest import highest_levels, show_highest
from pages.regional_risk.region_panel import show_history, show_region
from pages.regional_risk.risk_map import show_map_notes, show_risk_map
from pages.server import first_paint
from pages.shell import data, page_top, recent_span
from pages.shell.text import plain
from warehouse.contract.dates import day_in_words
from warehouse.filters import Filters
from warehouse.queries.sources import sources as source_queries
from warehouse.reference import geography

EVERYTHING = Filters()

snapshot = data.snapshot()
now = data.now(snapshot)
watches = data.query(source_watches, snapshot, now)
recent_end = recent_span.recent_end(snapshot, EVERYTHING)

top = page_top.show_page_top("Regional risk", snapshot)
if recent_end is None:
    st.info("The snapshot holds no dated report.", icon=":material/inbox:")
    st.stop()

titles = {code: region.title for code, region in geography.sea_regions().items()} | data.query(source_queries.region_titles, snapshot)
with top.controls:
    choice = state.show_controls(watches, recent_end, titles)
top.show_link(**{recent_span.UNTIL: choice.as_of.isoformat()})
top.show_silence(Filters(date_to=choice.as_of))
assessed = data.query(assess_regions, snapshot, EVERYTHING, choice.as_of, choice.horizon, now)
forecast = assessed.forecast_for(choice.region, choice.group) if choice.region else None

# Readers who chose the day themselves need not be told why it is not today.
explains_day = choice.as_of == recent_end.day and not recent_end.is_today
day_note = "last watched" if explains_day else ""
if forecast:
    page_top.show_answer(forecast_answer(forecast, assessed, day_note))
else:
    # The list beside the map names the regions at lower levels.
    page_top.show_answer(headline(assessed, choice.group, day_note, most_levels=1))
if not any(row.numbers for row in assessed.of_group(choice.group)):
    day = last_day_of_long_record(watches, LEAST_DAYS, now.date())
    if day is not None and day != choice.as_of:
        label = f"Show {day_in_words(day)}, the last day that can be forecast"
        # A button, not a link: on the same page a link would change the session and not the address.
        st.button(plain(label), icon=":material/history:", type="tertiary", on_click=state.change_day, args=(day,))

left, right = st.columns([5, 2])
with right:
    if forecast:
        show_region(forecast, assessed)
    else:
        show_highest(assessed, choice.group)
first_paint.note_light_parts()
drawn = region_map(assessed, choice.group)
with left:
    show_risk_map(drawn, choice.region, () if forecast else highest_levels(assessed, choice.group))
if forecast:
    # Only now: at a million incidents it takes a second, and the map is on the screen meanwhile.
    recent = data.query(recent_counts, snapshot, EVERYTHING, choice.as_of, assessed.settled, now)
    show_history(forecast, assessed, recent, snapshot)
show_forecasts(assessed, choice.group, snapshot)
show_closer_look(snapshot, choice, assessed, now)
with page_top.details("Details: the map's sources and notes, how levels are made"):
    if explains_day:
        st.markdown(plain(recent_end.reason))
    show_map_notes(drawn, snapshot, assessed)
    cards.show_key_figures(level_key_figures(assessed, choice.group))
    show_method()
