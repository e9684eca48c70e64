"""A replica's process with one reader, who asks without pause: `python -m tests.replica.reader` prints what is shown whenever it changes.

Each line is the id of the snapshot and the number that its publisher wrote into two of its tables, or an error. It ends with its input.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import closing

from warehouse.contract import settings
from warehouse.contract.snapshot import SnapshotError
from warehouse.in_force import checked_store
from warehouse.reader import LOCAL
from warehouse.replica import follow
from warehouse.view import view

_NUMBERS = "SELECT (SELECT max(description) FROM sources), (SELECT max(failure) FROM landings), (SELECT count(*) FROM reports)"


def shown_now() -> str:
    """What a reader who comes now is shown."""
    store = checked_store(settings.load().data)
    try:
        snapshot = store.in_force().snapshot
    except SnapshotError as error:
        # Before the first snapshot has come, and at no other time.
        return "nothing" if "nothing has been published" in str(error) else f"error {error}"
    with closing(view(snapshot, LOCAL).connect()) as con:
        row = con.execute(_NUMBERS).fetchone()
    return f"{snapshot.id} {row}"


def main() -> None:
    follow.LOOK_EVERY = 0.2
    # A killed test must not leave it behind.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    last = ""
    with follow.following(settings.load()):
        while True:
            try:
                shown = shown_now()
            except Exception as error:  # noqa: BLE001
                shown = f"error {type(error).__name__}: {error}"
            if shown != last:
                print(shown.replace("\n", " "), flush=True)
                last = shown
            time.sleep(0.02)


if __name__ == "__main__":
    main()
