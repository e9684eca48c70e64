"""Brings somebody who has signed in back to the page that he or she came from: Streamlit itself leads everybody to the first one.

The browser names that page when it leaves for the directory. It waits in a cookie, and is used only if it is an address of this server.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "anchorwatch_return"
_LEAVING: Final = "/auth/login"
_COMING_BACK: Final = "/oauth2callback"
_PAGE: Final = re.compile(r"/[a-z0-9_]+(\?[!-~]{0,1500})?", re.ASCII)
"""A page's name, so that it can lead to no other server, and its parameters as browsers write them."""
_SECONDS: Final = 600


class ReturnToPage:
    """ASGI middleware around the two requests between which somebody is at the directory."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in (_LEAVING, _COMING_BACK):
            await self.app(scope, receive, send)
            return
        is_leaving = scope["path"] == _LEAVING
        page = page_left(Headers(scope=scope)) if is_leaving else page_kept(HTTPConnection(scope).cookies.get(COOKIE, ""))

        async def send_with_page(message: Message) -> None:
            if message["type"] == "http.response.start" and page:
                headers = MutableHeaders(raw=list(message["headers"]))
                cookie = Response()
                cookie.set_cookie(COOKIE, quote(page, safe=""), max_age=_SECONDS if is_leaving else 0, httponly=True, samesite="lax")
                headers.append("set-cookie", cookie.headers["set-cookie"])
                if not is_leaving and headers.get("location") == "/":
                    headers["location"] = page
                message["headers"] = headers.raw
            await send(message)

        await self.app(scope, receive, send_with_page)


def page_left(headers: Headers) -> str:
    """The page of this server that a request came from, with its parameters; empty where it names none."""
    try:
        came_from = urlsplit(headers.get("referer", ""))
    except ValueError:
        return ""
    page = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return page if came_from.netloc == headers.get("host") and _PAGE.fullmatch(page) else ""


def page_kept(cookie: str) -> str:
    """The page that a cookie names; empty for anything else."""
    page = unquote(cookie)
    return page if _PAGE.fullmatch(page) else ""


MIDDLEWARE: Final = Middleware(ReturnToPage)
