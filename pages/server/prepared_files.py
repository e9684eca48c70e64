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
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from briefing.exports.files import Export

ADDRESS: Final = "handed-out"
MINUTES: Final = 15
"""How long a file can be downloaded before it is deleted."""

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is kept at a time, in files and bytes: for one session, and for all of them."""

    session_files: int = 4
    session_bytes: int = 1_000_000_000
    files: int = 200
    bytes: int = 4_000_000_000


class ShelfFull(Exception):
    """There is no room for another file; the message says until when, for the reader."""


@dataclass(frozen=True, slots=True)
class _Kept:
    owner: str
    export: Export
    expires: float
    """On the clock `time.monotonic`."""


class PreparedFiles:
    """Prepared files by token, each in a folder of its own that no other user of the machine can read.

    A session's older files make room for its newer ones; no session's files make room for another's. One thread deletes what has
    expired; it runs while there is anything to delete.
    """

    def __init__(self, bounds: Bounds = Bounds(), lifetime: float = MINUTES * 60) -> None:
        self.bounds, self.lifetime = bounds, lifetime
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._in_preparation = 0
        self._sweeper: threading.Thread | None = None
        self._folder: Path | None = None

    def put(self, owner: str, prepare: Callable[[Path], Export]) -> str:
        """Prepare a file in a new folder for the session `owner` and return the token to download it with.

        Raises ShelfFull, and what `prepare` raises; in both cases no file is left behind.
        """
        self._reserve()
        try:
            folder = self._new_folder()
            try:
                return self._keep(owner, prepare(folder))
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        finally:
            with self._lock:
                self._in_preparation -= 1

    def get(self, token: str) -> Export | None:
        """The file, or None once it has been deleted."""
        with self._lock:
            kept = self._kept.get(token)
        return kept.export if kept and kept.expires > time.monotonic() else None

    def drop(self, token: str) -> None:
        """Delete a file; does nothing where it is already gone."""
        with self._lock:
            kept = self._kept.pop(token, None)
        if kept is not None:
            _delete([kept])

    def _reserve(self) -> None:
        """Count a file that is about to be prepared, if there is room for it at all."""
        with self._lock:
            if len(self._kept) + self._in_preparation >= self.bounds.files or self._size() >= self.bounds.bytes:
                raise self._full()
            self._in_preparation += 1

    def _keep(self, owner: str, export: Export) -> str:
        token = secrets.token_urlsafe(32)
        if export.bytes > self.bounds.session_bytes:
            raise ShelfFull(f"The file has {export.bytes / 1e9:.1f} GB; at most {self.bounds.session_bytes / 1e9:.1f} GB can be prepared.")
        with self._lock:
            own = [(other, kept.export.bytes) for other, kept in self._kept.items() if kept.owner == owner]
            surplus = []
            while len(own) >= self.bounds.session_files or sum(size for _, size in own) + export.bytes > self.bounds.session_bytes:
                surplus.append(own.pop(0)[0])
            freed = sum(self._kept[old].export.bytes for old in surplus)
            if self._size() - freed + export.bytes > self.bounds.bytes:
                raise self._full()
            outdated = [self._kept.pop(old) for old in surplus]
            self._kept[token] = _Kept(owner, export, time.monotonic() + self.lifetime)
            if self._sweeper is None:
                # A daemon, so that a pending deletion does not keep the server from ending; `atexit` then deletes the folder.
                self._sweeper = threading.Thread(target=self._sweep_until_empty, name="prepared-files", daemon=True)
                self._sweeper.start()
        _delete(outdated)
        return token

    def _full(self) -> ShelfFull:
        first = min((kept.expires for kept in self._kept.values()), default=time.monotonic() + self.lifetime)
        minutes = max(1, round((first - time.monotonic()) / 60))
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        return ShelfFull(f"The server keeps as many prepared files as it has room for. Try again in {wait}, when the first is deleted.")

    def _size(self) -> int:
        return sum(kept.export.bytes for kept in self._kept.values())

    def _sweep_until_empty(self) -> None:
        """Delete files as they expire."""
        while True:
            with self._lock:
                now = time.monotonic()
                expired = [token for token, kept in self._kept.items() if kept.expires <= now]
                outdated = [self._kept.pop(token) for token in expired]
                # They are in the order in which they were prepared, so the first expires first.
                pause = next((kept.expires - now for kept in self._kept.values()), None)
                if pause is None:
                    self._sweeper = None
            _delete(outdated)
            if pause is None:
                return
            time.sleep(pause)

    def _new_folder(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="anchorwatch-"))
                atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
            return Path(tempfile.mkdtemp(dir=self._folder))


def _delete(outdated: list[_Kept]) -> None:
    for kept in outdated:
        shutil.rmtree(kept.export.path.parent, ignore_errors=True)


PREPARED: Final = PreparedFiles()


async def _answer_file(request: Request) -> Response:
    export = PREPARED.get(request.path_params["token"])
    if export is None:
        return PlainTextResponse("This file has been deleted. Prepare it again.", status_code=404, headers=_HEADERS)
    return FileResponse(export.path, media_type=export.mime, filename=export.name, headers=_HEADERS)


ROUTE: Final = Route(f"/{ADDRESS}/{{token}}", _answer_file, methods=["GET"])
