"""The lock of the data folder: whoever writes there, command or page, holds it, so that there is one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

LOCK_FILE: Final = ".lock"


class FolderBusy(Exception):
    """Another process, or another session of this one, writes to the data folder."""


@contextmanager
def lock_folder(data: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the data folder for one writer; a holder that is killed frees it.

    Waits at most `patience` seconds. Raises FolderBusy when it is held for longer, OSError when the folder cannot be written.
    """
    lock = FileLock(data / LOCK_FILE, timeout=patience)
    data.mkdir(parents=True, exist_ok=True)
    try:
        lock.acquire()
    except Timeout:
        raise FolderBusy(f"another run is writing to {data}") from None
    # Outside the `try` above: an error of the work itself says nothing about the lock.
    try:
        yield
    finally:
        lock.release()
