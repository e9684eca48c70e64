"""When this reader was last here, kept in a cookie in the reader's browser; the server keeps nothing.

The cookie holds two moments, `previous.latest` in seconds since 1970: the last moment of the visit before, and of this one.
Page views less than SAME_VISIT apart belong to one visit.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from pages.server.page_scripts import KEEP_VISIT, VISIT_COOKIE

SAME_VISIT: Final = timedelta(hours=4)

_VALUE: Final = re.compile(r"(\d{0,11})\.(\d{1,11})", re.ASCII)
_PREVIOUS: Final = "_previous_visit"
_NOTED: Final = "_visit_noted"


def previous_visit() -> datetime | None:
    """The last moment of the visit before this one; None on the first visit, or where the browser keeps no cookies."""
    if _PREVIOUS not in st.session_state:
        st.session_state[_PREVIOUS], st.session_state[_NOTED] = next_cookie(
            str(st.context.cookies.get(VISIT_COOKIE, "")), datetime.now(UTC)
        )
    previous: datetime | None = st.session_state[_PREVIOUS]
    return previous


def keep_visit() -> None:
    """Have the browser store this visit in its cookie."""
    previous_visit()
    # Safe in an attribute: the value holds digits and a full stop only.
    st.html(f'<script data-visit="{st.session_state[_NOTED]}">{KEEP_VISIT}</script>', unsafe_allow_javascript=True)


def next_cookie(cookie: str, now: datetime) -> tuple[datetime | None, str]:
    """The previous visit according to the cookie received, and the cookie to set. A malformed cookie counts as a first visit."""
    latest_now = int(now.timestamp())
    match = _VALUE.fullmatch(cookie)
    # A moment in the future comes from a clock that was wrong, here or there; nothing can be concluded from it.
    if match is None or int(match[2]) > latest_now:
        return None, f".{latest_now}"
    before = int(match[1]) if match[1] else None
    latest = int(match[2])
    if latest_now - latest > SAME_VISIT.total_seconds():
        before = latest
    if before is not None and before > latest:
        before = None
    return None if before is None else datetime.fromtimestamp(before, UTC), f"{'' if before is None else before}.{latest_now}"
