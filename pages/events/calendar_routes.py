"""Calendar feeds: addresses that work without signing in, for whoever has them. Each request asks anew what their person may open."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from members.errors import MembersError
from members.events.calendars import CONTENT_TYPE
from members.events.feeds import calendar_at
from members.store import shared_store
from warehouse.contract import settings

ADDRESS: Final = "events/feed"
_NO_SUCH: Final = PlainTextResponse("There is nothing at this address. It may have been renewed.\n", 404, {"cache-control": "no-store"})
_BUSY: Final = "This server cannot answer just now. Try again in a while.\n"


async def show_calendar(request: Request) -> Response:
    """A feed as iCalendar."""
    return await run_in_threadpool(_calendar, request.path_params["token"])


def _calendar(token: str) -> Response:
    try:
        chosen = settings.load()
        calendar = calendar_at(shared_store(chosen), chosen, token)
    except MembersError:
        return PlainTextResponse(_BUSY, 503)
    if calendar is None:
        return _NO_SUCH
    return Response(calendar, headers={"cache-control": "private, no-cache", "content-type": CONTENT_TYPE})


ROUTES: Final = (Route(f"/{ADDRESS}/{{token}}.ics", show_calendar, methods=["GET"]),)
