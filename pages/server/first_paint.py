"""Lets a browser paint the first figures of a page before heavy elements are sent.

Charts, maps and data frames load megabytes of JavaScript. A browser that opens the site evaluates them before it shows even the key
figures above them: React reveals content no sooner than 300 ms after its placeholder, and by then the scripts have arrived and keep
the browser busy for seconds. On the first run of a visit, heavy elements therefore wait until the browser has painted what was sent
before them. The browser reports this by requesting a one-pixel tracking image, the CSS background of those figures: browsers fetch
such an image when they paint the element it belongs to, however fast or slow they are. Time that the server spends computing in the
meantime counts towards the wait. Later runs, and other pages of the same visit, find the scripts loaded and do not wait.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import Final
from weakref import WeakValueDictionary

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.server.streamlit_private import by_test_id, is_without_browser

LONGEST = 2.0
"""Seconds after which heavy elements are sent in any case: a tab in the background paints nothing."""

TWO_FRAMES: Final = 0.1
"""Seconds for the frame to reach the screen: the image is requested while the page is being laid out."""

ADDRESS: Final = "painted"
PIXEL: Final = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
_PAINTED: Final = f"{by_test_id('stMetricValue')}::after, {by_test_id('stTable')}::after, .st-key-answer::after"
STYLE: Final = f"""<style>{_PAINTED} {{{{
  content: ""; position: absolute; background-image: url("{{address}}");
}}}}</style>"""
_AWAITED: Final[WeakValueDictionary[str, threading.Event]] = WeakValueDictionary()
_STATE: Final = "_first_figures"


def note_light_parts() -> None:
    """Call it right after key figures or a table, which a browser paints quickly: heavy elements then wait for these."""
    # Nobody paints the pages that the server opens itself to have them ready.
    if _STATE in st.session_state or is_without_browser():
        return
    token, painted = secrets.token_urlsafe(16), threading.Event()
    _AWAITED[token] = painted
    st.session_state[_STATE] = painted
    # Relative, so that it is right under any base path; the address of a page has one level only.
    st.html(STYLE.format(address=f"{ADDRESS}/{token}"))


def wait_for_paint() -> None:
    """Call it right before a heavy element. Waits once a visit, and not at all where nothing light came before."""
    painted = st.session_state.get(_STATE)
    if isinstance(painted, threading.Event) and painted.wait(LONGEST):
        time.sleep(TWO_FRAMES)
    st.session_state[_STATE] = None


async def _answer_painted(request: Request) -> Response:
    # An unknown token, of a session that has ended, gets the same image: the browser must show no error.
    if (awaited := _AWAITED.get(request.path_params["token"])) is not None:
        awaited.set()
    return Response(PIXEL, media_type="image/gif", headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


ROUTE: Final = Route(f"/{ADDRESS}/{{token}}", _answer_painted, methods=["GET"])
