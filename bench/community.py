"""How fast a community of many members reads: the list of threads, unread numbers, one thread, and search, for drawn readers.

    python -m bench community [--members 10000] [--posts 200000] [--readers 200] [--database postgresql+psycopg://...]

The posts are drawn: words by Zipf's law from a vocabulary of 20,000, threads in the open and in 40 groups, marks up to TLP:AMBER. A
database named with `--database` must be empty; without one an SQLite file is filled and deleted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, text

from bench.measure import print_figure
from members.access import Person, Role
from members.community.posts import read_thread
from members.community.search import search_posts
from members.community.threads import ThreadFilter, list_threads, mark_read, posts_about, unread_threads
from members.store.community_tables import Post, ReadMark, Thread
from members.store.engine import MemberStore, open_store, sqlite_url
from members.store.people_tables import Account, Group, GroupMember
from members.store.tables import Base

AIM: Final = 200.0
"""Milliseconds, 95 of 100 times."""
GROUPS: Final = 40
POSTS_A_THREAD: Final = 20
WORDS: Final = 20_000
REGIONS: Final = ("gulf_of_guinea", "singapore_strait", "malacca_strait", "gulf_of_aden")
_START: Final = date(2024, 1, 1)
_BATCH: Final = 5_000


def main(arguments: Sequence[str]) -> int:
    """Fill a database and print how long each way of reading takes; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench community", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--readers", type=int, default=200, help="how many members each reads once in every way")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; default: an SQLite file")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(chosen.database or sqlite_url(Path(folder) / "members.db"))
        started = time.perf_counter()
        people = fill(store, random.Random(17), chosen.members, chosen.posts)
        print_figure(f"{chosen.members:,} members and {chosen.posts:,} posts written", time.perf_counter() - started, "s")
        measure(store, random.Random(18), people[: chosen.readers])
        store.close()
    return 0


def measure(store: MemberStore, rng: random.Random, readers: list[Person]) -> None:
    """Print the 95th percentile of each way of reading."""
    ways: dict[str, Callable[[Person], object]] = {
        "list of threads": lambda person: list_threads(store, person, ThreadFilter()),
        "list of threads about a region": lambda person: list_threads(
            store, person, ThreadFilter(subject_kind="region", subject_id=rng.choice(REGIONS))
        ),
        "unread threads in the list": lambda person: list_threads(store, person, ThreadFilter(is_unread=True)),
        "number of unread threads": lambda person: unread_threads(store, person),
        "posts about a region": lambda person: posts_about(store, person, "region", rng.choice(REGIONS)),
        "one thread, opened and marked as read": lambda person: open_newest(store, person),
        "search, a word in most posts": lambda person: search_posts(store, person, word(0)),
        "search, a word in one of a hundred": lambda person: search_posts(store, person, word(rng.randint(90, 110))),
        "search, a rare word": lambda person: search_posts(store, person, word(rng.randint(10_000, WORDS - 1))),
        "search, three words": lambda person: search_posts(store, person, " ".join(word(rng.randint(0, 60)) for _ in range(3))),
        "search, the beginning of a word": lambda person: search_posts(store, person, "w1"),
    }
    for name, read in ways.items():
        times = [_milliseconds(partial(read, person)) for person in readers]
        print_figure(f"{name}, median", statistics.median(times), "ms")
        print_figure("  95 of 100", statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0], "ms", aim=AIM)


def open_newest(store: MemberStore, person: Person) -> None:
    """Open the thread at the top of the list, as a reader does."""
    rows, _ = list_threads(store, person, ThreadFilter())
    read_thread(store, person, rows[0].thread_id)
    mark_read(store, person, rows[0].thread_id)


def word(rank: int) -> str:
    """A word of the vocabulary, the most frequent first."""
    return f"w{rank}"


