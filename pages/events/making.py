"""The fields of an event, and making one."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import available_timezones

import streamlit as st

from members.access import Deed, Person, may
from members.community.groups import GroupRow
from members.events.organising import LONGEST_AGENDA, LONGEST_TITLE, MOST_PLACES, EventText, NewEvent, make_event
from members.events.times import MOST_DATES
from members.store.event_tables import REPEATS
from pages.events import state
from pages.shell import access
from pages.shell.access.attempts import attempt, field
from warehouse.contract.taxonomy import MARKS, TLP_CODE

_NEW: Final = "new_event"
_FOR_ALL: Final = ""
_REPEATS: Final = {
    "once": "Once", "weekly": "Every week", "fortnightly": "Every two weeks", "monthly": "Every month, on the same weekday",
}  # fmt: skip
_USUAL_MARK: Final = "GREEN"


def show_making(person: Person, groups: list[GroupRow], zone: str) -> None:
    """The fields of a new event, folded away, for those who may make one."""
    names = {_FOR_ALL: "All members"} if may(person, Deed.MODERATE) else {}
    names |= {group.group_id: group.name for group in groups if group.is_moderator}
    if not names:
        return
    with st.expander("Plan an event", icon=":material/event_note:"):
        show_text_fields(_NEW, EventText(""))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox("For whom", list(names), key=f"{_NEW}_group", format_func=names.__getitem__, width=220)
            show_time_fields(_NEW, datetime.combine(state.local(state.now(), zone).date() + timedelta(days=7), time(14)), 60)
            zones = sorted(available_timezones())
            st.selectbox("Time zone", zones, index=zones.index(zone) if zone in zones else None, key=f"{_NEW}_zone", width=220)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            repeats = st.selectbox("Repeats", REPEATS, key=f"{_NEW}_repeats", format_func=_REPEATS.__getitem__, width=280)
            if repeats != REPEATS[0]:
                st.number_input("Number of dates", 2, MOST_DATES, 6, key=f"{_NEW}_count", width=160)
        st.button("Plan it", type="primary", key=f"{_NEW}_make", on_click=_make)


def show_text_fields(key: str, text: EventText) -> None:
    """What an event says; marks stricter than the present one alone, where it has one."""
    st.text_input("Title", text.title, key=f"{key}_title", max_chars=LONGEST_TITLE)
    st.text_input("Speakers", text.speakers, key=f"{key}_speakers", max_chars=500)
    st.text_area("Agenda", text.agenda, key=f"{key}_agenda", max_chars=LONGEST_AGENDA, help="Markdown, as in Chatter.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Place", text.place, key=f"{key}_place", max_chars=300)
        st.text_input(
            "Join link", text.join_link, key=f"{key}_join_link", max_chars=1000, help="Of any conference service; shown with a place alone."
        )
        st.number_input(
            "Places",
            0,
            MOST_PLACES,
            text.places or 0,
            key=f"{key}_places",
            help="0: as many as come. Then there is a waiting list.",
            width=130,
        )
        marks = [mark for mark in access.current_reader().marks if not text.title or MARKS.index(mark) >= MARKS.index(text.tlp)]
        usual = text.tlp if text.title else _USUAL_MARK
        st.selectbox(
            "TLP", marks, index=marks.index(usual) if usual in marks else 0, key=f"{key}_tlp", width=160,
            format_func=lambda mark: TLP_CODE[mark].title,
        )  # fmt: skip


def show_time_fields(key: str, begins: datetime, minutes: int) -> None:
    """Day, time and length."""
    st.date_input("Day", begins.date(), key=f"{key}_day", width=150)
    st.time_input("Begins", begins.time(), key=f"{key}_time", step=timedelta(minutes=5), width=120)
    st.number_input("Minutes", 1, 3 * 24 * 60, minutes, key=f"{key}_minutes", width=120)


def text_in(key: str) -> EventText:
    """What stands in the fields."""
    words = {name: field(f"{key}_{name}") for name in ("title", "speakers", "agenda", "place", "join_link", "tlp")}
    return EventText(**words, places=int(st.session_state.get(f"{key}_places") or 0) or None)


def time_in(key: str) -> tuple[datetime, int]:
    """When it begins, by the event's clock, and for how many minutes."""
    chosen: dict[str, Any] = {name: st.session_state[f"{key}_{name}"] for name in ("day", "time", "minutes")}
    return datetime.combine(chosen["day"], chosen["time"]), int(chosen["minutes"])


def _make() -> None:
    first, minutes = time_in(_NEW)
    new = NewEvent(
        text_in(_NEW), first, field(f"{_NEW}_zone"), minutes, field(f"{_NEW}_group"), field(f"{_NEW}_repeats"),
        int(st.session_state.get(f"{_NEW}_count") or 1),
    )  # fmt: skip
    emptied = tuple(f"{_NEW}_{name}" for name in ("title", "speakers", "agenda", "place", "join_link"))
    if date_id := attempt(make_event, new, said="Planned.", clear=emptied):
        state.open_event(date_id)
