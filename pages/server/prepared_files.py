"""Files that a reader asked for, ready to be fetched: from disk, once prepared, under an address that cannot be guessed.

Streamlit's own download button holds every file in the server's memory for as long as the session lasts (its media storage
reads a file handle whole), and its folder of static files is open to everybody. So the app serves these files itself.
"""

from __future__ import annotations

import atexit
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from briefing.exports.files import Export

ADDRESS: Final = "handed-out"
MINUTES: Final = 15
"""How long a file can be fetched; then it is deleted."""

MOST: Final = 40
"""Files kept at a time, of all sessions; the oldest goes first."""

_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


class Shelf:
    """Prepared files by token, each in a folder of its own that only this user of the machine can read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exports: dict[str, Export] = {}
        self._folder: Path | None = None

    def put(self, prepare: Callable[[Path], Export]) -> str:
        """Have a file prepared in a new folder; returns the token to fetch it with. What `prepare` raises is passed on, nothing is left."""
        token = secrets.token_urlsafe(32)
        folder = self._new_folder()
        try:
            export = prepare(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with self._lock:
            self._exports[token] = export
            surplus = list(self._exports)[:-MOST]
        for old in surplus:
            self.drop(old)
        timer = threading.Timer(MINUTES * 60, self.drop, (token,))
        timer.daemon = True
        timer.start()
        return token

    def get(self, token: str) -> Export | None:
        """The file, unless it has been deleted."""
        with self._lock:
            return self._exports.get(token)

    def drop(self, token: str) -> None:
        """Delete a file; nothing happens when it is gone already."""
        with self._lock:
            export = self._exports.pop(token, None)
        if export is not None:
            shutil.rmtree(export.path.parent, ignore_errors=True)

    def _new_folder(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="anchorwatch-"))
                atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
            return Path(tempfile.mkdtemp(dir=self._folder))


SHELF: Final = Shelf()


async def _fetch(request: Request) -> Response:
    export = SHELF.get(request.path_params["token"])
    if export is None:
        return PlainTextResponse("This file is no longer kept. Prepare it again.", status_code=404, headers=_HEADERS)
    return FileResponse(export.path, media_type=export.mime, filename=export.name, headers=_HEADERS)


ROUTE: Final = Route(f"/{ADDRESS}/{{token}}", _fetch, methods=["GET"])
