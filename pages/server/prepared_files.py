"""Serves exports from disk, each under an address that cannot be guessed.

Streamlit's download button keeps every file in the server's memory for as long as the session lasts (its media storage reads a file
handle to the end), and its folder of static files is open to everybody. The app therefore serves these files itself.
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
"""How long a file can be downloaded before it is deleted."""

MOST: Final = 40
"""Most files kept at a time, over all sessions; the oldest is deleted first."""

_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


class PreparedFiles:
    """Prepared files by token, each in a folder of its own that no other user of the machine can read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exports: dict[str, Export] = {}
        self._folder: Path | None = None

    def put(self, prepare: Callable[[Path], Export]) -> str:
        """Prepare a file in a new folder and return the token to download it with. If `prepare` raises, no file is left behind."""
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
        # A daemon, so that a pending deletion does not keep the server from ending; `atexit` then deletes the folder.
        timer = threading.Timer(MINUTES * 60, self.drop, (token,))
        timer.daemon = True
        timer.start()
        return token

    def get(self, token: str) -> Export | None:
        """The file, or None once it has been deleted."""
        with self._lock:
            return self._exports.get(token)

    def drop(self, token: str) -> None:
        """Delete a file; does nothing where it is already gone."""
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


PREPARED: Final = PreparedFiles()


async def _answer_file(request: Request) -> Response:
    export = PREPARED.get(request.path_params["token"])
    if export is None:
        return PlainTextResponse("This file has been deleted. Prepare it again.", status_code=404, headers=_HEADERS)
    return FileResponse(export.path, media_type=export.mime, filename=export.name, headers=_HEADERS)


ROUTE: Final = Route(f"/{ADDRESS}/{{token}}", _answer_file, methods=["GET"])
