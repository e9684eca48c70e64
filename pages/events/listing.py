"""The list of events: what comes next in one sentence, signing up at one click, and what is over with its recordings."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Person
from members.community.groups import GroupRow, list_groups
from members.community.markup import real_host
from members.events.reading import HAS_PLACE, WAITS, EventRow, calendar_of_page, past_events
from members.events.signing_up import give_up, sign_up
from pages.events import making, my_calendar, state
from pages.shell import page_top
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from pages.shell.text import plain

COMING, PAST = "Coming", "Past"
_ALL, _IN_THE_OPEN = "", "open"
_STANDING: Final = {HAS_PLACE: "you have a place", WAITS: "you are on the waiting list"}


def show_list(person: Person) -> None:
    """The answer, the list, and what one may do. Raises NotAllowed, StoreError."""
    zone, rows = state.reader_zone(person), calendar_of_page(store(), person)
    page_top.show_answer(_answer(rows, zone), before_picture=False)
    groups = [group for group in list_groups(store(), person) if group.is_inside]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = st.segmented_control(
            "Part", [COMING, PAST], default=COMING, key="events_part", bind="query-params", required=True, label_visibility="collapsed",
            width="content",
        )  # fmt: skip
        place = _chosen_place(groups)
        my_calendar.show_calendar(person, groups)
    making.show_making(person, groups, zone)
    if part == PAST:
        _show_past([row for row in past_events(store(), person) if _is_in(row, place)], zone)
    else:
        _show_coming([row for row in rows if _is_in(row, place)], zone)
    st.caption(plain(f"Times are in {zone}."))


def facts(row: EventRow) -> list[str]:
    """What stands beside an event's title; names of nobody."""
    told = [row.group or "All members", f"TLP:{row.tlp}"]
    if row.is_cancelled:
        return [*told, "cancelled", *([row.note] if row.note else [])]
    told += [f"{row.taken:,} of {row.places:,} places taken" if row.places else f"{row.taken:,} signed up"]
    told += [f"{row.waiting:,} waiting"] if row.waiting else []
    told += [f"moved{f': {row.note}' if row.note else ''}"] if row.is_moved else []
    return told + ([_STANDING[row.standing]] if row.standing else [])


def show_sign_up(row: EventRow, dates: int = 1) -> None:
    """Sign up or give the place up; with several coming `dates`, for all of them too."""
    key = row.date_id
    if row.is_cancelled or row.ends_at <= state.now():
        return
    with st.container(horizontal=True):
        if row.standing:
            label = "Give up my place" if row.standing == HAS_PLACE else "Leave the waiting list"
            st.button(label, key=f"give_up_{key}", type="tertiary", on_click=lambda: attempt(give_up, key, said="Done."))
        else:
            label = "Join the waiting list" if row.is_full else "Sign up"
            st.button(label, key=f"sign_up_{key}", type="primary", on_click=_sign_up, args=(key, False))
        if dates > 1:
            st.button("Sign up for all dates", key=f"sign_up_all_{key}", type="tertiary", on_click=_sign_up, args=(key, True))


def show_links(row: EventRow) -> None:
    """Recording and slides, each with the host that it really leads to."""
    if row.recording or row.slides:
        with st.container(horizontal=True):
            if row.recording:
                st.link_button(plain(f"Recording ({real_host(row.recording)})"), row.recording, icon=":material/play_circle:")
            if row.slides:
                st.link_button(plain(f"Slides ({real_host(row.slides)})"), row.slides, icon=":material/slideshow:")


def _chosen_place(groups: list[GroupRow]) -> str:
    if not groups:
        return _ALL
    names = {_ALL: "All events", _IN_THE_OPEN: "For all members"} | {group.group_id: group.name for group in groups}
    asked = st.query_params.get(state.PLACE, _ALL)
    return st.selectbox(
        "Whose", list(names), index=list(names).index(asked) if asked in names else 0, key=f"events_place_{asked}", width=220,
        format_func=names.__getitem__, label_visibility="collapsed",
    )  # fmt: skip


def _is_in(row: EventRow, place: str) -> bool:
    return place == _ALL or row.group_id == ("" if place == _IN_THE_OPEN else place)


def _show_coming(rows: list[EventRow], zone: str) -> None:
    if not rows:
        st.info("No event is planned here.", icon=":material/event_busy:")
    by_event: dict[str, list[EventRow]] = {}
    for row in rows:
        by_event.setdefault(row.event_id, []).append(row)
    for dates in by_event.values():
        # The next date that takes place; where all are cancelled, the next of these.
        shown = next((row for row in dates if not row.is_cancelled), dates[0])
        open_dates = sum(not row.is_cancelled for row in dates)
        with st.container(border=True, gap="xsmall", key=f"event_{shown.date_id}"):
            _show_title(shown)
            more = [f"{open_dates - 1:,} more {'date' if open_dates == 2 else 'dates'}"] if open_dates > 1 else []
            st.caption(plain(" · ".join([state.when(shown, zone), *facts(shown), *more])))
            show_sign_up(shown, sum(not row.is_cancelled and not row.standing for row in dates))


def _show_past(rows: list[EventRow], zone: str) -> None:
    if not rows:
        st.info("No event is over yet.", icon=":material/history:")
    for row in rows:
        with st.container(border=True, gap="xsmall", key=f"event_{row.date_id}"):
            _show_title(row)
            st.caption(plain(" · ".join([state.when(row, zone), row.group or "All members", f"TLP:{row.tlp}"])))
            show_links(row)


def _show_title(row: EventRow) -> None:
    st.button(
        plain(row.title), type="tertiary", key=f"open_{row.date_id}", on_click=state.open_event, args=(row.date_id,),
        icon=":material/event_busy:" if row.is_cancelled else ":material/event_available:" if row.standing else ":material/event:",
    )  # fmt: skip


def _sign_up(date_id: str, and_later: bool) -> None:
    standing = attempt(sign_up, date_id, and_later, said="")
    if standing:
        words = "You have a place." if standing == HAS_PLACE else "You are on the waiting list; you are told when a place is yours."
        st.toast(words, icon=":material/task_alt:")


def _answer(rows: list[EventRow], zone: str) -> str:
    coming = [row for row in rows if not row.is_cancelled]
    number = len({row.event_id for row in coming})
    if not number:
        return "No event is coming."
    first = coming[0]
    when = "has begun" if first.starts_at <= state.now() else f"begins {state.when_short(first, zone)} in your time zone"
    if number == 1:
        return f"1 event is coming: {first.title} {when}."
    return f"{number:,} events are coming; the next, {first.title}, {when}."
