"""Lets a browser paint the first figures of a page before the heavy parts come.

Charts, maps and data frames bring megabytes of program. A browser that opens the site evaluates them before it shows even
the key figures above them: React reveals what was still loading no sooner than 300 ms after its placeholder, and by then the
programs are there and keep the browser busy for seconds. So in the first run of a browser's visit what is heavy waits until
the browser has painted what was sent before it. It says so by asking for a picture of one pixel that a rule of style ties to
those figures: browsers fetch such a picture when they paint what it belongs to, however fast or slow they are. What the
server works out meanwhile counts as waiting. Later runs, and other pages of the same visit, find the programs loaded and
wait for nothing.
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

LONGEST = 2.0
"""Seconds after which heavy parts come whatever the browser has painted: a tab in the background paints nothing."""

TWO_FRAMES: Final = 0.1
"""Seconds for the frame to reach the screen: the picture is asked for while it is being laid out."""

ADDRESS: Final = "painted"
PIXEL: Final = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
STYLE: Final = """<style>[data-testid="stMetricValue"]::after, [data-testid="stTable"]::after {{
  content: ""; position: absolute; background-image: url("{address}");
}}</style>"""
_AWAITED: Final[WeakValueDictionary[str, threading.Event]] = WeakValueDictionary()
_STATE: Final = "_first_figures"


def sent() -> None:
    """Key figures or a table, which paint quickly, have just been sent."""
    if _STATE in st.session_state:
        return
    token, painted = secrets.token_urlsafe(16), threading.Event()
    _AWAITED[token] = painted
    st.session_state[_STATE] = painted
    # Relative, so that it holds under any path that the app is served at; pages lie one level deep.
    st.html(STYLE.format(address=f"{ADDRESS}/{token}"))


def hold() -> None:
    """Call it right before an element that brings a heavy program; waits once a visit, and not where nothing was sent before."""
    painted = st.session_state.get(_STATE)
    if isinstance(painted, threading.Event) and painted.wait(LONGEST):
        time.sleep(TWO_FRAMES)
    st.session_state[_STATE] = None


async def _painted(request: Request) -> Response:
    if (awaited := _AWAITED.get(request.path_params["token"])) is not None:
        awaited.set()
    return Response(PIXEL, media_type="image/gif", headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


ROUTE: Final = Route(f"/{ADDRESS}/{{token}}", _painted, methods=["GET"])
