"""A snapshot as one reader may see it: the only way from a snapshot to a database connection.

Pages, the API, briefings and exports read through a `SnapshotView`; nothing else opens a published snapshot for reading. There is
one database for each snapshot and clearance, not for each person, so that readers of equal clearance share it and all results
computed from it. Where nothing in the snapshot is marked above the reader, that is the database of the complete tables: nothing is
copied and nothing is slower.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb
from cachetools import LRUCache, cached

from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import MARKS
from warehouse.reader import Reader
from warehouse.release import clearance

DATABASES_KEPT: Final = 8
"""In-memory databases kept open: a few snapshots, each for the clearances in use. Their tables stay on disk."""


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """One snapshot for readers of one clearance. `marks`: the TLP marks that its tables may contain; all of them if nothing is withheld.

    Equal views give equal answers, so a view is part of every cache key.
    """

    snapshot: Snapshot
    marks: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.snapshot.id

    @property
    def is_demo(self) -> bool:
        """True when the data are simulated; every page and export must then say so."""
        return self.snapshot.is_demo

    @property
    def published_at(self) -> datetime:
        return self.snapshot.published_at

    @property
    def is_restricted(self) -> bool:
        """Whether anything in the snapshot is withheld from this reader."""
        return self.marks != MARKS

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A new cursor on the shared database; close it when done. Raises SnapshotError."""
        return _shared_database(self).cursor()

    def open_own(self) -> duckdb.DuckDBPyConnection:
        """A new database with the same tables, for work that changes settings or adds tables; close it when done."""
        return clearance.open_restricted(self.snapshot, self.marks) if self.is_restricted else self.snapshot.open_database()


def view(snapshot: Snapshot, reader: Reader) -> SnapshotView:
    """`snapshot` as `reader` may see it. Raises SnapshotError when the snapshot cannot be read."""
    return SnapshotView(snapshot, _marks_that_matter(snapshot, reader.marks))


@cached(LRUCache(maxsize=64), key=lambda snapshot, marks: (snapshot.folder, snapshot.id, marks), condition=threading.Condition())
def _marks_that_matter(snapshot: Snapshot, marks: tuple[str, ...]) -> tuple[str, ...]:
    """`marks`, or all marks if the snapshot contains nothing above them: then these readers share the database of the complete tables."""
    if marks == MARKS:
        return MARKS
    con = SnapshotView(snapshot, MARKS).connect()
    try:
        return marks if clearance.is_above(con, marks) else MARKS
    finally:
        con.close()


def _cache_key(of: SnapshotView) -> tuple[Path, str, tuple[str, ...]]:
    return of.snapshot.folder, of.snapshot.id, of.marks


# Two readers who arrive together must not open the same database twice: the second waits on the condition.
@cached(LRUCache(maxsize=DATABASES_KEPT), key=_cache_key, condition=threading.Condition())
def _shared_database(of: SnapshotView) -> duckdb.DuckDBPyConnection:
    return of.open_own()
