"""The shelf of prepared files: whose files make room for whose, what it holds at most, and the one thread that clears it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from briefing.exports.files import Export
from pages.server.prepared_files import Bounds, PreparedFiles, ShelfFull

SMALL = Bounds(session_files=3, session_bytes=1_000, files=8, bytes=2_500)
Shelf = Callable[..., PreparedFiles]


def file_of(size: int) -> Callable[[Path], Export]:
    """Prepares a file of this size."""

    def prepare(folder: Path) -> Export:
        path = folder / "x.csv"
        path.write_bytes(b"0" * size)
        return Export(path, "x.csv", "text/csv", 0, size, cast(Any, None))

    return prepare


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """Makes shelves with small bounds, cleared after the test."""
    made: list[PreparedFiles] = []

    def make(lifetime: float = 60, bounds: Bounds = SMALL) -> PreparedFiles:
        made.append(PreparedFiles(bounds, lifetime))
        return made[-1]

    yield make
    for own in made:
        for token in list(own._kept):
            own.drop(token)


def files_in(shelf: PreparedFiles) -> list[Path]:
    return [path for path in shelf._folder.rglob("*") if path.is_file()] if shelf._folder else []


def test_a_sessions_older_files_make_room_for_its_own_and_for_no_other(shelf: Shelf) -> None:
    own = shelf()
    theirs = own.put("theirs", file_of(10))
    mine = [own.put("mine", file_of(10)) for _ in range(5)]
    assert [own.get(token) is not None for token in mine] == [False, False, True, True, True]
    large = own.put("mine", file_of(995))
    assert [own.get(token) is not None for token in (*mine, large)] == [False] * 5 + [True]
    assert own.get(theirs) is not None
    assert len(files_in(own)) == 2


def test_only_this_user_of_the_machine_can_read_a_file(shelf: Shelf) -> None:
    own = shelf()
    export = own.get(own.put("mine", file_of(10)))
    assert export is not None
    assert export.path.parent.stat().st_mode & 0o077 == 0


def test_a_full_shelf_refuses_and_evicts_nobody(shelf: Shelf) -> None:
    own = shelf()
    tokens = [own.put(f"session {number}", file_of(10)) for number in range(SMALL.files)]
    with pytest.raises(ShelfFull, match=r"as many prepared files as it has room for\. Try again in a minute"):
        own.put("another", file_of(10))
    assert all(own.get(token) for token in tokens)
    assert len(files_in(own)) == SMALL.files
    own.drop(tokens[0])
    assert own.get(own.put("another", file_of(10)))


def test_the_bound_in_bytes_holds_over_all_sessions(shelf: Shelf) -> None:
    own = shelf()
    tokens = [own.put(name, file_of(1_000)) for name in ("a", "b")]
    with pytest.raises(ShelfFull, match="Try again"):
        own.put("c", file_of(501))
    with pytest.raises(ShelfFull, match=r"The file has .* at most"):
        own.put("c", file_of(1_001))
    # One's own file makes room, for oneself.
    tokens[0] = own.put("a", file_of(900))
    assert all(own.get(token) for token in tokens)
    assert sum(path.stat().st_size for path in files_in(own)) == 1_900


def test_files_in_preparation_count(shelf: Shelf) -> None:
    own = shelf(bounds=Bounds(files=1))
    begun, may_end = threading.Event(), threading.Event()

    def slow(folder: Path) -> Export:
        begun.set()
        may_end.wait(20)
        return file_of(1)(folder)

    with ThreadPoolExecutor(1) as other:
        token = other.submit(own.put, "a", slow)
        begun.wait(20)
        with pytest.raises(ShelfFull):
            own.put("b", file_of(1))
        may_end.set()
        assert own.get(token.result())


def test_a_failure_leaves_nothing_and_takes_no_place(shelf: Shelf) -> None:
    own = shelf(bounds=Bounds(files=1))

    def fails(folder: Path) -> Export:
        (folder / "half").write_text("x", encoding="utf-8")
        raise KeyboardInterrupt

    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            own.put("mine", fails)
    assert files_in(own) == []
    assert own.put("mine", file_of(1))


def test_one_thread_deletes_all_files_when_their_time_is_over_and_then_ends(shelf: Shelf) -> None:
    before = threading.enumerate()
    own = shelf(lifetime=1.0, bounds=Bounds(files=500))
    for number in range(400):
        token = own.put(f"session {number}", file_of(1))
    last = own._sweeper
    # Threads of tests before this one may end meanwhile.
    assert [thread for thread in threading.enumerate() if thread not in before] == [last]
    assert last is not None and last.daemon
    last.join(20)
    assert files_in(own) == []
    assert own.get(token) is None
    again = own.put("later", file_of(1))
    assert own.get(again) and own._sweeper not in (None, last)


def test_an_expired_file_is_not_served_even_before_it_is_deleted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that was asleep wakes up with the sweeper still waiting."""
    own = shelf()
    token = own.put("mine", file_of(1))
    woken = time.monotonic() + 61
    monkeypatch.setattr("pages.server.prepared_files.time.monotonic", lambda: woken)
    assert own.get(token) is None
