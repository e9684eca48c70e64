"""Recent spans: "the last 30 days" end on the last well-watched day of the waters chosen, or, on one click, on the clock's today.

A span is kept in words (`last=365`, `until=today`), not in dates, so that it moves with the waters chosen and with newer data.
What pages on a span of days call:

    end = recent_end(snapshot, filters)                 the day, who watched, a phrase (`analytics.coverage.recent_end`)
    chosen = dated_filters(filters, end, opens_with)    the filters with the days that the span means
    show_recent_end(end)                                the phrase, and the button to today and back
    none_known(snapshot, chosen)                        what to say instead of a bare 0
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import streamlit as st

from analytics.coverage.equal.spans import A_YEAR, last_days
from analytics.coverage.recent_end import RecentEnd, recent_end_of, watch_of_filters, waters_of
from analytics.coverage.region_watch import RegionWatch
from pages.shell import data
from pages.shell.text import plain
from warehouse.contract.dates import day_in_words
from warehouse.filters import Filters
from warehouse.view import SnapshotView

LAST: Final = "last"
UNTIL: Final = "until"
TODAY: Final = "today"
"""`until=today`: spans end on the clock's today, watched or not."""

QUERY_NAMES: Final = (LAST, UNTIL)
ALL_DATES: Final = 0
SPAN_TITLES: Final[dict[int, str]] = {
    30: "Last 30 days",
    90: "Last 90 days",
    A_YEAR: "Last 12 months",
    1826: "Last 5 years",
    ALL_DATES: "All dates",
}
_ALL: Final = "all"
_STATE: Final = "recent_span"


@dataclass(frozen=True, slots=True)
class RecentSpan:
    """The last `days` days (ALL_DATES: no limit; None: what the page opens with), and whether they end on the clock's today."""

    days: int | None = None
    to_today: bool = False

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: only what differs from the default."""
        last = {} if self.days is None else {LAST: str(self.days) if self.days else _ALL}
        return last | ({UNTIL: TODAY} if self.to_today else {})

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[RecentSpan, tuple[str, ...]]:
        """The span that an address names, and a note on each part that was ignored. Never raises."""
        by_word = {str(days) if days else _ALL: days for days in SPAN_TITLES}
        allowed = {LAST: tuple(by_word), UNTIL: (TODAY,)}
        notes = [
            f"“{name}” in the address must be {' or '.join(words)}; the value given was ignored."
            for name, words in allowed.items()
            if query.get(name) and query[name] not in words
        ]
        return cls(by_word.get(query.get(LAST, "")), query.get(UNTIL) == TODAY), tuple(notes)


def current_span() -> RecentSpan:
    """The span of this session, which all pages with the sidebar's filters share."""
    span: RecentSpan = st.session_state.get(_STATE, RecentSpan())
    return span


def set_span(span: RecentSpan) -> None:
    """Set the span, from the next run on."""
    st.session_state[_STATE] = span


def change_span(**fields: object) -> None:
    """Change fields of the span, from the next run on."""
    set_span(replace(current_span(), **fields))  # type: ignore[arg-type]


def recent_end(snapshot: SnapshotView, filters: Filters) -> RecentEnd | None:
    """The last well-watched day of the waters and sources in `filters`; None where none of them has a dated report."""
    return data.query(recent_end_of, snapshot, data.now(snapshot), waters_of(filters))


def watch_of(snapshot: SnapshotView, filters: Filters) -> RegionWatch:
    """Who watched the waters of `filters` on their days, in part or whole."""
    chosen = replace(waters_of(filters), date_from=filters.date_from, date_to=filters.date_to)
    return data.query(watch_of_filters, snapshot, data.now(snapshot), chosen)


def none_known(snapshot: SnapshotView, filters: Filters) -> str:
    """What to say where `filters`, with their days, leave no incident: who watched, in part or whole, or that nobody did."""
    return watch_of(snapshot, filters).none_known


def last_day(end: RecentEnd) -> date:
    """The day on which spans end in this session: the last watched one, or the clock's today where the reader asked for it."""
    return end.today if current_span().to_today else end.day


