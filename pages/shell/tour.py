"""A tour of five pages, offered with simulated data and in the glossary: what each page answers, told along one story where there is one.

The session knows only whether the tour is on: which step is shown follows from the page, so that a reader may leave the path, and come
back to it by the navigation as well as by the tour's own links.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import streamlit as st

from analytics.coverage.recent_end import recent_end_of
from analytics.describe.words import span_in_words
from analytics.situation.story import DAYS, YEARS, Story, story_up_to
from pages.shell import data
from pages.shell.address import current_page
from pages.shell.text import plain
from warehouse.view import SnapshotView

_ON: Final = "_tour"
FIVE_YEARS: Final = timedelta(days=1826)


@dataclass(frozen=True, slots=True)
class TourStep:
    """A page of the tour, what to look at there, and the parameters that it is opened with."""

    page: str
    title: str
    text: str
    query: dict[str, str] = field(default_factory=dict)

    @property
    def script(self) -> str:
        return f"pages/{self.page}/page.py"


STEPS: Final = (
    TourStep(
        "overview",
        "Overview",
        "The last 30 watched days in one sentence, on a map, and what needs attention. A mark or a name opens its case.",
    ),
    TourStep("incident_map", "Incident map", "Every incident, each counted once however many bodies report it. The sidebar narrows them."),
    TourStep("trends", "Trends", "What has changed, and whether the change is in crime or only in who was reporting."),
    TourStep(
        "incident", "Incident", "One case: what happened, the reports behind it and what happened nearby. Search by ship, place or words."
    ),
    TourStep("board_briefing", "Briefing", "Waters and days of your choice as slides or PDF, with sources and what is not known."),
)


def is_on() -> bool:
    """Whether this session is on the tour."""
    return bool(st.session_state.get(_ON))


def offer_tour() -> None:
    """The button that begins the tour on the page shown, or says where it goes on."""
    if not is_on():
        st.button("Take the tour", icon=":material/tour:", type="tertiary", key="take_tour", on_click=_turn, args=(True,))


def tour_steps(story: Story | None) -> tuple[TourStep, ...]:
    """The steps, those from the map on along the story where there is one."""
    if story is None:
        return STEPS
    overview, incident_map, trends, incident, briefing = STEPS
    there_and_then = story.filters.to_query()
    longer = replace(story.filters, date_from=story.last - FIVE_YEARS).to_query()
    span, ships = span_in_words((story.first, story.last)), f"{story.taken} {'case' if story.taken == 1 else 'cases'}"
    return (
        overview,
        replace(
            incident_map,
            text=f"A story to follow: {story.region_title}, {span}. Ships hijacked or people kidnapped in {ships}: no other "
            f"waters had more within {DAYS} days in these {YEARS} years. The map shows these cases and all else there.",
            query=there_and_then | {"colour": "severity"},
        ),
        replace(trends, text="Was that unusual? The same waters over five years.", query=longer),
        replace(incident, text="The gravest of these cases: what happened, and every report behind it.", query={"id": story.incident_id}),
        replace(briefing, text="The same waters and days for the board, as slides or PDF.", query=there_and_then),
    )


def show_step(snapshot: SnapshotView) -> None:
    """What to look at on this page and where to go on, while the tour is on."""
    if not is_on():
        return
    steps = tour_steps(_story(snapshot))
    page = current_page()
    at = next((place for place, step in enumerate(steps) if page == step.page or (not page and place == 0)), None)
    with st.container(border=True, key="tour"):
        if at is None:
            st.markdown(f"**Tour**: this page is not on it; {len(steps):d} others are.")
        else:
            step = steps[at]
            st.markdown(f"**Tour, {at + 1:d} of {len(steps):d}: {plain(step.title)}.** {plain(step.text)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            before, after = (None, steps[0]) if at is None else (at and steps[at - 1], steps[at + 1] if at + 1 < len(steps) else None)
            if before:
                _step_link(before, f"Back: {before.title}", ":material/arrow_back:")
            if after:
                _step_link(after, f"Next: {after.title}", ":material/arrow_forward:")
            st.button("End the tour", icon=":material/close:", type="tertiary", key="end_tour", on_click=_turn, args=(False,))


def _step_link(step: TourStep, label: str, icon: str) -> None:
    kept = data.as_of()
    st.page_link(page=step.script, label=plain(label), icon=icon, query_params=step.query | ({data.AS_OF: kept} if kept else {}))


def _story(snapshot: SnapshotView) -> Story | None:
    # Of real incidents none is made a story of: which one matters is for the reader to say.
    if not snapshot.is_demo:
        return None
    end = data.query(recent_end_of, snapshot, data.now(snapshot))
    return None if end is None else data.query(story_up_to, snapshot, end.day)


def _turn(on: bool) -> None:
    st.session_state[_ON] = on
