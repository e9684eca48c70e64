"""The data folder: one writer at a time, and nothing left lying about by a run that was killed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from data_pipeline.errors import Busy, LandingError
from warehouse.contract.settings import Settings

LOCK_FILE: Final = ".lock"


@contextmanager
def lock_data_folder(data: Path) -> Iterator[None]:
    """Hold the data folder for one writer; a holder that is killed frees it.

    Raises Busy when another process holds it, LandingError when the folder cannot be written.
    """
    # Zero: a second run is refused at once instead of waiting, since the first may take minutes.
    lock = FileLock(data / LOCK_FILE, timeout=0)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:  # a kind of OSError, so it comes first
        raise Busy(f"another run is writing to {data}. Wait until it has ended.") from None
    except OSError as error:
        raise LandingError(
            f"the data folder {data} cannot be written: {error.strerror}. Set ANCHORWATCH_DATA to a folder that can."
        ) from error
    # Outside the `try` above: an OSError of the work itself says nothing about the lock.
    try:
        yield
    finally:
        lock.release()


def remove_leftovers(settings: Settings) -> None:
    """Remove what a killed run left behind. Call it only while holding the lock: it would delete the files of a run in progress."""
    if settings.work.exists():
        shutil.rmtree(settings.work)
    for leftover in [*settings.landing.glob("*/.*.tmp"), *settings.data.glob(".*.tmp")]:
        leftover.unlink()