def days_shown(filters: Filters, opens_with: int) -> int | None:
    """Days of the span shown, ALL_DATES for no limit; None where the filters name dates of their own, which take precedence."""
    if filters.date_from or filters.date_to:
        return None
    days = current_span().days
    return opens_with if days is None else days


def dated_filters(filters: Filters, end: RecentEnd | None, opens_with: int = ALL_DATES) -> Filters:
    """The filters with the first and last day of the span shown; `opens_with` is the page's own, used until the reader chooses."""
    days = days_shown(filters, opens_with)
    if not days or end is None:
        return filters
    first, last = last_days(last_day(end), days)
    return replace(filters, date_from=first, date_to=last)


def days_in_address(dated: Filters) -> dict[str, str]:
    """Parameters that fix the days of `dated` in a link that must not move with newer data."""
    return Filters(date_from=dated.date_from, date_to=dated.date_to).to_query()


def end_in_words(end: RecentEnd, day: date) -> str:
    """What to know about `day` as an end: the phrase of `end`, or, where it is later than anybody watched, until when they did."""
    if end.is_today or day == end.day:
        return end.phrase
    return f"to today, last watched {day_in_words(end.day)}" if day == end.today else f"to {day_in_words(day)}"


def show_recent_end(end: RecentEnd | None, chosen: date | None = None, forget: Callable[[], None] | None = None) -> None:
    """The phrase that says which day recent spans end on, and one click to the clock's today and back; nothing to click on today.

    `chosen`: a day of its own that the page shows instead, which the click drops by `forget`.
    """
    if end is None:
        return
    to_today = current_span().to_today and not end.is_today
    phrase = end_in_words(end, end.today if to_today else end.day)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="recent_end"):
        st.caption(plain(f"Recent: {phrase}"), width="content")
        show_switch(end, chosen, forget)


def show_switch(end: RecentEnd, chosen: date | None = None, forget: Callable[[], None] | None = None) -> None:
    """The button alone, for a page whose answer says on which day it ends: to the clock's today and back."""
    # Back to the last watched day also from a day chosen by hand.
    back = (current_span().to_today and not end.is_today) or chosen is not None
    if chosen is not None or not end.is_today:
        title = "Last watched day" if back and not end.is_today else "Until today"
        st.button(title, key="recent_end_switch", type="tertiary", help=plain(end.reason), on_click=_switch, args=(not back, forget))


def _switch(to_today: bool, forget: Callable[[], None] | None) -> None:
    change_span(to_today=to_today)
    if forget is not None:
        forget()


def choose_day(
    label: str, chosen: date | None, end: RecentEnd, earliest: date, change: Callable[[date | None], None], note: str = ""
) -> date:
    """A field for the last day of a page's span, from `earliest` to today; the day shown, which is the recent end until one is `chosen`.

    `change` is called with the day that a reader chooses, or None where it is the recent end again: it belongs in the page's address.
    """
    latest = max(end.today, end.day)
    if chosen is not None and not earliest <= chosen <= latest:
        # From an address edited by hand, or of other data: the page shows what it would without it, and the address follows.
        change(None)
        chosen = None
    day = max(chosen or last_day(end), earliest)
    st.session_state[UNTIL] = day
    st.date_input(
        plain(label), None, min_value=earliest, max_value=latest, key=UNTIL, format="YYYY-MM-DD", width=150, help=plain(note) or None,
        on_change=_take_day, args=(end, change),
    )  # fmt: skip
    return day


def _take_day(end: RecentEnd, change: Callable[[date | None], None]) -> None:
    day: date | None = st.session_state[UNTIL]
    change(None if day == last_day(end) else day)


def day_to_query(chosen: date | None) -> dict[str, str]:
    """The parameter for the last day of a page's span: a day, `today`, or nothing for the last watched day."""
    return {UNTIL: chosen.isoformat()} if chosen else RecentSpan(to_today=current_span().to_today).to_query()


def day_from_query(query: Mapping[str, str]) -> date | None:
    """The last day that an address names, None for the recent end; `until=today` is taken into the session. Never raises."""
    text = query.get(UNTIL, "")
    change_span(to_today=text == TODAY)
    try:
        return date.fromisoformat(text) if len(text) == len("2024-06-25") else None
    except ValueError:
        return None
