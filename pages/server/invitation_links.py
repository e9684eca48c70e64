"""The address of an invitation: it puts the code into a cookie, where it waits until its holder has signed in elsewhere and come back."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pages.shell.access.gate import INVITATION

ADDRESS: Final = "join"
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{20,100}", re.ASCII)
_SECONDS: Final = 1800


async def _keep_code(request: Request) -> Response:
    code = request.path_params["code"]
    if not _CODE.fullmatch(code):
        return PlainTextResponse("This is not the address of an invitation.\n", status_code=404)
    response = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
    response.set_cookie(INVITATION, code, max_age=_SECONDS, httponly=True, samesite="lax")
    return response


ROUTE: Final = Route(f"/{ADDRESS}/{{code}}", _keep_code, methods=["GET"])
