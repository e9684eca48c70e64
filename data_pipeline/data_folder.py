"""The data folder: one writer at a time, and nothing left lying about by a run that was killed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from data_pipeline.errors import Busy, LandingError
from warehouse.contract.data_lock import FolderBusy, lock_folder
from warehouse.contract.settings import Settings


@contextmanager
def lock_data_folder(data: Path) -> Iterator[None]:
    """Hold the data folder for one writer; a holder that is killed frees it.

    Raises Busy when another process holds it, LandingError when the folder cannot be written.
    """
    with ExitStack() as held:
        try:
            # Without patience: a second run is refused at once instead of waiting, since the first may take minutes.
            held.enter_context(lock_folder(data))
        except FolderBusy as error:
            raise Busy(f"{error}. Wait until it has ended.") from None
        except OSError as error:
            raise LandingError(
                f"the data folder {data} cannot be written: {error.strerror}. Set ANCHORWATCH_DATA to a folder that can."
            ) from error
        yield


@contextmanager
def refusing_second(folder: Path, what: str) -> Iterator[None]:
    """Hold `folder`, so that there is one watch or upload at a time. Raises Busy where there is one, OSError."""
    try:
        with lock_folder(folder):
            yield
    except FolderBusy:
        raise Busy(f"another {what} runs on {folder.parent}. One is enough.") from None


def remove_leftovers(settings: Settings) -> None:
    """Remove what a killed run left behind. Call it only while holding the lock: it would delete the files of a run in progress."""
    if settings.work.exists():
        shutil.rmtree(settings.work)
    for leftover in [*settings.landing.glob("*/.*.tmp"), *settings.data.glob(".*.tmp")]:
        leftover.unlink()
