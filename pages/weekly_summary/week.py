"""Which week the page shows: the last whole one, or the one that the address names by its last day (`until=2024-06-16`)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

import streamlit as st

from analytics.coverage.recent_end import RecentEnd
from briefing.weekly import DAYS
from members.weekly.choosing import WeeklyChoice
from warehouse.contract.dates import day_in_words

UNTIL: Final = "until"
EARLIEST: Final = date(1900, 1, 31)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WEEK: Final = timedelta(days=DAYS)
_MONDAY: Final = 0


def latest_last_day(today: date, choice: WeeklyChoice | None) -> date:
    """The last day of the last whole week: the day before that on which the reader has the summary mailed, or before Monday."""
    weekday = _MONDAY if choice is None or choice.weekday is None else choice.weekday
    return today - timedelta(days=(today.weekday() - weekday) % DAYS + 1)


def shown_last_day(latest: date, recent: RecentEnd | None) -> tuple[date, str]:
    """The last day of the week to show, and what was ignored in the address.

    Unless the address names one, the latest week of which somebody watched a day: earlier ones would be told of nothing but silence.
    """
    usual = latest
    if recent is not None and recent.day <= latest - _WEEK:
        usual = latest - _WEEK * ((latest - recent.day).days // DAYS)
    asked = st.query_params.get(UNTIL, "")
    named = last_day_named(asked, latest)
    if asked and named is None:
        return usual, f"The address names no day up to {day_in_words(latest)} under “{UNTIL}”; it was ignored."
    return named or usual, ""


def last_day_named(text: str, latest: date) -> date | None:
    """The day that a text such as `2024-06-16` names, where a week can end on it; `fromisoformat` alone also reads weeks."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else EARLIEST
    except ValueError:
        return None
    return day if EARLIEST < day <= latest else None


def show_steps(shown: date, latest: date) -> None:
    """The ways to the week before and the week after."""
    earlier, later = shown - _WEEK, min(shown + _WEEK, latest)
    left, right = ":material/chevron_left:", ":material/chevron_right:"
    st.button("Earlier week", icon=left, type="tertiary", disabled=earlier <= EARLIEST, on_click=_go_to, args=(earlier,))
    st.button("Later week", icon=right, type="tertiary", disabled=shown >= latest, on_click=_go_to, args=(later,))


def _go_to(last: date) -> None:
    st.query_params[UNTIL] = last.isoformat()
