"""When this reader was here last, kept in a cookie of the reader's browser; nothing of it is kept on the server.

The cookie holds two moments, `previous.latest` in seconds: the last moment of the visit before, and of this one. Looks at
the page less than SAME_VISIT apart are one visit.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

COOKIE: Final = "anchorwatch_visit"
SAME_VISIT: Final = timedelta(hours=4)
KEPT_SECONDS: Final = 400 * 86_400
"""Browsers keep cookies for no longer than 400 days."""

_VALUE: Final = re.compile(r"(\d{0,11})\.(\d{1,11})", re.ASCII)
_PREVIOUS: Final = "_previous_visit"
_NOTED: Final = "_visit_noted"


def previous() -> datetime | None:
    """The last moment of the visit before this one; None on the first visit, or where the browser keeps no cookies."""
    if _PREVIOUS not in st.session_state:
        st.session_state[_PREVIOUS], st.session_state[_NOTED] = turn(str(st.context.cookies.get(COOKIE, "")), datetime.now(UTC))
    found: datetime | None = st.session_state[_PREVIOUS]
    return found


def note() -> None:
    """Have the browser keep this visit."""
    previous()
    value = st.session_state[_NOTED]
    # The value holds digits and a full stop only.
    script = f"document.cookie = '{COOKIE}={value}; max-age={KEPT_SECONDS}; path=/; samesite=lax'"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def turn(cookie: str, now: datetime) -> tuple[datetime | None, str]:
    """The previous visit by the cookie as it came, and the cookie to set. A cookie that makes no sense is a first visit."""
    latest_now = int(now.timestamp())
    found = _VALUE.fullmatch(cookie)
    if found is None or int(found[2]) > latest_now:
        return None, f".{latest_now}"
    before = int(found[1]) if found[1] else None
    latest = int(found[2])
    if latest_now - latest > SAME_VISIT.total_seconds():
        before = latest
    if before is not None and before > latest:
        before = None
    return None if before is None else datetime.fromtimestamp(before, UTC), f"{'' if before is None else before}.{latest_now}"
