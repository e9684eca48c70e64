"""Time on the map: month by month, or year by year over a long span, by hand or played."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analytics.coverage.region_watch import WATCH_STATE_TITLES, WatchState
from analytics.incidents.time_steps import TimeStep, time_steps
from pages.incident_map import state
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import Summary

SECONDS: Final = 1.2
"""Between two steps of the play: a step takes about half a second to arrive and be drawn."""

_STARTED: Final = "map_time_started"
"""Session key: the play begins with the step shown, without moving on first."""


def steps_of(filters: Filters, summary: Summary) -> tuple[TimeStep, ...]:
    """The steps of the days that are chosen, as far as there are incidents on them; empty without a dated one."""
    first, last = filters.date_from or summary.first_on, filters.date_to or summary.last_on
    return time_steps(first, last) if first and last else ()


def current_step(steps: tuple[TimeStep, ...]) -> TimeStep | None:
    """The step that the view names, moved on by one while time is played; None while the whole span is shown."""
    code = state.current_view().time
    if not code or not steps:
        return None
    place = next((place for place, step in enumerate(steps) if step.code == code), None)
    if place is None:
        # From an address of other days, or months where the span now goes by years.
        place = 0
    elif state.is_playing() and not st.session_state.pop(_STARTED, False):
        place += 1
    if place >= len(steps):
        state.set_playing(False)
        st.rerun()
    if steps[place].code != code:
        state.change_view(time=steps[place].code)
    return steps[place]


def show_play_button(active: bool) -> None:
    """Opens the bar of time, or closes it."""
    label, icon = ("All at once", ":material/close:") if active else ("Play", ":material/play_arrow:")
    st.button(label, icon=icon, key="map_time_open", on_click=_close if active else _open, help=plain("Month by month, or year by year"))


def show_time_bar(steps: tuple[TimeStep, ...], step: TimeStep, count: int, watched: WatchState) -> None:
    """Play or pause, the steps, and what the present one holds; for a count of 0, whether somebody `watched`."""
    titles = {each.code: each.title for each in steps}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="map_time"):
        playing = state.is_playing()
        icon, label = (":material/pause:", "Pause") if playing else (":material/play_arrow:", "Play on")
        st.button(icon, key="map_time_play", help=plain(label), on_click=_pause if playing else _play, args=(steps, step))
        if playing:
            # No slider: it would report a step that the play has left behind meanwhile.
            st.progress((steps.index(step) + 1) / len(steps))
        elif len(steps) > 1:
            st.session_state["map_time_step"] = step.code
            st.select_slider(
                "Time",
                list(titles),
                key="map_time_step",
                format_func=lambda code: plain(titles[code]),
                label_visibility="collapsed",
                on_change=_on_slider,
            )
        holds = f"{count:,} incident{'' if count == 1 else 's'}" if count else WATCH_STATE_TITLES[watched].lower()
        st.markdown(plain(f"{step.title}: {holds}"), width="content")


def _open() -> None:
    # Any code that no step has: the first step is then shown.
    state.change_view(time="1900", incident=None, cell=None)
    st.session_state[_STARTED] = True
    state.set_playing(True)
    st.rerun()


def _close() -> None:
    state.set_playing(False)
    state.change_view(time="")
    st.rerun()


def _play(steps: tuple[TimeStep, ...], step: TimeStep) -> None:
    if step == steps[-1]:
        state.change_view(time=steps[0].code)
        st.session_state[_STARTED] = True
    state.set_playing(True)
    st.rerun()


def _pause(_steps: tuple[TimeStep, ...], _step: TimeStep) -> None:
    state.set_playing(False)
    st.rerun()


def _on_slider() -> None:
    state.change_view(time=st.session_state["map_time_step"])
