"""The sentence above the map, and one click from the last twelve months to all dates and back."""

from __future__ import annotations

import streamlit as st

from analytics.coverage.equal.spans import A_YEAR
from analytics.coverage.recent_end import RecentEnd
from analytics.incidents.map_answer import map_answer
from pages.incident_map import state
from pages.maps import map_texts
from pages.shell import data, page_top, recent_span
from pages.shell import filters as filter_widgets
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import Summary
from warehouse.queries.searching.places import area_title
from warehouse.view import SnapshotView


def show_map_answer(
    snapshot: SnapshotView, asked: Filters, dated: Filters, choices: Choices, summary: Summary, end: RecentEnd | None
) -> None:
    """The answer for the filters `asked` for, which hold the days shown as `dated`."""
    days = recent_span.days_shown(asked, state.OPENS_WITH)
    titles = {code: region.title for code, region in choices.regions.items()}
    by_region = data.query(incidents.incidents_by_region, snapshot, dated)
    note = "last watched day" if days and end is not None and dated.date_to == end.day and not end.is_today else ""
    watch = None if summary.incidents else recent_span.watch_of(snapshot, dated)
    sentence = map_answer(summary, by_region, titles, dated, days, _waters_chosen(asked, choices), note, watch)
    with st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute", wrap=False, key="map_answer"):
        page_top.show_answer(sentence, before_picture=False)
        title, span = ("All dates", recent_span.ALL_DATES) if days != recent_span.ALL_DATES else ("Last 12 months", A_YEAR)
        st.button(title, key="map_dates", type="tertiary", icon=":material/date_range:", on_click=_change_span, args=(span,))


def _waters_chosen(filters: Filters, choices: Choices) -> str:
    if filters.within is not None:
        title = area_title(filters.within)
        return f"{title[0].upper()}{title[1:]}"
    return map_texts.waters_in_words(filters, choices) if filters.regions or filters.areas else ""


def _change_span(days: int) -> None:
    filters = filter_widgets.current_filters()
    filter_widgets.set_filters(filters.without("date_from").without("date_to"))
    recent_span.change_span(days=days)
    state.change_view(time="")