def fill(store: MemberStore, rng: random.Random, members: int, posts: int) -> list[Person]:
    """Write members, groups, threads, posts and read marks; returns the members."""
    people = [uuid.UUID(int=rng.getrandbits(128)).hex for _ in range(members)]
    groups = [uuid.UUID(int=rng.getrandbits(128)).hex for _ in range(GROUPS)]
    threads = max(1, posts // POSTS_A_THREAD)
    _insert(store, Account, (_account(number, person_id) for number, person_id in enumerate(people)))
    _insert(store, Group, ({"group_id": key, "name": f"Group {key}", "claim": None, "added_on": _START} for key in groups))
    inside = ((key, person) for person in people for key in rng.sample(groups, rng.randint(0, 4)))
    _insert(store, GroupMember, ({"group_id": key, "person_id": person, "by_claim": False} for key, person in inside))
    _insert(store, Thread, (_thread(rng, number, groups) for number in range(1, threads + 1)))
    _insert(store, Post, _posts(rng, posts, threads, people))
    with store.writing() as session:
        session.execute(
            text("UPDATE threads SET last_post = (SELECT max(posts.number) FROM posts WHERE posts.thread_number = threads.number)")
        )
    marks = ((person, number) for person in people[:1_000] for number in rng.sample(range(1, threads + 1), min(threads, 50)))
    _insert(store, ReadMark, ({"person_id": person, "thread_number": number, "post_number": posts // 2} for person, number in marks))
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return [Person(person_id, f"Member {number}", Role.MEMBER) for number, person_id in enumerate(people)]


def _account(number: int, person_id: str) -> dict[str, Any]:
    return {
        "person_id": person_id, "issuer": "https://id.example.com", "subject": f"{number}", "email": f"{number}@example.com",
        "email_is_verified": True, "name": f"Member {number}", "role": "member", "claimed_role": None, "company_id": None,
        "clearance": None, "is_disabled": False, "session_number": 0, "added_on": _START, "seen_on": _START,
    }  # fmt: skip


def _thread(rng: random.Random, number: int, groups: list[str]) -> dict[str, Any]:
    is_about = rng.random() < 0.3
    return {
        "number": number, "thread_id": uuid.UUID(int=rng.getrandbits(128)).hex, "title": f"Thread {number}",
        "tlp": rng.choice(("CLEAR", "GREEN", "AMBER")), "group_id": rng.choice(groups) if rng.random() < 0.5 else None,
        "subject_kind": "region" if is_about else None, "subject_id": rng.choice(REGIONS) if is_about else None,
        "is_unattributed": False, "is_pinned": rng.random() < 0.001, "is_locked": False, "is_hidden": False, "last_post": 0,
        "last_written_on": _START + timedelta(days=number % 700),
    }  # fmt: skip


def _posts(rng: random.Random, posts: int, threads: int, people: list[str]) -> Iterable[dict[str, Any]]:
    ranks, weights = range(WORDS), list(accumulate(1 / (rank + 1) for rank in range(WORDS)))
    for number in range(1, posts + 1):
        drawn = rng.choices(ranks, cum_weights=weights, k=rng.randint(10, 80))
        yield {
            "number": number, "post_id": uuid.UUID(int=rng.getrandbits(128)).hex,
            # Every thread has a first post; later ones go to threads at random.
            "thread_number": number if number <= threads else rng.randint(1, threads),
            "author_id": rng.choice(people), "author_key": None, "title": f"Thread {number}" if number <= threads else None,
            "text": " ".join(map(word, drawn)), "quotes": None, "written_at": datetime(2026, 1, 1) + timedelta(minutes=number),
            "edited_at": None, "hidden_reason": None, "is_withdrawn": False,
        }  # fmt: skip


def _insert(store: MemberStore, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    for batch in _batches(rows):
        with store.writing() as session:
            session.execute(insert(table), batch)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _milliseconds(read: Callable[[], object]) -> float:
    started = time.perf_counter()
    read()
    return 1_000 * (time.perf_counter() - started)
